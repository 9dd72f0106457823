package io.annals.standalone;

import io.annals.command.CommandService;
import io.annals.query.QueryService;

import org.springframework.context.ConfigurableApplicationContext;

import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/**
 * Where one registry lies, so that its services can be started there again and again.
 *
 * @param log the database of the events
 * @param read the database of the read model
 * @param bootstrap of Kafka
 * @param prefix of its topics
 * @param commandPort of the command-service
 * @param queryPort of the query-service
 */
record DurabilityPlace(
        Servers.Database log,
        Servers.Database read,
        String bootstrap,
        String prefix,
        int commandPort,
        int queryPort) {

    static final String KEY = "annals_test-administrator";

    /** A new one on databases that are empty. */
    static DurabilityPlace of(Servers.Database log, Servers.Database read, String bootstrap) {
        return new DurabilityPlace(
                log, read, bootstrap, "annals-" + UUID.randomUUID(), Ports.free(), Ports.free());
    }

    /** A new one on the servers that all tests share. */
    static DurabilityPlace shared() {
        return of(Servers.freshDatabase(), Servers.freshDatabase(), Servers.kafka());
    }

    URI commandUrl() {
        return URI.create("http://127.0.0.1:" + commandPort);
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + queryPort);
    }

    DurabilityProcess commandProcess() {
        return DurabilityProcess.ofService(CommandService.class, commandUrl(), commandProperties());
    }

    DurabilityProcess queryProcess() {
        return DurabilityProcess.ofService(QueryService.class, url(), queryProperties());
    }

    ConfigurableApplicationContext startCommand() {
        return CommandService.start(commandProperties());
    }

    ConfigurableApplicationContext startQuery() {
        return QueryService.start(queryProperties());
    }

    private Map<String, Object> commandProperties() {
        var properties = properties(commandPort, log);
        properties.put("annals.access.first-key", KEY);
        return properties;
    }

    private Map<String, Object> queryProperties() {
        var properties = properties(queryPort, read);
        properties.put("annals.command.url", commandUrl().toString());
        return properties;
    }

    private Map<String, Object> properties(int port, Servers.Database database) {
        var properties = new HashMap<String, Object>();
        properties.put("server.address", "127.0.0.1");
        properties.put("server.port", port);
        properties.put("annals.database.url", database.url());
        properties.put("annals.database.user", database.user());
        properties.put("annals.database.password", database.password());
        properties.put("annals.kafka.bootstrap", bootstrap);
        properties.put("annals.kafka.prefix", prefix);
        return properties;
    }
}
