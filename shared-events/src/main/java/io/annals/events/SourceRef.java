package io.annals.events;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a fact rests on: a citation of a source subject.
 *
 * @param id the source's id ({@code src_…})
 * @param locator where in the source, if stated
 * @param quote the words of the source, if stated
 */
public record SourceRef(String id, @Nullable String locator, @Nullable String quote) {

    /** The JSON form {@code {id, locator?, quote?}}. */
    public ObjectNode json() {
        ObjectNode json = Json.object().put("id", id);
        if (locator != null) {
            json.put("locator", locator);
        }
        if (quote != null) {
            json.put("quote", quote);
        }
        return json;
    }

    /** Reads what {@link #json()} wrote. */
    public static SourceRef of(JsonNode json) {
        return new SourceRef(
                json.get("id").stringValue(),
                json.path("locator").stringValueOpt().orElse(null),
                json.path("quote").stringValueOpt().orElse(null));
    }
}
