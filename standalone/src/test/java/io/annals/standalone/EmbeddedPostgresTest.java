package io.annals.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

class EmbeddedPostgresTest {
    @TempDir Path folder;

    private EmbeddedPostgres postgres;

    @BeforeEach
    void start() {
        postgres = EmbeddedPostgres.start(folder, Ports.free());
    }

    @AfterEach
    void stop() {
        postgres.close();
    }

    @Test
    void every_commit_reaches_the_disk_and_text_sorts_alike_on_every_machine() throws SQLException {
        assertThat(
                        List.of(
                                ask("SHOW fsync"),
                                ask("SHOW synchronous_commit"),
                                ask("SHOW full_page_writes"),
                                ask(
                                        "SELECT datlocprovider::text || datlocale FROM pg_database"
                                                + " WHERE datname = 'postgres'"),
                                ask("SHOW server_encoding"),
                                ask("SHOW server_version_num").substring(0, 2)))
                .containsExactly("on", "on", "on", "bC.UTF-8", "UTF8", "18");
    }

    @Test
    void nobody_enters_without_the_password() {
        assertThat(Files.exists(folder.resolve("password"))).isTrue();
        assertThatThrownBy(
                        () ->
                                DriverManager.getConnection(
                                        postgres.url("postgres"), postgres.user(), "guessed"))
                .hasMessageContaining("password authentication failed");
    }

    @Test
    void data_outlives_a_restart() throws SQLException {
        postgres.createDatabase("annals_log");
        ask("CREATE TABLE kept AS SELECT 7 AS x");
        postgres.close();
        postgres = EmbeddedPostgres.start(folder, Ports.free());
        postgres.createDatabase("annals_log");
        assertThat(ask("SELECT x FROM kept")).isEqualTo("7");
    }

    @Test
    void a_server_that_outlived_its_process_gives_way_to_the_next_start() throws SQLException {
        ask("CREATE TABLE kept AS SELECT 7 AS x");
        var next = EmbeddedPostgres.start(folder, Ports.free());
        try {
            assertThat(
                            DriverManager.getConnection(
                                            next.url("postgres"), next.user(), next.password())
                                    .isValid(5))
                    .isTrue();
        } finally {
            next.close();
        }
    }

    @Test
    void a_killed_server_is_started_again_with_what_was_committed() throws Exception {
        ask("CREATE TABLE kept AS SELECT 7 AS x");
        long pid =
                Long.parseLong(
                        Files.readAllLines(folder.resolve("data/postmaster.pid")).getFirst());
        ProcessHandle.of(pid).orElseThrow().destroyForcibly();
        assertThat(askUntilItAnswers("SELECT x FROM kept")).isEqualTo("7");
    }

    @Test
    void a_number_in_the_pid_file_that_belongs_to_a_stranger_by_now_does_not_hinder()
            throws Exception {
        postgres.close();
        Files.writeString(
                folder.resolve("data/postmaster.pid"),
                ProcessHandle.current().pid() + "\n" + folder + "\n");
        postgres = EmbeddedPostgres.start(folder, Ports.free());
        assertThat(ask("SELECT 1")).isEqualTo("1");
    }

    private String askUntilItAnswers(String sql) throws Exception {
        Instant until = Instant.now().plus(Duration.ofSeconds(60));
        while (true) {
            try {
                return ask(sql);
            } catch (SQLException e) {
                if (Instant.now().isAfter(until)) {
                    throw e;
                }
                Thread.sleep(200);
            }
        }
    }

    private String ask(String sql) throws SQLException {
        try (var connection =
                        DriverManager.getConnection(
                                postgres.url("postgres"), postgres.user(), postgres.password());
                var statement = connection.createStatement()) {
            if (!statement.execute(sql)) {
                return "";
            }
            var result = statement.getResultSet();
            result.next();
            return result.getString(1);
        }
    }
}
