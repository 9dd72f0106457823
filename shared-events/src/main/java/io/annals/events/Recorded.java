package io.annals.events;

import tools.jackson.databind.node.ObjectNode;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;

/**
 * An event with its place in the one log.
 *
 * @param position 1, 2, 3 … dense
 * @param recordedAt known time, given by the registry, to the microsecond
 * @param event what was recorded
 */
public record Recorded(long position, Instant recordedAt, Event event) {

    private static final DateTimeFormatter MICROS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

    /** A moment as it is written everywhere: RFC 3339, UTC, six digits of the second. */
    public static String instant(Instant instant) {
        return MICROS.format(instant.truncatedTo(ChronoUnit.MICROS));
    }

    /** The event as consumers see it. */
    public ObjectNode json() {
        return event.json(instant(recordedAt));
    }
}
