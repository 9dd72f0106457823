package io.annals.query.series;

import io.annals.events.EffectiveDate;
import io.annals.events.State;
import io.annals.events.Timeline;

import org.jspecify.annotations.Nullable;

import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Where a count changes.
 *
 * @param measure its name
 * @param day from which the change counts
 * @param lastDay the last day of the period that a flow's source gives; else {@code day}
 * @param grain how finely that period is given
 * @param period as given, where coarser than a day; else null
 * @param region the code that was recorded
 * @param park id of the park
 * @param industry code of the industry
 * @param activity as reported
 * @param level of a policy
 * @param scenario of an application
 */
public record Cell(
        String measure,
        LocalDate day,
        LocalDate lastDay,
        Grain grain,
        @Nullable String period,
        @Nullable String region,
        @Nullable String park,
        @Nullable String industry,
        @Nullable String activity,
        @Nullable String level,
        @Nullable String scenario) {

    /** How finely a date is given; stored by its ordinal. */
    public enum Grain {
        DAY,
        MONTH,
        YEAR,
        NO_LATER_THAN;

        static Grain of(EffectiveDate date) {
            if (date.noLaterThan()) {
                return NO_LATER_THAN;
            }
            return !date.coarse() ? DAY : date.text().length() > 4 ? MONTH : YEAR;
        }
    }

    /** What a subject's whole line adds to the counts: never 0. */
    static Map<Cell, Integer> of(Timeline line) {
        Map<Cell, Integer> cells = new LinkedHashMap<>();
        for (Measure measure : Measure.values()) {
            if (measure.kind() != line.kind() || line.voided().isPresent()) {
                continue;
            }
            if (measure.flow()) {
                flow(measure, line, cells);
            } else {
                stock(measure, line, cells);
            }
        }
        return cells;
    }

    /** What has to be added to the counts when a subject's line becomes another: never 0. */
    public static Map<Cell, Integer> difference(Timeline before, Timeline after) {
        Map<Cell, Integer> cells = of(after);
        of(before).forEach((cell, count) -> add(cells, cell, -count));
        return cells;
    }

    private static void flow(Measure measure, Timeline line, Map<Cell, Integer> cells) {
        for (Timeline.Step step : line.steps()) {
            EffectiveDate date = step.fact().effectiveOn();
            State state = measure.ending() ? step.before() : step.after();
            if (step.fact().type() == measure.fact() && date != null && state.founded()) {
                add(
                        cells,
                        at(
                                measure,
                                step.fact().day(),
                                date.last(),
                                Grain.of(date),
                                date.coarse() ? date.text() : null,
                                state),
                        1);
            }
        }
    }

    private static void stock(Measure measure, Timeline line, Map<Cell, Integer> cells) {
        for (Timeline.Span span : line.spans()) {
            if (!span.state().is(String.valueOf(measure.status()))) {
                continue;
            }
            add(cells, at(measure, span.from(), span.from(), Grain.DAY, null, span.state()), 1);
            LocalDate to = span.to();
            if (to != null) {
                add(cells, at(measure, to, to, Grain.DAY, null, span.state()), -1);
            }
        }
    }

    private static Cell at(
            Measure measure,
            LocalDate day,
            LocalDate lastDay,
            Grain grain,
            @Nullable String period,
            State state) {
        return new Cell(
                measure.text(),
                day,
                lastDay,
                grain,
                period,
                state.text("region"),
                measure.dimensions().contains(Dimension.PARK) ? state.text("park") : null,
                measure.dimensions().contains(Dimension.INDUSTRY) ? state.text("industry") : null,
                measure.dimensions().contains(Dimension.ACTIVITY) ? state.text("activity") : null,
                measure.dimensions().contains(Dimension.LEVEL) ? state.text("level") : null,
                measure.dimensions().contains(Dimension.SCENARIO) ? state.text("scenario") : null);
    }

    private static void add(Map<Cell, Integer> cells, Cell cell, int count) {
        cells.merge(cell, count, (one, other) -> one + other == 0 ? null : one + other);
    }
}
