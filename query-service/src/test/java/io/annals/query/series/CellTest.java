package io.annals.query.series;

import static org.assertj.core.api.Assertions.assertThat;

import io.annals.events.CompanyFact;
import io.annals.events.EffectiveDate;
import io.annals.events.Event;
import io.annals.events.Kind;
import io.annals.events.State;
import io.annals.events.Timeline;
import io.annals.query.log.Histories;

import org.junit.jupiter.api.Test;

import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

class CellTest {

    private static String dims(State state) {
        return state.text("region")
                + " "
                + state.text("park")
                + " "
                + state.text("industry")
                + " "
                + state.text("activity");
    }

    private static String dims(Cell cell) {
        return cell.region() + " " + cell.park() + " " + cell.industry() + " " + cell.activity();
    }

    @Test
    void summed_differences_are_the_counts_on_every_day_at_every_position() {
        for (int seed = 0; seed < 2_000; seed++) {
            List<Event> events = Histories.company(new Random(seed), 12);
            Map<Cell, Integer> cells = new HashMap<>();
            for (int position = 1; position <= events.size(); position++) {
                Timeline line = Timeline.of(Kind.COMPANY, events.subList(0, position));
                Cell.difference(Timeline.of(Kind.COMPANY, events.subList(0, position - 1)), line)
                        .forEach(
                                (cell, delta) -> {
                                    assertThat(delta).isNotZero();
                                    cells.merge(cell, delta, Integer::sum);
                                });
                cells.values().removeIf(count -> count == 0);
                for (LocalDate day = LocalDate.of(2013, 12, 15);
                        day.isBefore(LocalDate.of(2018, 2, 1));
                        day = day.plusDays(17)) {
                    assertThat(summed(cells, day))
                            .as("seed %s, %s at @%s", seed, day, position)
                            .isEqualTo(counted(line, day));
                }
            }
        }
    }

    private static Map<String, Integer> summed(Map<Cell, Integer> cells, LocalDate day) {
        Map<String, Integer> sums = new TreeMap<>();
        cells.forEach(
                (cell, count) -> {
                    if (!cell.day().isAfter(day)) {
                        sums.merge(
                                cell.measure() + " " + dims(cell) + " " + cell.period(),
                                count,
                                Integer::sum);
                    }
                });
        sums.values().removeIf(count -> count == 0);
        return sums;
    }

    /** From the fold alone. */
    private static Map<String, Integer> counted(Timeline line, LocalDate day) {
        Map<String, Integer> counts = new TreeMap<>();
        if (line.voided().isPresent()) {
            return counts;
        }
        line.at(day)
                .filter(span -> span.state().is(CompanyFact.ACTIVE))
                .ifPresent(
                        span ->
                                counts.merge(
                                        "active-companies " + dims(span.state()) + " null",
                                        1,
                                        Integer::sum));
        for (Timeline.Step step : line.steps()) {
            EffectiveDate date = step.fact().effectiveOn();
            String period = date.coarse() ? date.text() : null;
            if (step.fact().day().isAfter(day)) {
                continue;
            }
            if (step.fact().type() == CompanyFact.REGISTERED) {
                counts.merge(
                        "company-registrations " + dims(step.after()) + " " + period,
                        1,
                        Integer::sum);
            }
            if (step.fact().type() == CompanyFact.DEREGISTERED && step.before().founded()) {
                counts.merge(
                        "company-deregistrations " + dims(step.before()) + " " + period,
                        1,
                        Integer::sum);
            }
        }
        return counts;
    }
}
