package io.annals.standalone;

import io.annals.seeds.Population;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** How long it takes until a subscriber has what was recorded, at a steady rate. */
final class BenchFeed {
    private static final int PER_SECOND = 200;
    private static final int CLIENTS = 16;
    private static final int RECORD_BYTES = 600;
    private static final String TOPIC = "bench";
    private static final Duration LONGEST_WAY = Duration.ofSeconds(20);

    /** A command: when it was sent, when its answer had arrived (ns), and its position. */
    private record Sent(long at, long answeredAt, long position) {}

    private final BenchRegistry registry;
    private final BenchFigures figures;
    private final Population population;
    private final Duration time;
    private final AtomicInteger registered = new AtomicInteger(100_000_000);

    BenchFeed(BenchRegistry registry, BenchFigures figures, Population population, Duration time) {
        this.registry = registry;
        this.figures = figures;
        this.population = population;
        this.time = time;
    }

    void latency() throws Exception {
        try (var admin = Admin.create(Map.of("bootstrap.servers", registry.bootstrap()))) {
            admin.createTopics(List.of(new NewTopic(TOPIC, Optional.of(1), Optional.of((short) 1))))
                    .all()
                    .get(30, TimeUnit.SECONDS);
        }
        BenchRounds rounds =
                new BenchRounds().add("Kafka", this::kafka).add("ours", this::stream).run();
        figure(rounds, "POST sent → SSE item, p50", 0, 0);
        figure(rounds, "POST sent → SSE item, p99", 1, 1);
        figure(rounds, "POST answered → SSE item, p50", 2, 0);
        figure(rounds, "POST answered → SSE item, p99", 3, 1);
        figures.add("POST sent → answered at that rate, p50", rounds.median("ours", 4), "ms", "");
    }

    private void figure(BenchRounds rounds, String name, int ours, int kafka) {
        figures.add(
                name,
                rounds.median("ours", ours),
                "ms",
                "Kafka end to end, " + (kafka == 0 ? "p50" : "p99"),
                rounds.median("Kafka", kafka),
                rounds.ratio("ours", ours, "Kafka", kafka),
                "time, so less is better; %d/s, of which %.0f came"
                        .formatted(PER_SECOND, rounds.median("ours", 5)));
    }

