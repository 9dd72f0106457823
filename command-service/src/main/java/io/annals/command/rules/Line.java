package io.annals.command.rules;

import io.annals.events.FactType;
import io.annals.events.Kind;
import io.annals.events.State;
import io.annals.events.Timeline;
import io.annals.events.Timeline.Standing;

import org.jspecify.annotations.Nullable;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;

/** The facts of one subject by days, each day with the state before it and at its end. */
final class Line {

    /**
     * The facts of one day, judged together.
     *
     * @param date {@link LocalDate#MIN} for kinds without valid time
     * @param facts in order of their sequence
     * @param before the state before the day
     * @param end the state at its end
     */
    record Day(LocalDate date, List<Standing> facts, State before, State end) {

        List<Standing> of(FactType type) {
            return facts.stream().filter(fact -> fact.type() == type).toList();
        }

        /** How many of the type come before this fact on the day. */
        long earlier(FactType type, Standing than) {
            return of(type).stream().filter(fact -> fact.sequence() < than.sequence()).count();
        }
    }

    private final Kind kind;
    private final List<Standing> facts;
    private final List<Day> days = new ArrayList<>();

    private Line(Kind kind, List<Standing> facts) {
        this.kind = kind;
        this.facts =
                facts.stream()
                        .sorted(
                                Comparator.comparing(Standing::day)
                                        .thenComparingLong(Standing::sequence))
                        .toList();
        State state = State.NONE;
        int from = 0;
        while (from < this.facts.size()) {
            int to = endOfDay(from);
            List<Standing> together = this.facts.subList(from, to);
            State end = state;
            for (Standing fact : together) {
                end = Timeline.evolve(end, fact);
            }
            days.add(new Day(together.getFirst().day(), together, state, end));
            state = end;
            from = to;
        }
    }

    private int endOfDay(int from) {
        int to = from;
        while (to < facts.size() && facts.get(to).day().equals(facts.get(from).day())) {
            to++;
        }
        return to;
    }

    static Line of(Timeline timeline) {
        return new Line(
                timeline.kind(), timeline.steps().stream().map(Timeline.Step::fact).toList());
    }

    /** The line of facts on the days that they have. */
    static Line of(Kind kind, List<Standing> facts) {
        return new Line(kind, facts);
    }

    Kind kind() {
        return kind;
    }

    List<Day> days() {
        return days;
    }

    List<Standing> facts() {
        return facts;
    }

    @Nullable Standing founding() {
        return facts.stream().filter(fact -> fact.type().founding()).findFirst().orElse(null);
    }

    /** The last fact of some kind up to the end of a day, other than one. */
    @Nullable Standing last(LocalDate until, Standing other, Predicate<Standing> which) {
        return facts.reversed().stream()
                .filter(fact -> !fact.day().isAfter(until) && fact != other && which.test(fact))
                .findFirst()
                .orElse(null);
    }
}
