package io.annals.query.series;

import io.annals.events.Json;
import io.annals.query.regions.Regions;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A series from sums of cells. Pure.
 *
 * @param measure what is counted
 * @param period the rows in time; null: one row, in which everything up to {@code validAt} counts
 * @param by the other dimensions, in the order of their declaration
 * @param then whether the borders are those of the row's day, not those of {@code validAt}
 * @param region only what lies in it; null: everything
 * @param from rows that end before are hidden; null: none
 * @param to rows that begin after are hidden; null: none
 * @param validAt the day of which the answer speaks
 * @param tree the regions of a day, as known at K
 */
public record Series(
        Measure measure,
        @Nullable Period period,
        List<Dimension> by,
        boolean then,
        @Nullable String region,
        @Nullable LocalDate from,
        @Nullable LocalDate to,
        LocalDate validAt,
        Function<LocalDate, Regions> tree) {

    /**
     * A sum of cells that have all this in common.
     *
     * @param start the period's first day; null without periods, or if the date is coarser
     * @param undated the date as given, where it is coarser than the period; else null
     * @param lastDay the last day of {@code undated}
     * @param borders a day with the same borders as the cells' days
     * @param region the code that was recorded
     * @param values of the other dimensions: those of {@code by} that are not told from the region
     * @param value the sum
     */
    record Sum(
            @Nullable LocalDate start,
            @Nullable String undated,
            @Nullable LocalDate lastDay,
            @Nullable LocalDate borders,
            @Nullable String region,
            Map<Dimension, String> values,
            long value) {}

    /**
     * The answer.
     *
     * @param rows sorted by period, then dimensions
     * @param undated sorted likewise
     * @param regions codes that occur
     * @param parks ids that occur
     */
    public record Answer(
            ArrayNode rows, ArrayNode undated, Set<String> regions, Set<String> parks) {}

    /** The values of the dimensions in their order; those that cannot be told last. */
    private record Key(List<@Nullable String> values) implements Comparable<Key> {
        private static final Comparator<@Nullable String> ORDER =
                Comparator.nullsLast(Comparator.naturalOrder());

        @Override
        public int compareTo(Key other) {
            for (int i = 0; i < values.size(); i++) {
                int order = ORDER.compare(values.get(i), other.values.get(i));
                if (order != 0) {
                    return order;
                }
            }
            return 0;
        }
    }

    private record Undated(LocalDate lastDay, String period, Key key)
            implements Comparable<Undated> {
        @Override
        public int compareTo(Undated other) {
            return Comparator.comparing(Undated::lastDay)
                    .thenComparing(Undated::period)
                    .thenComparing(Undated::key)
                    .compare(this, other);
        }
    }

    private static final LocalDate ONE_ROW = LocalDate.MIN;

    /** Whether the sums have to be told apart by the region that was recorded. */
    boolean byRegion() {
        return region != null || by.stream().anyMatch(Dimension::regional);
    }

    Answer of(List<Sum> sums) {
        NavigableMap<LocalDate, Map<Key, Long>> cells = new TreeMap<>();
        NavigableMap<LocalDate, Map<Key, Long>> late = new TreeMap<>();
        NavigableMap<Undated, Long> undated = new TreeMap<>();
        if (measure.flow()) {
            flow(sums, cells, late, undated);
        } else {
            stock(sums, cells);
        }
        Answer answer =
                new Answer(
                        Json.object().arrayNode(),
                        Json.object().arrayNode(),
                        new TreeSet<>(),
                        new TreeSet<>());
        if (period == null) {
            Map<Key, Long> row = cells.getOrDefault(ONE_ROW, new TreeMap<>());
            if (by.isEmpty()) {
                row.putIfAbsent(new Key(List.of()), 0L);
            }
            new TreeMap<>(row).forEach((key, value) -> show(answer.rows, null, key, value, answer));
        } else {
            rows(cells, late, answer);
        }
        undated.forEach((at, value) -> show(answer.undated, at.period, at.key, value, answer));
        return answer;
    }

    private void flow(
            List<Sum> sums,
            Map<LocalDate, Map<Key, Long>> cells,
            Map<LocalDate, Map<Key, Long>> late,
            Map<Undated, Long> undated) {
        for (Sum sum : sums) {
            LocalDate day = sum.borders;
            Key key = key(sum, then && day != null ? day : validAt);
            if (key == null) {
                continue;
            }
            if (sum.undated != null && sum.lastDay != null && period != null) {
                add(late, period.start(sum.lastDay), key, sum.value);
                undated.merge(new Undated(sum.lastDay, sum.undated, key), sum.value, Long::sum);
            } else {
                add(cells, sum.start == null ? ONE_ROW : sum.start, key, sum.value);
            }
        }
    }

    /**
     * What a stock was at the end of each period: every change up to then, by the borders of then.
     */
    private void stock(List<Sum> sums, Map<LocalDate, Map<Key, Long>> cells) {
        NavigableMap<LocalDate, List<Sum>> changes = new TreeMap<>();
        for (Sum sum : sums) {
            changes.computeIfAbsent(sum.start == null ? ONE_ROW : sum.start, x -> new ArrayList<>())
                    .add(sum);
        }
        if (changes.isEmpty()) {
            return;
        }
        Map<Sum, Long> stock = new HashMap<>();
        LocalDate last = period == null ? ONE_ROW : period.start(validAt);
        for (LocalDate start = changes.firstKey(); ; start = next(start)) {
            for (Sum change : changes.getOrDefault(start, List.of())) {
                stock.merge(
                        new Sum(null, null, null, null, change.region, change.values, 0),
                        change.value,
                        Long::sum);
            }
            LocalDate day = period == null ? validAt : earlier(period.last(start), validAt);
            for (Map.Entry<Sum, Long> held : stock.entrySet()) {
                Key key = key(held.getKey(), then ? day : validAt);
                if (key != null) {
                    add(cells, start, key, held.getValue());
                }
            }
            if (!start.isBefore(last)) {
                return;
            }
        }
    }

    private void rows(
            NavigableMap<LocalDate, Map<Key, Long>> cells,
            NavigableMap<LocalDate, Map<Key, Long>> late,
            Answer answer) {
        Period rows = Objects.requireNonNull(period);
        LocalDate last = rows.start(to == null ? validAt : earlier(to, validAt));
        NavigableMap<LocalDate, Map<Key, Long>> dated = cells.headMap(last, true);
        NavigableMap<LocalDate, Map<Key, Long>> ended = late.headMap(last, true);
        TreeSet<Key> keys = new TreeSet<>();
        TreeSet<LocalDate> starts = new TreeSet<>();
        BiConsumer<LocalDate, Map<Key, Long>> occurring =
                (start, row) ->
                        row.forEach(
                                (key, value) -> {
                                    if (value != 0) {
                                        keys.add(key);
                                        starts.add(start);
                                    }
                                });
        dated.forEach(occurring);
        ended.forEach(occurring);
        if (starts.isEmpty()) {
            return;
        }
        Map<Key, Long> totals = new HashMap<>();
        Map<Key, Long> previous = new HashMap<>();
        for (LocalDate start = starts.first(); !start.isAfter(last); start = rows.next(start)) {
            Map<Key, Long> row = dated.getOrDefault(start, Map.of());
            Map<Key, Long> more = ended.getOrDefault(start, Map.of());
            boolean hidden = from != null && rows.last(start).isBefore(from);
            for (Key key : keys) {
                long value = row.getOrDefault(key, 0L);
                long total = totals.merge(key, value + more.getOrDefault(key, 0L), Long::sum);
                Long before = previous.put(key, value);
                if (hidden) {
                    continue;
                }
                ObjectNode shown = show(answer.rows, rows.text(start), key, value, answer);
                if (measure.flow()) {
                    shown.put("total", total);
                }
                shown.put("growth", growth(before, value));
                if (rows.last(start).isAfter(validAt)) {
                    shown.put("partial", true);
                }
            }
        }
    }

    /**
     * The rise over the row before as a ratio to it, to four digits after the point; null without
     * one, or after 0.
     */
    private static @Nullable BigDecimal growth(@Nullable Long before, long value) {
        return before == null || before == 0
                ? null
                : BigDecimal.valueOf(value - before)
                        .divide(BigDecimal.valueOf(before), 4, RoundingMode.HALF_UP);
    }

    private ObjectNode show(
            ArrayNode into, @Nullable String period, Key key, long value, Answer answer) {
        ObjectNode row = into.addObject();
        if (period != null) {
            row.put("period", period);
        }
        for (int i = 0; i < by.size(); i++) {
            String at = key.values.get(i);
            row.put(by.get(i).text(), at);
            if (at != null && by.get(i).regional()) {
                answer.regions.add(at);
            }
            if (at != null && by.get(i) == Dimension.PARK) {
                answer.parks.add(at);
            }
        }
        return row.put("value", value);
    }

    /** Whether a sum of a flow counts by the borders of its day, one of a stock by those now. */
    boolean takesIn(Sum sum) {
        return key(sum, then && sum.borders != null ? sum.borders : validAt) != null;
    }

    /** The values of the dimensions by the borders of a day; null if it lies outside the region. */
    private @Nullable Key key(Sum sum, LocalDate day) {
        if (!byRegion()) {
            return new Key(by.stream().map(sum.values::get).collect(Collectors.toList()));
        }
        Regions regions = tree.apply(day);
        String code = sum.region;
        if (region != null && (code == null || !regions.within(region).contains(code))) {
            return null;
        }
        List<@Nullable String> values = new ArrayList<>(by.size());
        for (Dimension dimension : by) {
            values.add(
                    !dimension.regional()
                            ? sum.values.get(dimension)
                            : code == null ? null : dimension.region(regions, code).orElse(null));
        }
        return new Key(values);
    }

    private LocalDate next(LocalDate start) {
        return period == null ? start : period.next(start);
    }

    private static void add(
            Map<LocalDate, Map<Key, Long>> cells, LocalDate start, Key key, long value) {
        Map<Key, Long> row = cells.computeIfAbsent(start, x -> new HashMap<>());
        if (row.merge(key, value, Long::sum) == 0) {
            row.remove(key);
        }
    }

    private static LocalDate earlier(LocalDate one, LocalDate other) {
        return one.isBefore(other) ? one : other;
    }
}
