package io.annals.command.rules;

import io.annals.command.rules.Line.Day;
import io.annals.events.FactType;
import io.annals.events.Timeline.Standing;

import org.jspecify.annotations.Nullable;

import java.util.function.Consumer;

/**
 * The rules of an ending that another fact takes back: after it nothing may follow but that. On the
 * day of either everything may stand, and several of one day are allowed if they alternate in some
 * order.
 *
 * @param end the fact that ends
 * @param back the fact that takes it back
 * @param status the status between the two
 */
record Closing(FactType end, FactType back, String status) {

    void judge(Line line, Day day, Consumer<Violation> found) {
        for (Standing fact : day.facts()) {
            if (fact.type() == end) {
                ending(line, day, fact, found);
            } else if (fact.type() == back) {
                takingBack(line, day, fact, found);
            } else if (day.before().is(status) && day.end().is(status)) {
                found.accept(
                        new Violation(status, fact, last(line, day, fact, end), "is " + status));
            }
        }
    }

    private void ending(Line line, Day day, Standing fact, Consumer<Violation> found) {
        int open = day.before().is(status) ? 0 : 1;
        if (day.earlier(end, fact) >= day.of(back).size() + open) {
            Standing cause = last(line, day, fact, end);
            found.accept(new Violation("already-" + status, fact, cause, "is already " + status));
        }
    }

    private void takingBack(Line line, Day day, Standing fact, Consumer<Violation> found) {
        int closed = day.before().is(status) ? 1 : 0;
        if (day.earlier(back, fact) >= day.of(end).size() + closed) {
            Standing cause = last(line, day, fact, back);
            found.accept(new Violation("not-" + status, fact, cause, "is not " + status));
        }
    }

    private static @Nullable Standing last(Line line, Day day, Standing other, FactType type) {
        return line.last(day.date(), other, fact -> fact.type() == type);
    }
}
