package io.annals.command.rules;

import io.annals.events.CitationFact;
import io.annals.events.DefinitionFact;
import io.annals.events.FactType;
import io.annals.events.IndicatorFact;
import io.annals.events.Kind;
import io.annals.events.SubjectId;

import tools.jackson.databind.node.ObjectNode;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;

/** What the fields of one fact must be to each other. */
final class FieldRules {

    private FieldRules() {}

    static void judge(FactType type, ObjectNode data, String pointer, Consumer<Finding> invalid) {
        switch (type) {
            case IndicatorFact.DEFINED -> measure(data, pointer, invalid);
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
        for (int i = 0; i < size && !relation.equals("count-of-list"); i++) {
            if (!SubjectId.fits(Kind.INDICATOR, data.get("to").get(i).asString(""))) {
                String message = "must be the id of an indicator where it is no list";
                invalid.accept(Finding.of(pointer + "/to/" + i, "not-an-id", message));
            }
        }
    }

    private static void citation(ObjectNode data, String pointer, Consumer<Finding> invalid) {
        if (!data.path("url").asString("").startsWith("/api/v1/")) {
            String message = "must be the address of a read, from /api/v1/ on";
            invalid.accept(Finding.of(pointer + "/url", "not-a-read", message));
        }
        if (!data.path("sha256").asString("").equals(sha256(data.path("answer").asString("")))) {
            String message = "is not the SHA-256 of the answer";
            invalid.accept(Finding.of(pointer + "/sha256", "hash-differs", message));
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
