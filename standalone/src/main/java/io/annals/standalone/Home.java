package io.annals.standalone;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Optional;
import java.util.Properties;

/** The folder that holds everything of one embedded registry, and who runs on it. */
record Home(Path folder) {
    /** Everything that may be made in the folder; anything else in it is not ours to delete. */
    private static final List<String> CONTENTS =
            List.of(
                    "postgres",
                    "kafka",
                    "first-key-shown",
                    "seeds-loaded",
                    "running.properties",
                    "annals.log",
                    "up.out",
                    "lock");

    /** Held until the process ends: a lock whose channel is collected is gone. */
    private static @Nullable FileLock held;

    /** A process that runs on this home. */
    record Running(ProcessHandle process, String url, String commandUrl) {}

    Home {
        folder = folder.toAbsolutePath().normalize();
    }

    Path postgres() {
        return folder.resolve("postgres");
    }

    Path kafka() {
        return folder.resolve("kafka");
    }

    /** Exists once the administrator's key was shown. */
    Path firstKeyShown() {
        return folder.resolve("first-key-shown");
    }

    /** Exists once the seeds are in; holds the id of the log that they are in. */
    Path seedsLoaded() {
        return folder.resolve("seeds-loaded");
    }

    private Path runningFile() {
        return folder.resolve("running.properties");
    }

    /** Makes this process the one that runs here, until it ends. */
    void take(String url, String commandUrl) {
        try {
            Files.createDirectories(folder);
            held = lock();
            if (held == null) {
                throw new Problem(
                        "Annals already runs on "
                                + folder
                                + running().map(running -> ": " + running.url()).orElse(""));
            }
            var properties = new Properties();
            properties.setProperty("pid", Long.toString(ProcessHandle.current().pid()));
            properties.setProperty("url", url);
            properties.setProperty("command-url", commandUrl);
            try (var writer = Files.newBufferedWriter(runningFile())) {
                properties.store(writer, null);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A lock dies with its process, so what a killed run wrote into its file misleads nobody. */
    Optional<Running> running() {
        if (!Files.exists(runningFile())) {
            return Optional.empty();
        }
        try {
            FileLock lock = lock();
            if (lock != null) {
                lock.acquiredBy().close();
                return Optional.empty();
            }
            var properties = new Properties();
            try (var reader = Files.newBufferedReader(runningFile())) {
                properties.load(reader);
            }
            return ProcessHandle.of(Long.parseLong(properties.getProperty("pid")))
                    .map(
                            process ->
                                    new Running(
                                            process,
                                            properties.getProperty("url"),
                                            properties.getProperty("command-url")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private @Nullable FileLock lock() throws IOException {
        var channel =
                FileChannel.open(
                        folder.resolve("lock"),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock();
        if (lock == null) {
            channel.close();
        }
        return lock;
    }

    void deleteContents() {
        try {
            for (String name : CONTENTS) {
                delete(folder.resolve(name));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void delete(Path tree) throws IOException {
        if (!Files.exists(tree)) {
            return;
        }
        Files.walkFileTree(
                tree,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                            throws IOException {
                        Files.delete(file);
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult postVisitDirectory(
                            Path directory, @Nullable IOException failure) throws IOException {
                        Files.delete(directory);
                        return FileVisitResult.CONTINUE;
                    }
                });
    }
}
