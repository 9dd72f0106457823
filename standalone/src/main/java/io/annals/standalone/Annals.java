package io.annals.standalone;

import io.annals.command.access.Role;

import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.logging.LoggingSystem;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The {@code annals} command. */
@Command(
        name = "annals",
        description = "An event-sourced, bitemporal registry of blockchain enterprises and parks.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            Coverage.class,
            Annals.Up.class,
            Annals.Down.class,
            Annals.Status.class,
            Annals.Seed.class,
            Annals.VerifyAll.class,
            Annals.Republish.class,
            Bench.class,
            Annals.Reset.class
        })
public final class Annals {
    private Annals() {}

    public static void main(String[] arguments) {
        System.exit(
                new CommandLine(new Annals())
                        .setExecutionExceptionHandler(
                                (failure, commandLine, _) -> {
                                    if (failure instanceof Problem problem) {
                                        commandLine.getErr().println(problem.getMessage());
                                        return 1;
                                    }
                                    throw failure;
                                })
                        .execute(arguments));
    }

    /** Which registry of this machine is meant. */
    static final class AtHome {
        @Option(
                names = "--home",
                description = "Folder of the data (default: $$ANNALS_HOME, else ~/.annals)",
                defaultValue = "${env:ANNALS_HOME:-${sys:user.home}/.annals}")
        private Path folder;

        Home home() {
            return new Home(folder);
        }
    }

    @Command(name = "up", description = "Starts the registry and stays until it is stopped.")
    static final class Up implements Callable<Integer> {
        @Mixin private AtHome at;

        @Option(
                names = "--port",
                defaultValue = "8080",
                description = "Port to read at and write to (default: 8080)")
        private int port;

        @Option(
                names = "--command-port",
                defaultValue = "8081",
                description = "Port of the command-service behind it (default: 8081)")
        private int commandPort;

        @Option(
                names = "--address",
                defaultValue = "127.0.0.1",
                description =
                        "Address to listen at (default: this machine only; 0.0.0.0: everywhere)")
        private String address;

        @Option(
                names = "--no-population",
                description = "Leaves the synthetic population out of the seeds")
        private boolean noPopulation;

        @Option(names = "--empty", description = "Loads no seeds")
        private boolean empty;

        @Override
        public Integer call() throws Exception {
            var began = Instant.now();
            Home home = at.home();
            logTo(home.folder().resolve("annals.log"));
            var listen = new Run.Listen(address, port, commandPort);
            home.take(listen.url().toString(), listen.commandUrl().toString());
            demandFree("--port", port);
            demandFree("--command-port", commandPort);
            System.out.println("Data in " + home.folder());

            var run = Run.start(home, listen);
            var closed = new CountDownLatch(1);
            // after Spring has closed both services, so that they never miss their servers
            SpringApplication.getShutdownHandlers()
                    .add(
                            () -> {
                                run.close();
                                closed.countDown();
                            });
            System.out.println(run.servers());

            String key = run.firstKey();
            if (key != null) {
                System.out.println();
                System.out.println("Administrator's key, shown this once: " + key);
                System.out.println();
                run.firstKeyWasShown(home);
            }
            if (!empty) {
                loadOnce(home, run, listen);
            }
            System.out.printf(
                    "Ready after %.1f s: %s (writes too; docs at %s/v3/api-docs)%n",
                    Duration.between(began, Instant.now()).toMillis() / 1000.0,
                    listen.url(),
                    listen.url());
            closed.await();
            return 0;
        }

        private void loadOnce(Home home, Run run, Run.Listen listen) throws IOException {
            if (Files.exists(home.seedsLoaded())) {
                return;
            }
            run.keys().revoke("seeds");
            String key = run.keys().issue("seeds", Role.IMPORTER);
            try (var api = new Api(listen.url(), key)) {
                var loading = new Loading(api, System.out);
                loading.load(!noPopulation);
                loading.printRegistrations();
                Files.writeString(
                        home.seedsLoaded(), api.get("/api/v1/status").path("logId").asString());
            } catch (Problem problem) {
                System.out.println(
                        "The seeds are not complete (the next start loads them again): "
                                + problem.getMessage());
            } finally {
                run.keys().revoke("seeds");
            }
        }

        /**
         * Once for the whole process; left to itself, Spring would set the logging up anew under
         * the running servers.
         */
        private static void logTo(Path file) {
            System.setProperty("annals.log", file.toString());
            System.setProperty(LoggingSystem.SYSTEM_PROPERTY, LoggingSystem.NONE);
            SLF4JBridgeHandler.removeHandlersForRootLogger();
            SLF4JBridgeHandler.install();
            LoggerFactory.getLogger(Annals.class).info("Annals starts");
        }

        private static void demandFree(String option, int port) {
            if (!Ports.isFree(port)) {
                throw new Problem("Port " + port + " is taken: choose another by " + option);
            }
        }
    }

    @Command(name = "down", description = "Stops the registry.")
    static final class Down implements Callable<Integer> {
        private static final Duration LONGEST = Duration.ofMinutes(2);

