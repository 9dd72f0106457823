package io.annals.query.claims;

import io.annals.events.Json;
import io.annals.events.Kind;
import io.annals.events.Quantity;
import io.annals.events.StatedPeriod;
import io.annals.events.SubjectId;
import io.annals.query.claims.Finding.Stated;
import io.annals.query.claims.Finding.Type;
import io.annals.query.claims.Indicator.Claim;
import io.annals.query.claims.Indicator.Measured;
import io.annals.query.claims.Indicator.Relation;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Finds claims that cannot all be true, by the relations that the indicators declare and by the
 * registry's own counts. Pure.
 *
 * <p>A number stands for every value that its rounding, its bound or its "about" allows; a claim
 * contradicts others if none of its values can be had from theirs. Where a source's words have
 * several readings, none of them may fit. A source is held against its own numbers where it has
 * them, else against those of the others, of which again none may fit.
 */
final class Consistency {

    /** Of so many choices of readings and sources, or fewer, each is tried. */
    private static final int MOST_CHOICES = 1_000;

    private static final Set<String> FROM_BASE = Set.of("growth", "rise");

    /** The unit of rates: one in another unit is not what is computed here. */
    private static final String RATIO = "ratio";

    private final List<Indicator> indicators;
    private final Map<String, Indicator> byId = new LinkedHashMap<>();
    private final OwnCounts counts;
    private final BiFunction<String, LocalDate, Standing> stands;
    private final Function<String, Set<String>> within;
    private final List<Finding> found = new ArrayList<>();

    /** Whether a subject exists on a day and has not ended, as far as its dates tell. */
    enum Standing {
        YES,
        NO,
        UNDECIDED
    }

    /**
     * @param indicators all of them, in any order
     * @param stands whether a subject exists and has not ended on a day
     * @param within a region and all that lie in it; empty for what is no region
     */
    private Consistency(
            List<Indicator> indicators,
            OwnCounts counts,
            BiFunction<String, LocalDate, Standing> stands,
            Function<String, Set<String>> within) {
        this.indicators = indicators.stream().sorted(Comparator.comparing(Indicator::id)).toList();
        this.indicators.forEach(one -> byId.put(one.id(), one));
        this.counts = counts;
        this.stands = stands;
        this.within = within;
    }

    /**
     * All contradictions, in a fixed order.
     *
     * @param indicators all of them, in any order
     * @param stands whether a subject exists and has not ended on a day
     * @param within a region and all that lie in it; empty for what is no region
     */
    static List<Finding> findings(
            List<Indicator> indicators,
            OwnCounts counts,
            BiFunction<String, LocalDate, Standing> stands,
            Function<String, Set<String>> within) {
        Consistency all = new Consistency(indicators, counts, stands, within);
        for (Indicator x : all.indicators) {
            for (List<Claim> readings : statements(x)) {
                for (Relation relation : x.relations()) {
                    all.relation(x, relation, readings);
                }
                StatedPeriod period = readings.getFirst().period();
                all.counted(x, period)
                        .map(count -> count.saying(own(x, "", period)))
                        .ifPresent(
                                count -> all.compare(Type.OWN_COUNT, x, readings, List.of(count)));
                all.parts(x, readings);
            }
            all.rivals(x);
        }
        all.found.sort(Comparator.comparing(Finding::type).thenComparing(Finding::message));
        return all.found;
    }

    /**
     * @param range whether what is stated has a base, and that of a range, not of its days
     */
    private record Key(LocalDate first, LocalDate last, boolean range, String by) {}

    /** What each source says of each period: one claim, or the readings of one. */
    private static List<List<Claim>> statements(Indicator x) {
        return List.copyOf(grouped(x, x.claims(), claim -> claim.source().id()).values());
    }

    private static Map<Key, List<Claim>> grouped(
            Indicator x, List<Claim> claims, Function<Claim, String> by) {
        boolean fromBase = x.relations().stream().anyMatch(one -> FROM_BASE.contains(one.type()));
        return claims.stream()
                .collect(
                        Collectors.groupingBy(
                                claim ->
                                        new Key(
                                                claim.period().first(),
                                                claim.period().last(),
                                                fromBase && claim.period().text().contains("/"),
                                                by.apply(claim)),
                                LinkedHashMap::new,
                                Collectors.toList()));
    }

    // Relations

