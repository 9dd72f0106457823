package io.annals.query.diff;

import io.annals.events.Amendment;
import io.annals.events.EffectiveDate;
import io.annals.events.Event;
import io.annals.events.FactType;
import io.annals.events.Json;
import io.annals.events.Recorded;

import tools.jackson.databind.node.ObjectNode;

import java.util.Locale;

/**
 * Why something differs between two points.
 *
 * @param why what kind of cause it is
 * @param known which of the points knows the event
 * @param event the event
 */
public record Cause(Why why, Known known, Recorded event) {

    /** The kinds of causes. */
    public enum Why {
        /**
         * Its day is after that of the point that does not know it, or lies between the points'.
         */
        NEW_FACT,
        /** Its day is not after that of the point that does not know it. */
        LATE_FACT,
        /** A fact was corrected. */
        CORRECTION,
        /** A fact was retracted. */
        RETRACTION,
        /** The subject was made void. */
        VOID,
        /** A counting rule was adopted, revised or withdrawn. */
        DEFINITION,
        /** A region was merged, moved, established or abolished. */
        BORDERS;

        /**
         * As what an event that only one point knows is a cause.
         *
         * @param late whether its day is not after that of the other point
         */
        public static Why of(Event event, boolean late) {
            return switch (event.type()) {
                case FactType fact -> late ? LATE_FACT : NEW_FACT;
                case Amendment amendment ->
                        switch (amendment) {
                            case CORRECTED -> CORRECTION;
                            case RETRACTED -> RETRACTION;
                            case VOIDED -> VOID;
                        };
            };
        }

        /** As in answers: {@code new-fact}. */
        public String text() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** Which of two points knows an event. */
    public enum Known {
        /** The second one. */
        GAINED,
        /** The first one. */
        LOST,
        /** Both: time passed over its day. */
        BOTH
    }

    /**
     * {@code {cause, known, subject, position, eventId, type, sequence, effectiveOn, recordedAt,
     * amends?, reason?}}.
     */
    public ObjectNode json() {
        Event of = event.event();
        EffectiveDate on = of.effectiveOn();
        ObjectNode json =
                Json.object()
                        .put("cause", why.text())
                        .put("known", known.name().toLowerCase(Locale.ROOT))
                        .put("subject", of.subject())
                        .put("position", event.position())
                        .put("eventId", of.eventId())
                        .put("type", of.typeName())
                        .put("sequence", of.sequence())
                        .put("effectiveOn", on == null ? null : on.text())
                        .put("recordedAt", Recorded.instant(event.recordedAt()));
        if (of.amends() != null) {
            json.put("amends", of.amends());
        }
        if (of.reason() != null) {
            json.put("reason", of.reason());
        }
        return json;
    }
}
