package io.annals.events;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Histories of one subject by a seed: back-dated facts, corrections, retractions, restoring
 * corrections, coarse and no-later-than dates, voids. Few values and few days, so that they meet.
 * Rules are not held: the fold is total.
 */
final class RandomHistories {

    private static final List<SourceRef> SOURCES =
            List.of(
                    new SourceRef("src_random", null, null),
                    new SourceRef("src_other", null, null));

    private final Kind kind;
    private final Random random;

    RandomHistories(Kind kind, long seed) {
        this.kind = kind;
        this.random = new Random(seed * 31 + kind.ordinal());
    }

    /** Between 3 and {@code most} events, the founding first. */
    List<Event> history(int most) {
        List<Event> events = new ArrayList<>();
        List<Event> facts = new ArrayList<>();
        add(events, facts, fact(events.size(), kind.founding()));
        int length = 3 + random.nextInt(most - 2);
        List<? extends FactType> later = kind.facts().subList(1, kind.facts().size());
        while (events.size() < length) {
            int dice = random.nextInt(100);
            int sequence = events.size();
            if (dice < 55 && !later.isEmpty()) {
                add(events, facts, fact(sequence, later.get(random.nextInt(later.size()))));
            } else if (dice < 85) {
                Event original = amended(facts);
                FactType type = (FactType) original.type();
                ObjectNode data = data(type);
                events.add(
                        event(
                                sequence,
                                Amendment.CORRECTED,
                                random.nextInt(10) < 3 && type.dating() == FactType.Dating.STATED
                                        ? original.effectiveOn()
                                        : date(type, data),
                                original.sequence(),
                                data));
            } else if (dice < 98) {
                events.add(
                        event(
                                sequence,
                                Amendment.RETRACTED,
                                null,
                                amended(facts).sequence(),
                                Json.object()));
            } else {
                events.add(event(sequence, Amendment.VOIDED, null, null, Json.object()));
            }
        }
        return events;
    }

    private static void add(List<Event> events, List<Event> facts, Event fact) {
        events.add(fact);
        facts.add(fact);
    }

    private Event amended(List<Event> facts) {
        return random.nextInt(4) == 0 ? facts.getFirst() : facts.get(random.nextInt(facts.size()));
    }

    private Event fact(int sequence, FactType type) {
        ObjectNode data = data(type);
        return event(sequence, type, date(type, data), null, data);
    }

    private @Nullable EffectiveDate date(FactType type, ObjectNode data) {
        return switch (type.dating()) {
            case STATED -> date();
            case END_OF_PERIOD ->
                    StatedPeriod.parse(data.get("period").stringValue())
                            .flatMap(period -> EffectiveDate.parse(period.last().toString()))
                            .orElseThrow();
            case NONE -> null;
        };
    }

    private Event event(
            int sequence,
            EventType type,
            @Nullable EffectiveDate on,
            @Nullable Long amends,
            ObjectNode data) {
        return new Event(
                SubjectId.uuid7(Instant.EPOCH, random.nextLong(), random.nextLong()).toString(),
                kind.prefix() + "random",
                kind,
                sequence,
                type,
                on,
                "random",
                !kind.sourced() || type == Amendment.VOIDED
                        ? null
                        : SOURCES.get(random.nextInt(SOURCES.size())),
                null,
                amends,
                type instanceof Amendment ? "random" : null,
                data);
    }

    private EffectiveDate date() {
        String year = List.of("2016", "2017", "2018").get(random.nextInt(3));
        String month = year + List.of("-01", "-06", "-12").get(random.nextInt(3));
        String day = month + List.of("-01", "-02", "-15", "-30").get(random.nextInt(4));
        String period =
                switch (random.nextInt(6)) {
                    case 0 -> year;
                    case 1 -> month;
                    default -> day;
                };
        return EffectiveDate.parse((random.nextInt(5) == 0 ? ".." : "") + period).orElseThrow();
    }

    private ObjectNode data(FactType type) {
        ObjectNode data = Json.object();
        for (Field field : type.fields()) {
            int dice = random.nextInt(100);
            if (field.required() || dice < 40) {
                data.set(field.name(), value(field.name()));
            } else if (dice < 52) {
                data.putNull(field.name());
            }
        }
        return data;
    }

    private JsonNode value(String field) {
        List<String> values =
                switch (field) {
                    case "region", "parent", "into", "code" ->
                            List.of("\"440112\"", "\"440106\"", "\"440103\"");
                    case "park" -> List.of("\"prk_a\"", "\"prk_b\"");
                    case "policy", "by" -> List.of("\"pol_a\"", "\"pol_b\"", "\"pol_c\"");
                    case "landArea",
                            "buildingArea",
                            "capacity",
                            "tenants",
                            "count",
                            "founderCount",
                            "projectsTotal",
                            "value" ->
                            List.of("5", "5.0", "{\"about\":5}");
                    case "registeredCapital", "size", "amount" ->
                            List.of(
                                    "{\"amount\":5,\"currency\":\"CNY\"}",
                                    "{\"amount\":5.0,\"currency\":\"CNY\"}");
                    case "products",
                            "services",
                            "aliases",
                            "topics",
                            "measures",
                            "partOf",
                            "keywords",
                            "fields",
                            "to" ->
                            List.of("[]", "[\"A\"]", "[\"A\",\"B\"]", "[\"B\",\"A\"]");
                    case "operator", "issuer", "manager" ->
                            List.of("\"A\"", "{\"name\":\"A\",\"id\":\"com_a\"}");
                    case "members", "founders" ->
                            List.of(
                                    "[]",
                                    "[\"A\"]",
                                    "[{\"name\":\"A\",\"id\":\"com_a\"},\"B\"]",
                                    "[\"B\",\"C\",\"B\"]");
                    case "period" ->
                            List.of(
                                    "\"2017\"",
                                    "\"2017-Q4\"",
                                    "\"2017-12\"",
                                    "\"2017-06-15\"",
                                    "\"2016/2017\"");
                    default -> List.of("\"A\"", "\"B\"", "\"C\"");
                };
        return Json.read(values.get(random.nextInt(values.size())));
    }
}
