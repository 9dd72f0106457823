package io.annals.query.claims;

import io.annals.events.Json;
import io.annals.events.StatedPeriod;
import io.annals.query.claims.Indicator.Source;

import tools.jackson.databind.node.ObjectNode;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Published figures in few words, JSON written with ' for ", and what is found in them. */
final class World {

    private static final Map<String, Set<String>> REGIONS =
            Map.of(
                    "CN", Set.of("CN", "440000", "440100", "310000"),
                    "440000", Set.of("440000", "440100"),
                    "440100", Set.of("440100"),
                    "310000", Set.of("310000"));

    private final Map<String, ObjectNode> states = new LinkedHashMap<>();
    private final Map<String, OwnCounts.Count> counts = new HashMap<>();
    private final Map<String, LocalDate> ends = new HashMap<>();
    private int sequence;

    /** An indicator about Guangzhou, with code and name of its own. */
    World define(String code, String unit, String more) {
        ObjectNode state =
                (ObjectNode)
                        Json.read(
                                "{'code':'%s','name':'%s','unit':'%s','about':'440100'}"
                                        .formatted(code, code, unit)
                                        .replace('\'', '"'));
        state.setAll((ObjectNode) Json.read(("{" + more + "}").replace('\'', '"')));
        states.put("ind_" + code, state);
        return this;
    }

    /** A claim of the source {@code src_report}. */
    World publish(String code, String period, String value) {
        return publish(code, period, value, "src_report", "");
    }

    World publish(String code, String period, String value, String source, String reading) {
        ObjectNode claim = states.get("ind_" + code).withArray("observations").addObject();
        claim.put("period", period).set("value", Json.read(value.replace('\'', '"')));
        if (!reading.isEmpty()) {
            claim.put("reading", reading);
        }
        claim.put("source", source).put("sequence", ++sequence);
        return this;
    }

    /** Codes, but for lists as they are. */
    World relate(String code, String relation, String... to) {
        ObjectNode one = states.get("ind_" + code).withArray("relations").addObject();
        one.put("relation", relation);
        for (String other : to) {
            one.withArray("to").add(relation.equals("count-of-list") ? other : "ind_" + other);
        }
        return this;
    }

    World count(String code, String period, long least, long most) {
        counts.put(
                code + " " + period,
                new OwnCounts.Count(
                        new Interval(
                                BigDecimal.valueOf(least), false, BigDecimal.valueOf(most), false),
                        "/api/v1/series"));
        return this;
    }

    World subject(String id, String end) {
        ends.put(id, LocalDate.parse(end));
        return this;
    }

    List<Finding> findings() {
        List<Indicator> all = new ArrayList<>();
        states.forEach(
                (id, state) ->
                        all.add(
                                Indicator.of(
                                        id,
                                        state,
                                        fact -> null,
                                        source -> new Source(source, null, null, null))));
        return Consistency.findings(
                all,
                (indicator, period) -> counts.get(indicator.code() + " " + period.text()),
                (id, day) ->
                        ends.containsKey(id) && day.isBefore(ends.get(id))
                                ? Consistency.Standing.YES
                                : Consistency.Standing.NO,
                code -> REGIONS.getOrDefault(code, Set.of()));
    }

    /** The types of the findings. */
    List<String> types() {
        return findings().stream().map(finding -> finding.type().text()).toList();
    }

    /** A period by its words. */
    static StatedPeriod period(String text) {
        return StatedPeriod.parse(text).orElseThrow();
    }
}
