package io.annals.query.changes;

import io.annals.events.Json;
import io.annals.events.Recorded;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.util.RawValue;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.Set;

/**
 * One position of the log: what it is matched by, and how it is sent.
 *
 * @param regions in which its subject lay before or lies after
 * @param json {@code {position, recordedAt, kind, type, subject, sequence, effectiveOn, event,
 *     before, after, changedFrom}}
 */
record Change(
        long position, String kind, String type, String subject, Set<String> regions, String json) {

    static Change of(ResultSet row) throws SQLException {
        long position = row.getLong("position");
        String kind = row.getString("kind");
        String type = row.getString("type");
        String subject = row.getString("subject");
        LocalDate changedFrom = row.getObject("changed_from", LocalDate.class);
        ObjectNode json =
                Json.object()
                        .put("position", position)
                        .put(
                                "recordedAt",
                                Recorded.instant(
                                        row.getObject("recorded_at", OffsetDateTime.class)
                                                .toInstant()))
                        .put("kind", kind)
                        .put("type", type)
                        .put("subject", subject)
                        .put("sequence", row.getLong("sequence"))
                        .put("effectiveOn", row.getString("effective_on"));
        raw(json, "event", row.getString("event"));
        raw(json, "before", row.getString("before"));
        raw(json, "after", row.getString("after"));
        boolean dated =
                changedFrom != null
                        && !changedFrom.equals(LocalDate.MIN)
                        && !changedFrom.equals(LocalDate.MAX);
        json.put("changedFrom", dated ? changedFrom.toString() : null);
        return new Change(
                position,
                kind,
                type,
                subject,
                Set.of((String[]) row.getArray("regions").getArray()),
                Json.write(json));
    }

    private static void raw(ObjectNode json, String name, @Nullable String value) {
        if (value == null) {
            json.putNull(name);
        } else {
            json.putRawValue(name, new RawValue(value));
        }
    }
}