    private void relation(Indicator x, Relation relation, List<Claim> readings) {
        StatedPeriod period = readings.getFirst().period();
        String source = readings.getFirst().source().id();
        if (relation.type().equals("count-of-list")) {
            list(x, relation.to(), readings);
            return;
        }
        List<Indicator> to =
                relation.to().stream().map(byId::get).filter(Objects::nonNull).toList();
        if (to.isEmpty() || to.size() < relation.to().size()) {
            return;
        }
        Indicator a = to.getFirst();
        switch (relation.type()) {
            case "ratio" -> {
                if (to.size() == 2 && quotient(x, a, to.get(1))) {
                    compare(
                            Type.RATIO,
                            x,
                            readings,
                            choices(
                                    claimed(a, period, source),
                                    claimed(to.get(1), period, source),
                                    Level::dividedBy));
                }
            }
            case "growth" -> {
                if (to.size() == 1 && growth(x, a)) {
                    compare(
                            Type.GROWTH,
                            x,
                            readings,
                            ends(x, a, period, source).stream()
                                    .map(ends -> ends.base.growthTo(ends.end))
                                    .toList());
                }
            }
            case "rise" -> {
                if (to.size() == 1 && alike(x, a)) {
                    compare(
                            Type.RISE,
                            x,
                            readings,
                            ends(null, a, period, source).stream()
                                    .map(ends -> ends.end.minus(ends.base))
                                    .toList());
                }
            }
            case "sum" -> {
                if (to.stream().allMatch(one -> alike(x, one)) && agree(to)) {
                    compare(
                            Type.SUM,
                            x,
                            readings,
                            to.stream()
                                    .map(one -> claimed(one, period, source))
                                    .reduce((one, other) -> choices(one, other, Level::plus))
                                    .orElse(List.of()));
                }
            }
            case "part-of" ->
                    to.stream()
                            .filter(whole -> alike(x, whole))
                            .forEach(
                                    whole ->
                                            compare(
                                                    Type.PART_OF,
                                                    x,
                                                    readings,
                                                    claimed(whole, period, source).stream()
                                                            .map(Consistency::noMoreThan)
                                                            .toList()));
            default -> {}
        }
    }

    private static Level noMoreThan(Level whole) {
        return new Level(
                whole.interval().andLess(),
                null,
                "the whole, " + whole.words(),
                whole.claims(),
                whole.from());
    }

    /** Whether numbers of both can be compared: one unit, and no difference that is stated. */
    private static boolean alike(Indicator x, Indicator a) {
        return x.unit().equals(a.unit()) && agree(x, a);
    }

    private static boolean agree(Indicator x, Indicator a) {
        return agree(x.priceBasis(), a.priceBasis())
                && agree(definition(x.measure()), definition(a.measure()));
    }

    private static boolean agree(List<Indicator> all) {
        return all.stream().allMatch(one -> all.stream().allMatch(other -> agree(one, other)));
    }

    private static boolean agree(@Nullable String one, @Nullable String other) {
        return one == null || other == null || one.equals(other);
    }

    private static @Nullable String definition(@Nullable Measured measure) {
        return measure == null ? null : measure.definition();
    }

    /** A ratio is one of numbers with one unit; else the units are those that the quotient has. */
    private static boolean quotient(Indicator x, Indicator a, Indicator b) {
        return agree(List.of(x, a, b))
                && (a.unit().equals(b.unit())
                        ? x.unit().equals(RATIO)
                        : x.unit().equals(a.unit() + " per " + b.unit()));
    }

    /** A growth at constant prices is not one of levels at prices that are others, or not said. */
    private static boolean growth(Indicator x, Indicator a) {
        return x.unit().equals(RATIO)
                && Objects.equals(x.priceBasis(), a.priceBasis())
                && agree(x, a);
    }

    private static List<Level> choices(
            List<Level> one, List<Level> other, BiFunction<Level, Level, Level> formula) {
        if (one.size() * other.size() > MOST_CHOICES) {
            return List.of();
        }
        return one.stream().flatMap(a -> other.stream().map(b -> formula.apply(a, b))).toList();
    }

    /** The claims of a period: of the source itself if it has any, else of all others. */
    private static List<Level> claimed(Indicator a, StatedPeriod period, String source) {
        List<Claim> all = a.claims().stream().filter(claim -> claim.of(period)).toList();
        List<Claim> own = all.stream().filter(claim -> claim.source().id().equals(source)).toList();
        return (own.isEmpty() ? all : own).stream().map(claim -> level(a, claim)).toList();
    }

