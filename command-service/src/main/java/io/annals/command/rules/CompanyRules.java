package io.annals.command.rules;

import io.annals.command.rules.Line.Day;
import io.annals.events.CompanyFact;
import io.annals.events.State;
import io.annals.events.Timeline.Standing;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** A deregistered company takes nothing but a reinstatement; a company is in one park at a time. */
final class CompanyRules {

    private static final Closing CLOSING =
            new Closing(CompanyFact.DEREGISTERED, CompanyFact.REINSTATED, CompanyFact.GONE);

    private CompanyRules() {}

    static void judge(Line line, Day day, Consumer<Violation> found) {
        CLOSING.judge(line, day, found);
        joinedWhenGone(line, day, found);
        new Tenancies(line, day, found).judge();
    }

    /** Joins on the day of a deregistration may not outlast it. */
    private static void joinedWhenGone(Line line, Day day, Consumer<Violation> found) {
        String in = day.end().text("park");
        if (in == null || day.before().is(CompanyFact.GONE) || !day.end().is(CompanyFact.GONE)) {
            return;
        }
        for (Standing join : day.of(CompanyFact.PARK_JOINED)) {
            if (in.equals(park(join))) {
                Standing end =
                        line.last(
                                day.date(), join, gone -> gone.type() == CompanyFact.DEREGISTERED);
                found.accept(
                        new Violation(CompanyFact.GONE, join, end, "is deregistered that day"));
            }
        }
    }

    private static String park(Standing fact) {
        JsonNode park = fact.data().get("park");
        return park == null ? "" : park.asString();
    }

    /**
     * Joining and leaving of one day. They are right if some order of them leads from the park
     * before the day to the one at its end: then each park is joined as often as left, but for
     * those two. A deregistration stands for one leaving.
     */
    private static final class Tenancies {
        private final Line line;
        private final Day day;
        private final Consumer<Violation> found;
        private final List<Standing> joins;
        private final List<Standing> leaves;

        Tenancies(Line line, Day day, Consumer<Violation> found) {
            this.line = line;
            this.day = day;
            this.found = found;
            this.joins = day.of(CompanyFact.PARK_JOINED);
            this.leaves = day.of(CompanyFact.PARK_LEFT);
        }

        void judge() {
            if (joins.isEmpty() && leaves.isEmpty()) {
                return;
            }
            int spare = day.of(CompanyFact.DEREGISTERED).size();
            Set<Standing> tooMany = new TreeSet<>(Comparator.comparingLong(Standing::sequence));
            for (String park : parks()) {
                int stays = stays(park);
                if (stays < 0) {
                    last(leaves, park, -stays).forEach(this::notIn);
                }
                int unended = Math.max(0, stays - spare);
                spare -= Math.max(0, stays) - unended;
                List<Standing> joined = last(joins, park, unended);
                tooMany.addAll(joined.size() < unended ? joins : joined);
            }
            tooMany.forEach(this::alreadyIn);
        }

        /** The parks of the day, the one before it first: it is what a deregistration ends. */
        private List<String> parks() {
            Set<String> others = new TreeSet<>();
            joins.forEach(join -> others.add(park(join)));
            leaves.forEach(leave -> others.add(park(leave)));
            String before = day.before().text("park");
            if (before == null) {
                return List.copyOf(others);
            }
            others.remove(before);
            return Stream.concat(Stream.of(before), others.stream()).toList();
        }

        /**
         * How many tenancies of a park begin on the day or before it and neither end on it nor
         * outlast it.
         */
        private int stays(String park) {
            return in(day.before(), park)
                    + of(joins, park).size()
                    - of(leaves, park).size()
                    - in(day.end(), park);
        }

        private static int in(State state, String park) {
            return park.equals(state.text("park")) ? 1 : 0;
        }

        private static List<Standing> of(List<Standing> facts, String park) {
            return facts.stream().filter(fact -> park(fact).equals(park)).toList();
        }

        private static List<Standing> last(List<Standing> facts, String park, int count) {
            List<Standing> all = of(facts, park);
            return all.subList(Math.max(0, all.size() - count), all.size());
        }

        private void alreadyIn(Standing join) {
            Standing cause = lastOf(join, CompanyFact.PARK_JOINED);
            String where = cause == null ? "a park" : park(cause);
            found.accept(new Violation("already-in-park", join, cause, "is already in " + where));
        }

        private void notIn(Standing leave) {
            Standing cause =
                    line.last(
                            day.date(),
                            leave,
                            fact ->
                                    fact.type() == CompanyFact.DEREGISTERED
                                            || (fact.type() == CompanyFact.PARK_LEFT
                                                    && park(fact).equals(park(leave))));
            found.accept(new Violation("not-in-park", leave, cause, "is not in " + park(leave)));
        }

        private @Nullable Standing lastOf(Standing other, CompanyFact type) {
            return line.last(day.date(), other, fact -> fact.type() == type);
        }
    }
}