        @Mixin private AtHome at;

        @Override
        public Integer call() throws InterruptedException, ExecutionException {
            Home home = at.home();
            var running = home.running();
            if (running.isEmpty()) {
                System.out.println("Annals is not running on " + home.folder());
                if (EmbeddedPostgres.stopLeftOver(home.postgres())) {
                    System.out.println("Stopped the PostgreSQL that a killed run left behind");
                }
                return 0;
            }
            ProcessHandle process = running.get().process();
            process.destroy();
            try {
                process.onExit().get(LONGEST.toSeconds(), TimeUnit.SECONDS);
            } catch (TimeoutException e) {
                throw new Problem(
                        "Annals (process "
                                + process.pid()
                                + ") has not stopped after "
                                + LONGEST.toMinutes()
                                + " minutes",
                        e);
            }
            System.out.println("Stopped; data kept in " + home.folder());
            return 0;
        }
    }

    @Command(name = "status", description = "Says what runs and how far it is.")
    static final class Status implements Callable<Integer> {
        @Mixin private AtHome at;

        @Override
        public Integer call() {
            Home home = at.home();
            var running = home.running();
            if (running.isEmpty()) {
                System.out.println("Annals is not running on " + home.folder());
                return 1;
            }
            System.out.println(
                    "Annals runs on "
                            + home.folder()
                            + " (process "
                            + running.get().process().pid()
                            + ")");
            print("command-service", running.get().commandUrl());
            print("query-service", running.get().url());
            return 0;
        }

        private static void print(String service, String url) {
            try (var api = new Api(URI.create(url), null)) {
                JsonNode status = api.get("/api/v1/status");
                System.out.printf("%-16s %s%n", service, url);
                status.properties()
                        .forEach(
                                entry ->
                                        System.out.printf(
                                                "  %-14s %s%n",
                                                entry.getKey(), entry.getValue().asString()));
            }
        }
    }

    @Command(name = "seed", description = "Loads the seeds into any registry.")
    static final class Seed implements Callable<Integer> {
        @Option(
                names = "--url",
                defaultValue = "http://localhost:8080",
                description = "The registry (default: this machine's)")
        private URI url;

        @Option(
                names = "--key",
                required = true,
                description = "A key with the role importer or administrator")
        private String key;

        @Option(names = "--no-population", description = "Leaves the synthetic population out")
        private boolean noPopulation;

        @Override
        public Integer call() {
            try (var api = new Api(url, key)) {
                var loading = new Loading(api, System.out);
                loading.load(!noPopulation);
                loading.printRegistrations();
            }
            return 0;
        }
    }

    @Command(
            name = "verify",
            description = "Folds the whole log again and compares it with the read model.")
    static final class VerifyAll implements Callable<Integer> {
        @Mixin private AtHome at;

        @Override
        public Integer call() throws SQLException {
            Run.Databases databases = Run.Databases.of(at.home());
            var difference =
                    new Verify(System.out)
                            .firstDifference(
                                    new Verify.Database(
                                            databases.log(),
                                            databases.user(),
                                            databases.password()),
                                    new Verify.Database(
                                            databases.read(),
                                            databases.user(),
                                            databases.password()));
            System.out.println(
                    difference
                            .map(first -> "The read model is not the fold of the log: " + first)
                            .orElse("The read model is the fold of the log"));
            return difference.isPresent() ? 1 : 0;
        }
    }

    @Command(
            name = "republish",
            description = "Sends the whole log to Kafka again, from position 1.")
    static final class Republish implements Callable<Integer> {
        @Mixin private AtHome at;

        @Override
        public Integer call() throws SQLException {
            Run.Databases databases = Run.Databases.of(at.home());
            try (var connection =
                            DriverManager.getConnection(
                                    databases.log(), databases.user(), databases.password());
                    var statement = connection.createStatement()) {
                statement.executeUpdate(
                        "update publisher set position = 0, generation = generation + 1");
            }
            System.out.println(
                    "The log is sent again from position 1; annals status shows how far it is");
            return 0;
        }
    }

    @Command(name = "reset", description = "Deletes all data of this machine's registry.")
    static final class Reset implements Callable<Integer> {
        @Mixin private AtHome at;

        @Option(names = "--yes", description = "Does not ask")
        private boolean yes;

        @Override
        public Integer call() {
            Home home = at.home();
            if (home.running().isPresent()) {
                throw new Problem("Annals is running: stop it first (annals down)");
            }
            if (!yes && !agreed(home)) {
                System.out.println("Nothing deleted");
                return 1;
            }
            EmbeddedPostgres.stopLeftOver(home.postgres());
            home.deleteContents();
            System.out.println("Deleted the data in " + home.folder());
            return 0;
        }

        private static boolean agreed(Home home) {
            System.out.print(
                    "Delete every event and every reading in " + home.folder() + "? [y/N] ");
            System.out.flush();
            @Nullable String answer = System.console() == null ? null : System.console().readLine();
            return answer != null && answer.strip().equalsIgnoreCase("y");
        }
    }
}
