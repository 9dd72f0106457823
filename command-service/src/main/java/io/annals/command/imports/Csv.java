package io.annals.command.imports;

import io.annals.command.platform.Problem;
import io.annals.events.Field;
import io.annals.events.Json;
import io.annals.events.Kind;

import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.jspecify.annotations.Nullable;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * CSV read as the lines of NDJSON that say the same, each under the number at which its row begins;
 * the header and the other lines of a row are blank.
 *
 * <p>A column is a field, nested by dots; an empty cell states nothing, a list is split by {@code
 * ;}, and a cell that begins with <code>{</code> is an object unless the field is a text.
 */
final class Csv {

    private final CSVParser parser;
    private final Iterator<CSVRecord> rows;
    private final List<String> columns = new ArrayList<>();
    private long blank;

    /**
     * Reads the header.
     *
     * @throws Problem 400 when two columns say the same field
     */
    Csv(Reader reader) throws IOException {
        parser = CSVFormat.RFC4180.parse(reader);
        rows = parser.iterator();
        read().ifPresent(
                        header ->
                                header.forEach(
                                        name -> columns.add(column(name.replace("\uFEFF", "")))));
        Set<String> seen = new HashSet<>();
        for (String column : columns) {
            if (!seen.add(column)
                    || columns.stream().anyMatch(other -> other.startsWith(column + "."))) {
                throw Problem.of(400, "bad-header", "more than one column states " + column);
            }
        }
        blank = parser.getCurrentLineNumber();
    }

    private String column(String name) {
        return name.isBlank() ? "column " + (columns.size() + 1) : name.strip();
    }

    /** The next line; null after the last. */
    @Nullable String next() throws IOException {
        if (blank > 0) {
            blank--;
            return "";
        }
        long before = parser.getCurrentLineNumber();
        CSVRecord row = read().orElse(null);
        if (row == null) {
            return null;
        }
        blank = parser.getCurrentLineNumber() - before - 1;
        ObjectNode json = json(row);
        return json.isEmpty() ? "" : Json.write(json);
    }

    private Optional<CSVRecord> read() throws IOException {
        try {
            return rows.hasNext() ? Optional.of(rows.next()) : Optional.empty();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private ObjectNode json(CSVRecord row) {
        int command = columns.indexOf("command");
        String kinds = command < 0 || !row.isSet(command) ? "" : row.get(command);
        Kind kind = Kind.ofPlural(kinds.replaceFirst("\\..*", "")).orElse(null);
        ObjectNode json = Json.object();
        for (int i = 0; i < row.size(); i++) {
            if (row.get(i).isBlank()) {
                continue;
            }
            String column = i < columns.size() ? columns.get(i) : "column " + (i + 1);
            List<String> path = Arrays.asList(column.split("\\.", -1));
            ObjectNode parent = json;
            for (String name : path.subList(0, path.size() - 1)) {
                parent = parent.withObjectProperty(name);
            }
            parent.set(path.getLast(), value(schema(kind, path), row.get(i)));
        }
        return json;
    }

    private static JsonNode schema(@Nullable Kind kind, List<String> path) {
        if (path.getFirst().equals("data") && path.size() > 1) {
            return schema(kind, path.subList(1, path.size()));
        }
        if (path.equals(List.of("sequence"))) {
            return Json.object().put("type", "integer");
        }
        JsonNode schema =
                Stream.ofNullable(kind)
                        .flatMap(it -> it.facts().stream())
                        .flatMap(fact -> fact.field(path.getFirst()).stream())
                        .map(Field::shape)
                        .<JsonNode>map(shape -> shape.schema())
                        .findFirst()
                        .orElse(Json.object());
        for (String name : path.subList(1, path.size())) {
            schema = schema.path("properties").path(name);
        }
        return schema;
    }

    private static JsonNode value(JsonNode schema, String cell) {
        if (takes(schema, "array")) {
            var list = Json.object().arrayNode();
            for (String item : cell.split(";")) {
                if (!item.isBlank()) {
                    list.add(value(schema.path("items"), item.strip()));
                }
            }
            return list;
        }
        if (cell.startsWith("{")
                ? takes(schema, "object") || !takes(schema, "string")
                : takes(schema, "number") || takes(schema, "integer")) {
            try {
                return Json.read(cell);
            } catch (JacksonException e) {
                return StringNode.valueOf(cell);
            }
        }
        return StringNode.valueOf(cell);
    }

    private static boolean takes(JsonNode schema, String type) {
        return Stream.concat(Stream.of(schema), schema.path("oneOf").valueStream())
                .anyMatch(form -> form.path("type").asString("").equals(type));
    }
}
