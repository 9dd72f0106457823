package io.annals.query.log;

import io.annals.events.Event;
import io.annals.events.Json;
import io.annals.events.Kind;
import io.annals.events.Recorded;
import io.annals.events.State;
import io.annals.events.Timeline;
import io.annals.events.Timeline.Span;
import io.annals.query.series.Cell;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** One subject's line as known at some position: what the next event changes in it. Immutable. */
final class Line {

    /**
     * A span, and by which names in Chinese and English the subject went before it: its state keeps
     * only those that the sources wrote.
     */
    record Named(Span span, List<String> formerNames) {}

    /**
     * What one event changed.
     *
     * @param recorded the event
     * @param before the state with every fact known before it; null if there was none
     * @param after as {@code before}, with it
     * @param changedFrom the first day that differs
     * @param closed the spans that are known no longer
     * @param opened the spans that are known from now on
     * @param cells what the counts gain
     * @param regions in which the subject lay before or lies after
     * @param next the line with the event in it
     */
    record Change(
            Recorded recorded,
            @Nullable String before,
            @Nullable String after,
            @Nullable LocalDate changedFrom,
            List<Span> closed,
            List<Named> opened,
            Map<Cell, Integer> cells,
            List<String> regions,
            Line next) {}

    private final Timeline timeline;
    private final @Nullable String latest;

    private Line(Timeline timeline, @Nullable String latest) {
        this.timeline = timeline;
        this.latest = latest;
    }

    static Line of(Kind kind, List<Event> events) {
        Timeline timeline = Timeline.of(kind, events);
        return new Line(timeline, text(timeline));
    }

    private static @Nullable String text(Timeline timeline) {
        return timeline.latest().map(State::json).map(Json::write).orElse(null);
    }

    int length() {
        return timeline.events().size();
    }

    /**
     * What the next event changes.
     *
     * @throws LogBroken when it is not the next of its subject
     */
    Change with(Recorded recorded) {
        Event event = recorded.event();
        if (event.sequence() != timeline.nextSequence()) {
            throw new LogBroken(
                    "position %d is event %d of %s, where %d was expected"
                            .formatted(
                                    recorded.position(),
                                    event.sequence(),
                                    event.subject(),
                                    timeline.nextSequence()));
        }
        List<Event> events = new ArrayList<>(timeline.events());
        events.add(event);
        Timeline next = Timeline.of(timeline.kind(), events);
        String after = text(next);
        List<Named> old = named(timeline.spans());
        List<Named> now = named(next.spans());
        int same = 0;
        while (same < old.size() && same < now.size() && same(old.get(same), now.get(same))) {
            same++;
        }
        int tail = 0;
        while (tail < old.size() - same
                && tail < now.size() - same
                && same(old.get(old.size() - 1 - tail), now.get(now.size() - 1 - tail))) {
            tail++;
        }
        TreeSet<String> regions = new TreeSet<>();
        timeline.latest().ifPresent(state -> regions(event, state, regions));
        next.latest().ifPresent(state -> regions(event, state, regions));
        return new Change(
                recorded,
                latest,
                after,
                firstDifference(timeline.spans(), next.spans()).orElse(null),
                timeline.spans().subList(same, old.size() - tail),
                now.subList(same, now.size() - tail),
                Cell.difference(timeline, next),
                List.copyOf(regions),
                new Line(next, after));
    }

    private static List<Named> named(List<Span> spans) {
        List<Named> named = new ArrayList<>();
        Set<String> names = new LinkedHashSet<>();
        for (Span span : spans) {
            named.add(new Named(span, List.copyOf(names)));
            for (String field : List.of("nameZh", "nameEn")) {
                span.state().field(field).ifPresent(name -> names.add(name.stringValue()));
            }
        }
        return named;
    }

    /** Equal to the byte: equal objects may still hold their members in another order. */
    private static boolean same(Named one, Named other) {
        return one.equals(other)
                && one.span().state().fields().entrySet().stream()
                        .allMatch(
                                field -> {
                                    JsonNode value = field.getValue();
                                    JsonNode there =
                                            other.span().state().fields().get(field.getKey());
                                    return value == there
                                            || value.isValueNode()
                                            || Json.write(value).equals(Json.write(there));
                                });
    }

    /** As {@link Timeline#firstDifference}, which takes time square in the number of spans. */
    static Optional<LocalDate> firstDifference(List<Span> old, List<Span> now) {
        int same = 0;
        while (same < old.size() && same < now.size() && old.get(same).equals(now.get(same))) {
            same++;
        }
        if (same == old.size() || same == now.size()) {
            List<Span> longer = same == old.size() ? now : old;
            return same == longer.size() ? Optional.empty() : Optional.of(longer.get(same).from());
        }
        Span one = old.get(same);
        Span other = now.get(same);
        if (one.from().equals(other.from()) && one.state().equals(other.state())) {
            return Optional.of(earlier(one.to(), other.to()));
        }
        return Optional.of(earlier(one.from(), other.from()));
    }

    private static LocalDate earlier(@Nullable LocalDate one, @Nullable LocalDate other) {
        LocalDate a = one == null ? LocalDate.MAX : one;
        LocalDate b = other == null ? LocalDate.MAX : other;
        return a.isBefore(b) ? a : b;
    }

    private static void regions(Event event, State state, TreeSet<String> into) {
        if (event.kind() == Kind.REGION) {
            into.add(event.subject());
            state.field("partOf").stream()
                    .flatMap(JsonNode::valueStream)
                    .forEach(part -> into.add(part.stringValue()));
        }
        for (String field : List.of("region", "parent", "into")) {
            String region = state.text(field);
            if (region != null) {
                into.add(region);
            }
        }
    }
}
