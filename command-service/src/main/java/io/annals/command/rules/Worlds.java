package io.annals.command.rules;

import io.annals.events.EffectiveDate;
import io.annals.events.Kind;
import io.annals.events.Timeline.Standing;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeSet;

/**
 * The orders in which the facts of a line may have happened. Where none of their dates is coarse
 * there is one; else the least broken is looked for, the most promising first, and no longer than a
 * budget allows.
 */
final class Worlds {

    /** Facts folded at most, all worlds together. A search that ends without success refuses. */
    private static final int BUDGET = 10_000;

    /**
     * One order.
     *
     * @param facts in order of their sequence, each on the day that it has here
     * @param violations what is broken in it
     * @param number in order of discovery, so that the search is the same each time
     */
    private record World(List<Standing> facts, List<Violation> violations, int number) {}

    private final Kind kind;
    private final int most;
    private final Set<List<LocalDate>> seen = new HashSet<>();
    private final PriorityQueue<World> open =
            new PriorityQueue<>(
                    Comparator.comparingInt((World world) -> world.violations().size())
                            .thenComparingInt(World::number));

    private Worlds(Line line) {
        this.kind = line.kind();
        this.most = Math.max(50, BUDGET / Math.max(1, line.facts().size()));
    }

    /** What is broken in the least broken order: nothing, if the rules hold in any. */
    static List<Violation> leastBroken(Line line) {
        return new Worlds(line).search(line);
    }

    private List<Violation> search(Line line) {
        List<Standing> folded =
                line.facts().stream().sorted(Comparator.comparingLong(Standing::sequence)).toList();
        seen.add(days(folded));
        World best = open(folded);
        while (!open.isEmpty() && !best.violations().isEmpty() && seen.size() < most) {
            for (List<Standing> next : neighbours(open.remove().facts())) {
                if (seen.size() < most && seen.add(days(next))) {
                    World found = open(next);
                    best = found.violations().size() < best.violations().size() ? found : best;
                }
            }
        }
        return best.violations();
    }

    private World open(List<Standing> facts) {
        World world = new World(facts, LineRules.violations(Line.of(kind, facts)), seen.size());
        open.add(world);
        return world;
    }

    private static List<LocalDate> days(List<Standing> facts) {
        return facts.stream().map(Standing::day).toList();
    }

    /** The orders with one coarsely dated fact on another day. */
    private static List<List<Standing>> neighbours(List<Standing> facts) {
        List<List<Standing>> worlds = new ArrayList<>();
        for (Standing fact : facts) {
            for (LocalDate day : otherDays(facts, fact)) {
                worlds.add(moving(facts, fact, day));
            }
        }
        return worlds;
    }

    /**
     * Days on which a coarsely dated fact may have taken effect: one with each other and one after
     * it.
     */
    private static Set<LocalDate> otherDays(List<Standing> facts, Standing fact) {
        Set<LocalDate> days = new TreeSet<>();
        EffectiveDate on = fact.effectiveOn();
        if (on == null || !on.coarse()) {
            return days;
        }
        days.add(on.first());
        for (Standing other : facts) {
            days.add(other.day());
            days.add(other.day().plusDays(1));
        }
        days.removeIf(day -> !on.mayBe(day) || day.equals(fact.day()));
        return days;
    }

    private static List<Standing> moving(List<Standing> facts, Standing moved, LocalDate to) {
        LocalDate begin = moved.type().founding() ? to : LocalDate.MIN;
        return facts.stream()
                .map(fact -> fact == moved ? on(fact, to) : notBefore(fact, begin))
                .toList();
    }

    /** A fact before the founding moves with it if its date allows that. */
    private static Standing notBefore(Standing fact, LocalDate founding) {
        EffectiveDate on = fact.effectiveOn();
        boolean moves = fact.day().isBefore(founding) && on != null && on.mayBe(founding);
        return moves ? on(fact, founding) : fact;
    }

    private static Standing on(Standing fact, LocalDate day) {
        return new Standing(
                fact.type(), fact.sequence(), day, fact.effectiveOn(), fact.data(), fact.event());
    }
}
