package io.annals.query.report;

import io.annals.events.Event;
import io.annals.events.Json;
import io.annals.events.Kind;
import io.annals.events.State;
import io.annals.events.Timeline;
import io.annals.query.platform.AsOf;
import io.annals.query.timeline.Subjects;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Subjects with what stands behind each of their fields. */
@Component
class Book {

    /**
     * A subject as of a day, as known at a position.
     *
     * @param timeline folded from its events known then
     * @param state of the day
     * @param positions of its events by their ids
     */
    record Entry(
            String id, Timeline timeline, State state, LocalDate day, Map<String, Long> positions) {

        /** The events from which a field of the state comes, the last ones of each value. */
        List<Event> behind(String field) {
            List<Event> behind = new ArrayList<>();
            for (Timeline.Step step : timeline.steps()) {
                if (step.fact().day().isAfter(day)) {
                    break;
                }
                if (step.fact().data().has(field)) {
                    behind.clear();
                    behind.add(step.fact().event());
                } else if (!step.before().field(field).equals(step.after().field(field))) {
                    behind.add(step.fact().event());
                }
            }
            return behind;
        }

        /** The event of a fact as it stands, by the sequence of the original. */
        Event standing(long sequence) {
            return timeline.steps().stream()
                    .map(Timeline.Step::fact)
                    .filter(fact -> fact.sequence() == sequence)
                    .map(Timeline.Standing::event)
                    .findFirst()
                    .orElseThrow();
        }

        /** The fact with which the subject began, as it stands. */
        Timeline.Standing founding() {
            return timeline.steps().stream()
                    .map(Timeline.Step::fact)
                    .filter(fact -> fact.type().founding())
                    .findFirst()
                    .orElseThrow();
        }

        /**
         * Events as an answer names them: {@code {eventId, subject, sequence, position, source,
         * quote?}}.
         */
        ArrayNode named(List<Event> events) {
            ArrayNode named = Json.object().arrayNode();
            for (Event event : events) {
                ObjectNode one =
                        named.addObject()
                                .put("eventId", event.eventId())
                                .put("subject", event.subject())
                                .put("sequence", event.sequence())
                                .put("position", positions.get(event.eventId()));
                if (event.source() != null) {
                    one.put("source", event.source().id());
                    if (event.source().quote() != null) {
                        one.put("quote", event.source().quote());
                    }
                }
            }
            return named;
        }
    }

    private final JdbcClient db;
    private final Subjects subjects;

    Book(JdbcClient db, Subjects subjects) {
        this.db = db;
        this.subjects = subjects;
    }

    /** The subjects of a kind that lie in a region, in the order of their ids. */
    List<Entry> all(Kind kind, @Nullable String region, AsOf asOf) {
        Map<String, State> states = new LinkedHashMap<>();
        for (Subjects.Found found : subjects.all(kind, region, null, asOf)) {
            states.put(found.id(), State.of(found.state()));
        }
        Map<String, List<Event>> events = new TreeMap<>();
        Map<String, Map<String, Long>> positions = new TreeMap<>();
        read(states.keySet(), asOf.position(), events, positions);
        List<Entry> entries = new ArrayList<>();
        states.forEach(
                (id, state) ->
                        entries.add(
                                new Entry(
                                        id,
                                        Timeline.of(kind, events.getOrDefault(id, List.of())),
                                        state,
                                        asOf.validAt(),
                                        positions.getOrDefault(id, Map.of()))));
        return entries;
    }

    private void read(
            Collection<String> ids,
            long position,
            Map<String, List<Event>> events,
            Map<String, Map<String, Long>> positions) {
        db.sql(
                        """
                        select position, subject, event from change
                         where subject = any(:ids) and position <= :position order by position
                        """)
                .param("ids", ids.toArray(String[]::new))
                .param("position", position)
                .query(
                        row -> {
                            Event event = Event.of(Json.read(row.getString("event")));
                            String id = row.getString("subject");
                            events.computeIfAbsent(id, key -> new ArrayList<>()).add(event);
                            positions
                                    .computeIfAbsent(id, key -> new TreeMap<>())
                                    .put(event.eventId(), row.getLong("position"));
                        });
    }
}