    private static Level level(Indicator a, Claim claim) {
        Quantity value = claim.value();
        ObjectNode from = Json.object().put("indicator", a.id()).put("code", a.code());
        from.put("period", claim.period().text()).set("value", value.json());
        Finding.put(from, "reading", claim.reading());
        from.put("source", claim.source().id());
        return new Level(
                claim.interval(),
                value.qualifier() == Quantity.Qualifier.EXACT ? value.value() : null,
                a.name() + " " + words(a, claim) + " (" + claim.period().text() + ")",
                List.of(new Stated(a, claim)),
                List.of(from));
    }

    private Optional<Level> counted(Indicator a, StatedPeriod period) {
        Measured measure = a.measure();
        OwnCounts.Count counted = measure == null ? null : counts.of(a, period);
        if (measure == null || counted == null) {
            return Optional.empty();
        }
        Interval count = counted.values();
        ObjectNode from =
                Json.object()
                        .put("measure", measure.name())
                        .put("about", a.about())
                        .put("period", period.text());
        BigDecimal value = Objects.equals(count.low(), count.high()) ? count.low() : null;
        Level level = new Level(count, value, "", List.of(), List.of(from));
        if (value == null) {
            from.put("value", level.result());
        } else {
            from.put("value", value);
        }
        Finding.put(from, "href", counted.href());
        return Optional.of(level);
    }

    /** {@code the registry's own count of active-companies, 342 (2018)}. */
    private static String own(Indicator a, String value, StatedPeriod period) {
        Measured measure = Objects.requireNonNull(a.measure());
        return "the registry's own count of %s%s (%s)"
                .formatted(measure.name(), value, period.text());
    }

    private List<Level> countedEnd(Indicator a, StatedPeriod period) {
        return counted(a, period)
                .map(count -> count.saying(own(a, ", " + count.result(), period)))
                .stream()
                .toList();
    }

    private record Ends(Level base, Level end) {}

    /**
     * The values between which something rises or grows, from each base that may be meant; none if
     * those of one of the bases are missing. One that is not stated is told by the other and the
     * rise, or else both are counted by the registry. A level that is itself stated for the range,
     * as one from January to October, does not tell what base is meant.
     *
     * @param growth whose base a rise may tell; null: none may
     */
    private List<Ends> ends(
            @Nullable Indicator growth, Indicator a, StatedPeriod period, String source) {
        boolean cumulated =
                period.text().contains("/")
                        && a.claims().stream().anyMatch(claim -> claim.of(period));
        List<Ends> all = new ArrayList<>();
        for (StatedPeriod base : cumulated ? List.<StatedPeriod>of() : bases(period)) {
            List<Ends> ends = ends(growth, a, base, period, source);
            if (ends.isEmpty()) {
                return List.of();
            }
            all.addAll(ends);
        }
        return all;
    }

    private List<Ends> ends(
            @Nullable Indicator growth,
            Indicator a,
            StatedPeriod first,
            StatedPeriod period,
            String source) {
        StatedPeriod last = last(period);
        List<Level> bases = claimed(a, first, source);
        List<Level> ends = claimed(a, last, source);
        if (growth != null && bases.isEmpty() != ends.isEmpty()) {
            List<Ends> both = new ArrayList<>();
            String base = a.name() + " " + first.text();
            for (Level rise : rises(growth, a, period, source)) {
                ends.forEach(end -> both.add(new Ends(told(base, end.minus(rise)), end)));
                String end = a.name() + " " + last.text();
                bases.forEach(one -> both.add(new Ends(one, told(end, one.plus(rise)))));
            }
            if (!both.isEmpty()) {
                return both;
            }
        }
        boolean stated = !bases.isEmpty() && !ends.isEmpty();
        List<Level> from = stated ? bases : countedEnd(a, first);
        List<Level> to = stated ? ends : countedEnd(a, last);
        return from.size() * to.size() > MOST_CHOICES
                ? List.of()
                : from.stream()
                        .flatMap(base -> to.stream().map(end -> new Ends(base, end)))
                        .toList();
    }

    private static Level told(String name, Level level) {
        return level.saying(name + " " + level.result() + " (" + level.words() + ")");
    }

    private List<Level> rises(Indicator growth, Indicator a, StatedPeriod period, String source) {
        Relation rise = new Relation("rise", List.of(a.id()));
        return indicators.stream()
                .filter(
                        one ->
                                one.relations().contains(rise)
                                        && alike(one, a)
                                        && agree(one, growth))
                .flatMap(one -> claimed(one, period, source).stream())
                .toList();
    }

