package io.annals.standalone;

import org.testcontainers.DockerClientFactory;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.postgresql.PostgreSQLContainer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A real PostgreSQL 18 and Kafka, one pair for all tests of a JVM: in containers where Docker
 * answers, else the embedded ones.
 */
final class Servers {
    /** An empty database. */
    record Database(String url, String user, String password) {}

    private record Pair(Database administration, String bootstrap) {}

    private static final AtomicInteger DATABASES = new AtomicInteger();

    private Servers() {}

    /** Started by the first who asks, ended with the JVM. */
    private static final class Started {
        static final Pair PAIR =
                DockerClientFactory.instance().isDockerAvailable() ? containers() : embedded();
    }

    static Database freshDatabase() {
        Database administration = Started.PAIR.administration();
        String name = "test_" + ProcessHandle.current().pid() + "_" + DATABASES.incrementAndGet();
        try (var connection =
                        DriverManager.getConnection(
                                administration.url(),
                                administration.user(),
                                administration.password());
                var statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + name);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return new Database(
                administration.url().replaceFirst("/[^/]*$", "/" + name),
                administration.user(),
                administration.password());
    }

    static String kafka() {
        return Started.PAIR.bootstrap();
    }

    private static Pair containers() {
        System.out.println("Tests run on PostgreSQL 18 and Kafka in containers");
        var postgres = new PostgreSQLContainer("postgres:18");
        // Testcontainers would switch fsync off
        postgres.withCommand("postgres", "-c", "fsync=on", "-c", "max_connections=300");
        var kafka =
                new KafkaContainer("apache/kafka:4.3.1")
                        .withEnv("KAFKA_AUTO_CREATE_TOPICS_ENABLE", "false")
                        .withEnv("KAFKA_LOG_RETENTION_MS", "-1")
                        .withEnv(
                                "KAFKA_MESSAGE_MAX_BYTES",
                                Integer.toString(EmbeddedKafka.LARGEST_MESSAGE))
                        .withEnv("KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS", "0");
        postgres.start();
        kafka.start();
        // Ryuk, which would end them, cannot be had everywhere
        Runtime.getRuntime()
                .addShutdownHook(
                        new Thread(
                                () -> {
                                    kafka.stop();
                                    postgres.stop();
                                }));
        String url =
                "jdbc:postgresql://%s:%d/%s"
                        .formatted(
                                postgres.getHost(),
                                postgres.getFirstMappedPort(),
                                postgres.getDatabaseName());
        return new Pair(
                new Database(url, postgres.getUsername(), postgres.getPassword()),
                kafka.getBootstrapServers());
    }

    private static Pair embedded() {
        System.out.println(
                "Tests run on the embedded PostgreSQL and Kafka: Docker does not answer");
        try {
            Path folder = Files.createTempDirectory("annals-test");
            var postgres = EmbeddedPostgres.start(folder.resolve("postgres"), Ports.free());
            var kafka = EmbeddedKafka.start(folder.resolve("kafka"), Ports.free());
            Runtime.getRuntime()
                    .addShutdownHook(
                            new Thread(
                                    () -> {
                                        kafka.close();
                                        postgres.close();
                                        try {
                                            Home.delete(folder);
                                        } catch (IOException e) {
                                            throw new UncheckedIOException(e);
                                        }
                                    }));
            return new Pair(
                    new Database(postgres.url("postgres"), postgres.user(), postgres.password()),
                    kafka.bootstrap());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
