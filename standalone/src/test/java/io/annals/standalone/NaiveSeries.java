package io.annals.standalone;

import io.annals.events.Json;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/** Series counted one subject and one day at a time, from the events alone. Slow on purpose. */
final class NaiveSeries {

    /**
     * What is asked; null where it is not.
     *
     * @param by names of dimensions, {@code year}, {@code quarter} or {@code month} among them
     */
    record Question(
            String measure,
            List<String> by,
            boolean then,
            @Nullable String region,
            @Nullable LocalDate from,
            @Nullable LocalDate to,
            LocalDate validAt) {}

    private record Flow(String prefix, String what, boolean ending) {}

    private static final Map<String, Flow> FLOWS =
            Map.of(
                    "company-registrations", new Flow("com_", "registered", false),
                    "company-deregistrations", new Flow("com_", "deregistered", true),
                    "parks-opened", new Flow("prk_", "opened", false),
                    "policies-issued", new Flow("pol_", "issued", false));
    private static final Map<String, String> STOCKS =
            Map.of("active-companies", "com_", "open-parks", "prk_");
    private static final List<String> DIMENSIONS =
            List.of("province", "city", "district", "park", "industry", "activity", "level");
    private static final List<String> PERIODS = List.of("year", "quarter", "month");
    private static final Comparator<List<String>> KEYS =
            (one, other) -> {
                for (int i = 0; i < one.size(); i++) {
                    int order =
                            Comparator.nullsLast(Comparator.<String>naturalOrder())
                                    .compare(one.get(i), other.get(i));
                    if (order != 0) {
                        return order;
                    }
                }
                return 0;
            };

    private final Map<String, List<NaiveFold.Step>> lines = new TreeMap<>();
    private final Map<LocalDate, Map<String, Map<String, JsonNode>>> trees = new HashMap<>();

    /** Takes in what is known: the events of each subject. */
    NaiveSeries(Map<String, List<JsonNode>> known) {
        known.forEach(
                (subject, events) -> {
                    if (!NaiveFold.isVoid(events)) {
                        lines.put(subject, NaiveFold.steps(events));
                    }
                });
    }

