package io.annals.command.rules;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.node.ObjectNode;

import java.time.LocalDate;

/**
 * Something that was accepted, but that a registrar should look at.
 *
 * @param code stable: {@code check-digit}, or the rule that may be broken
 * @param message for people
 * @param pointer JSON Pointer of what it is about in the request; empty for the whole
 * @param day the day on which the rule may be broken
 * @param sequence of the fact in the way, that of the original
 * @param eventId of the event in the way
 */
public record Warning(
        String code,
        String message,
        String pointer,
        @Nullable LocalDate day,
        @Nullable Long sequence,
        @Nullable String eventId) {

    /** A warning about the command as a whole. */
    public static Warning of(String code, String message) {
        return new Warning(code, message, "", null, null, null);
    }

    /** The members that are not null. */
    public ObjectNode json() {
        return new Finding(pointer, code, message, day, sequence, eventId).json();
    }
}
