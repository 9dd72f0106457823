package io.annals.events;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
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
            String type,
            @Nullable String on,
            int amends,
            Map<String, String> stated,
            @Nullable String source) {

        static Entry of(JsonNode stored) {
            Map<String, String> stated = new TreeMap<>();
            stored.get("data")
                    .properties()
                    .forEach(member -> stated.put(member.getKey(), Json.write(member.getValue())));
            return new Entry(
                    stored.get("sequence").intValue(),
                    stored.get("type").stringValue(),
                    stored.has("effectiveOn") ? stored.get("effectiveOn").stringValue() : null,
                    stored.has("amends") ? stored.get("amends").intValue() : -1,
                    stated,
                    stored.at("/source/id").stringValueOpt().orElse(null));
        }

        boolean is(String past) {
            return type.endsWith("." + past);
        }
    }

    /** A fact as it stands, with the day on which it counts. */
    record Fact(
            int sequence,
            String type,
            String day,
            Map<String, String> stated,
            @Nullable String source) {}

    /** The day of facts without valid time: before all others. */
    static final String ALWAYS = "0000-00-00";

    private static final Map<String, String> BEGINNINGS =
            Map.ofEntries(
                    Map.entry("company.registered", "active"),
                    Map.entry("park.opened", "open"),
                    Map.entry("policy.issued", "in-force"),
                    Map.entry("region.established", "current"),
                    Map.entry("organization.established", "active"),
                    Map.entry("fund.established", "active"),
                    Map.entry("application.launched", "live"),
                    Map.entry("indicator.defined", "defined"),
                    Map.entry("definition.adopted", "adopted"),
                    Map.entry("citation.frozen", "frozen"),
                    Map.entry("source.cited", "cited"));

    private static final Map<String, String> TURNS =
            Map.ofEntries(
                    Map.entry("company.deregistered", "deregistered"),
                    Map.entry("company.reinstated", "active"),
                    Map.entry("park.closed", "closed"),
                    Map.entry("park.reopened", "open"),
                    Map.entry("policy.superseded", "superseded"),
                    Map.entry("policy.repealed", "repealed"),
                    Map.entry("region.merged-into", "former"),
                    Map.entry("region.abolished", "former"),
                    Map.entry("organization.dissolved", "dissolved"),
                    Map.entry("fund.closed", "closed"),
                    Map.entry("application.retired", "retired"),
                    Map.entry("definition.withdrawn", "withdrawn"));

    private static final Map<String, Set<String>> ENDS =
            Map.of(
                    "company.relocated", Set.of("address"),
                    "park.relocated", Set.of("address"),
                    "company.deregistered", Set.of("park", "reason"),
                    "company.reinstated", Set.of("reason"),
                    "park.closed", Set.of("reason"),
                    "park.reopened", Set.of("reason"));

    /** What goes into a list and is no field of the subject itself. */
    private static final Map<String, List<String>> PARTS =
            Map.of(
                    "park.policy-granted", List.of("policy"),
                    "organization.members-admitted", List.of("members"),
                    "fund.investment-recorded", List.of("project", "company", "amount"),
                    "indicator.published", List.of("period", "value", "reading", "statement"),
                    "indicator.related", List.of("relation", "to"));

    private final List<Fact> facts;
    private final boolean isVoid;

    /** Takes in the first entries of a history: all that is known. */
    NaiveModel(List<Entry> known) {
        isVoid = known.stream().anyMatch(entry -> entry.is("voided"));
        List<Entry> standing = new ArrayList<>();
        for (Entry entry : known) {
            if (entry.amends() < 0 && !entry.is("voided")) {
                Entry last = entry;
                for (Entry later : known) {
                    last = later.amends() == entry.sequence() ? later : last;
                }
                if (!last.is("fact-retracted")) {
                    standing.add(
                            new Entry(
                                    entry.sequence(),
                                    entry.type(),
                                    last.on(),
                                    -1,
                                    last.stated(),
                                    last.source()));
                }
            }
        }
        String founding =
                standing.stream()
                        .filter(entry -> BEGINNINGS.containsKey(entry.type()))
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
                    new Fact(entry.sequence(), entry.type(), day, entry.stated(), entry.source()));
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
        facts.forEach(fact -> PARTS.getOrDefault(fact.type(), List.of()).forEach(state::remove));
        collected(state, "policies", policies(past));
        collected(state, "members", members(past));
        collected(state, "investments", investments(past));
        collected(state, "observations", observations(past));
        collected(state, "relations", relations(past));
        collected(state, "formerNames", formerNames(past));
        state.put("status", "\"" + status + "\"");
        return state;
    }

    private static void collected(
            Map<String, String> state, String name, Collection<String> values) {
        if (!values.isEmpty()) {
            state.put(name, "[" + String.join(",", values) + "]");
        }
    }

    private @Nullable String status(int past) {
        for (int i = past - 1; i >= 0; i--) {
            String type = facts.get(i).type();
            if (BEGINNINGS.containsKey(type)) {
                return BEGINNINGS.get(type);
            }
            if (TURNS.containsKey(type) && begun(i)) {
                return TURNS.get(type);
            }
        }
        return null;
    }

    private boolean begun(int past) {
        return facts.subList(0, past).stream().anyMatch(f -> BEGINNINGS.containsKey(f.type()));
    }

    private @Nullable String value(String name, int past) {
        for (int i = past - 1; i >= 0; i--) {
            Fact fact = facts.get(i);
            if (TURNS.containsKey(fact.type()) && !begun(i)) {
                continue;
            }
            if (fact.type().equals("company.park-left")) {
                if (name.equals("park") && fact.stated().get("park").equals(value("park", i))) {
                    return null;
                }
                continue;
            }
            String stated = fact.stated().get(name);
            if (stated != null) {
                return stated.equals("null") ? null : stated;
            }
            if (ENDS.getOrDefault(fact.type(), Set.of()).contains(name)) {
                return null;
            }
        }
        return null;
    }

    private Set<String> formerNames(int past) {
        Set<String> names = new LinkedHashSet<>();
        for (int i = 0; i < past; i++) {
            String before = value("name", i);
            if (facts.get(i).type().endsWith(".renamed")
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
        of("park.policy-granted", past).forEach(fact -> policies.add(fact.stated().get("policy")));
        return policies;
    }

    private Set<String> members(int past) {
        Set<String> members = new LinkedHashSet<>();
        for (Fact fact : of("organization.members-admitted", past)) {
            Json.read(fact.stated().getOrDefault("members", "[]"))
                    .forEach(member -> members.add(Json.write(member)));
        }
        return members;
    }

    private List<String> investments(int past) {
        return of("fund.investment-recorded", past).stream()
                .map(fact -> parts(fact, ""))
                .filter(investment -> !investment.equals("{}"))
                .toList();
    }

    private Set<String> relations(int past) {
        Set<String> relations = new LinkedHashSet<>();
        of("indicator.related", past).forEach(fact -> relations.add(parts(fact, "")));
        return relations;
    }

    /** Of one period, source and reading the last counts, and stands where it was said. */
    private Collection<String> observations(int past) {
        Map<String, String> observations = new LinkedHashMap<>();
        for (Fact fact : of("indicator.published", past)) {
            String reading = fact.stated().getOrDefault("reading", "null");
            String key = fact.stated().get("period") + fact.source() + reading;
            String said = ",\"source\":\"%s\",\"sequence\":%d";
            observations.remove(key);
            observations.put(key, parts(fact, said.formatted(fact.source(), fact.sequence())));
        }
        return observations.values();
    }

    /** What a fact says of a part, without what is null. */
    private static String parts(Fact fact, String more) {
        List<String> said = new ArrayList<>();
        for (String name : PARTS.getOrDefault(fact.type(), List.of())) {
            String value = fact.stated().getOrDefault(name, "null");
            if (!value.equals("null")) {
                said.add("\"" + name + "\":" + value);
            }
        }
        return "{" + String.join(",", said) + more + "}";
    }

    private List<Fact> of(String type, int past) {
        return facts.subList(0, past).stream().filter(fact -> fact.type().equals(type)).toList();
    }
}
