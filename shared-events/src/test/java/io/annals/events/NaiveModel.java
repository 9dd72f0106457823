package io.annals.events;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What the fold means, said a second time and otherwise: from the stored JSON, with dates as texts,
 * and backwards, field by field: the value of a field on a day is what the last fact said that says
 * anything of it. Slow on purpose.
 */
final class NaiveModel {

    /** What is written down: a fact, or an amendment of one. Values are JSON texts. */
    record Entry(
            int sequence,
            String what,
            @Nullable String on,
            int amends,
            Map<String, String> stated) {

        static Entry of(JsonNode stored) {
            Map<String, String> stated = new TreeMap<>();
            stored.get("data")
                    .properties()
                    .forEach(member -> stated.put(member.getKey(), Json.write(member.getValue())));
            String type = stored.get("type").stringValue();
            return new Entry(
                    stored.get("sequence").intValue(),
                    type.substring(type.indexOf('.') + 1),
                    stored.has("effectiveOn") ? stored.get("effectiveOn").stringValue() : null,
                    stored.has("amends") ? stored.get("amends").intValue() : -1,
                    stated);
        }
    }

    /** A fact as it stands, with the day on which it counts. */
    record Fact(int sequence, String what, String day, Map<String, String> stated) {}

    /** The day of facts without valid time: before all others. */
    static final String ALWAYS = "0000-00-00";

    private static final Map<String, String> BEGINNINGS =
            Map.of(
                    "registered", "active",
                    "opened", "open",
                    "issued", "in-force",
                    "established", "current",
                    "cited", "cited");

    private static final Map<String, String> TURNS =
            Map.of(
                    "deregistered", "deregistered",
                    "reinstated", "active",
                    "closed", "closed",
                    "reopened", "open",
                    "superseded", "superseded",
                    "repealed", "repealed",
                    "merged-into", "former",
                    "abolished", "former");

    private static final Map<String, Set<String>> ENDS =
            Map.of(
                    "relocated", Set.of("address"),
                    "deregistered", Set.of("park", "reason"),
                    "reinstated", Set.of("reason"),
                    "closed", Set.of("reason"),
                    "reopened", Set.of("reason"));

    private final List<Fact> facts;
    private final boolean isVoid;

    /** Takes in the first entries of a history: all that is known. */
    NaiveModel(List<Entry> known) {
        isVoid = known.stream().anyMatch(entry -> entry.what().equals("voided"));
        List<Entry> standing = new ArrayList<>();
        for (Entry entry : known) {
            if (entry.amends() < 0 && !entry.what().equals("voided")) {
                Entry last = entry;
                for (Entry later : known) {
                    last = later.amends() == entry.sequence() ? later : last;
                }
                if (!last.what().equals("fact-retracted")) {
                    standing.add(
                            new Entry(
                                    entry.sequence(), entry.what(), last.on(), -1, last.stated()));
                }
            }
        }
        String founding =
                standing.stream()
                        .filter(entry -> BEGINNINGS.containsKey(entry.what()))
                        .map(entry -> start(entry.on()))
                        .findFirst()
                        .orElse(ALWAYS);
        Map<String, Fact> ordered = new TreeMap<>();
        for (Entry entry : standing) {
            String start = start(entry.on());
            boolean lifted =
                    entry.on() != null
                            && founding.compareTo(start) > 0
                            && covers(entry.on(), founding);
            String day = lifted ? founding : start;
            ordered.put(
                    day + String.format(" %06d", entry.sequence()),
                    new Fact(entry.sequence(), entry.what(), day, entry.stated()));
        }
        facts = List.copyOf(ordered.values());
    }

    private static String start(@Nullable String on) {
        if (on == null) {
            return ALWAYS;
        }
        String period = on.replace("..", "");
        return period + "-01-01".substring(period.length() - 4);
    }

    private static boolean covers(String on, String day) {
        String period = on.replace("..", "");
        return on.startsWith("..")
                ? day.substring(0, period.length()).compareTo(period) <= 0
                : day.startsWith(period);
    }

    /** The facts that stand, in the order in which they count. */
    List<Fact> facts() {
        return facts;
    }

    /**
     * What is so on a day: each field as JSON text, and the status; null if the subject is not
     * there.
     */
    @Nullable Map<String, String> on(String day) {
        int past = (int) facts.stream().filter(fact -> fact.day().compareTo(day) <= 0).count();
        String status = isVoid ? null : status(past);
        if (status == null) {
            return null;
        }
        Map<String, String> state = new TreeMap<>();
        Set<String> names = new TreeSet<>();
        facts.subList(0, past).forEach(fact -> names.addAll(fact.stated().keySet()));
        for (String name : names) {
            String value = value(name, past);
            if (value != null) {
                state.put(name, value);
            }
        }
        state.remove("policy");
        collected(state, "policies", policies(past));
        collected(state, "formerNames", formerNames(past));
        state.put("status", "\"" + status + "\"");
        return state;
    }

    private static void collected(Map<String, String> state, String name, Set<String> values) {
        if (!values.isEmpty()) {
            state.put(name, "[" + String.join(",", values) + "]");
        }
    }

    private @Nullable String status(int past) {
        for (int i = past - 1; i >= 0; i--) {
            String what = facts.get(i).what();
            if (BEGINNINGS.containsKey(what)) {
                return BEGINNINGS.get(what);
            }
            if (TURNS.containsKey(what) && begun(i)) {
                return TURNS.get(what);
            }
        }
        return null;
    }

    private boolean begun(int past) {
        return facts.subList(0, past).stream().anyMatch(f -> BEGINNINGS.containsKey(f.what()));
    }

    private @Nullable String value(String name, int past) {
        for (int i = past - 1; i >= 0; i--) {
            Fact fact = facts.get(i);
            if (TURNS.containsKey(fact.what()) && !begun(i)) {
                continue;
            }
            if (fact.what().equals("park-left")) {
                if (name.equals("park") && fact.stated().get("park").equals(value("park", i))) {
                    return null;
                }
                continue;
            }
            String stated = fact.stated().get(name);
            if (stated != null) {
                return stated.equals("null") ? null : stated;
            }
            if (ENDS.getOrDefault(fact.what(), Set.of()).contains(name)) {
                return null;
            }
        }
        return null;
    }

    private Set<String> formerNames(int past) {
        Set<String> names = new LinkedHashSet<>();
        for (int i = 0; i < past; i++) {
            String before = value("name", i);
            if (facts.get(i).what().equals("renamed")
                    && begun(i)
                    && before != null
                    && !before.equals(facts.get(i).stated().get("name"))) {
                names.add(before);
            }
        }
        return names;
    }

    private Set<String> policies(int past) {
        Set<String> policies = new LinkedHashSet<>();
        for (Fact fact : facts.subList(0, past)) {
            if (fact.what().equals("policy-granted")) {
                policies.add(fact.stated().get("policy"));
            }
        }
        return policies;
    }
}
