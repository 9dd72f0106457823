package io.annals.query.platform;

import io.annals.events.Json;
import io.annals.events.Recorded;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.time.Instant;
import java.time.LocalDate;

/**
 * The point at which a read is answered, fully resolved: the same point gives the same bytes for
 * ever.
 *
 * @param validAt the day of which the answer speaks
 * @param knownAt the moment whose knowledge it has
 * @param position the same as a prefix of the log: everything up to here, nothing after
 */
public record AsOf(LocalDate validAt, Instant knownAt, long position) {

    /** As answers echo it: {@code {validAt, knownAt, position}}. */
    public ObjectNode json() {
        return Json.object()
                .put("validAt", validAt.toString())
                .put("knownAt", Recorded.instant(knownAt))
                .put("position", position);
    }

    /**
     * Reads what {@link #json()} wrote.
     *
     * @throws RuntimeException if it is anything else
     */
    public static AsOf of(JsonNode json) {
        return new AsOf(
                LocalDate.parse(json.path("validAt").stringValue()),
                Instant.parse(json.path("knownAt").stringValue()),
                json.path("position").longValue());
    }
}
