package io.annals.standalone;

import io.annals.command.access.Role;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringApplicationRunListener;
import org.springframework.context.ConfigurableApplicationContext;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A registry that is measured: as {@code annals up} starts it, in this process, and its servers by
 * the side door.
 */
final class BenchRegistry implements AutoCloseable {
    private static final Duration LONGEST_LAG = Duration.ofMinutes(10);

    private final Run run;
    private final ConfigurableApplicationContext command;
    private final ConfigurableApplicationContext query;
    private final Run.Listen listen;
    private final String key;

    private BenchRegistry(
            Run run, List<ConfigurableApplicationContext> services, Run.Listen listen) {
        this.run = run;
        this.command = services.getFirst();
        this.query = services.getLast();
        this.listen = listen;
        this.key = run.keys().issue("bench", Role.IMPORTER);
    }

    static BenchRegistry start(Home home) throws SQLException {
        var listen = new Run.Listen("127.0.0.1", Ports.free(), Ports.free());
        List<ConfigurableApplicationContext> services = new ArrayList<>();
        Run run =
                SpringApplication.withHook(
                        _ ->
                                new SpringApplicationRunListener() {
                                    @Override
                                    public void started(
                                            ConfigurableApplicationContext context,
                                            Duration taken) {
                                        services.add(context);
                                    }
                                },
                        () -> Run.start(home, listen));
        try {
            run.firstKeyWasShown(home);
            var registry = new BenchRegistry(run, services, listen);
            registry.prepare();
            return registry;
        } catch (SQLException | RuntimeException e) {
            run.close();
            throw e;
        }
    }

    /** A database beside the registry's, in the same server, for what it is held against. */
    private void prepare() throws SQLException {
        try (Connection connection = log();
                Statement statement = connection.createStatement()) {
            statement.execute("create database annals_bench");
        }
        try (Connection connection = beside();
                Statement statement = connection.createStatement()) {
            // as the event log's table, without its trigger
            statement.execute(
                    """
                    create table event (
                        global_index bigint generated always as identity (cache 1) primary key,
                        event_id     text   not null unique,
                        subject      text   not null,
                        sequence     bigint not null,
                        aggregate    text   not null,
                        stored_at    text   not null,
                        type         text   not null,
                        revision     text   not null,
                        payload      text   not null,
                        metadata     text   not null,
                        unique (subject, sequence)
                    )
                    """);
            statement.execute("create table plain (id text primary key, state text not null)");
        }
    }

    Run.Listen listen() {
        return listen;
    }

    /** Of an importer. */
    String key() {
        return key;
    }

    URI readUrl() {
        return listen.url();
    }

    URI commandUrl() {
        return listen.commandUrl();
    }

    BenchHttp reader() throws IOException {
        return new BenchHttp(readUrl(), key);
    }

    BenchHttp writer() throws IOException {
        return new BenchHttp(commandUrl(), key);
    }

    /** Something of the command-service, without HTTP. */
    <T> T inside(Class<T> type) {
        return command.getBean(type);
    }

    String bootstrap() {
        return property(command, "annals.kafka.bootstrap");
    }

    Connection log() throws SQLException {
        return open(property(command, "annals.database.url"));
    }

    Connection read() throws SQLException {
        return open(property(query, "annals.database.url"));
    }

    Connection beside() throws SQLException {
        return open(
                property(command, "annals.database.url").replace("/annals_log", "/annals_bench"));
    }

    private Connection open(String url) throws SQLException {
        return DriverManager.getConnection(
                url,
                property(command, "annals.database.user"),
                property(command, "annals.database.password"));
    }

    private static String property(ConfigurableApplicationContext service, String name) {
        return service.getEnvironment().getRequiredProperty(name);
    }

    /** Until all that is recorded now can be read. The position up to which. */
    long awaitReading() throws IOException, InterruptedException {
        try (BenchHttp writer = writer();
                BenchHttp reader = reader()) {
            long until = System.nanoTime() + LONGEST_LAG.toNanos();
            while (System.nanoTime() < until) {
                long head = status(writer).path("head").asLong();
                if (status(reader).path("position").asLong() >= head) {
                    return head;
                }
                Thread.sleep(5);
            }
        }
        throw new Problem(
                "What was recorded cannot be read after " + LONGEST_LAG.toMinutes() + " minutes");
    }

    private static JsonNode status(BenchHttp service) throws IOException {
        return service.get("/api/v1/status").json();
    }

    @Override
    public void close() {
        run.close();
    }
}