    /** The companies that satisfy a definition on a day, in the order of their ids. */
    List<String> companies(LocalDate day, Predicate<Map<String, JsonNode>> definition) {
        return lines.entrySet().stream()
                .filter(line -> line.getKey().startsWith("com_"))
                .filter(line -> !on(line.getValue(), day).isEmpty())
                .filter(line -> definition.test(on(line.getValue(), day)))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Whether the region is there on a day. */
    boolean knows(String region, LocalDate day) {
        return tree(day).containsKey(region);
    }

    /** The members {@code rows} and {@code undated} of the answer. */
    ObjectNode answer(Question question) {
        return answer(question, state -> true);
    }

    /** As {@link #answer(Question)}, of the subjects whose fields satisfy a definition. */
    ObjectNode answer(Question question, Predicate<Map<String, JsonNode>> definition) {
        String period = question.by.stream().filter(PERIODS::contains).findFirst().orElse(null);
        List<String> dimensions = DIMENSIONS.stream().filter(question.by::contains).toList();
        ObjectNode answer = Json.object();
        ArrayNode rows = answer.putArray("rows");
        ArrayNode undated = answer.putArray("undated");
        if (FLOWS.containsKey(question.measure)) {
            flow(question, definition, period, dimensions, rows, undated);
        } else {
            stock(question, definition, period, dimensions, rows);
        }
        return answer;
    }

    private void flow(
            Question question,
            Predicate<Map<String, JsonNode>> definition,
            @Nullable String period,
            List<String> dimensions,
            ArrayNode rows,
            ArrayNode undated) {
        Flow flow = FLOWS.get(question.measure);
        Map<LocalDate, Map<List<String>, Long>> dated = new TreeMap<>();
        Map<LocalDate, Map<List<String>, Long>> late = new TreeMap<>();
        Map<String, Map<List<String>, Long>> coarse = new HashMap<>();
        lines.forEach(
                (subject, steps) -> {
                    for (NaiveFold.Step step : steps) {
                        NaiveFold.Fact fact = step.fact();
                        Map<String, JsonNode> state = flow.ending ? step.before() : step.after();
                        if (!subject.startsWith(flow.prefix)
                                || !fact.what().equals(flow.what)
                                || fact.day().isAfter(question.validAt)
                                || !state.containsKey("status")) {
                            continue;
                        }
                        LocalDate borders = question.then ? fact.day() : question.validAt;
                        if (!definition.test(on(steps, question.validAt))
                                || outside(question.region, text(state, "region"), borders)) {
                            continue;
                        }
                        List<String> key = key(dimensions, state, borders);
                        String on = fact.on();
                        boolean tells =
                                period == null
                                        || (!on.startsWith("..")
                                                && on.length() >= (period.equals("year") ? 4 : 7));
                        if (tells) {
                            count(dated, start(period, fact.day()), key);
                        } else {
                            count(late, start(period, NaiveFold.last(on)), key);
                            coarse.computeIfAbsent(on, x -> new HashMap<>())
                                    .merge(key, 1L, Long::sum);
                        }
                    }
                });
        coarse.keySet().stream()
                .sorted(
                        Comparator.comparing(NaiveFold::last)
                                .thenComparing(Comparator.naturalOrder()))
                .forEach(
                        on ->
                                coarse.get(on).entrySet().stream()
                                        .sorted(Map.Entry.comparingByKey(KEYS))
                                        .forEach(
                                                cell ->
                                                        row(
                                                                undated,
                                                                on,
                                                                dimensions,
                                                                cell.getKey(),
                                                                cell.getValue())));
        rows(question, period, dimensions, dated, late, true, rows);
    }

    private void stock(
            Question question,
            Predicate<Map<String, JsonNode>> definition,
            @Nullable String period,
            List<String> dimensions,
            ArrayNode rows) {
        String prefix = STOCKS.get(question.measure);
        String status = prefix.equals("com_") ? "active" : "open";
        Map<LocalDate, Map<List<String>, Long>> counted = new TreeMap<>();
        LocalDate start = start(period, LocalDate.of(2000, 1, 1));
        while (!start.isAfter(question.validAt)) {
            LocalDate last = period == null ? question.validAt : next(period, start).minusDays(1);
            LocalDate day = last.isAfter(question.validAt) ? question.validAt : last;
            LocalDate borders = question.then ? day : question.validAt;
            for (Map.Entry<String, List<NaiveFold.Step>> line : lines.entrySet()) {
                Map<String, JsonNode> state =
                        line.getKey().startsWith(prefix) ? on(line.getValue(), day) : Map.of();
                if (status.equals(text(state, "status"))
                        && definition.test(state)
                        && !outside(question.region, text(state, "region"), borders)) {
                    count(counted, start, key(dimensions, state, borders));
                }
            }
            start = period == null ? LocalDate.MAX : next(period, start);
        }
        rows(question, period, dimensions, counted, Map.of(), false, rows);
    }

    private static void rows(
            Question question,
            @Nullable String period,
            List<String> dimensions,
            Map<LocalDate, Map<List<String>, Long>> dated,
            Map<LocalDate, Map<List<String>, Long>> late,
            boolean flow,
            ArrayNode rows) {
        if (period == null) {
            Map<List<String>, Long> one = new TreeMap<>(KEYS);
            dated.values().forEach(one::putAll);
            if (dimensions.isEmpty()) {
                one.putIfAbsent(List.of(), 0L);
            }
            one.forEach((key, value) -> row(rows, null, dimensions, key, value));
            return;
        }
        LocalDate end =
                question.to == null || question.to.isAfter(question.validAt)
                        ? question.validAt
                        : question.to;
        LocalDate last = start(period, end);
        TreeSet<LocalDate> starts = new TreeSet<>(dated.keySet());
        starts.addAll(late.keySet());
        starts.tailSet(last, false).clear();
        Set<List<String>> keys = new TreeSet<>(KEYS);
        for (LocalDate start : starts) {
            keys.addAll(dated.getOrDefault(start, Map.of()).keySet());
            keys.addAll(late.getOrDefault(start, Map.of()).keySet());
        }
        if (starts.isEmpty()) {
            return;
        }
        for (LocalDate start = starts.first(); !start.isAfter(last); start = next(period, start)) {
            for (List<String> key : keys) {
                long value = dated.getOrDefault(start, Map.of()).getOrDefault(key, 0L);
                if (question.from != null && !next(period, start).isAfter(question.from)) {
                    continue;
                }
                ObjectNode row = row(rows, name(period, start), dimensions, key, value);
                if (flow) {
                    row.put("total", upTo(dated, start, key) + upTo(late, start, key));
                }
                LocalDate before = previous(period, start);
                long was = dated.getOrDefault(before, Map.of()).getOrDefault(key, 0L);
                row.put(
                        "growth",
                        was == 0
                                ? null
                                : BigDecimal.valueOf(value - was)
                                        .divide(BigDecimal.valueOf(was), 4, RoundingMode.HALF_UP));
                if (next(period, start).minusDays(1).isAfter(question.validAt)) {
                    row.put("partial", true);
                }
            }
        }
    }

    private static long upTo(
            Map<LocalDate, Map<List<String>, Long>> cells, LocalDate start, List<String> key) {
        return cells.entrySet().stream()
                .filter(cell -> !cell.getKey().isAfter(start))
                .mapToLong(cell -> cell.getValue().getOrDefault(key, 0L))
                .sum();
    }

    private static void count(
            Map<LocalDate, Map<List<String>, Long>> cells, LocalDate start, List<String> key) {
        cells.computeIfAbsent(start, x -> new HashMap<>()).merge(key, 1L, Long::sum);
    }

    private static ObjectNode row(
            ArrayNode rows,
            @Nullable String period,
            List<String> dimensions,
            List<String> key,
            long value) {
        ObjectNode row = rows.addObject();
        if (period != null) {
            row.put("period", period);
        }
        for (int i = 0; i < dimensions.size(); i++) {
            row.put(dimensions.get(i), key.get(i));
        }
        return row.put("value", value);
    }

    private List<String> key(
            List<String> dimensions, Map<String, JsonNode> state, LocalDate borders) {
        String[] key = new String[dimensions.size()];
        for (int i = 0; i < key.length; i++) {
            String code = text(state, "region");
            key[i] =
                    switch (dimensions.get(i)) {
                        case "province" -> nearest(code, Set.of("province"), borders);
                        case "city" -> nearest(code, Set.of("city"), borders);
                        case "district" -> nearest(code, Set.of("district", "county"), borders);
                        default -> text(state, dimensions.get(i));
                    };
        }
        return Arrays.asList(key);
    }

    // Time

    private static LocalDate start(@Nullable String period, LocalDate day) {
        return switch (period) {
            case null -> LocalDate.of(2000, 1, 1);
            case "year" -> day.withDayOfYear(1);
            case "quarter" -> LocalDate.of(day.getYear(), (day.getMonthValue() - 1) / 3 * 3 + 1, 1);
            default -> day.withDayOfMonth(1);
        };
    }

    private static LocalDate next(String period, LocalDate start) {
        return start.plusMonths(period.equals("year") ? 12 : period.equals("quarter") ? 3 : 1);
    }

    private static LocalDate previous(String period, LocalDate start) {
        return start.minusMonths(period.equals("year") ? 12 : period.equals("quarter") ? 3 : 1);
    }

    private static String name(String period, LocalDate start) {
        return switch (period) {
            case "year" -> "" + start.getYear();
            case "quarter" -> start.getYear() + "-Q" + (start.getMonthValue() + 2) / 3;
            default -> start.toString().substring(0, 7);
        };
    }

    // Regions

    private Map<String, Map<String, JsonNode>> tree(LocalDate day) {
        return trees.computeIfAbsent(
                day,
                d -> {
                    Map<String, Map<String, JsonNode>> tree = new TreeMap<>();
                    lines.forEach(
                            (subject, steps) -> {
                                Map<String, JsonNode> state = on(steps, d);
                                if (state.containsKey("status") && state.containsKey("code")) {
                                    tree.put(subject, state);
                                }
                            });
                    return tree;
                });
    }

    private boolean outside(@Nullable String region, @Nullable String code, LocalDate day) {
        return region != null && (code == null || !around(code, day).contains(region));
    }

    /** The region and all in which it lies. */
    private Set<String> around(String code, LocalDate day) {
        Set<String> around = new HashSet<>();
        List<String> edge = new ArrayList<>(List.of(code));
        while (!edge.isEmpty()) {
            String at = edge.removeLast();
            if (around.add(at)) {
                Map<String, JsonNode> state = tree(day).getOrDefault(at, Map.of());
                String into = into(state);
                if (into != null) {
                    edge.add(into);
                } else {
                    if (text(state, "parent") != null) {
                        edge.add(text(state, "parent"));
                    }
                    parts(state).forEach(edge::add);
                }
            }
        }
        return around;
    }

    private @Nullable String nearest(@Nullable String code, Set<String> levels, LocalDate day) {
        Map<String, JsonNode> state =
                code == null ? Map.of() : tree(day).getOrDefault(code, Map.of());
        String into = into(state);
        if (into != null) {
            return nearest(into, levels, day);
        }
        if (levels.contains(String.valueOf(text(state, "level")))) {
            return code;
        }
        String above = nearest0(text(state, "parent"), levels, day);
        if (above != null) {
            return above;
        }
        Set<String> found = new HashSet<>();
        for (String part : parts(state)) {
            String one = nearest(part, levels, day);
            if (one != null) {
                found.add(one);
            }
        }
        return found.size() == 1 ? found.iterator().next() : null;
    }

    private @Nullable String nearest0(@Nullable String code, Set<String> levels, LocalDate day) {
        return code == null ? null : nearest(code, levels, day);
    }

    private static @Nullable String into(Map<String, JsonNode> state) {
        return "former".equals(text(state, "status")) ? text(state, "into") : null;
    }

    private static List<String> parts(Map<String, JsonNode> state) {
        JsonNode parts = state.get("partOf");
        return parts == null ? List.of() : parts.valueStream().map(JsonNode::stringValue).toList();
    }

    private static Map<String, JsonNode> on(List<NaiveFold.Step> steps, LocalDate day) {
        Map<String, JsonNode> state = Map.of();
        for (NaiveFold.Step step : steps) {
            if (step.fact().day().isAfter(day)) {
                break;
            }
            state = step.after();
        }
        return state.containsKey("status") ? state : Map.of();
    }

    private static @Nullable String text(Map<String, JsonNode> state, String field) {
        JsonNode value = state.get(field);
        return value != null && value.isString() ? value.stringValue() : null;
    }
}
