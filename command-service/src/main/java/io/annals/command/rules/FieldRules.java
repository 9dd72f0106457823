package io.annals.command.rules;

import io.annals.events.CitationFact;
import io.annals.events.DefinitionFact;
import io.annals.events.FactType;
import io.annals.events.IndicatorFact;
import io.annals.events.Json;
import io.annals.events.Kind;
import io.annals.events.SubjectId;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** What the fields of one fact must be to each other. */
final class FieldRules {

    private static final Pattern DAY = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}");
    private static final Pattern POSITION = Pattern.compile("@[0-9]{1,18}");

    private FieldRules() {}

    static void judge(FactType type, ObjectNode data, String pointer, Consumer<Finding> invalid) {
        switch (type) {
            case IndicatorFact.DEFINED -> {
                measure(data, pointer, invalid);
                definition(data, pointer, invalid);
            }
            case IndicatorFact.RELATED -> relation(data, pointer, invalid);
            case DefinitionFact.ADOPTED -> {
                if (!DefinitionRules.counts(data)) {
                    invalid.accept(
                            Finding.of(pointer, DefinitionRules.RULE, DefinitionRules.MESSAGE));
                }
            }
            case CitationFact fact -> citation(data, pointer, invalid);
            default -> {}
        }
    }

    private static void measure(ObjectNode data, String pointer, Consumer<Finding> invalid) {
        String name = data.path("measure").path("name").asString("");
        List<String> dimensions = IndicatorFact.dimensions(name);
        for (String by : data.path("measure").path("by").propertyNames()) {
            if (!dimensions.contains(by)) {
                String message =
                        "is no dimension of %s; it has %s"
                                .formatted(
                                        name,
                                        dimensions.isEmpty()
                                                ? "none"
                                                : String.join(", ", dimensions));
                invalid.accept(
                        Finding.of(pointer + "/measure/by/" + by, "not-a-dimension", message));
            }
        }
    }

    private static void definition(ObjectNode data, String pointer, Consumer<Finding> invalid) {
        JsonNode measure = data.path("measure");
        boolean companies =
                IndicatorFact.dimensions(measure.path("name").asString("")).contains("activity");
        if (measure.has("definition") && !companies) {
            String message =
                    "says which companies count, and the measure counts none: leave it out";
            invalid.accept(
                    Finding.of(pointer + "/measure/definition", "not-of-companies", message));
        }
    }

    private static void relation(ObjectNode data, String pointer, Consumer<Finding> invalid) {
        int size = data.path("to").size();
        String relation = data.path("relation").asString("");
        String wanted =
                switch (relation) {
                    case "ratio" -> size == 2 ? "" : "the numerator and the denominator";
                    case "growth", "rise", "part-of" -> size == 1 ? "" : "one indicator";
                    case "sum" -> size >= 2 ? "" : "two indicators or more";
                    case "count-of-list" -> size >= 1 ? "" : "the items of the list";
                    default -> "";
                };
        if (!wanted.isEmpty()) {
            String message = "must name " + wanted + " where the relation is " + relation;
            invalid.accept(Finding.of(pointer + "/to", "wrong-number", message));
        }
        Set<JsonNode> named = new HashSet<>();
        for (int i = 0; i < size; i++) {
            if (!named.add(data.get("to").get(i))) {
                String message = "is named twice";
                invalid.accept(Finding.of(pointer + "/to/" + i, "repeated", message));
            }
        }
        for (int i = 0; i < size && !relation.equals("count-of-list"); i++) {
            if (!SubjectId.fits(Kind.INDICATOR, data.get("to").get(i).asString(""))) {
                String message = "must be the id of an indicator where it is no list";
                invalid.accept(Finding.of(pointer + "/to/" + i, "not-an-id", message));
            }
        }
    }

    private static void citation(ObjectNode data, String pointer, Consumer<Finding> invalid) {
        String url = data.path("url").asString("");
        String answer = data.path("answer").asString("");
        if (!url.startsWith("/api/v1/")
                || CitationFact.NOT_READS.contains(url.split("[/?]", 5)[3])) {
            String message = "must be the address of a read, from /api/v1/ on";
            invalid.accept(Finding.of(pointer + "/url", "not-a-read", message));
        } else if (!resolved(url)) {
            String message =
                    "must name validAt as a day and knownAt as @position, each once; of"
                            + " /api/v1/diff those of from. and to.";
            invalid.accept(Finding.of(pointer + "/url", "not-resolved", message));
        }
        if (!isObject(answer)) {
            String message = "must be the text of a JSON object";
            invalid.accept(Finding.of(pointer + "/answer", "not-an-object", message));
        }
        if (!data.path("sha256").asString("").equals(sha256(answer))) {
            String message = "is not the SHA-256 of the answer";
            invalid.accept(Finding.of(pointer + "/sha256", "hash-differs", message));
        }
    }

    private static boolean resolved(String url) {
        String[] parts = url.split("\\?", 2);
        List<String> query = parts.length == 2 ? List.of(parts[1].split("&")) : List.of();
        return points(url).stream()
                .allMatch(
                        point ->
                                once(query, point + "validAt=", DAY)
                                        && once(query, point + "knownAt=", POSITION));
    }

    private static boolean once(List<String> query, String name, Pattern value) {
        List<String> values =
                query.stream()
                        .filter(part -> part.startsWith(name))
                        .map(part -> part.substring(name.length()))
                        .toList();
        return values.size() == 1 && value.matcher(values.getFirst()).matches();
    }

    private static List<String> points(String url) {
        return url.split("\\?", 2)[0].equals("/api/v1/diff")
                ? List.of("from.", "to.")
                : List.of("");
    }

    private static boolean isObject(String answer) {
        try {
            return Json.read(answer).isObject();
        } catch (JacksonException e) {
            return false;
        }
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(
                            MessageDigest.getInstance("SHA-256")
                                    .digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
