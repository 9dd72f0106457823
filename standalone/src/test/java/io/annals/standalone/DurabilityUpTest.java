package io.annals.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** The run of one machine without Docker, killed as a whole. */
@Timeout(value = 12, unit = TimeUnit.MINUTES)
class DurabilityUpTest {
    @TempDir(cleanup = CleanupMode.NEVER)
    Path home;

    @Test
    void a_killed_run_recovers_by_itself_at_the_next_up_and_has_what_it_acknowledged()
            throws Exception {
        int port = Ports.free();
        int commandPort = Ports.free();
        var url = URI.create("http://127.0.0.1:" + port);
        var up =
                DurabilityProcess.ofCommand(
                        url,
                        "up",
                        "--home",
                        home.toString(),
                        "--port",
                        Integer.toString(port),
                        "--command-port",
                        Integer.toString(commandPort),
                        "--empty");
        try (up) {
            up.start();
            up.awaitReady();
            up.awaitOutput("Ready after");
            String key = said(up, "shown this once: (\\S+)");
            try (var load = new DurabilityLoad(7, key, url)) {
                load.start();
                load.awaitAnswers(300);
                up.kill();
                assertThat(server()).as("PostgreSQL outlives its run").isPresent();
                up.start();
                up.awaitReady();
                load.awaitAnswers(300);
                var server = server().orElseThrow();
                up.kill();
                server.destroyForcibly();
                up.start();
                up.awaitReady();
                load.awaitAnswers(300);
                load.stop();
                load.retryUnanswered();
                load.repeatSomeAnswered();
                assertThat(load.unknown()).isPositive();
                DurabilityProof.of(place(up, port, commandPort), load);
            }
            up.stop();
            assertThat(server()).as("PostgreSQL after an orderly end").isEmpty();
        } finally {
            EmbeddedPostgres.stopLeftOver(home.resolve("postgres"));
            Home.delete(home);
        }
    }

    private Optional<ProcessHandle> server() throws IOException {
        Path pid = home.resolve("postgres/data/postmaster.pid");
        return Files.exists(pid)
                ? ProcessHandle.of(Long.parseLong(Files.readAllLines(pid).getFirst()))
                : Optional.empty();
    }

    private DurabilityPlace place(DurabilityProcess up, int port, int commandPort)
            throws IOException {
        String server =
                "jdbc:postgresql://127.0.0.1:" + said(up, "PostgreSQL on port (\\d+)") + "/annals_";
        String password = Files.readString(home.resolve("postgres/password")).strip();
        return new DurabilityPlace(
                new Servers.Database(server + "log", "annals", password),
                new Servers.Database(server + "read", "annals", password),
                "127.0.0.1:" + said(up, "Kafka on port (\\d+)"),
                "annals",
                commandPort,
                port);
    }

    /** The last time that it said so. */
    private static String said(DurabilityProcess up, String pattern) {
        return Pattern.compile(pattern)
                .matcher(up.output())
                .results()
                .reduce((_, last) -> last)
                .orElseThrow()
                .group(1);
    }
}
