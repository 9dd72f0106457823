package io.annals.standalone;

import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * A Kafka of a test's own, which may come to harm: in a container where Docker answers, else
 * embedded.
 */
abstract class DurabilityKafka implements AutoCloseable {
    static DurabilityKafka start() {
        return DockerClientFactory.instance().isDockerAvailable()
                ? new InContainer()
                : new Embedded();
    }

    abstract String bootstrap();

    /** From now on it answers nobody. */
    abstract void goAway();

    /** It answers again, and has what it had. */
    abstract void comeBack();

    /** Breaks all connections to it (embedded: stops and starts it). */
    abstract void breakConnections();

    @Override
    public abstract void close();

    private static final class InContainer extends DurabilityKafka {
        private final int port = Ports.free();
        private final DurabilityWire wire = new DurabilityWire(() -> port);
        private final GenericContainer<?> container;

        InContainer() {
            container =
                    new GenericContainer<>("apache/kafka:4.3.1")
                            .withEnv("KAFKA_NODE_ID", "1")
                            .withEnv("KAFKA_PROCESS_ROLES", "broker,controller")
                            .withEnv("KAFKA_LISTENERS", "PLAINTEXT://:9092,CONTROLLER://:9093")
                            .withEnv(
                                    "KAFKA_ADVERTISED_LISTENERS",
                                    "PLAINTEXT://" + bootstrap() + ",CONTROLLER://localhost:9093")
                            .withEnv("KAFKA_CONTROLLER_LISTENER_NAMES", "CONTROLLER")
                            .withEnv(
                                    "KAFKA_LISTENER_SECURITY_PROTOCOL_MAP",
                                    "CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT")
                            .withEnv("KAFKA_CONTROLLER_QUORUM_VOTERS", "1@localhost:9093")
                            .withEnv("KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR", "1")
                            .withEnv("KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR", "1")
                            .withEnv("KAFKA_TRANSACTION_STATE_LOG_MIN_ISR", "1")
                            .withEnv("KAFKA_AUTO_CREATE_TOPICS_ENABLE", "false")
                            .withEnv("KAFKA_LOG_RETENTION_MS", "-1")
                            .withEnv("KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS", "0")
                            .waitingFor(
                                    Wait.forLogMessage(".*Kafka Server started.*", 1)
                                            .withStartupTimeout(Duration.ofMinutes(3)));
            container.setPortBindings(List.of("127.0.0.1:" + port + ":9092"));
            container.start();
        }

        @Override
        String bootstrap() {
            return "127.0.0.1:" + wire.port();
        }

        @Override
        void goAway() {
            container.getDockerClient().pauseContainerCmd(container.getContainerId()).exec();
        }

        @Override
        void comeBack() {
            container.getDockerClient().unpauseContainerCmd(container.getContainerId()).exec();
        }

        @Override
        void breakConnections() {
            wire.breakConnections();
        }

        @Override
        public void close() {
            container.stop();
            wire.close();
        }
    }

    private static final class Embedded extends DurabilityKafka {
        private final Path folder;
        private EmbeddedKafka kafka;

        Embedded() {
            try {
                folder = Files.createTempDirectory("annals-durability");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            kafka = EmbeddedKafka.start(folder, Ports.free());
        }

        @Override
        String bootstrap() {
            return kafka.bootstrap();
        }

        @Override
        void goAway() {
            kafka.close();
        }

        @Override
        void comeBack() {
            kafka = EmbeddedKafka.start(folder, kafka.port());
        }

        @Override
        void breakConnections() {
            goAway();
            comeBack();
        }

        @Override
        public void close() {
            kafka.close();
            try {
                Home.delete(folder);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
