package io.annals.query.log;

import io.annals.events.Event;
import io.annals.events.Json;
import io.annals.events.Kind;
import io.annals.events.Recorded;
import io.annals.events.Topics;
import io.annals.query.platform.Applied;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

import tools.jackson.databind.JsonNode;

import java.nio.charset.StandardCharsets;
import java.sql.Array;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Keeps the read model a prefix of the log: reads every topic from the offsets that the database
 * holds, restores the order of the positions, and writes rows, offsets and progress in one
 * transaction.
 *
 * <p>One per database: who holds the advisory lock leads, on the very connection that writes. A
 * lost connection is opened again for ever. Only a log that contradicts what was applied ends it;
 * then reads go on.
 */
@Component
final class Applier implements SmartLifecycle {

    /** Half the positions after which the database counts its rows for the first time. */
    private static final long FIRST_COUNTED = 500;

    private static final Logger LOG = LoggerFactory.getLogger(Applier.class);
    private static final long LOCK = 0x616e6e616c73L;
    private static final int MOST_EVENTS = 2_000;
    private static final int MOST_TEXT = 16_000_000;
    private static final long LONGEST_FOLD_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final long ROW_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long TOPICS_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final long GAP_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final int KEPT_HEADS = 1_000;
    private static final int KEPT_EVENTS = 50_000;

    private final LogSettings settings;
    private final Topics topics;
    private final Applied applied;
    private volatile boolean running;
    private @Nullable Thread thread;

    /**
     * Nanoseconds after which records that wait for a missing one have everything read again;
     * doubled each time.
     */
    private long gapNanos = GAP_NANOS;

    private boolean fromStart;

    Applier(LogSettings settings, Applied applied) {
        this.settings = settings;
        this.topics = new Topics(settings.kafka().prefix());
        this.applied = applied;
    }

    @Override
    public void start() {
        running = true;
        thread = Thread.ofPlatform().name("applier").start(this::run);
    }

