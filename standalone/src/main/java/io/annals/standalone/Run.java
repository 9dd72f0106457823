package io.annals.standalone;

import io.annals.command.CommandService;
import io.annals.command.access.Keys;
import io.annals.command.access.Role;
import io.annals.query.QueryService;

import org.jspecify.annotations.Nullable;
import org.springframework.context.ConfigurableApplicationContext;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HashMap;
import java.util.concurrent.CompletableFuture;

/**
 * One registry in this process: both services, and PostgreSQL and Kafka where no server of one's
 * own is named.
 */
final class Run implements AutoCloseable {
    static final String LOG_DATABASE = "ANNALS_LOG_DATABASE_URL";
    static final String READ_DATABASE = "ANNALS_READ_DATABASE_URL";
    static final String DATABASE_VARIABLES =
            LOG_DATABASE
                    + ", "
                    + READ_DATABASE
                    + " (JDBC URLs), ANNALS_DATABASE_USER and ANNALS_DATABASE_PASSWORD";
    private static final String KAFKA = "ANNALS_KAFKA_BOOTSTRAP";
    private static final String LOG = "annals_log";
    private static final String READ = "annals_read";

    /** Where the two services listen. */
    record Listen(String address, int port, int commandPort) {
        URI url() {
            return URI.create("http://" + host() + ":" + port);
        }

        URI commandUrl() {
            return URI.create("http://" + host() + ":" + commandPort);
        }

        private String host() {
            return address.equals("127.0.0.1") || address.equals("0.0.0.0") ? "localhost" : address;
        }
    }

    /** The two databases, by JDBC URL, and their owner. */
    record Databases(String log, String read, String user, String password) {

        /**
         * Those of the registry that runs on a home.
         *
         * @throws Problem when none does
         */
        static Databases of(Home home) {
            if (System.getenv(LOG_DATABASE) != null) {
                return named();
            }
            EmbeddedPostgres postgres =
                    EmbeddedPostgres.running(home.postgres())
                            .orElseThrow(
                                    () ->
                                            new Problem(
                                                    "Annals is not running on "
                                                            + home.folder()
                                                            + ": start it first (annals up)"));
            return new Databases(
                    postgres.url(LOG), postgres.url(READ), postgres.user(), postgres.password());
        }
    }

    private final @Nullable EmbeddedPostgres postgres;
    private final @Nullable EmbeddedKafka kafka;
    private final ConfigurableApplicationContext command;
    private final ConfigurableApplicationContext query;
    private final @Nullable String firstKey;

    private Run(
            @Nullable EmbeddedPostgres postgres,
            @Nullable EmbeddedKafka kafka,
            ConfigurableApplicationContext command,
            ConfigurableApplicationContext query,
            @Nullable String firstKey) {
        this.firstKey = firstKey;
        this.postgres = postgres;
        this.kafka = kafka;
        this.command = command;
        this.query = query;
    }

    static Run start(Home home, Listen listen) {
        @Nullable EmbeddedPostgres postgres = null;
        @Nullable EmbeddedKafka kafka = null;
        @Nullable ConfigurableApplicationContext command = null;
        try {
            String bootstrap = System.getenv(KAFKA);
            var startingKafka =
                    bootstrap == null
                            ? CompletableFuture.supplyAsync(
                                    () -> EmbeddedKafka.start(home.kafka(), 19092),
                                    // not the common pool: its threads do not see the classes of an
                                    // executable jar
                                    task -> Thread.ofPlatform().start(task))
                            : null;
            try {
                if (System.getenv(LOG_DATABASE) == null) {
                    postgres = EmbeddedPostgres.start(home.postgres(), 15432);
                }
            } finally {
                if (startingKafka != null) {
                    kafka = startingKafka.join();
                    bootstrap = kafka.bootstrap();
                }
            }
            Databases databases = postgres == null ? named() : embedded(postgres);
            String firstKey = Files.exists(home.firstKeyShown()) ? null : newKey();
            var commandProperties =
                    properties(listen, listen.commandPort(), databases.log(), databases, bootstrap);
            if (firstKey != null) {
                commandProperties.put("annals.access.first-key", firstKey);
            }
            command = CommandService.start(commandProperties);
            var query =
                    QueryService.start(
                            properties(
                                    listen, listen.port(), databases.read(), databases, bootstrap));
            return new Run(postgres, kafka, command, query, firstKey);
        } catch (RuntimeException e) {
            close(null, command, kafka, postgres);
            throw e;
        }
    }

    /**
     * The key to show, at the first start. One that was killed before it could show its key is
     * followed by another.
     */
    @Nullable String firstKey() {
        if (firstKey == null || keys().caller(firstKey).isPresent()) {
            return firstKey;
        }
        keys().revoke("administrator");
        return keys().issue("administrator", Role.ADMINISTRATOR);
    }

    void firstKeyWasShown(Home home) {
        try {
            Files.createFile(home.firstKeyShown());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A key for loading the seeds, to be revoked after. */
    Keys keys() {
        return command.getBean(Keys.class);
    }

    String servers() {
        return (postgres == null ? "PostgreSQL: your own" : "PostgreSQL on port " + postgres.port())
                + (kafka == null ? ", Kafka: your own" : ", Kafka on port " + kafka.port());
    }

    @Override
    public void close() {
        close(query, command, kafka, postgres);
    }

    private static void close(@Nullable AutoCloseable... parts) {
        for (@Nullable AutoCloseable part : parts) {
            try {
                if (part != null) {
                    part.close();
                }
            } catch (Exception e) {
                org.slf4j.LoggerFactory.getLogger(Run.class).warn("while closing", e);
            }
        }
    }

    private static String newKey() {
        var random = new byte[32];
        new SecureRandom().nextBytes(random);
        return "annals_" + Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    }

    private static Databases named() {
        return new Databases(
                variable(LOG_DATABASE),
                variable(READ_DATABASE),
                variable("ANNALS_DATABASE_USER"),
                variable("ANNALS_DATABASE_PASSWORD"));
    }

    private static String variable(String name) {
        String value = System.getenv(name);
        if (value == null) {
            throw new Problem(
                    "A PostgreSQL of your own is named by "
                            + DATABASE_VARIABLES
                            + ": "
                            + name
                            + " is missing");
        }
        return value;
    }

    private static Databases embedded(EmbeddedPostgres postgres) {
        postgres.createDatabase(LOG);
        postgres.createDatabase(READ);
        return new Databases(
                postgres.url(LOG), postgres.url(READ), postgres.user(), postgres.password());
    }

    private static HashMap<String, Object> properties(
            Listen listen, int port, String database, Databases databases, String bootstrap) {
        var properties = new HashMap<String, Object>();
        properties.put("server.address", listen.address());
        properties.put("server.port", port);
        properties.put("annals.command.url", listen.commandUrl().toString());
        properties.put("annals.database.url", database);
        properties.put("annals.database.user", databases.user());
        properties.put("annals.database.password", databases.password());
        properties.put("annals.kafka.bootstrap", bootstrap);
        return properties;
    }
}
