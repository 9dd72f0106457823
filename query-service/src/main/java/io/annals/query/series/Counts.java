package io.annals.query.series;

import io.annals.events.StatedPeriod;
import io.annals.query.definitions.Definition;
import io.annals.query.platform.AsOf;
import io.annals.query.regions.RegionHistory;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.web.util.UriComponentsBuilder;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The registry's own counts: from the cube; stocks by a definition from the versions, as a company
 * may satisfy it on one day and not on the next.
 */
@Component
public class Counts {

    /**
     * Whether a flow's cell lies between {@code :first} and {@code :last}, wherever in the period
     * that its source gives it may have happened.
     */
    static final String WITHIN =
            """
            grain < 3 and last_day <= :last
            and date_trunc((array['day', 'month', 'year'])[grain + 1], day)::date >= :first
            """;

    private static final String SOURCED =
            """
            (select cell.*, (
                select event::json #>> '{source,id}' from change
                where change.subject = cell.subject and change.position <= :position
                  and (change.sequence = 0
                       or change.type like '%.fact-corrected'
                          and (event::json ->> 'amends')::bigint = 0)
                order by change.position desc limit 1) as source
             from cell) as sourced
            """;

    private final JdbcClient database;
    private final RegionHistory regions;

    Counts(JdbcClient database, RegionHistory regions) {
        this.database = database;
        this.regions = regions;
    }

    /**
     * The address that names what a count counts, with the events behind it.
     *
     * @param period null: everything up to {@code validAt}
     * @param region null: everything
     * @param by values of dimensions, {@code none} where the count is of what has none
     * @param definition null: every company
     */
    public static String href(
            Measure measure,
            @Nullable String period,
            @Nullable String region,
            Map<Dimension, String> by,
            @Nullable Definition definition,
            AsOf asOf) {
        UriComponentsBuilder href =
                UriComponentsBuilder.fromPath("/api/v1/series/{measure}/events")
                        .queryParamIfPresent("period", Optional.ofNullable(period))
                        .queryParamIfPresent("region", Optional.ofNullable(region));
        by.forEach((dimension, value) -> href.queryParam(dimension.text(), value));
        return href.queryParamIfPresent(
                        "definition",
                        Optional.ofNullable(definition)
                                .map(one -> one.code() + "@" + one.sequence()))
                .queryParam("validAt", asOf.validAt())
                .queryParam("knownAt", "@" + asOf.position())
                .encode()
                .buildAndExpand(measure.text())
                .toUriString();
    }

    /** The rows of a series as known at a point. */
    public Series.Answer of(Series series, AsOf asOf) {
        return of(series, List.of(), asOf);
    }

    /**
     * The rows of a series of companies, those that satisfy a definition alone.
     *
     * @param definitions none: every company; of several each has its rows, if {@code series} is
     *     {@link Dimension#DEFINITION by definition}
     */
    public Series.Answer of(Series series, List<Definition> definitions, AsOf asOf) {
        List<Series.Sum> sums = new ArrayList<>();
        if (definitions.isEmpty()) {
            sums.addAll(sums(series, null, asOf.validAt(), null, asOf));
        }
        definitions.forEach(
                definition -> sums.addAll(sums(series, definition, asOf.validAt(), null, asOf)));
        return series.of(sums);
    }

    /**
     * One count: of a flow how many facts there were from a day up to {@code validAt}, of a stock
     * how many subjects there were on {@code validAt}. A fact whose date does not tell whether it
     * lies in between is not counted.
     *
     * @param region only what lies in it; null: everything
     * @param by only what has these values
     * @param definition only companies that satisfy it on {@code validAt}; null: everything
     * @param from the flow's first day; null: every fact that folds up to {@code validAt}
     */
    public long value(
            Measure measure,
            @Nullable String region,
            Map<Dimension, String> by,
            @Nullable Definition definition,
            @Nullable LocalDate from,
            AsOf asOf) {
        return one(
                measure,
                region,
                by,
                definition,
                asOf.validAt(),
                from == null ? null : new StatedPeriod("", from, asOf.validAt()),
                asOf);
    }

    /**
     * The value that a series has for a period: as {@link #value}, but of a stock on the period's
     * last day, if that is before {@code validAt}, and of a flow of companies that satisfy the
     * definition on a day of its own.
     */
    public long inPeriod(
            Measure measure,
            @Nullable String region,
            Map<Dimension, String> by,
            @Nullable Definition definition,
            LocalDate satisfiedOn,
            StatedPeriod period,
            AsOf asOf) {
        return one(measure, region, by, definition, satisfiedOn, period, asOf);
    }

    private long one(
            Measure measure,
            @Nullable String region,
            Map<Dimension, String> by,
            @Nullable Definition definition,
            LocalDate satisfiedOn,
            @Nullable StatedPeriod period,
            AsOf asOf) {
        Series series =
                new Series(
                        measure,
                        null,
                        by.keySet().stream().sorted().toList(),
                        false,
                        region,
                        null,
                        null,
                        asOf.validAt(),
                        day -> regions.at(day, asOf.position()));
        return series.of(sums(series, definition, satisfiedOn, period, asOf))
                .rows()
                .valueStream()
                .filter(
                        row ->
                                by.entrySet().stream()
                                        .allMatch(
                                                value ->
                                                        row.path(value.getKey().text())
                                                                .asString("")
                                                                .equals(value.getValue())))
                .mapToLong(row -> row.get("value").longValue())
                .sum();
    }

    /** Which subjects count, when and where: what the rows of a series are summed from. */
    Set<Series.Sum> parts(Series series, @Nullable Definition definition, AsOf asOf) {
        return sums(series, definition, asOf.validAt(), null, asOf).stream()
                .filter(series::takesIn)
                .collect(Collectors.toSet());
    }

