package io.annals.query.claims;

import io.annals.events.EffectiveDate;
import io.annals.events.Kind;
import io.annals.events.State;
import io.annals.events.StatedPeriod;
import io.annals.query.claims.Indicator.Measured;
import io.annals.query.definitions.Definition;
import io.annals.query.definitions.Definitions;
import io.annals.query.platform.AsOf;
import io.annals.query.regions.RegionHistory;
import io.annals.query.regions.Regions;
import io.annals.query.series.Counts;
import io.annals.query.series.Dimension;
import io.annals.query.series.Measure;
import io.annals.query.timeline.Book;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** The counts that indicators claim, as the registry makes them. */
@Component
class RegistryCounts {

    /**
     * What coarse dates leave open.
     *
     * @param counted of what is counted
     * @param others that may have to be counted too
     */
    private record Undecided(long counted, long others) {}

    private final JdbcClient database;
    private final Counts counts;
    private final Definitions definitions;
    private final RegionHistory regions;
    private final Book book;

    RegistryCounts(
            JdbcClient database,
            Counts counts,
            Definitions definitions,
            RegionHistory regions,
            Book book) {
        this.database = database;
        this.counts = counts;
        this.definitions = definitions;
        this.regions = regions;
        this.book = book;
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
            return claimed == null
                            || measure == null
                            || !measure.unit().equals(indicator.unit())
                            || claimed.definition() != null && measure.kind() != Kind.COMPANY
                    ? null
                    : count(
                            measure,
                            claimed,
                            indicator.about(),
                            period,
                            spoken.getOrDefault(
                                    String.valueOf(claimed.definition()), asOf.validAt()),
                            asOf);
        };
    }

    private OwnCounts.@Nullable Count count(
            Measure measure,
            Measured claimed,
            String about,
            StatedPeriod period,
            LocalDate satisfiedOn,
            AsOf asOf) {
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
        Regions tree = regions.at(asOf.validAt(), asOf.position());
        Set<String> codes = region == null ? null : tree.within(region);
        if (!holdsAny(measure, codes, by, asOf)) {
            return null;
        }
        Predicate<State> counted =
                state ->
                        (codes == null || codes.contains(state.text("region")))
                                && by.entrySet().stream()
                                        .allMatch(
                                                one ->
                                                        is(
                                                                one.getKey(),
                                                                one.getValue(),
                                                                state,
                                                                tree));
        Undecided open =
                measure.flow()
                        ? facts(measure, counted, definition, period, satisfiedOn, asOf)
                        : subjects(measure, counted, definition, period, asOf);
        long sure = counts.inPeriod(measure, region, by, definition, satisfiedOn, period, asOf);
        AsOf spoken = new AsOf(satisfiedOn, asOf.knownAt(), asOf.position());
        boolean askable =
                codes == null
                        || codes.equals(regions.at(satisfiedOn, asOf.position()).within(region));
        return new OwnCounts.Count(
                new Interval(
                        BigDecimal.valueOf(sure - open.counted),
                        false,
                        BigDecimal.valueOf(sure + open.others),
                        false),
                askable
                        ? Counts.href(measure, period.text(), region, by, definition, spoken)
                        : null);
    }

    private static boolean is(Dimension dimension, String value, State state, Regions tree) {
        @Nullable String region = state.text("region");
        return value.equals(
                !dimension.regional()
                        ? state.text(dimension.text())
                        : region == null ? null : dimension.region(tree, region).orElse(null));
    }

    private boolean holdsAny(
            Measure measure, @Nullable Set<String> codes, Map<Dimension, String> by, AsOf asOf) {
        Map<String, String> plain = new TreeMap<>();
        by.forEach(
                (dimension, value) -> {
                    if (!dimension.regional()) {
                        plain.put(dimension.text(), value);
                    }
                });
        return database.sql(
                        """
                        select exists (
                            select from cube
                            where measure = :measure and position <= :position and day <= :day
                              and (cast(:codes as text[]) is null or region = any(:codes)) %s
                            group by day, region having sum(delta) <> 0)
                        """
                                .formatted(
                                        plain.keySet().stream()
                                                .map(name -> "and " + name + " = :" + name)
                                                .collect(Collectors.joining(" "))))
                .param("measure", measure.text())
                .param("position", asOf.position())
                .param("day", asOf.validAt())
                .param("codes", codes == null ? null : codes.toArray(String[]::new))
                .params(plain)
                .query(Boolean.class)
                .single();
    }

    /** How many facts may or may not lie in the period: what their dates leave open. */
    private Undecided facts(
            Measure measure,
            Predicate<State> counted,
            @Nullable Definition definition,
            StatedPeriod period,
            LocalDate satisfiedOn,
            AsOf asOf) {
        Predicate<EffectiveDate> open =
                date ->
                        !date.earliest().isAfter(period.last())
                                && !date.last().isBefore(period.first())
                                && (date.earliest().isBefore(period.first())
                                        || date.last().isAfter(period.last()));
        long others = 0;
        for (Book.Entry entry : coarse(measure.kind(), open, satisfiedOn, asOf)) {
            if (definition != null && !definition.satisfiedBy(entry.state())) {
                continue;
            }
            others +=
                    entry.timeline().steps().stream()
                            .filter(step -> step.fact().type() == measure.fact())
                            .filter(step -> !step.fact().day().isAfter(asOf.validAt()))
                            .filter(step -> step.fact().effectiveOn() != null)
                            .filter(step -> open.test(step.fact().effectiveOn()))
                            .map(step -> measure.ending() ? step.before() : step.after())
                            .filter(state -> state.founded() && counted.test(state))
                            .count();
        }
        return new Undecided(0, others);
    }

    /** How many subjects may or may not be among those of a day: what their dates leave open. */
    private Undecided subjects(
            Measure measure,
            Predicate<State> counted,
            @Nullable Definition definition,
            StatedPeriod period,
            AsOf asOf) {
        LocalDate day = period.last().isBefore(asOf.validAt()) ? period.last() : asOf.validAt();
        Predicate<State> there =
                state ->
                        state.is(String.valueOf(measure.status()))
                                && counted.test(state)
                                && (definition == null || definition.satisfiedBy(state));
        long in = 0;
        long out = 0;
        for (Book.Entry entry : coarse(measure.kind(), date -> date.undecidedOn(day), day, asOf)) {
            if (!entry.timeline().undecidedOn(day)) {
                continue;
            }
            if (there.test(entry.state())) {
                in++;
            } else if (entry.timeline().steps().stream().anyMatch(s -> there.test(s.after()))) {
                out++;
            }
        }
        return new Undecided(in, out);
    }

    /** The subjects of which some date, amended or not, is open. */
    private List<Book.Entry> coarse(
            Kind kind, Predicate<EffectiveDate> open, LocalDate day, AsOf asOf) {
        List<String> subjects =
                database
                        .sql(
                                """
                                select distinct subject, effective_on from change
                                where kind = :kind and position <= :position
                                  and length(effective_on) <> 10
                                order by subject
                                """)
                        .param("kind", kind.singular())
                        .param("position", asOf.position())
                        .query(
                                (row, at) ->
                                        EffectiveDate.parse(row.getString("effective_on"))
                                                        .filter(open)
                                                        .isPresent()
                                                ? row.getString("subject")
                                                : "")
                        .list()
                        .stream()
                        .filter(subject -> !subject.isEmpty())
                        .distinct()
                        .toList();
        return book.of(kind, subjects, day, asOf.position()).stream()
                .filter(entry -> entry.timeline().founded())
                .toList();
    }
}
