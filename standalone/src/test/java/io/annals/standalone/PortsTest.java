package io.annals.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;

class PortsTest {

    private static final int MANY = 3;

    @TempDir Path folder;

    private final int port = Ports.free();

    @Test
    void a_port_is_chosen_by_one_start_until_it_is_let_go() throws IOException {
        try (var one = Ports.hold(port);
                var other = Ports.hold(port)) {
            assertThat(one.number()).isEqualTo(port);
            assertThat(other.number()).isNotEqualTo(port);
        }
        try (var next = Ports.hold(port)) {
            assertThat(next.number()).isEqualTo(port);
        }
    }

    @Test
    void servers_that_start_together_and_prefer_one_port_all_come_up() throws Exception {
        List<Callable<AutoCloseable>> starts = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            Path home = folder.resolve("home" + i);
            starts.add(() -> EmbeddedPostgres.start(home.resolve("postgres"), port));
            starts.add(() -> EmbeddedKafka.start(home.resolve("kafka"), port));
        }
        List<AutoCloseable> servers = new ArrayList<>();
        try (var threads = Executors.newFixedThreadPool(starts.size())) {
            for (var start : threads.invokeAll(starts)) {
                servers.add(start.get());
            }
        } finally {
            for (AutoCloseable server : servers) {
                server.close();
            }
        }
        assertThat(servers).hasSize(2 * MANY);
    }
}
