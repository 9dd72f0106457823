package io.annals.query.claims;

import io.annals.events.Json;
import io.annals.query.claims.Indicator.Claim;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.List;
import java.util.Locale;

/**
 * Claims that cannot all be true, or a reference that a later change broke.
 *
 * @param message one sentence, with both sides
 * @param claims those that are part of it
 * @param more members of its own: {@code computed}, or of a reference {@code target}, {@code
 *     count}, {@code example}
 */
record Finding(Type type, String message, List<Stated> claims, ObjectNode more) {

    /** By what the claims are compared; in the order in which findings are shown. */
    enum Type {
        RATIO,
        GROWTH,
        RISE,
        SUM,
        PART_OF,
        COUNT_OF_LIST,
        OWN_COUNT,
        RIVALS,
        REFERENCE;

        String text() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** A claim with what it claims. */
    record Stated(Indicator indicator, Claim claim) {

        /** {@code {indicator, period, value, reading?, source, quote?}}. */
        ObjectNode json() {
            ObjectNode json = Json.object();
            json.set("indicator", indicator.json());
            json.put("period", claim.period().text());
            json.set("value", claim.value().json());
            put(json, "reading", claim.reading());
            put(
                    json.putObject("source").put("id", claim.source().id()),
                    "title",
                    claim.source().title());
            put(json, "quote", claim.quote());
            return json;
        }
    }

    /** {@code {type, message, claims, …, sources}}. */
    ObjectNode json() {
        ObjectNode json = Json.object().put("type", type.text()).put("message", message);
        ArrayNode list = json.putArray("claims");
        claims.forEach(claim -> list.add(claim.json()));
        json.setAll(more);
        ArrayNode sources = json.putArray("sources");
        claims.stream()
                .map(one -> one.claim().source().id())
                .distinct()
                .sorted()
                .forEach(sources::add);
        return json;
    }

    static void put(ObjectNode json, String name, @Nullable String value) {
        if (value != null) {
            json.put(name, value);
        }
    }
}
