package io.annals.standalone;

import org.jspecify.annotations.Nullable;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;

/**
 * A stream of server-sent events as any client reads it; {@link #close} is the death of the client.
 */
final class Sse implements AutoCloseable {

    /** What came: {@code id}, {@code event} and {@code data}. */
    record Message(long id, String event, String data) {}

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final BufferedReader lines;

    /**
     * Connects.
     *
     * @param lastEventId of the stream that goes on; null for none
     */
    Sse(URI url, @Nullable Long lastEventId) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(url).header("Accept", "text/event-stream");
        if (lastEventId != null) {
            request.header("Last-Event-ID", lastEventId.toString());
        }
        var response = client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        if (response.statusCode() != 200) {
            throw new IOException(url + " answered " + response.statusCode());
        }
        lines = new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
    }

    /** The next message, heartbeats too; waits for it. */
    Message next() throws IOException {
        long id = -1;
        String event = "message";
        StringBuilder data = new StringBuilder();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.isEmpty()) {
                if (!data.isEmpty()) {
                    return new Message(id, event, data.toString());
                }
            } else if (line.startsWith("id: ")) {
                id = Long.parseLong(line.substring(4));
            } else if (line.startsWith("event: ")) {
                event = line.substring(7);
            } else if (line.startsWith("data: ")) {
                data.append(line.substring(6));
            }
        }
        throw new IOException("the stream ended");
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
