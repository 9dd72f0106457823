package io.annals.query.diff;

import io.annals.events.Json;
import io.annals.query.platform.AsOf;
import io.annals.query.platform.Parameters;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/**
 * Where a diff goes on: between the same points, asked for in the same way.
 *
 * @param points the first and the second
 * @param asked the parameters of the first page
 * @param after the last id of the page before
 */
record DiffCursor(List<AsOf> points, ObjectNode asked, String after) {

    private static final int LONGEST = 2_000;

    /** Opaque to clients. */
    String text() {
        ObjectNode json = Json.object();
        var both = json.putArray("points");
        points.forEach(point -> both.add(point.json()));
        json.set("asked", asked);
        json.put("after", after);
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(Json.write(json).getBytes(StandardCharsets.UTF_8));
    }

    /**
     * The cursor of a request, after noting what is wrong with it.
     *
     * @param asked the request's other parameters
     * @return null if it has none or a wrong one
     */
    static @Nullable DiffCursor of(Parameters parameters, ObjectNode asked) {
        String text = parameters.text("cursor");
        if (text == null) {
            return null;
        }
        DiffCursor cursor = read(text);
        if (cursor == null) {
            parameters.wrong(
                    "cursor", "bad-value", "cursor must be one that next has answered, unchanged");
        } else if (!cursor.asked.equals(asked)) {
            parameters.wrong(
                    "cursor",
                    "other-cursor",
                    "cursor belongs to a diff with other parameters: begin without it");
        }
        return cursor;
    }

    private static @Nullable DiffCursor read(String text) {
        if (text.length() > LONGEST) {
            return null;
        }
        try {
            JsonNode json = Json.read(Base64.getUrlDecoder().decode(text));
            DiffCursor cursor =
                    new DiffCursor(
                            json.path("points").valueStream().map(AsOf::of).toList(),
                            (ObjectNode) json.path("asked"),
                            json.path("after").stringValue());
            boolean sound =
                    cursor.points.size() == 2
                            && cursor.points.stream().allMatch(point -> point.position() >= 0)
                            && cursor.after.indexOf('\0') < 0;
            return sound ? cursor : null;
        } catch (RuntimeException e) {
            return null;
        }
    }
}
