package io.annals.events;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * An immutable fact about one subject, or an amendment of one, as it is stored.
 *
 * @param eventId a UUIDv7
 * @param subject the subject's id
 * @param kind the subject's kind
 * @param sequence 0, 1, 2 … in the subject's stream
 * @param type what happened
 * @param effectiveOn valid time; null where there is none: retractions, voids, kinds without it
 * @param recordedBy the name of the key with which it was recorded
 * @param source what it rests on; null where there is none: sources, citations, retractions without
 *     one
 * @param note remarks of the registrar
 * @param amends the sequence of the fact which a correction or retraction replaces, else null
 * @param reason why it was amended or voided, else null
 * @param data every field that the command stated
 */
public record Event(
        String eventId,
        String subject,
        Kind kind,
        long sequence,
        EventType type,
        @Nullable EffectiveDate effectiveOn,
        String recordedBy,
        @Nullable SourceRef source,
        @Nullable String note,
        @Nullable Long amends,
        @Nullable String reason,
        ObjectNode data) {

    /** The stored name of the type: {@code company.relocated}. */
    public String typeName() {
        return type.storedName(kind);
    }

    /** The stored form; members that are null are left out. */
    public ObjectNode json() {
        return json(null);
    }

    /**
     * The form in which consumers see it.
     *
     * @param recordedAt known time, RFC 3339 in UTC with microseconds; null leaves it out, as in
     *     the store
     */
    public ObjectNode json(@Nullable String recordedAt) {
        ObjectNode json = Json.object();
        json.put("eventId", eventId);
        json.put("subject", subject);
        json.put("sequence", sequence);
        json.put("type", typeName());
        if (effectiveOn != null) {
            json.put("effectiveOn", effectiveOn.text());
        }
        if (recordedAt != null) {
            json.put("recordedAt", recordedAt);
        }
        json.put("recordedBy", recordedBy);
        if (source != null) {
            json.set("source", source.json());
        }
        if (note != null) {
            json.put("note", note);
        }
        if (amends != null) {
            json.put("amends", amends);
        }
        if (reason != null) {
            json.put("reason", reason);
        }
        json.set("data", data);
        return json;
    }

    /**
     * Reads what {@link #json()} wrote, with or without {@code recordedAt}.
     *
     * @throws IllegalArgumentException when the type or the form of the date is not known to this
     *     version
     */
    public static Event of(JsonNode json) {
        String name = json.get("type").stringValue();
        EventType type =
                EventType.ofStoredName(name)
                        .orElseThrow(
                                () -> new IllegalArgumentException("unknown event type " + name));
        JsonNode source = json.get("source");
        JsonNode amends = json.get("amends");
        return new Event(
                json.get("eventId").stringValue(),
                json.get("subject").stringValue(),
                Kind.ofSingular(name.substring(0, name.indexOf('.'))).orElseThrow(),
                json.get("sequence").longValue(),
                type,
                json.path("effectiveOn").stringValueOpt().map(Event::date).orElse(null),
                json.get("recordedBy").stringValue(),
                source == null ? null : SourceRef.of(source),
                json.path("note").stringValueOpt().orElse(null),
                amends == null ? null : amends.longValue(),
                json.path("reason").stringValueOpt().orElse(null),
                (ObjectNode) json.get("data"));
    }

    private static EffectiveDate date(String text) {
        return EffectiveDate.parse(text)
                .orElseThrow(() -> new IllegalArgumentException("not a date: " + text));
    }
}
