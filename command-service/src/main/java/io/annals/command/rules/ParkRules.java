package io.annals.command.rules;

import io.annals.command.rules.Line.Day;
import io.annals.events.ParkFact;

import java.util.function.Consumer;

/** A park that is closed takes nothing but a reopening. */
final class ParkRules {

    private static final Closing CLOSING =
            new Closing(ParkFact.CLOSED, ParkFact.REOPENED, ParkFact.SHUT);

    private ParkRules() {}

    static void judge(Line line, Day day, Consumer<Violation> found) {
        CLOSING.judge(line, day, found);
    }
}
