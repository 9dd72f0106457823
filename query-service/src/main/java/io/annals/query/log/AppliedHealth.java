package io.annals.query.log;

import io.annals.query.platform.Applied;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

/** Down when the applier gave up: reads go on, but nothing new comes. */
@Component("log")
final class AppliedHealth implements HealthIndicator {

    private final Applied applied;

    AppliedHealth(Applied applied) {
        this.applied = applied;
    }

    @Override
    public Health health() {
        Applied.Snapshot now = applied.now();
        String stopped = now.stopped();
        return (stopped == null ? Health.up() : Health.down().withDetail("stopped", stopped))
                .withDetail("position", now.position())
                .withDetail("lag", now.lag())
                .build();
    }
}
