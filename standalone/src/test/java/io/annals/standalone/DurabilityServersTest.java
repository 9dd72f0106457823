package io.annals.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** What the services stand on goes away and comes back, under a load. */
@Timeout(value = 12, unit = TimeUnit.MINUTES)
class DurabilityServersTest {

    @Test
    void postgresql_killed_under_a_load_loses_nothing() throws Exception {
        var random = new Random(2);
        try (var postgres = DurabilityPostgres.start()) {
            var place =
                    DurabilityPlace.of(
                            postgres.database("log"), postgres.database("read"), Servers.kafka());
            try (var _ = place.startCommand();
                    var _ = place.startQuery();
                    var load =
                            new DurabilityLoad(
                                    2, DurabilityPlace.KEY, place.commandUrl(), place.url())) {
                load.start();
                for (int kill = 0; kill < 5; kill++) {
                    load.awaitAnswers(100 + random.nextInt(300));
                    postgres.kill();
                }
                load.awaitAnswers(100);
                load.stop();
                load.retryUnanswered();
                load.repeatSomeAnswered();
                assertThat(load.unknown()).isPositive();
                DurabilityProof.of(place, load);
            }
        }
    }

    @Test
    void
            while_kafka_is_away_for_a_minute_commands_are_accepted_and_then_all_is_published_and_applied()
                    throws Exception {
        try (var kafka = DurabilityKafka.start()) {
            var place =
                    DurabilityPlace.of(
                            Servers.freshDatabase(), Servers.freshDatabase(), kafka.bootstrap());
            try (var _ = place.startCommand();
                    var _ = place.startQuery();
                    var load = new DurabilityLoad(3, DurabilityPlace.KEY, place.commandUrl())) {
                load.start();
                load.awaitAnswers(300);
                kafka.goAway();
                long head = head(place);
                long back = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
                await("a minute without Kafka")
                        .atMost(Duration.ofMinutes(3))
                        .pollInterval(Duration.ofSeconds(1))
                        .until(() -> System.nanoTime() > back && head(place) > head + 300);
                assertThat(load.unknown()).as("commands that were not accepted").isZero();
                assertThat(load.acknowledged()).allMatch(answer -> answer.position() != null);
                assertThat(applied(place)).isLessThan(head(place));
                kafka.comeBack();
                load.awaitAnswers(200);
                load.stop();
                load.retryUnanswered();
                assertThat(load.unknown()).as("commands that were not accepted").isZero();
                DurabilityProof.of(place, load);
            }
        }
    }

    @Test
    void on_a_full_disk_a_write_is_503_and_nothing_half_done_and_with_space_all_goes_on()
            throws Exception {
        try (var postgres = DurabilityPostgres.onSmallDisk()) {
            var place =
                    DurabilityPlace.of(
                            postgres.database("log"), postgres.database("read"), Servers.kafka());
            try (var _ = place.startCommand();
                    var _ = place.startQuery();
                    var load = new DurabilityLoad(4, DurabilityPlace.KEY, place.commandUrl());
                    var lines = new DurabilityImport(place, 2_000)) {
                load.start();
                load.awaitAnswers(200);
                lines.start();
                for (int i = 0; i < 2; i++) {
                    int unavailable = load.unavailable();
                    await("answers 503")
                            .atMost(Duration.ofMinutes(3))
                            .pollInterval(Duration.ofSeconds(1))
                            .until(
                                    () -> {
                                        postgres.fillDisk();
                                        return load.unavailable() > unavailable + 20;
                                    });
                    postgres.freeDisk();
                    load.awaitAnswers(200);
                }
                load.stop();
                load.retryUnanswered();
                load.repeatSomeAnswered();
                lines.awaitDone();
                DurabilityProof.of(place, load, lines);
            }
        }
    }

    private static long head(DurabilityPlace place) throws Exception {
        return DurabilityProof.one(place.log(), "select position from head");
    }

    private static long applied(DurabilityPlace place) throws Exception {
        return DurabilityProof.one(place.read(), "select position from applied");
    }
}
