package io.annals.command.rules;

import io.annals.events.Event;
import io.annals.events.Timeline;

import java.util.List;

/** What becomes of instructions: all are accepted, or none. */
public sealed interface Decision {

    /**
     * Recorded as these events.
     *
     * @param events one for each instruction, with the next sequences
     * @param after the subject's line with them
     * @param warnings of what may be wrong nevertheless
     */
    record Accepted(List<Event> events, Timeline after, List<Warning> warnings)
            implements Decision {}

    /**
     * Nothing is recorded.
     *
     * @param reason the class of answer
     * @param code stable; that of the first finding
     * @param detail one sentence for people
     * @param findings all that stands against it
     */
    record Rejected(Reason reason, String code, String detail, List<Finding> findings)
            implements Decision {

        static Rejected of(Reason reason, List<Finding> findings) {
            Finding first = findings.getFirst();
            return new Rejected(reason, first.code(), first.message(), List.copyOf(findings));
        }
    }

    /** Classes of rejection, in HTTP 404, 410, 409 and 422. */
    enum Reason {
        /** There is no such subject. */
        NOT_FOUND,
        /** The subject is void. */
        GONE,
        /** A rule of the registry. */
        CONFLICT,
        /** A value is wrong in itself. */
        INVALID
    }
}
