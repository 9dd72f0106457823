package io.annals.command.log;

import io.annals.command.platform.Database;
import io.annals.command.platform.Settings;
import io.annals.events.Event;
import io.annals.events.Json;
import io.annals.events.Recorded;
import io.annals.events.Schemas;
import io.annals.events.Topics;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.core.message.Encoding;
import io.cloudevents.kafka.CloudEventSerializer;

import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.net.URI;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Sends the log to Kafka in order of position, at least once, always with the same id and position.
 *
 * <p>At most {@code window} positions are in flight beyond the saved cursor. At the first failed
 * send the producer is closed and all begins again from the cursor, so no later record overtakes a
 * failed one for good.
 */
final class Publisher {

    private static final Logger LOG = LoggerFactory.getLogger(Publisher.class);
    private static final int PAGE = 1_000;
    private static final Duration SAVE_EVERY = Duration.ofMillis(50);
    private static final Duration BACK_OFF = Duration.ofMillis(500);
    private static final URI SOURCE = URI.create("/annals");

    private static final String NEXT =
            """
            select log.position, log.recorded_at, event.payload
            from log join event using (global_index) where log.position > ? order by log.position limit ?
            """;

    /** The first send that failed ends this attempt. */
    private static final class Failed extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Failed(Throwable cause) {
            super(cause.toString(), cause, false, false);
        }
    }

    private final Database.OwnConnections connections;
    private final Settings.Kafka settings;
    private final ZoneId zone = ZoneId.of("Asia/Shanghai");
    private final AtomicReference<Sequencer.@Nullable Head> head = new AtomicReference<>();
    private final Semaphore work = new Semaphore(0);
    private @Nullable Thread thread;
    private volatile boolean running;

    Publisher(Database.OwnConnections connections, Settings.Kafka settings) {
        this.connections = connections;
        this.settings = settings;
    }

    void start() {
        running = true;
        thread = Thread.ofPlatform().name("annals-publisher").start(this::run);
    }

    void stop() {
        running = false;
        Thread thread = this.thread;
        this.thread = null;
        if (thread != null) {
            thread.interrupt();
            try {
                thread.join(TimeUnit.SECONDS.toMillis(10));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Tells a head that is committed. */
    void announce(Sequencer.Head committed) {
        head.set(committed);
        if (work.availablePermits() == 0) {
            work.release();
        }
    }

    private void run() {
        while (running) {
            try (Connection connection = connections.open()) {
                publish(connection);
            } catch (SQLException | RuntimeException e) {
                if (running) {
                    LOG.warn("publishing begins again from the cursor: {}", e.toString());
                }
            } catch (InterruptedException e) {
                return;
            }
            try {
                Thread.sleep(BACK_OFF.toMillis());
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private void publish(Connection connection) throws SQLException, InterruptedException {
        TopicCheck topics = new TopicCheck(settings);
        String ids = topics.ready();
        Cursor cursor = Cursor.open(connection, ids);
        AtomicReference<@Nullable Throwable> failed = new AtomicReference<>();
        Acknowledged acknowledged = new Acknowledged(cursor.position());
        long sent = cursor.position();
        Sequencer.Head announced = null;
        long savedAt = System.nanoTime();
        Producer<String, byte[]> producer = producer();
        try (CloudEventSerializer serializer = serializer()) {
            while (running) {
                check(failed);
                if (System.nanoTime() - savedAt > SAVE_EVERY.toNanos()) {
                    savedAt = System.nanoTime();
                    if (!cursor.save(acknowledged.upTo())) {
                        return;
                    }
                }
                Sequencer.Head known = head.get();
                long room = cursor.position() + settings.window() - sent;
                if (known != null && sent < known.position() && room > 0) {
                    for (Recorded next : page(connection, sent, (int) Math.min(room, PAGE))) {
                        check(failed);
                        send(producer, serializer, known.logId(), next, acknowledged, failed);
                        sent = next.position();
                    }
                    announced = announce(producer, known, announced, failed);
                    continue;
                }
                announced = announce(producer, known, announced, failed);
                work.tryAcquire(SAVE_EVERY.toMillis(), TimeUnit.MILLISECONDS);
                work.drainPermits();
            }
        } finally {
            producer.close(Duration.ZERO);
        }
    }

    private static void check(AtomicReference<@Nullable Throwable> failed) {
        Throwable cause = failed.get();
        if (cause != null) {
            throw new Failed(cause);
        }
    }

    private void send(
            Producer<String, byte[]> producer,
            CloudEventSerializer serializer,
            String logId,
            Recorded recorded,
            Acknowledged acknowledged,
            AtomicReference<@Nullable Throwable> failed) {
        Event event = recorded.event();
        ProducerRecord<String, byte[]> record =
                new ProducerRecord<>(settings.topics().of(event.kind()), event.subject(), null);
        byte[] value =
                serializer.serialize(record.topic(), record.headers(), cloudEvent(logId, recorded));
        ProducerRecord<String, byte[]> full =
                new ProducerRecord<>(
                        record.topic(),
                        null,
                        recorded.recordedAt().toEpochMilli(),
                        record.key(),
                        value,
                        record.headers());
        producer.send(
                full,
                (metadata, e) -> {
                    if (e == null) {
                        acknowledged.add(recorded.position());
                    } else {
                        failed.compareAndSet(null, e);
                    }
                });
    }

    private CloudEvent cloudEvent(String logId, Recorded recorded) {
        Event event = recorded.event();
        CloudEventBuilder builder =
                CloudEventBuilder.v1()
                        .withId(event.eventId())
                        .withSource(SOURCE)
                        .withType(event.typeName())
                        .withSubject(event.subject())
                        .withDataContentType("application/json")
                        .withDataSchema(URI.create(Schemas.uri(event.type(), event.kind())))
                        .withData(Json.mapper().writeValueAsBytes(recorded.json()))
                        .withExtension(
                                Topics.RECORDED_TIME, Recorded.instant(recorded.recordedAt()))
                        .withExtension(Topics.SEQUENCE, Long.toString(event.sequence()))
                        .withExtension(Topics.POSITION, Long.toString(recorded.position()))
                        .withExtension(Topics.LOG, logId);
        if (event.effectiveOn() != null) {
            LocalDate first = event.effectiveOn().first();
            builder.withTime(first.atStartOfDay(zone).toOffsetDateTime());
        }
        return builder.build();
    }

    private Sequencer.@Nullable Head announce(
            Producer<String, byte[]> producer,
            Sequencer.@Nullable Head known,
            Sequencer.@Nullable Head announced,
            AtomicReference<@Nullable Throwable> failed) {
        if (known == null || known.equals(announced)) {
            return announced;
        }
        byte[] value =
                Json.mapper()
                        .writeValueAsBytes(
                                Json.object()
                                        .put("log", known.logId())
                                        .put("position", known.position())
                                        .put("settled", Recorded.instant(known.settled())));
        producer.send(
                new ProducerRecord<>(settings.topics().head(), "head", value),
                (metadata, e) -> {
                    if (e != null) {
                        failed.compareAndSet(null, e);
                    }
                });
        return known;
    }

    private static List<Recorded> page(Connection connection, long after, int limit)
            throws SQLException {
        List<Recorded> page = new ArrayList<>(limit);
        try (PreparedStatement select = connection.prepareStatement(NEXT)) {
            select.setLong(1, after);
            select.setInt(2, limit);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    page.add(
                            new Recorded(
                                    row.getLong(1),
                                    row.getObject(2, OffsetDateTime.class).toInstant(),
                                    Event.of(Json.read(row.getString(3)))));
                }
            }
        }
        return page;
    }

    private Producer<String, byte[]> producer() {
        return new KafkaProducer<>(
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, settings.bootstrap(),
                        ProducerConfig.ACKS_CONFIG, "all",
                        ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "true",
                        ProducerConfig.LINGER_MS_CONFIG, "0",
                        ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4",
                        ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Integer.toString(4_000_000),
                        ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, "20000",
                        ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, "5000",
                        ProducerConfig.MAX_BLOCK_MS_CONFIG, "5000",
                        ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, "500"),
                new StringSerializer(),
                new ByteArraySerializer());
    }

    private static CloudEventSerializer serializer() {
        CloudEventSerializer serializer = new CloudEventSerializer();
        serializer.configure(Map.of(CloudEventSerializer.ENCODING_CONFIG, Encoding.BINARY), false);
        return serializer;
    }

    /** The highest position up to which every one is acknowledged. */
    private static final class Acknowledged {
        private long upTo;
        private final TreeSet<Long> beyond = new TreeSet<>();

        Acknowledged(long from) {
            upTo = from;
        }

        synchronized void add(long position) {
            beyond.add(position);
            while (!beyond.isEmpty() && beyond.first() == upTo + 1) {
                upTo = beyond.removeFirst();
            }
        }

        synchronized long upTo() {
            return upTo;
        }
    }

    /** The saved cursor. It never goes back but by a new generation, which sends all again. */
    static final class Cursor {
        private final Connection connection;
        private final long generation;
        private long position;

        private Cursor(Connection connection, long generation, long position) {
            this.connection = connection;
            this.generation = generation;
            this.position = position;
        }

        static Cursor open(Connection connection, String topicIds) throws SQLException {
            try (PreparedStatement compare =
                    connection.prepareStatement(
                            """
                            update publisher set generation = generation + 1, position = 0, topic_ids = ?
                            where topic_ids is distinct from ?
                            """)) {
                compare.setString(1, topicIds);
                compare.setString(2, topicIds);
                if (compare.executeUpdate() == 1) {
                    LOG.info("the topics are new: the log is sent from its beginning");
                }
            }
            try (Statement read = connection.createStatement();
                    ResultSet row =
                            read.executeQuery("select generation, position from publisher")) {
                row.next();
                return new Cursor(connection, row.getLong(1), row.getLong(2));
            }
        }

        long position() {
            return position;
        }

        /** Moves the cursor; false when a new generation began, by another's hand. */
        boolean save(long acknowledged) throws SQLException {
            if (acknowledged == position) {
                return generation() == generation;
            }
            try (PreparedStatement save =
                    connection.prepareStatement(
                            "update publisher set position = greatest(position, ?) where generation"
                                    + " = ?")) {
                save.setLong(1, acknowledged);
                save.setLong(2, generation);
                position = acknowledged;
                return save.executeUpdate() == 1;
            }
        }

        private long generation() throws SQLException {
            try (Statement read = connection.createStatement();
                    ResultSet row = read.executeQuery("select generation from publisher")) {
                row.next();
                return row.getLong(1);
            }
        }
    }
}
