package io.annals.standalone;

import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32;

/**
 * A real PostgreSQL server in a folder of its own, from zonky's binaries: every commit reaches the
 * disk before it is acknowledged, the data stays, and a server that outlived its JVM or was killed
 * is stopped and started again.
 *
 * <p>The binaries are driven directly, not by zonky's own launcher, which starts with {@code -F}
 * (no fsync), trusts every local user and knows no earlier run.
 */
final class EmbeddedPostgres implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedPostgres.class);
    private static final String USER = "annals";
    private static final Duration LONGEST_RECOVERY = Duration.ofMinutes(10);

    private final Path folder;
    private final Path server;
    private final int port;
    private final String password;
    private volatile boolean closed;

    private EmbeddedPostgres(Path folder, Path server, int port, String password) {
        this.folder = folder;
        this.server = server;
        this.port = port;
        this.password = password;
    }

    static EmbeddedPostgres start(Path folder, int preferredPort) {
        try {
            Files.createDirectories(folder);
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
            stopLeftOver(folder);
            Path server = unpacked(folder);
            try (var port = Ports.hold(preferredPort)) {
                var postgres =
                        new EmbeddedPostgres(folder, server, port.number(), password(folder));
                postgres.initialize();
                postgres.startServer();
                return postgres;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The server that another process of this machine runs on the folder, if it does. */
    static Optional<EmbeddedPostgres> running(Path folder) {
        if (process(folder).isEmpty()) {
            return Optional.empty();
        }
        try {
            int port =
                    Integer.parseInt(
                            Files.readAllLines(folder.resolve("data/postmaster.pid"))
                                    .get(3)
                                    .strip());
            return Optional.of(
                    new EmbeddedPostgres(folder, unpacked(folder), port, password(folder)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String url(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
    }

    String user() {
        return USER;
    }

    String password() {
        return password;
    }

    int port() {
        return port;
    }

    void createDatabase(String name) {
        try (var connection = DriverManager.getConnection(url("postgres"), USER, password);
                var exists =
                        connection.prepareStatement("SELECT 1 FROM pg_database WHERE datname = ?");
                var statement = connection.createStatement()) {
            exists.setString(1, name);
            if (!exists.executeQuery().next()) {
                statement.execute("CREATE DATABASE " + name);
            }
        } catch (SQLException e) {
            throw new IllegalStateException("database " + name, e);
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (process(folder).isPresent()) {
            stop(folder, server);
        }
    }

    /** Stops the server of an earlier run whose JVM was killed; true if there was one. */
    static boolean stopLeftOver(Path folder) {
        Path pidFile = folder.resolve("data/postmaster.pid");
        try {
            if (process(folder).isPresent()) {
                LOG.info("Stopping the PostgreSQL that an earlier run left behind");
                stop(folder, unpacked(folder));
                return true;
            }
            // the number may belong to a stranger by now, and PostgreSQL would then refuse to start
            Files.deleteIfExists(pidFile);
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void initialize() throws IOException {
        if (Files.exists(folder.resolve("data"))) {
            return;
        }
        Path unfinished = folder.resolve("data.unfinished");
        Home.delete(unfinished);
        run(
                folder,
                List.of(
                        bin("initdb"),
                        "--pgdata=" + unfinished,
                        "--username=" + USER,
                        "--pwfile=" + folder.resolve("password"),
                        "--auth=scram-sha-256",
                        "--encoding=UTF8",
                        "--locale=C",
                        "--locale-provider=builtin",
                        "--builtin-locale=C.UTF-8"));
        Files.writeString(
                unfinished.resolve("postgresql.conf"),
                Files.readString(unfinished.resolve("postgresql.conf"))
                        + "\ninclude 'annals.conf'\n");
        Files.move(unfinished, folder.resolve("data"), StandardCopyOption.ATOMIC_MOVE);
    }

    private synchronized void startServer() throws IOException {
        Files.writeString(
                folder.resolve("data/annals.conf"),
                """
                listen_addresses = '127.0.0.1'
                port = %d
                unix_socket_directories = ''
                fsync = on
                synchronous_commit = on
                full_page_writes = on
                shared_buffers = 128MB
                maintenance_work_mem = 64MB
                max_connections = 100
                max_wal_size = 512MB
                jit = off
                timezone = 'UTC'
                log_checkpoints = off
                """
                        .formatted(port));
        run(
                folder,
                List.of(
                        bin("pg_ctl"),
                        "--pgdata=" + folder.resolve("data"),
                        "--log=" + folder.resolve("postgres.log"),
                        "--timeout=" + LONGEST_RECOVERY.toSeconds(),
                        "--wait",
                        "start"));
        process(folder)
                .orElseThrow(
                        () -> new IllegalStateException("PostgreSQL started and ended at once"))
                .onExit()
                .thenRun(this::restart);
    }

    private void restart() {
        while (!closed) {
            LOG.warn("PostgreSQL has ended, starting it again");
            try {
                stopLeftOver(folder);
                startServer();
                return;
            } catch (IOException | RuntimeException e) {
                LOG.warn("PostgreSQL does not start yet: {}", e.getMessage());
                pause();
            }
        }
    }

    private static void pause() {
        try {
            // after the postmaster is killed its children need a moment to notice and let go of the
            // shared memory
            Thread.sleep(500);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private String bin(String program) {
        return server.resolve("bin").resolve(program).toString();
    }

    private static void stop(Path folder, Path server) {
        run(
                folder,
                List.of(
                        server.resolve("bin/pg_ctl").toString(),
                        "--pgdata=" + folder.resolve("data"),
                        "--mode=fast",
                        "--timeout=120",
                        "--wait",
                        "stop"));
    }

    private static Optional<ProcessHandle> process(Path folder) {
        try {
            Path pidFile = folder.resolve("data/postmaster.pid");
            if (!Files.exists(pidFile)) {
                return Optional.empty();
            }
            List<String> lines = Files.readAllLines(pidFile);
            return lines.isEmpty()
                    ? Optional.empty()
                    : ProcessHandle.of(Long.parseLong(lines.getFirst().strip()))
                            .filter(ProcessHandle::isAlive)
                            .filter(
                                    process ->
                                            process.info()
                                                    .command()
                                                    .or(() -> process.info().commandLine())
                                                    .filter(
                                                            command ->
                                                                    command.contains(
                                                                            "bin/postgres"))
                                                    .isPresent());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String password(Path folder) throws IOException {
        Path file = folder.resolve("password");
        if (!Files.exists(file)) {
            var random = new byte[16];
            new SecureRandom().nextBytes(random);
            Files.createFile(
                    file,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rw-------")));
            Files.writeString(file, HexFormat.of().formatHex(random));
        }
        return Files.readString(file).strip();
    }

    private static Path unpacked(Path folder) throws IOException {
        byte[] archive = archive();
        var checksum = new CRC32();
        checksum.update(archive);
        Path server =
                folder.resolve("server-" + HexFormat.of().toHexDigits((int) checksum.getValue()));
        if (Files.exists(server)) {
            return server;
        }
        Path unfinished = folder.resolve("server.unfinished");
        Home.delete(unfinished);
        try (var tar =
                new TarArchiveInputStream(
                        new XZCompressorInputStream(
                                new BufferedInputStream(new ByteArrayInputStream(archive))))) {
            for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                Path target = unfinished.resolve(entry.getName()).normalize();
                if (!target.startsWith(unfinished)) {
                    throw new IOException("entry outside of its archive: " + entry.getName());
                }
                if (entry.isDirectory()) {
                    Files.createDirectories(target);
                    continue;
                }
                Files.createDirectories(target.getParent());
                if (entry.isSymbolicLink()) {
                    Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
                } else {
                    Files.copy(tar, target);
                    if (target.getParent().endsWith("bin")) {
                        Files.setPosixFilePermissions(
                                target, PosixFilePermissions.fromString("rwxr-xr-x"));
                    }
                }
            }
        }
        return Files.move(unfinished, server, StandardCopyOption.ATOMIC_MOVE);
    }

    private static byte[] archive() throws IOException {
        boolean mac = System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("mac");
        boolean arm = System.getProperty("os.arch").equals("aarch64");
        String name =
                "postgres-%s-%s.txz".formatted(mac ? "darwin" : "linux", arm ? "arm_64" : "x86_64");
        try (@Nullable InputStream stream =
                EmbeddedPostgres.class.getResourceAsStream("/" + name)) {
            if (stream == null) {
                throw new Problem(
                        "There is no embedded PostgreSQL for this machine ("
                                + name
                                + "): name a server of your own by "
                                + Run.DATABASE_VARIABLES);
            }
            return stream.readAllBytes();
        }
    }

    private static void run(Path folder, List<String> command) {
        var whole = new ArrayList<>(asAllowed());
        whole.addAll(command);
        Path output = folder.resolve("pg_ctl.log");
        try {
            var process =
                    new ProcessBuilder(whole)
                            .directory(folder.toFile())
                            .redirectErrorStream(true)
                            .redirectOutput(output.toFile())
                            .start();
            if (!process.waitFor(LONGEST_RECOVERY.toSeconds() + 30, TimeUnit.SECONDS)
                    || process.exitValue() != 0) {
                throw new IllegalStateException(
                        Path.of(command.getFirst()).getFileName()
                                + " failed: "
                                + Files.readString(output).strip()
                                + " (see also "
                                + folder.resolve("postgres.log")
                                + ")");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /**
     * PostgreSQL refuses to run as root; in a user namespace that maps nobody it is root no more.
     */
    private static List<String> asAllowed() {
        if (!"root".equals(System.getProperty("user.name"))) {
            return List.of();
        }
        try {
            var probe =
                    new ProcessBuilder("unshare", "-U", "true")
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start();
            if (probe.waitFor() == 0) {
                return List.of("unshare", "-U");
            }
        } catch (IOException e) {
            LOG.debug("no unshare", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new Problem(
                "PostgreSQL does not run as root, and this machine does not let root drop that"
                        + " (unshare -U): start as another user, or name a server of your own by "
                        + Run.DATABASE_VARIABLES);
    }
}