    private static StatedPeriod last(StatedPeriod period) {
        int slash = period.text().indexOf('/');
        return slash < 0
                ? period
                : StatedPeriod.parse(period.text().substring(slash + 1)).orElseThrow();
    }

    /**
     * The bases that may be meant: where a range begins, or the year before; of what is shorter the
     * period of its length before, or that of the year before.
     */
    private static List<StatedPeriod> bases(StatedPeriod period) {
        String text = period.text();
        int slash = text.indexOf('/');
        if (slash >= 0) {
            return List.of(StatedPeriod.parse(text.substring(0, slash)).orElseThrow());
        }
        LocalDate before = period.first().minusDays(1);
        LocalDate yearBefore = period.first().minusYears(1);
        Stream<String> names =
                text.length() == 4
                        ? Stream.of(year(yearBefore))
                        : text.contains("Q")
                                ? Stream.of(quarter(before), quarter(yearBefore))
                                : text.length() == 7
                                        ? Stream.of(month(before), month(yearBefore))
                                        : Stream.of(before.toString(), yearBefore.toString());
        return names.map(name -> StatedPeriod.parse(name).orElseThrow()).toList();
    }

    private static String year(LocalDate day) {
        return day.toString().substring(0, 4);
    }

    private static String quarter(LocalDate day) {
        return year(day) + "-Q" + (day.getMonthValue() + 2) / 3;
    }

    private static String month(LocalDate day) {
        return day.toString().substring(0, 7);
    }

    /** A list with plain names, which have no dates, is that of the newest period alone. */
    private void list(Indicator x, List<String> items, List<Claim> readings) {
        StatedPeriod period = readings.getFirst().period();
        Set<String> distinct = new LinkedHashSet<>(items);
        boolean newest = x.claims().getLast().of(period);
        if (!newest && !distinct.stream().allMatch(Consistency::isId)) {
            return;
        }
        List<String> counted = new ArrayList<>();
        int undecided = 0;
        for (String item : distinct) {
            Standing standing = isId(item) ? stands.apply(item, period.last()) : Standing.YES;
            if (standing == Standing.YES) {
                counted.add(item);
            } else if (standing == Standing.UNDECIDED) {
                undecided++;
            }
        }
        BigDecimal sure = BigDecimal.valueOf(counted.size());
        compare(
                Type.COUNT_OF_LIST,
                x,
                readings,
                List.of(
                        new Level(
                                new Interval(
                                        sure,
                                        false,
                                        sure.add(BigDecimal.valueOf(undecided)),
                                        false),
                                undecided == 0 ? sure : null,
                                "the length of its list ("
                                        + (counted.isEmpty()
                                                ? "nothing in it stands"
                                                : String.join(", ", counted))
                                        + ")",
                                List.of(),
                                counted.stream()
                                        .map(item -> (JsonNode) StringNode.valueOf(item))
                                        .toList())));
    }

    private static boolean isId(String item) {
        return Kind.ofSubject(item).filter(kind -> SubjectId.fits(kind, item)).isPresent();
    }

    /** Parts that do not overlap may not together be more than the whole. */
    private void parts(Indicator whole, List<Claim> readings) {
        StatedPeriod period = readings.getFirst().period();
        String source = readings.getFirst().source().id();
        List<Indicator> declared =
                indicators.stream()
                        .filter(part -> part.relations().stream().anyMatch(partOf(whole)))
                        .filter(part -> alike(part, whole))
                        .filter(part -> !within.apply(part.about()).isEmpty())
                        .toList();
        if (!agree(declared)) {
            return;
        }
        Map<String, Level> parts = new LinkedHashMap<>();
        for (Indicator part : declared) {
            claimed(part, period, source).stream()
                    .filter(level -> level.interval().low() != null)
                    .min(Comparator.comparing(Consistency::low))
                    .ifPresent(
                            level ->
                                    parts.merge(
                                            part.about(),
                                            level,
                                            (one, other) ->
                                                    low(one).compareTo(low(other)) >= 0
                                                            ? one
                                                            : other));
        }
        List<String> apart = new ArrayList<>();
        for (String about : parts.keySet()) {
            boolean inAnother =
                    parts.keySet().stream()
                            .anyMatch(
                                    other ->
                                            !other.equals(about)
                                                    && within.apply(other).contains(about));
            if (!inAnother
                    && apart.stream()
                            .allMatch(
                                    other ->
                                            within.apply(other).stream()
                                                    .noneMatch(within.apply(about)::contains))) {
                apart.add(about);
            }
        }
        List<Interval> wholes = readings.stream().map(claim -> claim.interval().andLess()).toList();
        boolean oneAlone =
                apart.stream()
                        .map(parts::get)
                        .filter(Objects::nonNull)
                        .anyMatch(part -> wholes.stream().noneMatch(part.interval()::meets));
        if (apart.size() > 1 && !oneAlone) {
            apart.stream()
                    .flatMap(about -> Stream.ofNullable(parts.get(about)))
                    .reduce(Level::plus)
                    .ifPresent(
                            sum ->
                                    compare(
                                            Type.PART_OF,
                                            whole,
                                            readings,
                                            List.of(
                                                    new Level(
                                                            sum.interval().andMore(),
                                                            sum.value(),
                                                            "its parts together, " + sum.words(),
                                                            sum.claims(),
                                                            sum.from()))));
        }
    }

