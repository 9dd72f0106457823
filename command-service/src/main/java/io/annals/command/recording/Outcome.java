package io.annals.command.recording;

import io.annals.command.rules.Decision;
import io.annals.command.rules.Warning;
import io.annals.events.Event;

import java.util.List;

/** What became of a command. */
public sealed interface Outcome {

    /** It is recorded, once the transaction commits. */
    record Recorded(List<Event> events, List<Warning> warnings) implements Outcome {}

    /** A rule is against it. */
    record Refused(Decision.Rejected why) implements Outcome {}

    /** A value that belongs to one subject belongs to another. */
    record Taken(String value, String owner) implements Outcome {}

    /**
     * The stream is not where the caller believes; {@code head} is its last sequence, −1 if it is
     * empty.
     */
    record Changed(long head) implements Outcome {}
}
