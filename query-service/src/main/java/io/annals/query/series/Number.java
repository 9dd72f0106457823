package io.annals.query.series;

import io.annals.events.EffectiveDate;
import io.annals.events.StatedPeriod;
import io.annals.query.platform.AsOf;
import io.annals.query.platform.Parameters;
import io.annals.query.regions.Regions;

import org.jspecify.annotations.Nullable;

import java.time.LocalDate;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One number of a series: the value of a row.
 *
 * @param period of the row; null: everything up to validAt, of a stock what there is on that day
 * @param region only what lies in it; null: everything
 * @param by the row's values, {@link #NONE} where it has none
 * @param definition a name; null: every company
 * @param then whether the borders are those of the fact's day or the stock's, not of validAt
 */
record Number(
        Measure measure,
        @Nullable StatedPeriod period,
        @Nullable String region,
        Map<Dimension, String> by,
        @Nullable String definition,
        boolean then) {

    /** The value of a dimension where a row has none. */
    static final String NONE = "none";

    private static final String PERIODS =
            "2018, 2018-Q4, 2018-10, 2018-10-31, 2015/2018 or ..2018-10";
    private static final String UNDATED = "..";

    /** The names of the parameters that name a number of a measure, and some others. */
    static String[] parameters(Measure measure, String... others) {
        return Stream.of(
                        Stream.of("period", "region", "definition", "borders"),
                        measure.dimensions().stream().map(Dimension::text),
                        Stream.of(others))
                .flatMap(names -> names)
                .toArray(String[]::new);
    }

    /** The number that parameters name; notes what is wrong with them. */
    static Number of(Measure measure, Parameters parameters) {
        SeriesController.onlyCompaniesAreDefined(measure, parameters);
        String text = parameters.text("period");
        @Nullable StatedPeriod period = text == null ? null : period(text);
        if (text != null && period == null) {
            parameters.wrong(
                    "period",
                    "bad-value",
                    "period must be one as " + PERIODS + ", not " + Parameters.quoted(text));
        }
        Map<Dimension, String> by = new EnumMap<>(Dimension.class);
        for (Dimension dimension : measure.dimensions()) {
            @Nullable List<String> words = dimension.words();
            String value =
                    words == null
                            ? parameters.text(dimension.text())
                            : parameters.choice(
                                    dimension.text(),
                                    Stream.concat(words.stream(), Stream.of(NONE)).toList());
            if (value != null) {
                by.put(dimension, value);
            }
        }
        return new Number(
                measure,
                period,
                parameters.text("region"),
                by,
                parameters.text("definition"),
                "then".equals(parameters.choice("borders", SeriesController.BORDERS)));
    }

    /** What is dated no later than a day has a period of its own. */
    private static @Nullable StatedPeriod period(String text) {
        return text.startsWith(UNDATED)
                ? EffectiveDate.parse(text)
                        .map(date -> new StatedPeriod(text, date.first(), date.last()))
                        .orElse(null)
                : StatedPeriod.parse(text).orElse(null);
    }

    /**
     * Notes regions and parks that are not there, and a period that begins after the day.
     *
     * @param park whether there is a park of an id
     */
    void check(Regions tree, Predicate<String> park, AsOf asOf, Parameters parameters) {
        tree.check("region", parameters);
        by.forEach(
                (dimension, value) -> {
                    if (value.equals(NONE)) {
                        return;
                    }
                    if (dimension.regional()) {
                        tree.check(dimension.text(), parameters);
                        if (tree.level(value).filter(dimension.levels()::contains).isEmpty()
                                && tree.knows(value)) {
                            parameters.wrong(
                                    dimension.text(),
                                    "bad-value",
                                    value + " " + tree.name(value) + " is no " + dimension.text());
                        }
                    } else if (dimension == Dimension.PARK && !park.test(value)) {
                        parameters.wrong("park", "unknown-park", "there is no park " + value);
                    }
                });
        if (period != null && period.first().isAfter(asOf.validAt())) {
            parameters.wrong(
                    "period",
                    "not-yet",
                    "period begins after validAt, " + asOf.validAt() + ": it has no number yet");
        }
    }

    /** The last day that is looked at. */
    LocalDate day(AsOf asOf) {
        return period != null && period.last().isBefore(asOf.validAt())
                ? period.last()
                : asOf.validAt();
    }

    /** Whether it matters in which region something lies. */
    boolean byRegion() {
        return region != null || by.keySet().stream().anyMatch(Dimension::regional);
    }

    /** Whether what lies in a region counts, by the borders of a day. */
    boolean takesIn(@Nullable String code, Regions tree) {
        return (region == null || code != null && tree.within(region).contains(code))
                && by.entrySet().stream()
                        .filter(value -> value.getKey().regional())
                        .allMatch(
                                value ->
                                        Optional.ofNullable(code)
                                                .flatMap(at -> value.getKey().region(tree, at))
                                                .orElse(NONE)
                                                .equals(value.getValue()));
    }

    /** A further condition on the columns of the cube or of versions; regions are not in it. */
    String condition() {
        return by.keySet().stream()
                .filter(dimension -> !dimension.regional())
                .map(
                        dimension ->
                                "and %1$s is not distinct from cast(:%1$s as text)"
                                        .formatted(dimension.text()))
                .collect(Collectors.joining(" ", within(), ""));
    }

    private String within() {
        if (!measure.flow() || period == null) {
            return "";
        }
        return period.text().startsWith(UNDATED)
                ? "and period = :period "
                : "and " + Counts.WITHIN + " ";
    }

    /** The arguments of {@link #condition}. */
    Map<String, @Nullable Object> arguments() {
        Map<String, @Nullable Object> arguments = new HashMap<>();
        by.forEach(
                (dimension, value) ->
                        arguments.put(dimension.text(), value.equals(NONE) ? null : value));
        if (period != null) {
            arguments.put("period", period.text());
            arguments.put("first", period.first());
            arguments.put("last", period.last());
        }
        return arguments;
    }
}
