package io.annals.query.log;

import io.annals.events.Amendment;
import io.annals.events.CompanyFact;
import io.annals.events.EffectiveDate;
import io.annals.events.Event;
import io.annals.events.EventType;
import io.annals.events.FactType;
import io.annals.events.Json;
import io.annals.events.Kind;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.node.ObjectNode;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Random histories of one company: back-dated, coarse, corrected, retracted, restored, void; rules
 * are not regarded.
 */
public final class Histories {

    private static final List<CompanyFact> FACTS = List.of(CompanyFact.values());

    private Histories() {}

    /** Of 1 to {@code most} events, the first a registration. */
    public static List<Event> company(Random random, int most) {
        List<Event> events = new ArrayList<>();
        List<Event> facts = new ArrayList<>();
        int length = 1 + random.nextInt(most);
        for (int sequence = 0; sequence < length; sequence++) {
            Event event;
            if (sequence == 0) {
                event = fact(random, sequence, CompanyFact.REGISTERED, null);
            } else if (random.nextInt(40) == 0) {
                event = event(sequence, Amendment.VOIDED, null, null, Json.object());
            } else if (random.nextInt(4) == 0) {
                Event original = facts.get(random.nextInt(facts.size()));
                event =
                        random.nextInt(3) == 0
                                ? event(
                                        sequence,
                                        Amendment.RETRACTED,
                                        null,
                                        original.sequence(),
                                        Json.object())
                                : fact(
                                        random,
                                        sequence,
                                        (FactType) original.type(),
                                        original.sequence());
            } else {
                event =
                        fact(
                                random,
                                sequence,
                                FACTS.get(1 + random.nextInt(FACTS.size() - 1)),
                                null);
            }
            events.add(event);
            if (event.amends() == null && event.type() instanceof FactType) {
                facts.add(event);
            }
        }
        return events;
    }

    private static Event fact(Random random, int sequence, FactType type, @Nullable Long amends) {
        ObjectNode data = Json.object();
        switch ((CompanyFact) type) {
            case REGISTERED ->
                    data.put("name", pick(random, "甲", "乙"))
                            .put("region", region(random))
                            .put("industry", pick(random, "I65", "J69"));
            case RENAMED -> data.put("name", pick(random, "甲", "乙", "丙"));
            case RELOCATED -> data.put("region", region(random));
            case SCOPE_CHANGED -> data.put("businessScope", pick(random, "区块链", "x"));
            case INDUSTRY_CHANGED -> data.put("industry", pick(random, "I65", "J69"));
            case PRODUCTS_DECLARED -> data.putArray("products").add(pick(random, "p", "q"));
            case IDENTIFIED -> data.put("creditCode", "91440101MA5AAAAAXX");
            case ACTIVITY_REPORTED -> data.put("activity", pick(random, "operating", "dormant"));
            case PARK_JOINED, PARK_LEFT -> data.put("park", pick(random, "prk_1", "prk_2"));
            case DEREGISTERED, REINSTATED -> {}
        }
        return event(
                sequence,
                amends == null ? type : Amendment.CORRECTED,
                EffectiveDate.parse(date(random)).orElseThrow(),
                amends,
                data);
    }

    private static String date(Random random) {
        int year = 2014 + random.nextInt(4);
        String month = "%d-%02d".formatted(year, 1 + random.nextInt(12));
        return switch (random.nextInt(8)) {
            case 0 -> Integer.toString(year);
            case 1 -> month;
            case 2 -> ".." + month;
            default -> month + "-%02d".formatted(1 + random.nextInt(28));
        };
    }

    private static String region(Random random) {
        return pick(random, "440106", "440112", "440116");
    }

    private static String pick(Random random, String... of) {
        return of[random.nextInt(of.length)];
    }

    private static Event event(
            int sequence,
            EventType type,
            @Nullable EffectiveDate on,
            @Nullable Long amends,
            ObjectNode data) {
        return new Event(
                "e" + sequence,
                "com_1",
                Kind.COMPANY,
                sequence,
                type,
                on,
                "test",
                null,
                null,
                amends,
                null,
                data);
    }
}
