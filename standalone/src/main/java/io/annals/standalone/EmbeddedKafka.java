package io.annals.standalone;

import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;

import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * A Kafka broker and its controller in this process, data kept in a folder. The only place that
 * knows Kafka's internal classes.
 *
 * <p>Kafka acknowledges before the disk has a record: after a power cut its tail may be missing.
 * The event store is the truth and {@code annals republish} sends it again. A killed process loses
 * nothing.
 */
final class EmbeddedKafka implements AutoCloseable {
    /** A command's body of 4 MB and the envelope around it. */
    static final int LARGEST_MESSAGE = 5 * 1024 * 1024;

    private final KafkaRaftServer server;
    private final int port;

    private EmbeddedKafka(KafkaRaftServer server, int port) {
        this.server = server;
        this.port = port;
    }

    static EmbeddedKafka start(Path folder, int preferredPort) {
        String data = folder.toAbsolutePath().toString();
        try {
            Files.createDirectories(folder);
            if (!Files.exists(folder.resolve("meta.properties"))) {
                new Formatter()
                        .setPrintStream(new PrintStream(OutputStream.nullOutputStream()))
                        .setNodeId(1)
                        .setClusterId(Uuid.randomUuid().toString())
                        .addDirectory(data)
                        .setMetadataLogDirectory(data)
                        .setControllerListenerName("CONTROLLER")
                        .setIgnoreFormatted(true)
                        .run();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (Exception e) {
            throw new IllegalStateException("Kafka's folder " + data + " could not be prepared", e);
        }
        try (var port = Ports.hold(preferredPort);
                var controllerPort = Ports.hold(Ports.free())) {
            return start(data, port.number(), controllerPort.number());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static EmbeddedKafka start(String data, int port, int controllerPort) {
        var settings =
                Map.ofEntries(
                        Map.entry("process.roles", "broker,controller"),
                        Map.entry("node.id", "1"),
                        Map.entry(
                                "listeners",
                                "CLIENT://127.0.0.1:"
                                        + port
                                        + ",CONTROLLER://127.0.0.1:"
                                        + controllerPort),
                        Map.entry(
                                "listener.security.protocol.map",
                                "CLIENT:PLAINTEXT,CONTROLLER:PLAINTEXT"),
                        Map.entry("inter.broker.listener.name", "CLIENT"),
                        Map.entry("controller.listener.names", "CONTROLLER"),
                        Map.entry("controller.quorum.voters", "1@127.0.0.1:" + controllerPort),
                        Map.entry("log.dirs", data),
                        // the log is kept for ever
                        Map.entry("log.retention.ms", "-1"),
                        Map.entry("log.retention.bytes", "-1"),
                        Map.entry("auto.create.topics.enable", "false"),
                        Map.entry("message.max.bytes", Integer.toString(LARGEST_MESSAGE)),
                        Map.entry("replica.fetch.max.bytes", Integer.toString(LARGEST_MESSAGE)),
                        // one broker: one copy, few partitions, little memory
                        Map.entry("offsets.topic.replication.factor", "1"),
                        Map.entry("offsets.topic.num.partitions", "1"),
                        Map.entry("transaction.state.log.replication.factor", "1"),
                        Map.entry("transaction.state.log.min.isr", "1"),
                        Map.entry("transaction.state.log.num.partitions", "1"),
                        Map.entry("share.coordinator.state.topic.replication.factor", "1"),
                        Map.entry("share.coordinator.state.topic.min.isr", "1"),
                        Map.entry("share.coordinator.state.topic.num.partitions", "1"),
                        Map.entry("log.cleaner.dedupe.buffer.size", "8388608"),
                        Map.entry("num.network.threads", "2"),
                        Map.entry("num.io.threads", "4"),
                        Map.entry("num.recovery.threads.per.data.dir", "2"),
                        Map.entry("group.initial.rebalance.delay.ms", "0"));
        var server = new KafkaRaftServer(KafkaConfig.apply(settings, false), Time.SYSTEM);
        server.startup();
        return new EmbeddedKafka(server, port);
    }

    String bootstrap() {
        return "127.0.0.1:" + port;
    }

    int port() {
        return port;
    }

    @Override
    public void close() {
        server.shutdown();
        server.awaitShutdown();
    }
}
