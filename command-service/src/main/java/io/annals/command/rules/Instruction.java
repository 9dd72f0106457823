package io.annals.command.rules;

import io.annals.events.EffectiveDate;
import io.annals.events.EventType;
import io.annals.events.SourceRef;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.node.ObjectNode;

/**
 * One thing that a caller asks to be recorded about a subject.
 *
 * @param type a fact of the subject's kind, or an amendment
 * @param amends the sequence of the original that is corrected or retracted, else null
 * @param effectiveOn null for kinds without valid time, retractions and voids
 * @param source null for sources, and where a retraction or void names none
 * @param note remarks of the registrar
 * @param reason of an amendment, else null
 * @param data every field stated; of a correction not yet checked
 * @param pointer JSON Pointer of where it stands in the request: empty or {@code /2}
 */
public record Instruction(
        EventType type,
        @Nullable Long amends,
        @Nullable EffectiveDate effectiveOn,
        @Nullable SourceRef source,
        @Nullable String note,
        @Nullable String reason,
        ObjectNode data,
        String pointer) {}
