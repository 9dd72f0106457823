package io.annals.standalone;

import io.annals.command.CommandService;
import io.annals.query.QueryService;

import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/**
 * Both services in this JVM, on random ports, fresh databases and topics of their own: tests share
 * the servers and nothing else.
 */
final class Registry implements AutoCloseable {
    static final JsonMapper JSON = JsonMapper.builder().build();

    private static final String KEY = "annals_test-administrator";

    private final Servers.Database logDatabase = Servers.freshDatabase();
    private final Servers.Database readDatabase = Servers.freshDatabase();
    private final String prefix = "annals-" + UUID.randomUUID();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private ConfigurableApplicationContext command;
    private ConfigurableApplicationContext query;

    /** What came back. */
    record Answer(int status, Map<String, String> headers, String text) {
        /** Missing where the body is not JSON. */
        JsonNode json() {
            String type = headers.getOrDefault("content-type", "");
            return type.contains("json") && !type.contains("ndjson")
                    ? JSON.readTree(text)
                    : MissingNode.getInstance();
        }
    }

    private Registry() {
        startCommand();
        startQuery();
    }

    static Registry start() {
        return new Registry();
    }

    void startCommand() {
        var properties = properties(logDatabase);
        properties.put("annals.access.first-key", KEY);
        command = CommandService.start(properties);
    }

    void startQuery() {
        var properties = properties(readDatabase);
        properties.put("annals.command.url", commandUrl().toString());
        query = QueryService.start(properties);
    }

    void stopCommand() {
        command.close();
    }

    void stopQuery() {
        query.close();
    }

    URI url() {
        return url(query);
    }

    URI commandUrl() {
        return url(command);
    }

    Servers.Database logDatabase() {
        return logDatabase;
    }

    Servers.Database readDatabase() {
        return readDatabase;
    }

    /** The first part of each topic's name. */
    String prefix() {
        return prefix;
    }

    ConfigurableApplicationContext command() {
        return command;
    }

    ConfigurableApplicationContext query() {
        return query;
    }

    /** Reads at the query-service. */
    Answer get(String path) {
        return send(HttpRequest.newBuilder(url().resolve(path)).GET());
    }

    /** Writes through the query-service, as the administrator. */
    Answer post(String path, String body, String... headers) {
        return postAs(KEY, path, body, headers);
    }

    Answer post(String path, JsonNode body, String... headers) {
        return post(path, body.toString(), headers);
    }

    /** Writes with any key; an empty one is none. */
    Answer postAs(String key, String path, String body, String... headers) {
        var request =
                HttpRequest.newBuilder(url().resolve(path))
                        .header(
                                "Content-Type",
                                path.endsWith("/imports")
                                        ? "application/x-ndjson"
                                        : "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body));
        if (!key.isEmpty()) {
            request.header("Authorization", "Bearer " + key);
        }
        for (int i = 0; i < headers.length; i += 2) {
            request.setHeader(headers[i], headers[i + 1]);
        }
        return send(request);
    }

    private Answer send(HttpRequest.Builder request) {
        try {
            var response = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
            var headers = new HashMap<String, String>();
            response.headers()
                    .map()
                    .forEach((name, values) -> headers.put(name.toLowerCase(), values.getFirst()));
            return new Answer(response.statusCode(), headers, response.body());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private Map<String, Object> properties(Servers.Database database) {
        var properties = new HashMap<String, Object>();
        properties.put("server.port", 0);
        properties.put("annals.database.url", database.url());
        properties.put("annals.database.user", database.user());
        properties.put("annals.database.password", database.password());
        properties.put("annals.kafka.bootstrap", Servers.kafka());
        properties.put("annals.kafka.prefix", prefix);
        return properties;
    }

    private static URI url(ConfigurableApplicationContext context) {
        int port = ((WebServerApplicationContext) context).getWebServer().getPort();
        return URI.create("http://localhost:" + port);
    }

    @Override
    public void close() {
        query.close();
        command.close();
        client.close();
    }
}