    @Override
    public void stop() {
        running = false;
        Thread last = thread;
        if (last != null) {
            last.interrupt();
            try {
                last.join(Duration.ofSeconds(10));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    private void run() {
        long pause = 200;
        String told = "";
        while (running) {
            long began = System.nanoTime();
            try {
                lead();
            } catch (LogBroken e) {
                LOG.error("The read model stays as it is: {}", e.getMessage());
                applied.stopped(e.getMessage());
                return;
            } catch (InterruptedException | InterruptException e) {
                // not left standing: it would keep what comes next from closing
                Thread.interrupted();
                continue;
            } catch (Exception e) {
                if (!running) {
                    return;
                }
                String message = String.valueOf(e.getMessage());
                if (!message.equals(told)) {
                    LOG.warn("Following the log is interrupted and goes on by itself: {}", message);
                    LOG.debug("because of", e);
                    told = message;
                }
            }
            if (System.nanoTime() - began > TimeUnit.SECONDS.toNanos(30)) {
                pause = 200;
                told = "";
            }
            try {
                Thread.sleep(pause);
            } catch (InterruptedException e) {
                continue;
            }
            pause = Math.min(pause * 2, 5_000);
        }
    }

    private void lead() throws Exception {
        try (Connection connection = connect()) {
            while (!elected(connection)) {
                Thread.sleep(1_000);
            }
            applied.lead(true);
            KafkaConsumer<byte[], byte[]> consumer =
                    new KafkaConsumer<>(
                            kafka(), new ByteArrayDeserializer(), new ByteArrayDeserializer());
            Admin admin = Admin.create(kafka());
            try {
                new Lead(connection, admin, consumer).follow();
            } finally {
                applied.lead(false);
                // nothing in Kafka is ours to give back, so nothing is waited for
                admin.close(Duration.ZERO);
                consumer.close(CloseOptions.timeout(Duration.ZERO));
            }
        }
    }

    private Connection connect() throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", settings.database().user());
        properties.setProperty("password", settings.database().password());
        properties.setProperty("ApplicationName", "annals-applier");
        properties.setProperty("connectTimeout", "5");
        properties.setProperty("socketTimeout", "300");
        properties.setProperty("tcpKeepAlive", "true");
        Connection connection = DriverManager.getConnection(settings.database().url(), properties);
        connection.setAutoCommit(false);
        return connection;
    }

    private static boolean elected(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery(
                                "select not pg_is_in_recovery() and pg_try_advisory_lock("
                                        + LOCK
                                        + ")")) {
            row.next();
            boolean elected = row.getBoolean(1);
            connection.commit();
            return elected;
        }
    }

    private Map<String, Object> kafka() {
        return Map.of(
                "bootstrap.servers",
                settings.kafka().bootstrap(),
                "client.id",
                "annals-applier",
                "enable.auto.commit",
                false,
                "auto.offset.reset",
                "none",
                "allow.auto.create.topics",
                false,
                "max.poll.records",
                MOST_EVENTS,
                "reconnect.backoff.max.ms",
                1_000,
                "request.timeout.ms",
                10_000,
                "default.api.timeout.ms",
                15_000);
    }

    /** A record of the log as it came. */
    private record Arrived(byte[] value, Recorded recorded) {}

    /** A topic as Kafka describes it: of another id or size, saved offsets mean nothing. */
    private record Shape(String id, int partitions) {}

    /** One term of leading. */
    private final class Lead {
        private final Connection connection;
        private final Admin admin;
        private final KafkaConsumer<byte[], byte[]> consumer;
        private final TopicPartition head = new TopicPartition(topics.head(), 0);
        private final Map<TopicPartition, Long> saved = new HashMap<>();
        private final TreeMap<Long, Instant> announced = new TreeMap<>();
        private final Map<String, Line> lines = new LinkedHashMap<>(1024, 0.75f, true);
        private long linesLength;
        private Map<String, Shape> shapes = Map.of();
        private final Reordering<TopicPartition, Arrived> order;
        private final long began;
        private Applied.Snapshot now;
        private Applied.Snapshot written;
        private @Nullable Instant recordedAt;
        private long rowWritten;
        private long topicsSeen;
        private long advanced;
        private long counted = FIRST_COUNTED;

        Lead(Connection connection, Admin admin, KafkaConsumer<byte[], byte[]> consumer)
                throws SQLException {
            this.connection = connection;
            this.admin = admin;
            this.consumer = consumer;
            this.now = read();
            this.written = now;
            this.began = now.position();
            this.order = new Reordering<>(began, settings.kafka().window(), fromStart);
            applied.tell(now);
        }

        void follow() throws SQLException, InterruptedException, ExecutionException {
            begin();
            LOG.info(
                    "Following the log {} from position {}",
                    now.logId() == null ? "" : now.logId(),
                    now.position());
            while (running) {
                boolean ready = order.at(order.next()) != null;
                take(consumer.poll(Duration.ofMillis(ready ? 0 : dirty() ? 20 : 100)));
                while (running && order.at(order.next()) != null) {
                    apply();
                }
                settle();
                turn();
                watch();
            }
        }

        private Applied.Snapshot read() throws SQLException {
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery("select * from applied")) {
                row.next();
                OffsetDateTime settled = row.getObject("settled", OffsetDateTime.class);
                OffsetDateTime recorded = row.getObject("recorded_at", OffsetDateTime.class);
                recordedAt = recorded == null ? null : recorded.toInstant();
                Applied.Snapshot read =
                        new Applied.Snapshot(
                                row.getString("log_id"),
                                row.getLong("position"),
                                settled == null ? null : settled.toInstant(),
                                row.getLong("settled_position"),
                                row.getLong("head"),
                                null);
                connection.commit();
                return read;
            }
        }

        /**
         * Puts each partition where the database left it, or at its start where that does not fit.
         */
        private void begin() throws SQLException, InterruptedException, ExecutionException {
            while ((shapes = shapes()).isEmpty()) {
                Thread.sleep(500);
            }
            topicsSeen = System.nanoTime();
            List<TopicPartition> partitions = new ArrayList<>();
            shapes.forEach(
                    (topic, shape) -> {
                        for (int i = 0; i < shape.partitions(); i++) {
                            partitions.add(new TopicPartition(topic, i));
                        }
                    });
            consumer.assign(partitions);
            Map<TopicPartition, Long> first = consumer.beginningOffsets(partitions);
            Map<TopicPartition, Long> last = consumer.endOffsets(partitions);
            Map<TopicPartition, Long> offsets = offsets();
            for (TopicPartition partition : partitions) {
                long from = first.get(partition);
                long to = last.get(partition);
                long at = offsets.getOrDefault(partition, from);
                if (partition.topic().equals(head.topic())) {
                    at = Math.max(from, to - KEPT_HEADS);
                } else {
                    at = fromStart || at < from || at > to ? from : at;
                    order.assign(partition, at);
                }
                consumer.seek(partition, at);
            }
            fromStart = false;
            advanced = System.nanoTime();
        }

        private Map<String, Shape> shapes() throws InterruptedException, ExecutionException {
            Collection<String> names =
                    Stream.concat(
                                    Arrays.stream(Kind.values()).map(topics::of),
                                    Stream.of(head.topic()))
                            .toList();
            try {
                return admin.describeTopics(names).allTopicNames().get().values().stream()
                        .collect(
                                Collectors.toMap(
                                        TopicDescription::name,
                                        topic ->
                                                new Shape(
                                                        topic.topicId().toString(),
                                                        topic.partitions().size())));
            } catch (ExecutionException e) {
                if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                    return Map.of();
                }
                throw e;
            }
        }

