package io.annals.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.annals.events.Json;
import io.annals.events.Kind;
import io.annals.events.Topics;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/** Guarantee G1, looked at in the databases and topics themselves. */
final class DurabilityProof {
    private static final Duration LONGEST = Duration.ofMinutes(4);

    /** What was found, for those who want to look closer. */
    record Log(Map<Long, String> eventIds, Map<String, Integer> eventsByNote) {}

    private DurabilityProof() {}

    /**
     * All that was acknowledged is in the log and the read model once, in Kafka at one position,
     * and nothing is twice.
     */
    static Log of(DurabilityPlace place, DurabilityLoad load, DurabilityImport... imports)
            throws SQLException {
        Log log = ofLog(place);
        Map<String, Long> positions = new HashMap<>();
        log.eventIds().forEach((position, eventId) -> positions.put(eventId, position));
        assertThat(positions).as("an event has one position").hasSameSizeAs(log.eventIds());
        for (DurabilityLoad.Acknowledged answer : load.acknowledged()) {
            assertThat(positions)
                    .as("acknowledged: %s", answer)
                    .containsKeys(answer.eventIds().toArray(String[]::new));
            if (answer.position() != null) {
                assertThat(positions.get(answer.eventIds().getLast()))
                        .as("acknowledged: %s", answer)
                        .isEqualTo(answer.position());
            }
        }
        Map<String, Integer> wanted =
                load.acknowledged().stream()
                        .map(DurabilityLoad.Acknowledged::command)
                        .collect(
                                Collectors.toMap(
                                        DurabilityLoad.Command::key,
                                        DurabilityLoad.Command::events,
                                        (one, _) -> one));
        for (DurabilityImport lines : imports) {
            wanted.putAll(lines.eventsByNote());
        }
        assertThat(log.eventsByNote())
                .as("each command's events are there once")
                .containsExactlyInAnyOrderEntriesOf(wanted);
        ofReadModel(place, log);
        ofTopics(place, log);
        return log;
    }

    /** Positions are dense, and nothing waits for one. */
    static Log ofLog(DurabilityPlace place) throws SQLException {
        await("positions for all events")
                .atMost(LONGEST)
                .pollInterval(Duration.ofMillis(200))
                .ignoreExceptionsInstanceOf(SQLException.class)
                .until(() -> one(place.log(), "select count(*) from pending") == 0);
        Map<Long, String> eventIds = new TreeMap<>();
        Map<String, Integer> byNote = new HashMap<>();
        try (Connection connection = connect(place.log());
                Statement ask = connection.createStatement();
                ResultSet row =
                        ask.executeQuery(
                                """
                                select log.position, event.event_id, event.payload
                                from event full join log using (global_index)
                                """)) {
            while (row.next()) {
                long position = row.getLong(1);
                assertThat(row.wasNull()).as("%s has a position", row.getString(2)).isFalse();
                assertThat(eventIds.put(position, row.getString(2)))
                        .as("one event at %d", position)
                        .isNull();
                byNote.merge(Json.read(row.getString(3)).path("note").asString(), 1, Integer::sum);
            }
        }
        assertThat(eventIds.keySet())
                .as("positions are dense")
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, eventIds.size()).boxed().toList());
        return new Log(eventIds, byNote);
    }

    /** The read model has the log, once, in its order, and is its fold. */
    static void ofReadModel(DurabilityPlace place, Log log) throws SQLException {
        await("all of the log in the read model")
                .atMost(LONGEST)
                .pollInterval(Duration.ofMillis(200))
                .ignoreExceptionsInstanceOf(SQLException.class)
                .until(
                        () ->
                                one(place.read(), "select position from applied")
                                        >= log.eventIds().size());
        Map<Long, String> applied = new TreeMap<>();
        try (Connection connection = connect(place.read());
                Statement ask = connection.createStatement();
                ResultSet row =
                        ask.executeQuery(
                                "select position, event::json ->> 'eventId' from change")) {
            while (row.next()) {
                assertThat(applied.put(row.getLong(1), row.getString(2))).isNull();
            }
        }
        assertThat(applied).as("the read model").isEqualTo(log.eventIds());
        assertThat(
                        new Verify(System.out)
                                .firstDifference(verified(place.log()), verified(place.read())))
                .isEmpty();
    }

    /** Kafka has every event at least once, always at the same position. */
    static void ofTopics(DurabilityPlace place, Log log) {
        Map<String, Set<Long>> sent = new HashMap<>();
        read(
                place,
                record ->
                        sent.computeIfAbsent(header(record, "id"), id -> new TreeSet<>())
                                .add(Long.valueOf(header(record, Topics.POSITION))));
        Map<String, Set<Long>> wanted = new HashMap<>();
        log.eventIds().forEach((position, eventId) -> wanted.put(eventId, Set.of(position)));
        assertThat(sent).as("the topics").isEqualTo(wanted);
    }

    private static void read(
            DurabilityPlace place, Function<ConsumerRecord<String, byte[]>, ?> each) {
        Topics topics = new Topics(place.prefix());
        try (var consumer =
                new KafkaConsumer<>(
                        Map.of(
                                "bootstrap.servers",
                                place.bootstrap(),
                                "auto.offset.reset",
                                "earliest",
                                "enable.auto.commit",
                                "false"),
                        new StringDeserializer(),
                        new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = new ArrayList<>();
            Arrays.stream(Kind.values())
                    .flatMap(kind -> consumer.partitionsFor(topics.of(kind)).stream())
                    .forEach(
                            partition ->
                                    partitions.add(
                                            new TopicPartition(
                                                    partition.topic(), partition.partition())));
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            await("the topics' ends")
                    .atMost(LONGEST)
                    .pollInterval(Duration.ofMillis(1))
                    .pollInSameThread()
                    .until(
                            () -> {
                                consumer.poll(Duration.ofMillis(200)).forEach(each::apply);
                                return ends.entrySet().stream()
                                        .allMatch(
                                                end ->
                                                        consumer.position(end.getKey())
                                                                >= end.getValue());
                            });
        }
    }

    private static String header(ConsumerRecord<String, byte[]> record, String name) {
        return new String(
                record.headers().lastHeader("ce_" + name).value(), StandardCharsets.UTF_8);
    }

    /** Where an event is in the log. */
    static long position(DurabilityPlace place, String eventId) throws SQLException {
        return one(
                place.log(),
                "select position from log join event using (global_index) where event_id = '"
                        + eventId
                        + "'");
    }

    static long one(Servers.Database database, String sql) throws SQLException {
        try (Connection connection = connect(database);
                Statement ask = connection.createStatement();
                ResultSet row = ask.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }

    private static Connection connect(Servers.Database database) throws SQLException {
        return DriverManager.getConnection(database.url(), database.user(), database.password());
    }

    private static Verify.Database verified(Servers.Database database) {
        return new Verify.Database(database.url(), database.user(), database.password());
    }
}
