package io.annals.command.rules;

import io.annals.events.Event;
import io.annals.events.FieldError;
import io.annals.events.Json;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.node.ObjectNode;

import java.time.LocalDate;

/**
 * One reason why instructions are not accepted.
 *
 * @param pointer JSON Pointer of what it is about in the request; empty for the whole
 * @param code stable: the rule, or what is wrong with a value
 * @param message for people
 * @param day the day on which the rule would be broken
 * @param sequence of the fact in the way, that of the original, as an amendment would name it
 * @param eventId of the event in the way, which is the original or its last amendment
 */
public record Finding(
        String pointer,
        String code,
        String message,
        @Nullable LocalDate day,
        @Nullable Long sequence,
        @Nullable String eventId) {

    static Finding of(String pointer, String code, String message) {
        return new Finding(pointer, code, message, null, null, null);
    }

    static Finding of(FieldError error) {
        return of(error.pointer(), error.code(), error.message());
    }

    static Finding naming(String pointer, String code, String message, Event event) {
        long sequence = event.amends() == null ? event.sequence() : event.amends();
        return new Finding(pointer, code, message, null, sequence, event.eventId());
    }

    Finding on(@Nullable LocalDate day) {
        boolean dated = day != null && !day.equals(LocalDate.MIN);
        return new Finding(pointer, code, message, dated ? day : null, sequence, eventId);
    }

    Warning warning() {
        return new Warning(code, message, pointer, day, sequence, eventId);
    }

    /** The members that are not null. */
    public ObjectNode json() {
        ObjectNode json = Json.object();
        json.put("pointer", pointer).put("code", code).put("message", message);
        if (day != null) {
            json.put("day", day.toString());
        }
        if (sequence != null) {
            json.put("sequence", sequence);
        }
        if (eventId != null) {
            json.put("eventId", eventId);
        }
        return json;
    }
}