        /** The saved offsets that fit; those of another topic of the same name are deleted. */
        private Map<TopicPartition, Long> offsets() throws SQLException {
            Map<TopicPartition, Long> offsets = new HashMap<>();
            List<String> unfit = new ArrayList<>();
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery("select * from kafka_offset")) {
                while (row.next()) {
                    String topic = row.getString("topic");
                    Shape is = new Shape(row.getString("topic_id"), row.getInt("partitions"));
                    if (is.equals(shapes.get(topic))) {
                        offsets.put(
                                new TopicPartition(topic, row.getInt("partition")),
                                row.getLong("next_offset"));
                    } else {
                        unfit.add(topic);
                    }
                }
            }
            if (!unfit.isEmpty()) {
                LOG.warn("Read from the start, because they were made anew: {}", Set.copyOf(unfit));
                try (PreparedStatement delete =
                        connection.prepareStatement(
                                "delete from kafka_offset where topic = any(?)")) {
                    delete.setArray(1, connection.createArrayOf("text", unfit.toArray()));
                    delete.executeUpdate();
                }
            }
            connection.commit();
            return offsets;
        }

        private void take(Iterable<ConsumerRecord<byte[], byte[]>> records) throws SQLException {
            Map<Long, String> known = new HashMap<>();
            for (ConsumerRecord<byte[], byte[]> record : records) {
                if (record.topic().equals(head.topic())) {
                    if (record.value() != null) {
                        announced(Json.read(record.value()));
                    }
                    continue;
                }
                sameLog(header(record, Topics.LOG));
                long position = Long.parseLong(header(record, Topics.POSITION));
                Arrived arrived = arrived(record, position);
                String eventId = arrived.recorded().event().eventId();
                TopicPartition partition = new TopicPartition(record.topic(), record.partition());
                Arrived there = order.read(partition, record.offset(), position, arrived);
                if (position < order.next()) {
                    known.merge(position, eventId, (one, other) -> sameEvent(position, one, other));
                } else if (there != null) {
                    sameEvent(position, there.recorded().event().eventId(), eventId);
                }
            }
            compare(known);
        }

        private Arrived arrived(ConsumerRecord<byte[], byte[]> record, long position) {
            try {
                JsonNode json = Json.read(record.value());
                Instant recordedAt = Instant.parse(json.get("recordedAt").stringValue());
                return new Arrived(
                        record.value(), new Recorded(position, recordedAt, Event.of(json)));
            } catch (RuntimeException e) {
                throw new LogBroken(
                        "position %d (topic %s, partition %d, offset %d) cannot be read by this version: %s"
                                .formatted(
                                        position,
                                        record.topic(),
                                        record.partition(),
                                        record.offset(),
                                        e.getMessage()));
            }
        }

        private String header(ConsumerRecord<byte[], byte[]> record, String attribute) {
            Header header = record.headers().lastHeader("ce_" + attribute);
            if (header == null) {
                throw new LogBroken(
                        "topic %s, partition %d, offset %d holds a record without ce_%s"
                                .formatted(
                                        record.topic(),
                                        record.partition(),
                                        record.offset(),
                                        attribute));
            }
            return new String(header.value(), StandardCharsets.UTF_8);
        }

        private void announced(JsonNode json) {
            sameLog(json.get("log").stringValue());
            long position = json.get("position").longValue();
            Instant settled = Instant.parse(json.get("settled").stringValue());
            now =
                    new Applied.Snapshot(
                            now.logId(),
                            now.position(),
                            now.settled(),
                            now.settledPosition(),
                            Math.max(now.head(), position),
                            null);
            announced.merge(position, settled, (one, other) -> one.isAfter(other) ? one : other);
            if (announced.size() > KEPT_HEADS * 10) {
                announced.pollFirstEntry();
            }
        }

        private void sameLog(String log) {
            if (now.logId() == null) {
                now =
                        new Applied.Snapshot(
                                log,
                                now.position(),
                                now.settled(),
                                now.settledPosition(),
                                now.head(),
                                null);
            } else if (!log.equals(now.logId())) {
                throw new LogBroken(
                        "it follows the log %s, and the topics hold records of the log %s"
                                .formatted(now.logId(), log));
            }
        }

        private String sameEvent(long position, String one, String other) {
            if (!one.equals(other)) {
                throw new LogBroken(
                        "position %d is event %s, and a record says that it is %s"
                                .formatted(position, one, other));
            }
            return one;
        }

        private void compare(Map<Long, String> known) throws SQLException {
            if (known.isEmpty()) {
                return;
            }
            int found = 0;
            try (PreparedStatement select =
                    connection.prepareStatement(
                            """
                            select position, event::json ->> 'eventId'
                            from change where position = any(?)
                            """)) {
                select.setArray(1, connection.createArrayOf("bigint", known.keySet().toArray()));
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) {
                        found++;
                        long position = row.getLong(1);
                        sameEvent(position, row.getString(2), known.get(position));
                    }
                }
            }
            connection.commit();
            if (found != known.size()) {
                throw new LogBroken("the read model lacks positions that it says it has");
            }
        }

        /** The next events that are there: one transaction. */
        private void apply() throws SQLException {
            List<Arrived> batch = new ArrayList<>();
            int text = 0;
            Arrived next;
            while (batch.size() < MOST_EVENTS
                    && text < MOST_TEXT
                    && (next = order.at(order.next() + batch.size())) != null) {
                batch.add(next);
                text += next.value().length;
            }
            load(batch);
            Rows rows = new Rows();
            long began = System.nanoTime();
            Recorded last = batch.getFirst().recorded();
            for (Arrived arrived : batch) {
                last = arrived.recorded();
                Event event = last.event();
                Line line = lines.get(event.subject());
                Line.Change change =
                        (line == null ? Line.of(event.kind(), List.of()) : line).with(last);
                keep(event.subject(), change.next());
                rows.add(change, new String(arrived.value(), StandardCharsets.UTF_8));
                if (System.nanoTime() - began > LONGEST_FOLD_NANOS) {
                    break;
                }
            }
            order.applied(last.position());
            recordedAt = last.recordedAt();
            now =
                    withSettled(
                            new Applied.Snapshot(
                                    now.logId(),
                                    last.position(),
                                    now.settled(),
                                    now.settledPosition(),
                                    Math.max(now.head(), last.position()),
                                    null));
            rows.write(connection);
            writeOffsets();
            writeRow();
            connection.commit();
            applied.tell(now);
            trim();
            if (now.position() >= 2 * counted) {
                count();
            }
            advanced = System.nanoTime();
            gapNanos = GAP_NANOS;
        }

        /**
         * Tells the database how large its tables have grown: its own look each minute comes too
         * late for who reads in the middle of an import.
         */
        private void count() throws SQLException {
            try (Statement statement = connection.createStatement()) {
                statement.execute("analyze change, version, cube");
            }
            connection.commit();
            counted = now.position();
        }

        /** Reads the lines of the batch's subjects that are not at hand. */
        private void load(List<Arrived> batch) throws SQLException {
            Map<String, Kind> missing = new LinkedHashMap<>();
            Map<String, Boolean> seen = new HashMap<>();
            for (Arrived arrived : batch) {
                Event event = arrived.recorded().event();
                if (seen.put(event.subject(), true) == null
                        && event.sequence() > 0
                        && !lines.containsKey(event.subject())) {
                    missing.put(event.subject(), event.kind());
                }
            }
            if (missing.isEmpty()) {
                return;
            }
            Map<String, List<Event>> events = new HashMap<>();
            try (PreparedStatement select =
                    connection.prepareStatement(
                            """
                            select subject, event from change where subject = any(?)
                            order by subject, sequence
                            """)) {
                Array subjects = connection.createArrayOf("text", missing.keySet().toArray());
                select.setArray(1, subjects);
                select.setFetchSize(1_000);
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) {
                        events.computeIfAbsent(row.getString(1), subject -> new ArrayList<>())
                                .add(Event.of(Json.read(row.getString(2))));
                    }
                }
            }
            missing.forEach(
                    (subject, kind) ->
                            keep(subject, Line.of(kind, events.getOrDefault(subject, List.of()))));
        }

        private void keep(String subject, Line line) {
            Line old = lines.put(subject, line);
            linesLength += line.length() - (old == null ? 0 : old.length());
        }

        /** Forgets the lines that were not touched for longest. */
        private void trim() {
            var eldest = lines.entrySet().iterator();
            while (linesLength > KEPT_EVENTS && eldest.hasNext()) {
                linesLength -= eldest.next().getValue().length();
                eldest.remove();
            }
        }

        private void writeOffsets() throws SQLException {
            List<TopicPartition> moved = new ArrayList<>();
            for (TopicPartition partition : consumer.assignment()) {
                if (!partition.topic().equals(head.topic())
                        && !Objects.equals(
                                saved.put(partition, order.offset(partition)),
                                order.offset(partition))) {
                    moved.add(partition);
                }
            }
            try (PreparedStatement upsert =
                    connection.prepareStatement(
                            """
                            insert into kafka_offset (topic, partition, topic_id, partitions, next_offset)
                            values (?, ?, ?, ?, ?)
                            on conflict (topic, partition) do update
                            set topic_id = excluded.topic_id, partitions = excluded.partitions,
                                next_offset = excluded.next_offset
                            """)) {
                for (TopicPartition partition : moved) {
                    Shape shape = shapes.get(partition.topic());
                    upsert.setString(1, partition.topic());
                    upsert.setInt(2, partition.partition());
                    upsert.setString(3, shape.id());
                    upsert.setInt(4, shape.partitions());
                    upsert.setLong(5, saved.get(partition));
                    upsert.addBatch();
                }
                upsert.executeBatch();
            }
        }

        /** Also a fence: whoever wrote meanwhile left another position. */
        private void writeRow() throws SQLException {
            try (PreparedStatement update =
                    connection.prepareStatement(
                            """
                            update applied
                            set log_id = ?, position = ?, recorded_at = ?, settled = ?,
                                settled_position = ?, head = ?
                            where position = ?
                            """)) {
                update.setString(1, now.logId());
                update.setLong(2, now.position());
                update.setObject(3, utc(recordedAt));
                update.setObject(4, utc(now.settled()));
                update.setLong(5, now.settledPosition());
                update.setLong(6, now.head());
                update.setLong(7, written.position());
                if (update.executeUpdate() != 1) {
                    throw new SQLException("another applier writes to this database");
                }
            }
            written = now;
            rowWritten = System.nanoTime();
        }

        private static @Nullable OffsetDateTime utc(@Nullable Instant instant) {
            return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
        }

        private boolean dirty() {
            return !now.equals(written);
        }

        /** The newest pair whose position is applied: told at once, written a little later. */
        private void settle() throws SQLException {
            now = withSettled(now);
            applied.tell(now);
            if (dirty() && System.nanoTime() - rowWritten > ROW_NANOS) {
                writeRow();
                connection.commit();
            }
        }

        private Applied.Snapshot withSettled(Applied.Snapshot at) {
            Map.Entry<Long, Instant> newest = announced.floorEntry(at.position());
            if (newest == null) {
                return at;
            }
            announced.headMap(at.position(), true).clear();
            if (at.settled() != null && !newest.getValue().isAfter(at.settled())) {
                return at;
            }
            return new Applied.Snapshot(
                    at.logId(), at.position(), newest.getValue(), newest.getKey(), at.head(), null);
        }

        private void turn() {
            Set<TopicPartition> ahead = order.ahead();
            Set<TopicPartition> paused = consumer.paused();
            consumer.pause(ahead);
            consumer.resume(
                    paused.stream().filter(partition -> !ahead.contains(partition)).toList());
        }

        private void watch() throws InterruptedException, ExecutionException {
            long time = System.nanoTime();
            if (!order.gap()) {
                advanced = time;
            } else if (order.leftOut() && now.position() > began) {
                throw new IllegalStateException(
                        "position %d came late; what was left out is read now"
                                .formatted(began + 1));
            } else if (time - advanced > gapNanos) {
                gapNanos = Math.min(gapNanos * 2, TimeUnit.MINUTES.toNanos(10));
                fromStart = true;
                throw new IllegalStateException(
                        "position %d does not come, later ones are there: everything is read again"
                                .formatted(order.next()));
            }
            if (time - topicsSeen > TOPICS_NANOS) {
                topicsSeen = time;
                if (!shapes().equals(shapes)) {
                    throw new IllegalStateException("the topics were made anew");
                }
            }
        }
    }
}
