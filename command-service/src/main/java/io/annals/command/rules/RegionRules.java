package io.annals.command.rules;

import io.annals.command.rules.Line.Day;
import io.annals.events.RegionFact;
import io.annals.events.Timeline.Standing;

import java.util.function.Consumer;

/** A region that was merged or abolished takes nothing more. */
final class RegionRules {

    private RegionRules() {}

    static void judge(Line line, Day day, Consumer<Violation> found) {
        for (Standing fact : day.facts()) {
            Standing end =
                    line.last(day.date(), fact, other -> ends(other) && precedes(other, fact));
            if (end != null) {
                String message = "is " + end.type().past() + " since " + end.day();
                found.accept(new Violation("former", fact, end, message));
            }
        }
    }

    /** On the day of the ending all may stand, but not a second ending. */
    private static boolean precedes(Standing end, Standing fact) {
        return end.day().isBefore(fact.day()) || (ends(fact) && end.sequence() < fact.sequence());
    }

    private static boolean ends(Standing fact) {
        return fact.type() == RegionFact.MERGED || fact.type() == RegionFact.ABOLISHED;
    }
}
