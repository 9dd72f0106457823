package io.annals.query.series;

import io.annals.query.definitions.Definition;
import io.annals.query.definitions.Definitions;
import io.annals.query.definitions.Definitions.Meaning;
import io.annals.query.platform.AsOf;
import io.annals.query.regions.RegionHistory;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Every value that one number of a series ever had: what the series answered for a period at each
 * position, with the definition and the borders that were known there.
 */
@Component
class Vintages {

    /**
     * A value and the positions at which it was known.
     *
     * @param to half-open; null: still
     */
    record Vintage(long value, long from, @Nullable Long to) {}

    /** From a position to another, half-open. */
    private record Span(long from, long to) {
        boolean contains(long position) {
            return from <= position && position < to;
        }
    }

    /** Where a company counts: the code that was recorded, by the borders of a day. */
    private record Place(@Nullable String region, LocalDate borders) {}

    private record Delta(long position, Place place, long value) {}

    private final JdbcClient database;
    private final RegionHistory regions;
    private final Definitions definitions;

    Vintages(JdbcClient database, RegionHistory regions, Definitions definitions) {
        this.database = database;
        this.regions = regions;
        this.definitions = definitions;
    }

    /**
     * The values in the order in which they were known. There are none where the number could not
     * be asked for: its definition or its region was not known.
     */
    List<Vintage> of(Number number, AsOf asOf) {
        List<Span> defined = new ArrayList<>();
        TreeMap<Long, List<Delta>> deltas = new TreeMap<>();
        if (number.definition() == null) {
            defined.add(new Span(1, Long.MAX_VALUE));
            collect(number, null, asOf, deltas);
        } else {
            for (Meaning meaning : definitions.meanings(number.definition(), asOf.position())) {
                defined.add(new Span(meaning.from(), meaning.to()));
                collect(number, meaning, asOf, deltas);
            }
        }
        List<Span> there =
                number.region() == null
                        ? List.of(new Span(1, Long.MAX_VALUE))
                        : there(number.region(), asOf);
        NavigableSet<Long> borders =
                !number.byRegion() || deltas.isEmpty()
                        ? new TreeSet<>()
                        : regions.positions(asOf.position()).tailSet(deltas.firstKey(), true);
        NavigableSet<Long> points = new TreeSet<>(deltas.keySet());
        points.addAll(borders);
        for (List<Span> spans : List.of(defined, there)) {
            spans.forEach(span -> points.addAll(List.of(span.from, span.to)));
        }
        Map<Place, Long> counted = new HashMap<>();
        Map<Place, Boolean> inside = new HashMap<>();
        List<Vintage> vintages = new ArrayList<>();
        @Nullable Vintage open = null;
        long value = 0;
        for (long point : points.headSet(asOf.position(), true)) {
            if (borders.contains(point)) {
                inside.clear();
                value = 0;
                for (Map.Entry<Place, Long> held : counted.entrySet()) {
                    if (inside(held.getKey(), number, point, inside)) {
                        value += held.getValue();
                    }
                }
            }
            for (Delta delta : deltas.getOrDefault(point, List.of())) {
                counted.merge(delta.place, delta.value, Long::sum);
                if (inside(delta.place, number, point, inside)) {
                    value += delta.value;
                }
            }
            boolean asked =
                    defined.stream().anyMatch(span -> span.contains(point))
                            && there.stream().anyMatch(span -> span.contains(point));
            if (open != null && (!asked || open.value != value)) {
                vintages.add(new Vintage(open.value, open.from, point));
                open = null;
            }
            if (open == null && asked) {
                open = new Vintage(value, point, null);
            }
        }
        if (open != null) {
            vintages.add(open);
        }
        return vintages;
    }

    private boolean inside(Place place, Number number, long position, Map<Place, Boolean> known) {
        return !number.byRegion()
                || known.computeIfAbsent(
                        place,
                        x -> number.takesIn(place.region, regions.at(place.borders, position)));
    }

