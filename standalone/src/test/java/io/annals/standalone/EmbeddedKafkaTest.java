package io.annals.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

class EmbeddedKafkaTest {
    private static final TopicPartition PARTITION = new TopicPartition("kept", 0);

    @TempDir Path folder;

    @Test
    void
            records_and_groups_outlive_a_restart_nothing_is_forgotten_and_no_topic_is_made_by_a_typing_error()
                    throws Exception {
        byte[] largest = new byte[4 * 1024 * 1024];
        try (var kafka = EmbeddedKafka.start(folder, Ports.free())) {
            try (var admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrap()))) {
                admin.createTopics(List.of(new NewTopic("kept", 1, (short) 1))).all().get();
                var topic = new ConfigResource(ConfigResource.Type.TOPIC, "kept");
                var settings = admin.describeConfigs(List.of(topic)).all().get().get(topic);
                assertThat(settings.get("retention.ms").value()).isEqualTo("-1");
                assertThat(settings.get("retention.bytes").value()).isEqualTo("-1");
            }
            try (var producer = producer(kafka)) {
                producer.send(new ProducerRecord<>("kept", "largest", largest)).get();
                assertThatThrownBy(
                                () ->
                                        producer.send(new ProducerRecord<>("kepd", "x", largest))
                                                .get())
                        .hasMessageContaining("kepd");
            }
            try (var consumer = consumer(kafka)) {
                consumer.subscribe(List.of("kept"));
                assertThat(consumer.poll(Duration.ofSeconds(30))).hasSize(1);
                consumer.commitSync();
            }
        }
        try (var kafka = EmbeddedKafka.start(folder, Ports.free());
                var consumer = consumer(kafka)) {
            consumer.assign(List.of(PARTITION));
            assertThat(consumer.position(PARTITION)).isEqualTo(1);
            consumer.seekToBeginning(List.of(PARTITION));
            assertThat(consumer.poll(Duration.ofSeconds(30)).iterator().next().value())
                    .hasSize(largest.length);
        }
    }

    private static KafkaProducer<String, byte[]> producer(EmbeddedKafka kafka) {
        return new KafkaProducer<>(
                Map.of(
                        "bootstrap.servers", kafka.bootstrap(),
                        "max.block.ms", "3000",
                        "max.request.size", Integer.toString(EmbeddedKafka.LARGEST_MESSAGE)),
                new StringSerializer(),
                new ByteArraySerializer());
    }

    private static KafkaConsumer<String, byte[]> consumer(EmbeddedKafka kafka) {
        return new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers", kafka.bootstrap(),
                        "group.id", "reader",
                        "auto.offset.reset", "earliest",
                        "enable.auto.commit", "false"),
                new StringDeserializer(),
                new ByteArrayDeserializer());
    }
}
