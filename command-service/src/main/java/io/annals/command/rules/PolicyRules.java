package io.annals.command.rules;

import io.annals.command.rules.Line.Day;
import io.annals.events.PolicyFact;
import io.annals.events.Timeline.Standing;

import java.util.function.Consumer;

/** A policy is superseded or repealed for good; only a superseded one may still be repealed. */
final class PolicyRules {

    private PolicyRules() {}

    static void judge(Line line, Day day, Consumer<Violation> found) {
        for (Standing fact : day.facts()) {
            Standing end =
                    line.last(
                            day.date(),
                            fact,
                            other ->
                                    ends((PolicyFact) fact.type(), (PolicyFact) other.type())
                                            && precedes(other, fact));
            if (end != null) {
                String message = "is " + end.type().past() + " since " + end.day();
                found.accept(new Violation("not-in-force", fact, end, message));
            }
        }
    }

    /** On the day of the ending all may stand, but not two endings alike. */
    private static boolean precedes(Standing end, Standing fact) {
        return end.day().isBefore(fact.day())
                || (end.type() == fact.type() && end.sequence() < fact.sequence());
    }

    private static boolean ends(PolicyFact fact, PolicyFact end) {
        return switch (end) {
            case ISSUED, AMENDED -> false;
            case SUPERSEDED -> fact != PolicyFact.REPEALED;
            case REPEALED -> true;
        };
    }
}
