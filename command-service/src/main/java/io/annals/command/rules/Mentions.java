package io.annals.command.rules;

import io.annals.command.rules.ReferenceRules.Reference;
import io.annals.events.DefinitionFact;
import io.annals.events.ParkFact;
import io.annals.events.PolicyFact;
import io.annals.events.RegionFact;
import io.annals.events.State;
import io.annals.events.Timeline;
import io.annals.events.Timeline.Span;
import io.annals.events.Timeline.Standing;

import tools.jackson.databind.JsonNode;

import java.time.LocalDate;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Which subjects a subject refers to, and when that becomes doubtful for those who refer to it. */
public final class Mentions {

    private Mentions() {}

    /**
     * The ids that the subject's latest state names, and those of the sources of its facts; of a
     * definition that it names by its code the claim on that. None if it is void or its founding is
     * retracted.
     */
    public static SortedSet<String> of(Timeline timeline) {
        SortedSet<String> ids = new TreeSet<>();
        if (!timeline.founded()) {
            return ids;
        }
        State latest = timeline.latest().orElseThrow();
        for (Timeline.Step step : timeline.steps()) {
            Standing fact = step.fact();
            if (fact.event().source() != null) {
                ids.add(fact.event().source().id());
            }
            ReferenceRules.stated(fact.type(), fact.data()).stream()
                    .filter(
                            one ->
                                    latest.fields().values().stream()
                                            .anyMatch(it -> names(it, one.id())))
                    .map(Reference::target)
                    .forEach(ids::add);
        }
        return ids;
    }

    private static boolean names(JsonNode value, String id) {
        return id.equals(value.stringValue(null))
                || value.valueStream().anyMatch(one -> names(one, id));
    }

    /**
     * Whether a subject is no longer what others may refer to: known, and on each day as before an
     * open park, a current region, a policy in force; a definition that is adopted, by its code.
     */
    public static boolean lapse(Timeline before, Timeline after) {
        return switch (before.kind()) {
            case PARK -> lapse(before, after, ParkFact.OPEN);
            case POLICY -> lapse(before, after, PolicyFact.IN_FORCE);
            case REGION -> lapse(before, after, RegionFact.CURRENT);
            case DEFINITION ->
                    lapse(before, after, DefinitionFact.ADOPTED_STATUS)
                            || !Rules.claims(after).containsAll(Rules.claims(before));
            default -> before.founded() && !after.founded();
        };
    }

    private static boolean lapse(Timeline before, Timeline after, String status) {
        return Stream.concat(before.spans().stream(), after.spans().stream())
                .map(Span::from)
                .anyMatch(day -> is(status, before, day) && !is(status, after, day));
    }

    private static boolean is(String status, Timeline line, LocalDate day) {
        return line.at(day).filter(span -> span.state().is(status)).isPresent();
    }
}
