package io.annals.query.timeline;

import io.annals.events.Event;
import io.annals.events.Json;
import io.annals.events.Kind;
import io.annals.events.State;
import io.annals.events.Timeline;
import io.annals.query.platform.AsOf;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** Subjects with what stands behind each of their fields. */
@Component
public class Book {

    /**
     * A subject as of a day, as known at a position.
     *
     * @param timeline folded from its events known then
     * @param state of the day
     * @param positions of its events by their ids
     */
    public record Entry(
            String id, Timeline timeline, State state, LocalDate day, Map<String, Long> positions) {

        /** Its name or title. */
        public @Nullable String name() {
            return state.field("name").isPresent() ? state.text("name") : state.text("title");
        }

        /** The events from which a field of the state comes, the last ones of each value. */
        public List<Event> behind(String field) {
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

        /** The events that changed its status, from the founding on. */
        public List<Event> behindStatus() {
            return timeline.steps().stream()
                    .filter(step -> !step.fact().day().isAfter(day))
                    .filter(step -> !Objects.equals(step.before().status(), step.after().status()))
                    .map(step -> step.fact().event())
                    .toList();
        }

        /** The event of a fact as it stands, by the sequence of the original. */
        public Event standing(long sequence) {
            return timeline.steps().stream()
                    .map(Timeline.Step::fact)
                    .filter(fact -> fact.sequence() == sequence)
                    .map(Timeline.Standing::event)
                    .findFirst()
                    .orElseThrow();
        }

        /** The fact with which the subject began, as it stands. */
        public Timeline.Standing founding() {
            return timeline.steps().stream()
                    .map(Timeline.Step::fact)
                    .filter(fact -> fact.type().founding())
                    .findFirst()
                    .orElseThrow();
        }

        /**
         * Events as an answer names them: {@code {eventId, type, subject, sequence, position,
         * note?, source, quote?}}.
         */
        public ArrayNode named(List<Event> events) {
            ArrayNode named = Json.object().arrayNode();
            for (Event event : events) {
                ObjectNode one =
                        named.addObject()
                                .put("eventId", event.eventId())
                                .put("type", event.type().storedName(timeline.kind()))
                                .put("subject", event.subject())
                                .put("sequence", event.sequence())
                                .put("position", positions.get(event.eventId()));
                if (event.note() != null) {
                    one.put("note", event.note());
                }
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
    public List<Entry> all(Kind kind, @Nullable String region, AsOf asOf) {
        return of(
                kind,
                subjects.all(kind, region, null, asOf).stream().map(Subjects.Found::id).toList(),
                asOf.validAt(),
                asOf.position());
    }

    /** Subjects by their ids, in the same order, as of a day and as known at a position. */
    public List<Entry> of(Kind kind, List<String> ids, LocalDate day, long position) {
        Map<String, List<Event>> events = new TreeMap<>();
        Map<String, Map<String, Long>> positions = new TreeMap<>();
        read(ids, position, events, positions);
        return ids.stream()
                .map(
                        id -> {
                            Timeline line = Timeline.of(kind, events.getOrDefault(id, List.of()));
                            return new Entry(
                                    id,
                                    line,
                                    line.at(day).map(Timeline.Span::state).orElse(State.NONE),
                                    day,
                                    positions.getOrDefault(id, Map.of()));
                        })
                .toList();
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