    /**
     * From sent p50 and p99, from answered p50 and p99, sent to answered p50 (ms), commands a
     * second.
     */
    private double[] stream() throws Exception {
        long after = registry.awaitReading();
        Map<Long, Long> arrived = new ConcurrentHashMap<>();
        List<Sent> sent = new ArrayList<>();
        int each = (int) (PER_SECOND * time.toSeconds() / CLIENTS);
        double perSecond;
        // closed in reverse: the thread that reads the stream ends with it
        try (var threads = Executors.newCachedThreadPool();
                BenchHttp stream = registry.reader()) {
            stream.follow(after);
            threads.submit(() -> arrivals(stream, arrived));
            long begin = System.nanoTime() + Duration.ofMillis(200).toNanos();
            List<Future<List<Sent>>> sending = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                long first = begin + i * (1_000_000_000L / PER_SECOND);
                sending.add(threads.submit(() -> send(first, each)));
            }
            for (Future<List<Sent>> one : sending) {
                sent.addAll(one.get());
            }
            perSecond = sent.size() / ((System.nanoTime() - begin) / 1e9);
            long until = System.nanoTime() + LONGEST_WAY.toNanos();
            while (arrived.size() < sent.size() && System.nanoTime() < until) {
                Thread.sleep(5);
            }
        }
        if (arrived.size() < sent.size()) {
            throw new Problem(
                    "Of " + sent.size() + " changes the stream brought " + arrived.size());
        }
        double[] fromSent = millis(sent, one -> arrived.get(one.position) - one.at);
        double[] fromAnswer = millis(sent, one -> arrived.get(one.position) - one.answeredAt);
        return new double[] {
            BenchRounds.quantile(fromSent, 0.5),
            BenchRounds.quantile(fromSent, 0.99),
            BenchRounds.quantile(fromAnswer, 0.5),
            BenchRounds.quantile(fromAnswer, 0.99),
            BenchRounds.median(millis(sent, one -> one.answeredAt - one.at)),
            perSecond
        };
    }

    private static double[] millis(List<Sent> sent, java.util.function.ToLongFunction<Sent> nanos) {
        return sent.stream().mapToDouble(one -> nanos.applyAsLong(one) / 1e6).toArray();
    }

    private List<Sent> send(long first, int count) throws IOException {
        List<Sent> sent = new ArrayList<>();
        try (BenchHttp http = registry.writer()) {
            for (int i = 0; i < count; i++) {
                String body = BenchWrites.registration(population, registered.getAndIncrement());
                sleepUntil(first + i * (1_000_000_000L * CLIENTS / PER_SECOND));
                long at = System.nanoTime();
                BenchHttp.Answer answer = http.post("/api/v1/companies", body, null);
                long answeredAt = System.nanoTime();
                if (answer.status() != 201) {
                    throw new Problem(
                            "A registration was answered "
                                    + answer.status()
                                    + ": "
                                    + answer.json());
                }
                sent.add(new Sent(at, answeredAt, answer.json().path("position").asLong()));
            }
        }
        return sent;
    }

    /** Until the connection is closed. */
    private static void arrivals(BenchHttp stream, Map<Long, Long> arrived) {
        try {
            long position = -1;
            boolean change = false;
            while (true) {
                String line = stream.line();
                if (line.startsWith("id: ")) {
                    position = Long.parseLong(line.substring(4));
                } else if (line.startsWith("event: ")) {
                    change = line.equals("event: change");
                } else if (line.isEmpty() && change) {
                    arrived.put(position, System.nanoTime());
                    change = false;
                }
            }
        } catch (IOException closed) {
            // what is missing is told by its number
        }
    }

    /** Producer to consumer with the same broker and rate: p50 and p99 in ms. */
    private double[] kafka() throws Exception {
        int count = (int) (PER_SECOND * time.toSeconds());
        double[] taken = new double[count];
        AtomicInteger received = new AtomicInteger();
        try (var producer =
                        new KafkaProducer<>(
                                Map.of(
                                        "bootstrap.servers",
                                        registry.bootstrap(),
                                        "acks",
                                        "all",
                                        "enable.idempotence",
                                        true,
                                        "linger.ms",
                                        0),
                                new ByteArraySerializer(),
                                new ByteArraySerializer());
                var consumer =
                        new KafkaConsumer<>(
                                Map.of("bootstrap.servers", registry.bootstrap()),
                                new ByteArrayDeserializer(),
                                new ByteArrayDeserializer());
                var threads = Executors.newSingleThreadExecutor()) {
            var partition = new TopicPartition(TOPIC, 0);
            consumer.assign(List.of(partition));
            consumer.seekToEnd(List.of(partition));
            consumer.position(partition);
            producer.partitionsFor(TOPIC);
            long begin = System.nanoTime() + Duration.ofMillis(200).toNanos();
            Future<?> sending =
                    threads.submit(
                            () -> {
                                for (int i = 0; i < count; i++) {
                                    sleepUntil(begin + i * (1_000_000_000L / PER_SECOND));
                                    byte[] value =
                                            ByteBuffer.allocate(RECORD_BYTES)
                                                    .putLong(System.nanoTime())
                                                    .array();
                                    producer.send(new ProducerRecord<>(TOPIC, value));
                                }
                            });
            long until = begin + time.plus(LONGEST_WAY).toNanos();
            while (received.get() < count && System.nanoTime() < until) {
                for (var one : consumer.poll(Duration.ofMillis(100))) {
                    taken[received.getAndIncrement()] =
                            (System.nanoTime() - ByteBuffer.wrap(one.value()).getLong()) / 1e6;
                }
            }
            sending.get(10, TimeUnit.SECONDS);
        }
        if (received.get() < count) {
            throw new Problem("Of " + count + " records Kafka brought " + received.get());
        }
        return new double[] {BenchRounds.quantile(taken, 0.5), BenchRounds.quantile(taken, 0.99)};
    }

    private static void sleepUntil(long nanos) {
        for (long left = nanos - System.nanoTime(); left > 0; left = nanos - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}
