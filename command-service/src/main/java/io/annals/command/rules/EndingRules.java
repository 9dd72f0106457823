package io.annals.command.rules;

import io.annals.command.rules.Line.Day;
import io.annals.events.ApplicationFact;
import io.annals.events.DefinitionFact;
import io.annals.events.FactType;
import io.annals.events.FundFact;
import io.annals.events.OrganizationFact;
import io.annals.events.PolicyFact;
import io.annals.events.Timeline.Standing;

import java.util.function.Consumer;

/**
 * The rules of an ending that is for good: after it nothing may follow. Only a superseded policy
 * may still be repealed.
 */
final class EndingRules {

    private EndingRules() {}

    static void judge(Line line, Day day, Consumer<Violation> found) {
        for (Standing fact : day.facts()) {
            Standing end =
                    line.last(
                            day.date(),
                            fact,
                            other -> ends(fact.type(), other.type()) && precedes(other, fact));
            if (end != null) {
                boolean timeless = fact.type().kind().timeless();
                String since = timeless ? "" : " since " + end.day();
                String rule = end.type() instanceof PolicyFact ? "not-in-force" : end.type().past();
                found.accept(new Violation(rule, fact, end, "is " + end.type().past() + since));
            }
        }
    }

    /** On the day of the ending all may stand, but not two endings alike. */
    private static boolean precedes(Standing end, Standing fact) {
        boolean earlier = end.sequence() < fact.sequence();
        return end.day().isBefore(fact.day())
                || (end.type() == fact.type() && earlier)
                || (fact.type().kind().timeless() && earlier);
    }

    private static boolean ends(FactType fact, FactType end) {
        return end == PolicyFact.SUPERSEDED
                ? fact != PolicyFact.REPEALED
                : end == PolicyFact.REPEALED
                        || end == OrganizationFact.DISSOLVED
                        || end == FundFact.CLOSED
                        || end == ApplicationFact.RETIRED
                        || end == DefinitionFact.WITHDRAWN;
    }
}
