package io.annals.command.rules;

import io.annals.command.rules.Line.Day;
import io.annals.events.CompanyFact;
import io.annals.events.EffectiveDate;
import io.annals.events.FactType;
import io.annals.events.ParkFact;
import io.annals.events.PolicyFact;
import io.annals.events.RegionFact;
import io.annals.events.SourceFact;
import io.annals.events.Timeline.Standing;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/** The rules of one subject's whole valid-time line, day by day. */
final class LineRules {

    private LineRules() {}

    /** Every rule that the line breaks, in order of days. */
    static List<Violation> violations(Line line) {
        List<Violation> found = new ArrayList<>();
        Standing founding = line.founding();
        for (Day day : line.days()) {
            if (founding == null) {
                day.facts().forEach(fact -> found.add(notFounded(fact)));
            } else if (day.date().isBefore(founding.day())) {
                day.facts().forEach(fact -> found.add(beforeFounding(fact, founding)));
            } else {
                judge(line, day, found::add);
            }
        }
        return found;
    }

    private static Violation notFounded(Standing fact) {
        return new Violation("not-founded", fact, null, "there is no founding that stands");
    }

    private static Violation beforeFounding(Standing fact, Standing founding) {
        String message =
                "is before the subject was " + founding.type().past() + ", on " + founding.day();
        return new Violation("before-founding", fact, founding, message);
    }

    private static void judge(Line line, Day day, Consumer<Violation> found) {
        switch (line.kind()) {
            case COMPANY -> CompanyRules.judge(line, day, found);
            case PARK -> ParkRules.judge(line, day, found);
            case POLICY -> PolicyRules.judge(line, day, found);
            case REGION -> RegionRules.judge(line, day, found);
            case SOURCE -> {}
        }
    }

    /** Whether facts of the type decide whether others may stand. */
    static boolean decides(FactType type) {
        return type.founding()
                || switch (type) {
                    case CompanyFact fact ->
                            switch (fact) {
                                case PARK_JOINED, PARK_LEFT, DEREGISTERED, REINSTATED -> true;
                                case REGISTERED,
                                        RENAMED,
                                        RELOCATED,
                                        SCOPE_CHANGED,
                                        INDUSTRY_CHANGED,
                                        PRODUCTS_DECLARED,
                                        IDENTIFIED,
                                        ACTIVITY_REPORTED ->
                                        false;
                            };
                    case ParkFact fact -> fact == ParkFact.CLOSED || fact == ParkFact.REOPENED;
                    case PolicyFact fact -> fact.statusOnly() || fact == PolicyFact.SUPERSEDED;
                    case RegionFact fact -> fact.statusOnly() || fact == RegionFact.MERGED;
                    case SourceFact fact -> false;
                };
    }

    /**
     * Whether a rule that the line breaks is broken in whichever order its coarsely dated facts happened. It may not be
     * if one of them, on another day that its date allows, leaves less broken than there is, and this not.
     */
    static boolean certain(Line whole, Violation violation) {
        Standing broken = violation.fact();
        Line line = whole.only(fact -> decides(fact.type()) || fact.sequence() == broken.sequence());
        int now = violations(line).size();
        for (Standing fact : line.facts()) {
            for (LocalDate day : otherDays(line, fact)) {
                List<Violation> then = violations(line.moving(fact, day));
                if (then.size() < now && then.stream().noneMatch(violation::same)) {
                    return false;
                }
            }
        }
        return true;
    }

    /** Days on which a coarsely dated fact may have taken effect: one for each place between the others. */
    private static Set<LocalDate> otherDays(Line line, Standing fact) {
        Set<LocalDate> days = new TreeSet<>();
        EffectiveDate on = fact.effectiveOn();
        if (on == null || !on.coarse()) {
            return days;
        }
        days.add(on.last());
        for (Standing other : line.facts()) {
            days.add(other.day());
            days.add(other.day().plusDays(1));
            days.add(other.day().minusDays(1));
        }
        days.removeIf(day -> !on.mayBe(day) || day.equals(fact.day()));
        return days;
    }
}
