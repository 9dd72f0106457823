package io.annals.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.annals.events.Json;
import io.annals.standalone.Registry.Answer;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;

/**
 * One registry in few words: paths are those below {@code /api/v1/}, JSON is written with ' for ".
 * It begins with a source and some of Guangzhou's divisions, each there since 1980: Luogang is not
 * merged yet.
 */
final class Book implements AutoCloseable {

    static final String KEY = "annals_test-administrator";
    static final String SOURCE = "'source':{'id':'src_gazette'}";
    static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Registry registry = Registry.start();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    static Book open() {
        Book book = new Book();
        book.record("sources", "{'id':'src_gazette','title':'Gazette','publisher':'Bureau'}");
        book.division("CN", "China", "country", "");
        book.division("440000", "Guangdong", "province", "'parent':'CN'");
        book.division("440100", "Guangzhou", "city", "'parent':'440000'");
        for (String district :
                List.of(
                        "440103 Liwan",
                        "440104 Yuexiu",
                        "440106 Tianhe",
                        "440112 Huangpu",
                        "440116 Luogang")) {
            book.division(
                    district.substring(0, 6),
                    district.substring(7),
                    "district",
                    "'parent':'440100'");
        }
        return book;
    }

    private void division(String code, String name, String level, String more) {
        String fields = "'code':'%s','name':'%s','level':'%s'".formatted(code, name, level);
        record("regions", dated("1980-01-01", more.isEmpty() ? fields : fields + "," + more));
    }

    Registry registry() {
        return registry;
    }

    /** The body of a command: when, by which source, and its fields. */
    static String dated(String effectiveOn, String fields) {
        return "{'effectiveOn':'%s',%s%s}"
                .formatted(effectiveOn, SOURCE, fields.isEmpty() ? "" : "," + fields);
    }

    /** The body of a registration. */
    static String company(String id, String effectiveOn, String region, String more) {
        String fields = "'id':'%s','name':'Company %s','region':'%s'".formatted(id, id, region);
        return dated(effectiveOn, more.isEmpty() ? fields : fields + "," + more);
    }

    static String json(String text) {
        return text.replace('\'', '"');
    }

    /** Writes as the administrator, at the query-service. */
    Answer post(String path, String body, String... headers) {
        return registry.post("/api/v1/" + path, json(body), headers);
    }

    /** Writes what must be accepted; the answer is its position. */
    long record(String path, String body) {
        Answer answer = post(path, body);
        assertThat(answer.status()).as("%s %s: %s", path, body, answer.text()).isIn(200, 201);
        return answer.json().get("position").longValue();
    }

    Answer get(String path) {
        return registry.get("/api/v1/" + path);
    }

    /** Reads what must be there. */
    JsonNode read(String path) {
        Answer answer = get(path);
        assertThat(answer.status()).as("%s: %s", path, answer.text()).isEqualTo(200);
        return Json.read(answer.text());
    }

    /** Reads as soon as a position can be read. */
    JsonNode read(String path, long position) {
        return read(path + (path.contains("?") ? "&" : "?") + "minPosition=" + position);
    }

    /** Any request at all, to either service. */
    Answer send(String method, URI url, String key, String type, byte[] body, String... headers) {
        var request =
                HttpRequest.newBuilder(url)
                        .method(method, HttpRequest.BodyPublishers.ofByteArray(body));
        if (!key.isEmpty()) {
            request.header("Authorization", "Bearer " + key);
        }
        if (!type.isEmpty()) {
            request.header("Content-Type", type);
        }
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            var response = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
            var found = new HashMap<String, String>();
            response.headers()
                    .map()
                    .forEach((name, values) -> found.put(name.toLowerCase(), values.getFirst()));
            return new Answer(response.statusCode(), found, response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Imports lines and waits for the end of it; the answer is its progress. */
    JsonNode imported(String... lines) {
        return imported("imports", Arrays.stream(lines).map(Book::json).toList());
    }

    JsonNode imported(String path, List<String> lines, String... headers) {
        Answer accepted = registry.post("/api/v1/" + path, String.join("\n", lines), headers);
        assertThat(accepted.status()).as("%s", accepted.text()).isEqualTo(202);
        URI url = registry.url().resolve(accepted.headers().get("location"));
        var progress = new ArrayList<JsonNode>();
        await().atMost(PATIENCE)
                .until(
                        () -> {
                            progress.add(send("GET", url, KEY, "", new byte[0]).json());
                            return !progress.getLast().get("status").asString().equals("running");
                        });
        return progress.getLast();
    }

    /** Waits until this position, or more, is applied and settled at the query-service. */
    void awaitReadable(long position) {
        await().atMost(PATIENCE)
                .until(() -> get("sources?limit=1&minPosition=" + position).status() == 200);
    }

    /** The last position that was given. */
    long head() {
        return number("select position from head");
    }

    /** One number from the database of the log. */
    long number(String sql) {
        try (Connection log = log();
                var statement = log.createStatement();
                var row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** An event in its place. */
    record Entry(long position, String subject, JsonNode event) {}

    /** The log so far. */
    List<Entry> entries() {
        List<Entry> entries = new ArrayList<>();
        try (Connection log = log();
                var statement = log.createStatement();
                var row =
                        statement.executeQuery(
                                """
                                select position, subject, payload from event join log using (global_index)
                                order by position
                                """)) {
            while (row.next()) {
                entries.add(
                        new Entry(row.getLong(1), row.getString(2), Json.read(row.getString(3))));
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return entries;
    }

    Connection log() throws SQLException {
        return connect(registry.logDatabase());
    }

    Connection model() throws SQLException {
        return connect(registry.readDatabase());
    }

    private static Connection connect(Servers.Database database) throws SQLException {
        return DriverManager.getConnection(database.url(), database.user(), database.password());
    }

    @Override
    public void close() {
        client.close();
        registry.close();
    }
}