    /**
     * One statement; the cells are summed by the database, the regions mapped here.
     *
     * @param within only what happened in it; of a stock: what there was at its end
     */
    private List<Series.Sum> sums(
            Series series,
            @Nullable Definition definition,
            LocalDate satisfiedOn,
            @Nullable StatedPeriod within,
            AsOf asOf) {
        Period period = series.period();
        boolean flow = series.measure().flow();
        boolean epochs = series.then() && flow && series.byRegion();
        List<LocalDate> changes = epochs ? regions.changes(asOf.position()) : List.of();
        List<Dimension> plain =
                series.by().stream()
                        .filter(d -> !d.regional() && d != Dimension.DEFINITION)
                        .toList();
        List<String> columns = new ArrayList<>();
        if (period != null && flow) {
            int coarsest = period.coarsest().ordinal();
            columns.add(
                    "case when grain <= %d then date_trunc('%s', day)::date end as start"
                            .formatted(coarsest, period.text()));
            columns.add("case when grain > %d then period end as undated".formatted(coarsest));
            columns.add("case when grain > %d then last_day end as last_day".formatted(coarsest));
        } else if (period != null) {
            columns.add("date_trunc('%s', day)::date as start".formatted(period.text()));
        }
        if (epochs) {
            columns.add("width_bucket(day, :changes::date[]) as epoch");
        }
        if (series.byRegion()) {
            columns.add("region");
        }
        plain.forEach(dimension -> columns.add(dimension.text()));
        String groups =
                columns.isEmpty()
                        ? ""
                        : "group by "
                                + String.join(
                                        ", ",
                                        IntStream.rangeClosed(1, columns.size())
                                                .mapToObj(Integer::toString)
                                                .toList());
        columns.add("sum(delta) as value");
        List<String> conditions = new ArrayList<>(List.of("day <= :day"));
        boolean filtered = series.region() != null && !series.then();
        if (filtered) {
            conditions.add("region = any(:codes)");
        }
        if (flow && within != null) {
            conditions.add(WITHIN);
        }
        JdbcClient.StatementSpec statement =
                database.sql(
                                """
                                with %s
                                select %s
                                from %s
                                where %s
                                %s
                                having sum(delta) <> 0
                                """
                                        .formatted(
                                                cells(flow, period != null, definition),
                                                String.join(", ", columns),
                                                series.by().contains(Dimension.SOURCE)
                                                        ? SOURCED
                                                        : "cell",
                                                String.join(" and ", conditions),
                                                groups))
                        .param("measure", series.measure().text())
                        .param("kind", series.measure().kind().singular())
                        .param("status", series.measure().status())
                        .param("position", asOf.position())
                        .param("validAt", satisfiedOn)
                        .param(
                                "day",
                                within != null && within.last().isBefore(asOf.validAt())
                                        ? within.last()
                                        : asOf.validAt());
        if (within != null) {
            statement = statement.param("first", within.first()).param("last", within.last());
        }
        if (definition != null) {
            statement = statement.params(definition.arguments());
        }
        if (epochs) {
            statement =
                    statement.param(
                            "changes",
                            changes.stream().map(LocalDate::toString).toArray(String[]::new));
        }
        if (filtered) {
            statement =
                    statement.param(
                            "codes",
                            regions.at(asOf.validAt(), asOf.position())
                                    .within(String.valueOf(series.region()))
                                    .toArray(String[]::new));
        }
        return statement
                .query((row, at) -> sum(row, series, plain, epochs ? changes : null, definition))
                .list();
    }

    /**
     * What is summed: of a stock by a definition, the days on which each company satisfies it.
     *
     * @param everyDay whether a stock is asked for on each day, else on {@code :day} alone
     */
    static String cells(boolean flow, boolean everyDay, @Nullable Definition definition) {
        String cube =
                "cell as (select * from cube where measure = :measure and position <= :position";
        if (definition == null) {
            return cube + ")";
        }
        String known = "kind = :kind and known_from <= :position and :position < known_to";
        if (flow) {
            return """
            %s and subject in (
                select subject from version
                where %s and valid_from <= :validAt and :validAt < valid_to and %s))
            """
                    .formatted(cube, known, Definition.SATISFIED);
        }
        return """
        held as materialized (
            select subject, valid_from, valid_to, region, park, industry, activity from version
            where %s and status = :status and valid_from <= :day %s and %s),
        cell as (
            select subject, valid_from as day, region, park, industry, activity, 1 as delta
            from held
            union all
            select subject, valid_to, region, park, industry, activity, -1 from held)
        """
                .formatted(known, everyDay ? "" : "and :day < valid_to", Definition.SATISFIED);
    }

    private static Series.Sum sum(
            ResultSet row,
            Series series,
            List<Dimension> plain,
            @Nullable List<LocalDate> changes,
            @Nullable Definition definition)
            throws SQLException {
        boolean dated = series.period() != null && series.measure().flow();
        LocalDate borders = null;
        if (changes != null) {
            int epoch = row.getInt("epoch");
            borders = epoch == 0 ? LocalDate.of(1, 1, 1) : changes.get(epoch - 1);
        }
        Map<Dimension, String> values = new EnumMap<>(Dimension.class);
        if (definition != null) {
            values.put(Dimension.DEFINITION, definition.text());
        }
        for (Dimension dimension : plain) {
            String value = row.getString(dimension.text());
            if (value != null) {
                values.put(dimension, value);
            }
        }
        return new Series.Sum(
                series.period() == null ? null : row.getObject("start", LocalDate.class),
                dated ? row.getString("undated") : null,
                dated ? row.getObject("last_day", LocalDate.class) : null,
                borders,
                series.byRegion() ? row.getString("region") : null,
                values,
                row.getLong("value"));
    }
}
