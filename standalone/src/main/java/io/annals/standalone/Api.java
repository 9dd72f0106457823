package io.annals.standalone;

import io.annals.events.Json;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;

/** A registry by its address, as any client sees it. */
final class Api implements AutoCloseable {

    private final URI url;
    private final @Nullable String key;
    private final HttpClient client =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(Duration.ofSeconds(5))
                    .build();

    Api(URI url, @Nullable String key) {
        this.url = url;
        this.key = key;
    }

    JsonNode get(String path) {
        return Json.read(send(request(path).GET().build(), 200).body());
    }

    /** Starts an import; the answer is the path at which it is followed. */
    String startImport(List<String> lines) {
        var request =
                request("/api/v1/imports")
                        .header("Content-Type", "application/x-ndjson")
                        .POST(HttpRequest.BodyPublishers.ofString(String.join("\n", lines) + "\n"))
                        .build();
        return url.resolve(
                        send(request, 202)
                                .headers()
                                .firstValue("Location")
                                .orElseThrow(
                                        () ->
                                                new Problem(
                                                        "The import was accepted, but not said"
                                                                + " where to follow it")))
                .getRawPath();
    }

    private HttpRequest.Builder request(String path) {
        var request = HttpRequest.newBuilder(url.resolve(path)).timeout(Duration.ofMinutes(2));
        if (key != null) {
            request.header("Authorization", "Bearer " + key);
        }
        return request;
    }

    private HttpResponse<String> send(HttpRequest request, int expected) {
        try {
            var response = client.send(request, HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() != expected) {
                throw new Problem(
                        request.method()
                                + " "
                                + request.uri()
                                + " answered "
                                + response.statusCode()
                                + ": "
                                + response.body());
            }
            return response;
        } catch (IOException e) {
            throw new Problem(
                    request.uri() + " does not answer (" + e.getClass().getSimpleName() + ")", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
