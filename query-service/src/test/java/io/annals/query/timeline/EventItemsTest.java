package io.annals.query.timeline;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.annals.events.Json;
import io.annals.events.Kind;
import io.annals.query.timeline.Subjects.Placed;

import org.junit.jupiter.api.Test;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.ArrayList;
import java.util.List;

class EventItemsTest {

    private final List<Placed> events = new ArrayList<>();

    @Test
    void each_event_says_whether_the_state_rests_on_it_and_what_replaced_it() {
        add("registered", null, "{\"name\":\"甲\",\"region\":\"440112\"}");
        add("renamed", null, "{\"name\":\"乙\"}");
        add("fact-corrected", 1L, "{\"name\":\"丙\"}");
        add("fact-corrected", 1L, "{\"name\":\"丁\"}");
        add("scope-changed", null, "{\"businessScope\":\"x\"}");
        add("fact-retracted", 4L, "{}");
        ArrayNode items = SubjectController.items(Kind.COMPANY, events);
        assertEquals(
                List.of(true, false, false, true, false, false),
                items.valueStream().map(item -> item.get("standing").booleanValue()).toList());
        assertEquals(
                List.of("[]", "[2,3]", "[3]", "[]", "[5]", "[]"),
                items.valueStream().map(item -> item.get("amendedBy").toString()).toList());
        JsonNode first = items.get(0);
        assertEquals(11, first.get("position").intValue());
        assertEquals("company.registered", first.get("type").stringValue());
    }

    private void add(String past, Long amends, String data) {
        int sequence = events.size();
        ObjectNode event =
                Json.object()
                        .put("eventId", "e" + sequence)
                        .put("subject", "com_1")
                        .put("sequence", sequence)
                        .put("type", "company." + past);
        if (!past.equals("fact-retracted")) {
            event.put("effectiveOn", "2017-01-0" + (sequence + 1));
        }
        event.put("recordedAt", "2026-11-24T08:00:00.000000Z").put("recordedBy", "test");
        if (amends != null) {
            event.put("amends", amends).put("reason", "r");
        }
        event.set("data", Json.read(data));
        events.add(new Placed(11 + sequence, event));
    }
}
