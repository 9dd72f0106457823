package io.annals.standalone;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.abort;

import org.jspecify.annotations.Nullable;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A PostgreSQL 18 of a test's own, which may come to harm: in a container where Docker answers,
 * else embedded.
 */
abstract class DurabilityPostgres implements AutoCloseable {
    static final int SMALL_DISK_MEGABYTES = 256;

    static DurabilityPostgres start() {
        return DockerClientFactory.instance().isDockerAvailable()
                ? new InContainer(Map.of(), "docker-entrypoint.sh " + InContainer.SERVER)
                : new Embedded(null);
    }

    /** One whose files lie on a small disk of their own. */
    static DurabilityPostgres onSmallDisk() {
        if (!DockerClientFactory.instance().isDockerAvailable()) {
            return new Embedded(Embedded.mounted());
        }
        // the container, and with it its memory disk, must outlive a server that gives up
        return new InContainer(
                Map.of(InContainer.DISK, "rw,size=" + SMALL_DISK_MEGABYTES + "m"),
                "while true; do docker-entrypoint.sh " + InContainer.SERVER + "; sleep 1; done");
    }

    /** A database, empty at first. */
    final Servers.Database database(String name) {
        Servers.Database administration = administration();
        await("PostgreSQL")
                .atMost(Duration.ofMinutes(2))
                .pollInterval(Duration.ofMillis(300))
                .ignoreExceptionsInstanceOf(SQLException.class)
                .until(
                        () -> {
                            try (var connection =
                                            DriverManager.getConnection(
                                                    administration.url(),
                                                    administration.user(),
                                                    administration.password());
                                    var statement = connection.createStatement()) {
                                statement.execute("CREATE DATABASE " + name);
                                return true;
                            }
                        });
        return new Servers.Database(
                administration.url().replaceFirst("/[^/]*$", "/" + name),
                administration.user(),
                administration.password());
    }

    abstract Servers.Database administration();

    /** Ends it as {@code kill -9} does, and starts it again. */
    abstract void kill();

    /** Takes all space that is left. */
    abstract void fillDisk();

    abstract void freeDisk();

    @Override
    public abstract void close();

    private static final class InContainer extends DurabilityPostgres {
        static final String DISK = "/var/lib/postgresql";
        static final String SERVER =
                "postgres -c fsync=on -c max_connections=200 -c max_wal_size=64MB";

        private final int port = Ports.free();
        private final GenericContainer<?> container;

        InContainer(Map<String, String> memoryDisks, String command) {
            container =
                    new GenericContainer<>("postgres:18")
                            .withEnv("POSTGRES_PASSWORD", "harmless")
                            .withTmpFs(memoryDisks)
                            .waitingFor(
                                    Wait.forLogMessage(".*ready to accept connections.*", 1)
                                            .withStartupTimeout(Duration.ofMinutes(3)))
                            .withCommand(
                                    "sh",
                                    "-c",
                                    command.startsWith("while") ? command : "exec " + command);
            // the same after a restart
            container.setPortBindings(List.of("127.0.0.1:" + port + ":5432"));
            container.start();
        }

        @Override
        Servers.Database administration() {
            return new Servers.Database(
                    "jdbc:postgresql://127.0.0.1:" + port + "/postgres", "postgres", "harmless");
        }

        @Override
        void kill() {
            var docker = container.getDockerClient();
            docker.killContainerCmd(container.getContainerId()).exec();
            docker.startContainerCmd(container.getContainerId()).exec();
        }

        @Override
        void fillDisk() {
            in("cat /dev/zero > " + DISK + "/ballast-$(date +%s%N)");
        }

        @Override
        void freeDisk() {
            in("rm -f " + DISK + "/ballast-*");
        }

        private void in(String command) {
            try {
                container.execInContainer("sh", "-c", command);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void close() {
            container.stop();
        }
    }

    private static final class Embedded extends DurabilityPostgres {
        private final Path folder;
        private final boolean mounted;
        private final EmbeddedPostgres postgres;
        private int ballasts;

        Embedded(@Nullable Path disk) {
            try {
                mounted = disk != null;
                folder = disk == null ? Files.createTempDirectory("annals-durability") : disk;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            postgres = EmbeddedPostgres.start(folder.resolve("postgres"), Ports.free());
        }

        static Path mounted() {
            try {
                Path folder = Files.createTempDirectory("annals-durability");
                // the programs lie there too
                String size = "size=" + (SMALL_DISK_MEGABYTES + 100) + "m";
                if (!run("mount", "-t", "tmpfs", "-o", size, "tmpfs", folder.toString())) {
                    Files.delete(folder);
                    abort("neither does Docker answer nor may this user mount a small disk");
                }
                return folder;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static boolean run(String... command) throws IOException {
            try {
                return new ProcessBuilder(command)
                                .redirectErrorStream(true)
                                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                                .start()
                                .waitFor()
                        == 0;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }

        @Override
        Servers.Database administration() {
            return new Servers.Database(
                    postgres.url("postgres"), postgres.user(), postgres.password());
        }

        /** It is started again by {@link EmbeddedPostgres} itself. */
        @Override
        void kill() {
            Path pidFile = folder.resolve("postgres/data/postmaster.pid");
            try {
                long pid = Long.parseLong(Files.readAllLines(pidFile).getFirst());
                ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        void fillDisk() {
            byte[] zeros = new byte[8192];
            try (OutputStream ballast =
                    Files.newOutputStream(folder.resolve("ballast-" + ballasts++))) {
                for (long i = 0; i < SMALL_DISK_MEGABYTES * 1024L * 1024L; i += zeros.length) {
                    ballast.write(zeros);
                }
            } catch (IOException full) {
                return;
            }
        }

        @Override
        void freeDisk() {
            try {
                for (int i = 0; i < ballasts; i++) {
                    Files.deleteIfExists(folder.resolve("ballast-" + i));
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void close() {
            postgres.close();
            try {
                if (mounted) {
                    run("umount", folder.toString());
                }
                Home.delete(folder);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
