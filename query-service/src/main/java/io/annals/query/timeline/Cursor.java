package io.annals.query.timeline;

import io.annals.events.Json;
import io.annals.events.Recorded;
import io.annals.query.platform.AsOf;
import io.annals.query.platform.Parameters;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.util.Base64;

/**
 * Where a list goes on: at the same point in both times, with the same filters.
 *
 * @param asOf of the first page
 * @param asked {@code knownAt} as the first page had it, null if it had none
 * @param filters their fingerprint
 * @param after the last id of the page before
 */
public record Cursor(AsOf asOf, @Nullable String asked, String filters, String after) {

    private static final int LONGEST = 1_000;

    /** Opaque to clients. */
    public String text() {
        ObjectNode json = asOf.json();
        if (asked != null) {
            json.put("asked", asked);
        }
        json.put("filters", filters).put("after", after);
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(Json.write(json).getBytes(StandardCharsets.UTF_8));
    }

    /**
     * The cursor of a request, after noting what is wrong with it or contradicts it.
     *
     * @return null if it has none or a wrong one
     */
    public static @Nullable Cursor of(Parameters parameters, String filters) {
        String text = parameters.text("cursor");
        if (text == null) {
            return null;
        }
        Cursor cursor = read(text);
        if (cursor == null) {
            parameters.wrong(
                    "cursor", "bad-value", "cursor must be one that next has answered, unchanged");
            return null;
        }
        if (!cursor.filters.equals(filters)) {
            parameters.wrong(
                    "cursor",
                    "other-cursor",
                    "cursor belongs to a list with other filters: begin without it");
        }
        String validAt = parameters.text("validAt");
        String knownAt = parameters.text("knownAt");
        if (validAt != null && !validAt.equals(cursor.asOf.validAt().toString())) {
            parameters.wrong("validAt", "other-cursor", other("validAt"));
        }
        if (knownAt != null
                && !knownAt.equals(cursor.asked)
                && !knownAt.equals("@" + cursor.asOf.position())
                && !knownAt.equals(Recorded.instant(cursor.asOf.knownAt()))) {
            parameters.wrong("knownAt", "other-cursor", other("knownAt"));
        }
        return cursor;
    }

    private static String other(String name) {
        return "cursor belongs to a list with another " + name + ": leave it out";
    }

    private static @Nullable Cursor read(String text) {
        if (text.length() > LONGEST) {
            return null;
        }
        try {
            JsonNode json = Json.read(Base64.getUrlDecoder().decode(text));
            AsOf asOf = AsOf.of(json);
            Cursor cursor =
                    new Cursor(
                            asOf,
                            json.path("asked").stringValueOpt().orElse(null),
                            json.path("filters").stringValue(),
                            json.path("after").stringValue());
            return asOf.position() >= 0 && cursor.after.indexOf('\0') < 0 ? cursor : null;
        } catch (IllegalArgumentException | DateTimeException | JacksonException e) {
            return null;
        }
    }
}
