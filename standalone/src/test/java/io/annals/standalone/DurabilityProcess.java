package io.annals.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A Java process on the class path of the tests, which may be killed at any moment and started
 * again.
 */
final class DurabilityProcess implements AutoCloseable {
    private static final Duration LONGEST_START = Duration.ofMinutes(4);

    private final URI url;
    private final Path output;
    private final List<String> command = new ArrayList<>();
    private @Nullable Process process;

    private DurabilityProcess(URI url, String main, List<String> options, List<String> arguments) {
        this.url = url;
        try {
            output = Files.createTempFile("annals-durability", ".log");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        command.add(ProcessHandle.current().info().command().orElse("java"));
        // many starts, short lives
        command.addAll(
                List.of(
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Xmx512m",
                        "-Dspringdoc.api-docs.enabled=false"));
        command.addAll(options);
        command.add(main);
        command.addAll(arguments);
    }

    /** A service, configured by properties. */
    static DurabilityProcess ofService(Class<?> service, URI url, Map<String, Object> properties) {
        var options = new ArrayList<String>();
        properties.forEach((name, value) -> options.add("-D" + name + "=" + value));
        return new DurabilityProcess(url, service.getName(), options, List.of());
    }

    /** The command {@code annals} with its arguments. */
    static DurabilityProcess ofCommand(URI url, String... arguments) {
        return new DurabilityProcess(url, Annals.class.getName(), List.of(), List.of(arguments));
    }

    void start() {
        var builder =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
        builder.environment().keySet().removeIf(name -> name.startsWith("ANNALS_"));
        builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until its status is answered. */
    void awaitReady() {
        try (var client = HttpClient.newHttpClient()) {
            var status =
                    HttpRequest.newBuilder(url.resolve("/api/v1/status"))
                            .timeout(Duration.ofSeconds(10))
                            .build();
            await("a start")
                    .atMost(LONGEST_START)
                    .pollInterval(Duration.ofMillis(100))
                    .failFast(
                            () ->
                                    assertThat(running().isAlive())
                                            .as("it runs; it said: %s", output())
                                            .isTrue())
                    .until(
                            () -> {
                                try {
                                    return client.send(
                                                            status,
                                                            HttpResponse.BodyHandlers.discarding())
                                                    .statusCode()
                                            == 200;
                                } catch (IOException notYet) {
                                    return false;
                                }
                            });
        }
    }

    void awaitOutput(String text) {
        await(text).atMost(LONGEST_START).until(() -> output().contains(text));
    }

    /** All that its lives so far have printed. */
    String output() {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends it as {@code kill -9} does. */
    void kill() {
        running().destroyForcibly();
        awaitEnd();
    }

    /** Asks it to end. */
    void stop() {
        running().destroy();
        awaitEnd();
    }

    private void awaitEnd() {
        try {
            if (!running().waitFor(2, TimeUnit.MINUTES)) {
                throw new IllegalStateException("it does not end: " + output());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private Process running() {
        if (process == null) {
            throw new IllegalStateException("not started");
        }
        return process;
    }

    @Override
    public void close() {
        if (process != null) {
            kill();
        }
        try {
            Files.deleteIfExists(output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
