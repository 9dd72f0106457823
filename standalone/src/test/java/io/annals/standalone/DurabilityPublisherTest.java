package io.annals.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.annals.events.Kind;
import io.annals.events.Topics;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** Sends fail in the middle of the publisher's window. */
@Timeout(value = 12, unit = TimeUnit.MINUTES)
class DurabilityPublisherTest {

    @Test
    void a_send_that_failed_for_good_holds_later_ones_back_from_the_read_model_and_loses_none()
            throws Exception {
        var place = DurabilityPlace.shared();
        try (var _ = place.startCommand();
                var _ = place.startQuery();
                var load = new DurabilityLoad(5, DurabilityPlace.KEY, place.commandUrl())) {
            load.start();
            load.awaitAnswers(100);
            largestMessage(place, 3_000);
            var random = new Random(5);
            var scope = new StringBuilder();
            // what no compression makes small enough
            random.ints(9_000, 0x4e00, 0x9fa5).forEach(scope::appendCodePoint);
            var large = load.record(DurabilityLoad.company("com_large", scope.toString()));
            load.awaitAnswers(300);
            long position = DurabilityProof.position(place, large.eventIds().getFirst());
            await("all that lies before")
                    .atMost(Duration.ofMinutes(2))
                    .until(() -> applied(place) == position - 1);
            load.awaitAnswers(200);
            assertThat(applied(place)).isEqualTo(position - 1);
            largestMessage(place, 4_000_000);
            load.awaitAnswers(100);
            load.stop();
            load.retryUnanswered();
            DurabilityProof.of(place, load);
        }
    }

    @Test
    void connections_to_kafka_that_break_at_random_lose_nothing_and_block_nothing()
            throws Exception {
        var random = new Random(55);
        try (var kafka = DurabilityKafka.start()) {
            var place =
                    DurabilityPlace.of(
                            Servers.freshDatabase(), Servers.freshDatabase(), kafka.bootstrap());
            try (var _ = place.startCommand();
                    var _ = place.startQuery();
                    var load = new DurabilityLoad(55, DurabilityPlace.KEY, place.commandUrl())) {
                load.start();
                for (int i = 0; i < 30; i++) {
                    load.awaitAnswers(1 + random.nextInt(60));
                    kafka.breakConnections();
                }
                load.stop();
                load.retryUnanswered();
                assertThat(load.unknown()).isZero();
                DurabilityProof.of(place, load);
            }
        }
    }

    private static void largestMessage(DurabilityPlace place, int bytes) throws Exception {
        var topic =
                new ConfigResource(
                        ConfigResource.Type.TOPIC, new Topics(place.prefix()).of(Kind.COMPANY));
        var largest = new ConfigEntry("max.message.bytes", Integer.toString(bytes));
        try (var admin = Admin.create(Map.of("bootstrap.servers", place.bootstrap()))) {
            admin.incrementalAlterConfigs(
                            Map.of(
                                    topic,
                                    List.of(new AlterConfigOp(largest, AlterConfigOp.OpType.SET))))
                    .all()
                    .get(1, TimeUnit.MINUTES);
        }
    }

    private static long applied(DurabilityPlace place) throws Exception {
        return DurabilityProof.one(place.read(), "select position from applied");
    }
}
