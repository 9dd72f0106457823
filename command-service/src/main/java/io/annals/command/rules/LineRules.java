package io.annals.command.rules;

import io.annals.command.rules.Line.Day;
import io.annals.events.Timeline.Standing;

import java.util.ArrayList;
import java.util.List;
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
            case REGION -> RegionRules.judge(line, day, found);
            case POLICY, ORGANIZATION, FUND, APPLICATION -> EndingRules.judge(line, day, found);
            case DEFINITION -> {
                EndingRules.judge(line, day, found);
                DefinitionRules.judge(day, found);
            }
            case INDICATOR, CITATION, SOURCE -> {}
        }
    }
}