    /** The positions at which the region is known to be there on validAt. */
    private List<Span> there(String region, AsOf asOf) {
        return database.sql(
                        """
                        select known_from, known_to from version
                        where subject = :region and kind = 'region' and known_from <= :position
                          and valid_from <= :validAt and :validAt < valid_to
                        """)
                .param("region", region)
                .param("position", asOf.position())
                .param("validAt", asOf.validAt())
                .query((row, at) -> new Span(row.getLong(1), row.getLong(2)))
                .list();
    }

    /** What is added to the number, and where, while the definition has one meaning. */
    private void collect(
            Number number, @Nullable Meaning meaning, AsOf asOf, Map<Long, List<Delta>> deltas) {
        Measure measure = number.measure();
        LocalDate day = number.day(asOf);
        boolean epochs = number.then() && measure.flow() && number.byRegion();
        List<LocalDate> changes = epochs ? regions.changes(asOf.position()) : List.of();
        @Nullable Definition definition = meaning == null ? null : meaning.definition();
        JdbcClient.StatementSpec statement =
                database.sql(
                                """
                                with %s
                                select position, region, width_bucket(day, cast(:changes as date[])) as epoch,
                                       sum(delta) as delta
                                from cell where position <= :position
                                group by 1, 2, 3 having sum(delta) <> 0
                                """
                                        .formatted(cells(number, definition != null)))
                        .param("measure", measure.text())
                        .param("kind", measure.kind().singular())
                        .param("status", measure.status())
                        .param("position", asOf.position())
                        .param("validAt", asOf.validAt())
                        .param("day", day)
                        .params(number.arguments())
                        .param("from", meaning == null ? 1 : meaning.from())
                        .param("to", meaning == null ? Long.MAX_VALUE : meaning.to())
                        .param(
                                "changes",
                                changes.stream().map(LocalDate::toString).toArray(String[]::new));
        if (definition != null) {
            statement = statement.params(definition.arguments());
        }
        statement.query(
                row -> {
                    LocalDate borders = number.then() ? day : asOf.validAt();
                    if (epochs) {
                        int epoch = row.getInt("epoch");
                        borders = epoch == 0 ? LocalDate.of(1, 1, 1) : changes.get(epoch - 1);
                    }
                    long position = row.getLong("position");
                    Place place = new Place(row.getString("region"), borders);
                    deltas.computeIfAbsent(position, x -> new ArrayList<>())
                            .add(new Delta(position, place, row.getLong("delta")));
                });
    }

    /** A flow from the cube, while its subject satisfies the definition; a stock from versions. */
    private static String cells(Number number, boolean defined) {
        boolean flow = number.measure().flow();
        String cube =
                """
                select position, day, region, delta, subject from cube
                where measure = :measure and position <= :position and day <= :day %s
                """
                        .formatted(number.condition());
        if (flow && !defined) {
            return "cell as (" + cube + ")";
        }
        return """
        held as materialized (
            select subject, region, greatest(known_from, :from) as known_from,
                   least(known_to, :to) as known_to
            from version
            where kind = :kind and known_from <= :position and known_from < :to and :from < known_to
              and %s
              and %s),
        """
                        .formatted(
                                flow
                                        ? "valid_from <= :validAt and :validAt < valid_to"
                                        : "status = :status and valid_from <= :day and :day <"
                                                + " valid_to "
                                                + number.condition(),
                                defined ? Definition.SATISFIED : "true")
                + (flow
                        ? """
                        counted as (
                            select greatest(c.position, h.known_from) as position, h.known_to,
                                   c.day, c.region, c.delta
                            from (%s) c join held h on h.subject = c.subject and c.position < h.known_to),
                        cell as (
                            select position, day, region, delta from counted
                            union all
                            select known_to, day, region, -delta from counted)
                        """
                                .formatted(cube)
                        : """
                        cell as (
                            select known_from as position, cast(:day as date) as day, region, 1 as delta
                            from held
                            union all
                            select known_to, :day, region, -1 from held)
                        """);
    }
}
