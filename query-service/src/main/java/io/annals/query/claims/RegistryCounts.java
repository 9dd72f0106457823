package io.annals.query.claims;

import io.annals.events.Kind;
import io.annals.events.StatedPeriod;
import io.annals.query.claims.Indicator.Measured;
import io.annals.query.definitions.Definition;
import io.annals.query.definitions.Definitions;
import io.annals.query.platform.AsOf;
import io.annals.query.regions.RegionHistory;
import io.annals.query.series.Counts;
import io.annals.query.series.Dimension;
import io.annals.query.series.Measure;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The counts that indicators claim, as the registry makes them. */
@Component
class RegistryCounts {

    private static final String TRUNCATED =
            "date_trunc((array['day', 'month', 'year'])[grain + 1], day)::date";

    private final JdbcClient database;
    private final Counts counts;
    private final Definitions definitions;
    private final RegionHistory regions;

    RegistryCounts(
            JdbcClient database, Counts counts, Definitions definitions, RegionHistory regions) {
        this.database = database;
        this.counts = counts;
        this.definitions = definitions;
        this.regions = regions;
    }

    /**
     * The counts as of a point, in the borders of its day. What companies satisfy a definition is
     * told by the latest day of which any figure that claims to be counted by it speaks: nobody who
     * published it could know what became of them later.
     *
     * @param known every indicator with all claims known, whatever their days
     */
    OwnCounts at(AsOf asOf, List<Indicator> known) {
        Map<String, LocalDate> spoken = new HashMap<>();
        for (Indicator one : known) {
            if (one.measure() != null && one.measure().definition() != null) {
                one.claims()
                        .forEach(
                                claim ->
                                        spoken.merge(
                                                one.measure().definition(),
                                                claim.period().last(),
                                                (a, b) -> a.isAfter(b) ? a : b));
            }
        }
        return (indicator, period) -> {
            Measured claimed = indicator.measure();
            Measure measure = claimed == null ? null : Measure.of(claimed.name()).orElse(null);
            return claimed == null || measure == null
                    ? null
                    : count(
                            measure,
                            claimed,
                            indicator.about(),
                            period,
                            new AsOf(
                                    spoken.getOrDefault(
                                            String.valueOf(claimed.definition()), asOf.validAt()),
                                    asOf.knownAt(),
                                    asOf.position()));
        };
    }

    private @Nullable Interval count(
            Measure measure, Measured claimed, String about, StatedPeriod period, AsOf asOf) {
        Map<Dimension, String> by = new EnumMap<>(Dimension.class);
        for (Map.Entry<String, String> one : claimed.by().entrySet()) {
            Dimension dimension = Dimension.of(one.getKey()).orElse(null);
            if (dimension == null || !measure.dimensions().contains(dimension)) {
                return null;
            }
            by.put(dimension, one.getValue());
        }
        Kind kind = Kind.ofSubject(about).orElse(null);
        if (kind == Kind.PARK && measure.dimensions().contains(Dimension.PARK)) {
            by.putIfAbsent(Dimension.PARK, about);
        } else if (kind != Kind.REGION && !by.containsKey(Dimension.PARK)) {
            return null;
        }
        @Nullable String region = kind == Kind.REGION ? about : null;
        Definition definition = null;
        if (claimed.definition() != null) {
            definition = definitions.at(claimed.definition(), asOf.position()).orElse(null);
            if (definition == null) {
                return null;
            }
        }
        if (!holdsAny(measure, region, by.get(Dimension.PARK), asOf)) {
            return null;
        }
        BigDecimal sure =
                BigDecimal.valueOf(counts.inPeriod(measure, region, by, definition, period, asOf));
        return new Interval(sure, false, sure.add(unsure(measure, region, period, asOf)), false);
    }

    private boolean holdsAny(
            Measure measure, @Nullable String region, @Nullable String park, AsOf asOf) {
        return cells(
                        "select exists (select from cube where %s and (cast(:park as text) is null"
                                + " or park = :park) group by day, region having sum(delta) <> 0)",
                        measure, region, asOf)
                .param("park", park)
                .query(Boolean.class)
                .single();
    }

    /** How many facts may or may not lie in the period: what their dates leave open. */
    private BigDecimal unsure(
            Measure measure, @Nullable String region, StatedPeriod period, AsOf asOf) {
        if (!measure.flow()) {
            return BigDecimal.ZERO;
        }
        String open =
                """
                select greatest(coalesce(sum(delta), 0), 0) from cube
                where %%s and last_day >= :first and (grain = 3 or %s <= :last)
                  and not (grain < 3 and last_day <= :last and %s >= :first)
                """
                        .formatted(TRUNCATED, TRUNCATED);
        return cells(open, measure, region, asOf)
                .param("first", period.first())
                .param("last", period.last())
                .query(BigDecimal.class)
                .single();
    }

    private JdbcClient.StatementSpec cells(
            String sql, Measure measure, @Nullable String region, AsOf asOf) {
        JdbcClient.StatementSpec statement =
                database.sql(
                                sql.formatted(
                                        "measure = :measure and position <= :position and day <="
                                                + " :day"
                                                + (region == null
                                                        ? ""
                                                        : " and region = any(:codes)")))
                        .param("measure", measure.text())
                        .param("position", asOf.position())
                        .param("day", asOf.validAt());
        return region == null
                ? statement
                : statement.param(
                        "codes",
                        regions.at(asOf.validAt(), asOf.position())
                                .within(region)
                                .toArray(String[]::new));
    }
}
