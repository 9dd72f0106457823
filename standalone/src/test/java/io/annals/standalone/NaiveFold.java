package io.annals.standalone;

import io.annals.events.Json;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What the fold means, said once more from the events' JSON, with nothing of the shared code but
 * the JSON reader.
 */
final class NaiveFold {

    /** A fact as it stands, with the day at which it counts; {@code on} is the date as given. */
    record Fact(long sequence, String what, @Nullable String on, LocalDate day, JsonNode data) {}

    /** The fields before and after a fact, {@code status} among them once there is one. */
    record Step(Fact fact, Map<String, JsonNode> before, Map<String, JsonNode> after) {}

    private static final Map<String, String> STATUS =
            Map.ofEntries(
                    Map.entry("registered", "active"),
                    Map.entry("opened", "open"),
                    Map.entry("issued", "in-force"),
                    Map.entry("established", "current"),
                    Map.entry("cited", "cited"),
                    Map.entry("deregistered", "deregistered"),
                    Map.entry("reinstated", "active"),
                    Map.entry("closed", "closed"),
                    Map.entry("reopened", "open"),
                    Map.entry("superseded", "superseded"),
                    Map.entry("repealed", "repealed"),
                    Map.entry("merged-into", "former"),
                    Map.entry("abolished", "former"));

    private static final Set<String> FOUNDINGS =
            Set.of("registered", "opened", "issued", "established", "cited");

    private NaiveFold() {}

    /** Whether the subject is void. */
    static boolean isVoid(List<JsonNode> events) {
        return events.stream().anyMatch(event -> what(event).equals("voided"));
    }

    /** The fields on a day, each as JSON text; null if the subject is not founded then, or void. */
    static @Nullable Map<String, String> on(List<JsonNode> events, LocalDate day) {
        Map<String, JsonNode> state = Map.of();
        for (Step step : steps(events)) {
            if (!step.fact.day.isAfter(day)) {
                state = step.after;
            }
        }
        if (isVoid(events) || !state.containsKey("status")) {
            return null;
        }
        Map<String, String> texts = new TreeMap<>();
        state.forEach((name, value) -> texts.put(name, Json.write(value)));
        return texts;
    }

    /** Every fact that stands, in the order in which they count. */
    static List<Step> steps(List<JsonNode> events) {
        List<Step> steps = new ArrayList<>();
        Map<String, JsonNode> state = new TreeMap<>();
        for (Fact fact : facts(events)) {
            Map<String, JsonNode> before = new TreeMap<>(state);
            apply(fact, state);
            steps.add(new Step(fact, before, new TreeMap<>(state)));
        }
        return steps;
    }

    private static List<Fact> facts(List<JsonNode> events) {
        Map<Long, JsonNode> originals = new TreeMap<>();
        Map<Long, JsonNode> standing = new TreeMap<>();
        for (JsonNode event : events) {
            long sequence = event.get("sequence").longValue();
            if (event.has("amends")) {
                standing.put(event.get("amends").longValue(), event);
            } else if (!what(event).equals("voided")) {
                originals.put(sequence, event);
                standing.put(sequence, event);
            }
        }
        standing.values().removeIf(event -> what(event).equals("fact-retracted"));
        LocalDate founded = LocalDate.MIN;
        for (Map.Entry<Long, JsonNode> fact : standing.entrySet()) {
            if (FOUNDINGS.contains(what(originals.get(fact.getKey())))
                    && fact.getValue().has("effectiveOn")) {
                founded = first(fact.getValue().get("effectiveOn").stringValue());
            }
        }
        List<Fact> facts = new ArrayList<>();
        for (Map.Entry<Long, JsonNode> fact : standing.entrySet()) {
            JsonNode event = fact.getValue();
            String on = event.path("effectiveOn").stringValueOpt().orElse(null);
            facts.add(
                    new Fact(
                            fact.getKey(),
                            what(originals.get(fact.getKey())),
                            on,
                            on == null ? LocalDate.MIN : day(on, founded),
                            event.get("data")));
        }
        facts.sort(Comparator.comparing(Fact::day).thenComparing(Fact::sequence));
        return facts;
    }

    private static void apply(Fact fact, Map<String, JsonNode> state) {
        boolean founded = state.containsKey("status");
        String status = STATUS.get(fact.what);
        if (status != null && !founded && !FOUNDINGS.contains(fact.what)) {
            return;
        }
        switch (fact.what) {
            case "renamed" -> {
                JsonNode name = state.get("name");
                if (founded && name != null && !name.equals(fact.data.get("name"))) {
                    add("formerNames", name, state);
                }
            }
            case "relocated" -> state.remove("address");
            case "deregistered" -> {
                state.remove("park");
                state.remove("reason");
            }
            case "reinstated", "closed", "reopened" -> state.remove("reason");
            case "park-left" -> {
                if (fact.data.get("park").equals(state.get("park"))) {
                    state.remove("park");
                }
                return;
            }
            case "policy-granted" -> {
                add("policies", fact.data.get("policy"), state);
                return;
            }
            default -> {}
        }
        fact.data
                .properties()
                .forEach(
                        field -> {
                            if (field.getValue().isNull()) {
                                state.remove(field.getKey());
                            } else {
                                state.put(field.getKey(), field.getValue());
                            }
                        });
        if (status != null) {
            state.put("status", Json.read("\"" + status + "\""));
        }
    }

    private static void add(String list, JsonNode value, Map<String, JsonNode> state) {
        ArrayNode all = Json.object().arrayNode();
        JsonNode old = state.get(list);
        if (old != null) {
            old.forEach(all::add);
        }
        if (all.valueStream().noneMatch(value::equals)) {
            state.put(list, all.add(value));
        }
    }

    private static LocalDate day(String on, LocalDate founded) {
        LocalDate first = first(on);
        boolean contains =
                !founded.isAfter(last(on)) && (on.startsWith("..") || !founded.isBefore(first));
        return first.isBefore(founded) && contains ? founded : first;
    }

    /** The first day of the period given. */
    static LocalDate first(String on) {
        String period = on.replace("..", "");
        return LocalDate.parse(period + "-01-01".substring(period.length() - 4));
    }

    /** The last day of the period given. */
    static LocalDate last(String on) {
        LocalDate first = first(on);
        return switch (on.replace("..", "").length()) {
            case 4 -> first.plusYears(1).minusDays(1);
            case 7 -> first.plusMonths(1).minusDays(1);
            default -> first;
        };
    }

    /** {@code relocated} of {@code company.relocated}. */
    static String what(JsonNode event) {
        String type = event.get("type").stringValue();
        return type.substring(type.indexOf('.') + 1);
    }
}
