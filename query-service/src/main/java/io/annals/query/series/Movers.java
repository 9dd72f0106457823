package io.annals.query.series;

import io.annals.query.definitions.Definition;
import io.annals.query.definitions.Definitions;
import io.annals.query.platform.AsOf;
import io.annals.query.regions.RegionHistory;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Which subjects moved a series from what was known at one position to what is at another. */
@Component
public class Movers {

    /**
     * A series by the words of its address.
     *
     * @param by year, quarter or month, and other dimensions
     * @param region only what lies in it; null: everything
     * @param definitions names; none: every company
     * @param then whether the borders are those of the row's day
     * @param to what begins later is not looked at; null: all is
     */
    public record Asked(
            Measure measure,
            List<String> by,
            @Nullable String region,
            List<String> definitions,
            boolean then,
            @Nullable LocalDate to) {}

    private final Counts counts;
    private final Definitions definitions;
    private final RegionHistory regions;

    Movers(Counts counts, Definitions definitions, RegionHistory regions) {
        this.counts = counts;
        this.definitions = definitions;
        this.regions = regions;
    }

    /** The subjects that count at one of the points, and otherwise or not at all at the other. */
    public Set<String> of(Asked asked, AsOf from, AsOf to) {
        Set<String> moved = new TreeSet<>();
        List<@Nullable String> names = new ArrayList<>(asked.definitions);
        if (names.isEmpty()) {
            names.add(null);
        }
        for (String name : names) {
            Set<Series.Sum> before = parts(asked, name, from);
            Set<Series.Sum> after = parts(asked, name, to);
            Set<Series.Sum> both = new HashSet<>(before);
            both.retainAll(after);
            Stream.concat(before.stream(), after.stream())
                    .filter(part -> !both.contains(part))
                    .map(part -> part.values().get(Dimension.SUBJECT))
                    .forEach(moved::add);
        }
        return moved;
    }

    private static boolean later(Series.Sum part, LocalDate to) {
        LocalDate day = part.start() == null ? part.lastDay() : part.start();
        return day != null && day.isAfter(to);
    }

    private Set<Series.Sum> parts(Asked asked, @Nullable String name, AsOf asOf) {
        @Nullable Definition definition =
                name == null ? null : definitions.at(name, asOf.position()).orElse(null);
        if (name != null && definition == null) {
            return Set.of();
        }
        Series series =
                new Series(
                        asked.measure,
                        asked.by.stream()
                                .flatMap(word -> Period.of(word).stream())
                                .findFirst()
                                .orElse(null),
                        Stream.concat(
                                        asked.by.stream()
                                                .flatMap(word -> Dimension.of(word).stream()),
                                        Stream.of(Dimension.SUBJECT))
                                .toList(),
                        asked.then,
                        asked.region,
                        null,
                        null,
                        asOf.validAt(),
                        day -> regions.at(day, asOf.position()));
        Set<Series.Sum> parts = new HashSet<>(counts.parts(series, definition, asOf));
        if (asked.to != null) {
            parts.removeIf(part -> later(part, asked.to));
        }
        return parts;
    }
}
