package io.annals.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * A file of commands whose source the load has cited; each good line's event has its line as note,
 * some are bad.
 */
final class DurabilityImport implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int BAD_EVERY = 700;

    private final DurabilityPlace place;
    private final int lines;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private @Nullable String progress;

    DurabilityImport(DurabilityPlace place, int lines) {
        this.place = place;
        this.lines = lines;
    }

    private boolean bad(int line) {
        return line % BAD_EVERY == 123;
    }

    private Set<Long> badLines() {
        var bad = new TreeSet<Long>();
        for (int line = 1; line <= lines; line++) {
            if (bad(line)) {
                bad.add((long) line);
            }
        }
        return bad;
    }

    private String text() {
        var all = new ArrayList<String>();
        for (int line = 1; line <= lines; line++) {
            all.add(
                    """
                    {"command":"companies.register","name":"Company %d","region":"%s","effectiveOn":"2016-01-01",\
                    "source":{"id":"%s"},"note":"line-%d"}\
                    """
                            .formatted(
                                    line,
                                    bad(line) ? "999999" : "440106",
                                    DurabilityLoad.SOURCE,
                                    line));
        }
        return String.join("\n", all);
    }

    /** Hands the file in. */
    void start() throws IOException, InterruptedException {
        var answer =
                client.send(
                        request("/api/v1/imports")
                                .header("Content-Type", "application/x-ndjson")
                                .POST(HttpRequest.BodyPublishers.ofString(text()))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        progress = answer.headers().firstValue("Location").orElseThrow();
    }

    /** Progress as answered; fails while the service is away. */
    JsonNode progress() throws IOException, InterruptedException {
        var answer =
                client.send(
                        request(String.valueOf(progress)).GET().build(),
                        HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() == 503) {
            throw new IOException(answer.body());
        }
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body());
    }

    /** Waits until it is done, and looks at what it says of itself. */
    void awaitDone() throws IOException, InterruptedException {
        JsonNode done = done();
        assertThat(done.get("accepted").longValue()).isEqualTo(lines - badLines().size());
        assertThat(done.get("unchanged").longValue()).isZero();
    }

    /** Hands the same file in again: nothing is new. */
    void repeat() throws IOException, InterruptedException {
        start();
        JsonNode done = done();
        assertThat(done.get("accepted").longValue()).isZero();
        assertThat(done.get("unchanged").longValue()).isEqualTo(lines - badLines().size());
    }

    private JsonNode done() throws IOException, InterruptedException {
        await("the end of the import")
                .atMost(Duration.ofMinutes(4))
                .pollInterval(Duration.ofMillis(200))
                .ignoreExceptionsInstanceOf(IOException.class)
                .until(() -> progress().get("status").stringValue().equals("done"));
        JsonNode done = progress();
        var named = new TreeSet<Long>();
        done.get("errors").forEach(error -> named.add(error.get("line").longValue()));
        assertThat(named).as("the bad lines of %s", done).isEqualTo(badLines());
        assertThat(done.get("rejected").longValue()).isEqualTo(badLines().size());
        assertThat(done.get("lines").longValue()).isEqualTo(lines);
        assertThat(done.get("done").longValue()).isEqualTo(lines);
        return done;
    }

    /** The events by note, each once. */
    Map<String, Integer> eventsByNote() {
        var events = new HashMap<String, Integer>();
        for (int line = 1; line <= lines; line++) {
            if (!bad(line)) {
                events.put("line-" + line, 1);
            }
        }
        return events;
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(place.commandUrl().resolve(path))
                .timeout(Duration.ofMinutes(1))
                .header("Authorization", "Bearer " + DurabilityPlace.KEY);
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
