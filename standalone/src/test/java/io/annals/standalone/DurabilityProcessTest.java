package io.annals.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** The services' processes are killed. */
@Timeout(value = 12, unit = TimeUnit.MINUTES)
class DurabilityProcessTest {
    private static final int KILLS = 20;
    private static final int LINES = 8_000;

    @Test
    void services_killed_at_random_moments_lose_nothing_and_a_retry_makes_no_second_event()
            throws Exception {
        var random = new Random(20191031);
        var place = DurabilityPlace.shared();
        try (var command = place.commandProcess();
                var query = place.queryProcess();
                var load =
                        new DurabilityLoad(
                                1, DurabilityPlace.KEY, place.commandUrl(), place.url())) {
            command.start();
            query.start();
            command.awaitReady();
            query.awaitReady();
            load.start();
            for (int kill = 1; kill <= KILLS; kill++) {
                if (kill % 5 == 0) {
                    // while it starts
                    Thread.sleep(random.nextInt(3_000));
                } else {
                    command.awaitReady();
                    load.awaitAnswers(1 + random.nextInt(100));
                }
                command.kill();
                boolean both = kill % 4 == 0;
                if (both) {
                    query.kill();
                }
                command.start();
                if (both) {
                    query.start();
                    query.awaitReady();
                }
            }
            command.awaitReady();
            load.stop();
            load.retryUnanswered();
            load.repeatSomeAnswered();
            System.out.printf("%d answers, %d times unknown%n", load.answers(), load.unknown());
            assertThat(load.unknown()).isPositive();
            DurabilityProof.of(place, load);
        }
    }

    @Test
    void an_import_killed_in_the_middle_goes_on_where_it_was_and_a_repeated_file_changes_nothing()
            throws Exception {
        var place = DurabilityPlace.shared();
        try (var command = place.commandProcess();
                var _ = place.startQuery();
                var load = new DurabilityLoad(6, DurabilityPlace.KEY, place.commandUrl());
                var lines = new DurabilityImport(place, LINES)) {
            command.start();
            command.awaitReady();
            load.prepare();
            lines.start();
            for (int kill = 1; kill <= 3; kill++) {
                int far = kill * LINES / 5;
                await("a part of the import")
                        .atMost(Duration.ofMinutes(3))
                        .pollInterval(Duration.ofMillis(20))
                        .until(
                                () ->
                                        DurabilityProof.one(place.log(), "select done from import")
                                                >= far);
                command.kill();
                assertThat(DurabilityProof.one(place.log(), "select done from import"))
                        .isLessThan(LINES);
                command.start();
                command.awaitReady();
            }
            lines.awaitDone();
            lines.repeat();
            DurabilityProof.of(place, load, lines);
        }
    }
}
