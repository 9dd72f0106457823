package io.annals.standalone;

import io.annals.events.Json;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Holds every figure and table of the model report against what a registry with the seeds and the
 * population answers. What is printed stands in {@code report-coverage.ndjson}: the part of the
 * report, what it says, the value, and where to read it.
 */
@Command(
        name = "coverage",
        description = "Holds the model report's figures against what the registry answers.")
final class Coverage implements Callable<Integer> {

    /**
     * A statement of the report.
     *
     * @param part of the report
     * @param says what it says
     * @param printed the value; null: only a picture, the registry must have no data
     * @param read the address below {@code /api/v1/}
     * @param at where in the answer, as {@code observations[period=2018].value}; {@code #} counts
     */
    record Statement(
            String part, String says, @Nullable JsonNode printed, String read, String at) {}

    /** What was answered; null if nothing. */
    record Row(Statement statement, @Nullable JsonNode answered) {
        boolean same() {
            return Objects.equals(statement.printed(), answered);
        }
    }

    private static final Pattern STEP = Pattern.compile("([A-Za-z#]*)(?:\\[(.*?)])?");
    private static final String INTRODUCTION =
            """
            # What the registry answers to the report

            Made by `./annals coverage --to docs/report-coverage.md` from a registry with the seeds and the population. Each line is a
            statement of *Guangzhou Blockchain Industry and Park Development Report* (2019), the value printed there, and what the
            registry answers as of 2019-10-31. Where the source had only a picture the registry has no data, and says so.

            Lines with "synthetic population" are counted from made-up companies, whose numbers were chosen to be those of the report:
            they show how the registry counts, and are evidence of nothing else.

            | part | the report says | printed | answered | read at |
            | --- | --- | --- | --- | --- |
            """;

    @Option(
            names = "--url",
            defaultValue = "http://localhost:8080",
            description = "The registry (default: this machine's)")
    private URI url = URI.create("");

    @Option(names = "--to", description = "The file of Markdown to write (default: print it)")
    private @Nullable Path to;

    @Override
    public Integer call() throws IOException {
        List<Row> rows = rows(url);
        String table = table(rows);
        if (to == null) {
            System.out.print(table);
        } else {
            Files.writeString(to, table);
        }
        long differing = rows.stream().filter(row -> !row.same()).count();
        System.out.printf(
                "Of %d statements %d are answered as printed%n",
                rows.size(), rows.size() - differing);
        return differing == 0 ? 0 : 1;
    }

    static List<Row> rows(URI url) {
        Map<String, JsonNode> answers = new HashMap<>();
        List<Row> rows = new ArrayList<>();
        try (var api = new Api(url, null)) {
            for (Statement statement : statements()) {
                JsonNode answer =
                        answers.computeIfAbsent(
                                statement.read(), read -> api.get("/api/v1/" + read));
                JsonNode found = select(answer, statement.at());
                rows.add(new Row(statement, found.isMissingNode() ? null : found));
            }
        }
        return rows;
    }

    private static List<Statement> statements() {
        try (InputStream file =
                Objects.requireNonNull(
                        Coverage.class.getResourceAsStream("/report-coverage.ndjson"))) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .map(Json::read)
                    .map(
                            line ->
                                    new Statement(
                                            line.get("part").asString(),
                                            line.get("says").asString(),
                                            line.get("printed").isNull()
                                                    ? null
                                                    : line.get("printed"),
                                            line.get("read").asString(),
                                            line.get("at").asString()))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The value at a path; a step with [name=value,…] takes the first item that has these, or where
     * it says != has not.
     */
    static JsonNode select(JsonNode answer, String path) {
        JsonNode at = answer;
        for (String step : path.split("\\.(?![^\\[]*])")) {
            Matcher parts = STEP.matcher(step);
            if (!parts.matches()) {
                throw new IllegalArgumentException(path);
            }
            if (parts.group(1).equals("#")) {
                return Json.read(Integer.toString(at.size()));
            }
            at = at.path(parts.group(1));
            String wanted = parts.group(2);
            if (wanted != null) {
                at =
                        at.valueStream()
                                .filter(item -> has(item, wanted))
                                .findFirst()
                                .orElse(Json.object().path("none"));
            }
        }
        return at;
    }

    private static boolean has(JsonNode item, String wanted) {
        for (String one : wanted.isEmpty() ? new String[0] : wanted.split(",")) {
            int equals = one.indexOf('=');
            boolean not = one.charAt(equals - 1) == '!';
            String name = one.substring(0, not ? equals - 1 : equals);
            if (item.path(name).asString("").equals(one.substring(equals + 1)) == not) {
                return false;
            }
        }
        return true;
    }

    private static String table(List<Row> rows) {
        StringBuilder table = new StringBuilder(INTRODUCTION);
        for (Row row : rows) {
            Statement statement = row.statement();
            table.append(
                    "| %s | %s | %s | %s%s | `%s` %s |%n"
                            .formatted(
                                    statement.part(),
                                    statement.says(),
                                    shown(statement.printed(), "a picture"),
                                    shown(row.answered(), "no data"),
                                    row.same() ? "" : " **differs**",
                                    statement.read(),
                                    statement.at()));
        }
        return table.toString();
    }

    private static String shown(@Nullable JsonNode value, String nothing) {
        if (value == null) {
            return nothing;
        }
        return (value.isValueNode() ? value.asString() : value.toString()).replace("|", "\\|");
    }
}