    private static Predicate<Relation> partOf(Indicator whole) {
        return relation -> relation.type().equals("part-of") && relation.to().contains(whole.id());
    }

    private static BigDecimal low(Level level) {
        return Objects.requireNonNull(level.interval().low());
    }

    // Verdicts

    /**
     * Notes a contradiction if no reading agrees with any of the values computed.
     *
     * @param computed by each choice of readings and sources; none if something is missing
     */
    private void compare(Type type, Indicator x, List<Claim> readings, List<Level> computed) {
        if (computed.isEmpty()
                || readings.stream()
                        .anyMatch(
                                claim ->
                                        computed.stream()
                                                .anyMatch(
                                                        level ->
                                                                level.interval()
                                                                        .meets(
                                                                                claim
                                                                                        .interval())))) {
            return;
        }
        Level first = computed.getFirst();
        Set<Stated> claims = new LinkedHashSet<>();
        readings.forEach(claim -> claims.add(new Stated(x, claim)));
        computed.forEach(level -> claims.addAll(level.claims()));
        String stated =
                readings.stream()
                        .map(claim -> words(x, claim))
                        .distinct()
                        .collect(Collectors.joining(" or "));
        boolean whole = type == Type.PART_OF && first.value() == null;
        ObjectNode more = Json.object();
        more.set("computed", first.json());
        found.add(
                new Finding(
                        type,
                        "%s (%s) for %s is stated as %s, but %s %s %s."
                                .formatted(
                                        x.name(),
                                        x.about(),
                                        readings.getFirst().period().text(),
                                        stated,
                                        first.words(),
                                        whole ? "allows" : "is",
                                        first.result()),
                        List.copyOf(claims),
                        more));
    }

    /**
     * Sources of which each can be read in one way only, and in the same, and which cannot all be
     * right.
     */
    private void rivals(Indicator x) {
        List<Claim> plain =
                statements(x).stream()
                        .filter(readings -> readings.size() == 1)
                        .map(List::getFirst)
                        .toList();
        for (List<Claim> rivals :
                grouped(x, plain, claim -> Objects.requireNonNullElse(claim.reading(), ""))
                        .values()) {
            Interval common = Interval.ALL;
            boolean meet = true;
            for (Claim claim : rivals) {
                meet &= common.meets(claim.interval());
                common = meet ? common.and(claim.interval()) : common;
            }
            if (!meet) {
                found.add(
                        new Finding(
                                Type.RIVALS,
                                "%s (%s) for %s is stated as %s."
                                        .formatted(
                                                x.name(),
                                                x.about(),
                                                rivals.getFirst().period().text(),
                                                rivals.stream()
                                                        .map(
                                                                claim ->
                                                                        words(x, claim)
                                                                                + " by "
                                                                                + source(claim))
                                                        .collect(Collectors.joining(", but as "))),
                                rivals.stream().map(claim -> new Stated(x, claim)).toList(),
                                Json.object()));
            }
        }
    }

    private static String source(Claim claim) {
        return Objects.requireNonNullElse(claim.source().title(), claim.source().id());
    }

    /** {@code about 300 companies}. */
    private static String words(Indicator x, Claim claim) {
        Quantity value = claim.value();
        String number =
                value.to() == null
                        ? value.toString()
                        : value.value().toPlainString() + " to " + value.to().toPlainString();
        return x.unit().equals("ratio") ? number : number + " " + x.unit();
    }
}
