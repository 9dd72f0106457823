package io.annals.query.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.annals.events.Amendment;
import io.annals.events.CompanyFact;
import io.annals.events.EffectiveDate;
import io.annals.events.Event;
import io.annals.events.EventType;
import io.annals.events.Json;
import io.annals.events.Kind;
import io.annals.events.Recorded;
import io.annals.events.State;
import io.annals.events.Timeline;
import io.annals.events.Timeline.Span;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import tools.jackson.databind.node.ObjectNode;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeSet;

class LineTest {

    private record Version(Span span, long knownFrom, long knownTo) {}

    @Test
    void versions_are_the_fold_on_every_day_as_known_at_every_position() {
        for (int seed = 0; seed < 2_000; seed++) {
            List<Event> events = Histories.company(new Random(seed), 14);
            List<Version> versions = new ArrayList<>();
            Map<LocalDate, Span> open = new HashMap<>();
            Map<LocalDate, Long> since = new HashMap<>();
            Line line = Line.of(Kind.COMPANY, List.of());
            for (Event event : events) {
                long position = event.sequence() + 1;
                Line.Change change = line.with(new Recorded(position, Instant.EPOCH, event));
                for (Span span : change.closed()) {
                    assertThat(open.remove(span.from())).isEqualTo(span);
                    versions.add(new Version(span, since.remove(span.from()), position));
                }
                for (Line.Named named : change.opened()) {
                    Span span = named.span();
                    assertThat(open.put(span.from(), span)).isNull();
                    since.put(span.from(), position);
                }
                line = change.next();
            }
            open.forEach(
                    (from, span) ->
                            versions.add(new Version(span, since.get(from), Long.MAX_VALUE)));
            check(events, versions, "seed " + seed);
        }
    }

    private static void check(List<Event> events, List<Version> versions, String name) {
        TreeSet<LocalDate> days = new TreeSet<>();
        versions.forEach(version -> days.add(version.span.from()));
        days.forEach(day -> assertThat(day).isNotNull());
        for (int position = 0; position <= events.size(); position++) {
            long at = position;
            Timeline fold = Timeline.of(Kind.COMPANY, events.subList(0, position));
            for (LocalDate day : days) {
                for (LocalDate near : List.of(day.minusDays(1), day)) {
                    List<String> found =
                            versions.stream()
                                    .filter(v -> v.knownFrom <= at && at < v.knownTo)
                                    .filter(v -> !v.span.from().isAfter(near))
                                    .filter(
                                            v ->
                                                    v.span.to() == null
                                                            || near.isBefore(
                                                                    Objects.requireNonNull(
                                                                            v.span.to())))
                                    .map(v -> Json.write(v.span.state().json()))
                                    .toList();
                    assertThat(found)
                            .as("%s, %s at @%s", name, near, at)
                            .isEqualTo(
                                    fold.at(near)
                                            .map(s -> List.of(Json.write(s.state().json())))
                                            .orElse(List.of()));
                }
            }
        }
    }

    @Test
    void a_change_tells_the_states_around_it_and_the_first_day_that_differs() {
        for (int seed = 0; seed < 2_000; seed++) {
            List<Event> events = Histories.company(new Random(seed), 14);
            Line line = Line.of(Kind.COMPANY, List.of());
            for (int i = 0; i < events.size(); i++) {
                Timeline before = Timeline.of(Kind.COMPANY, events.subList(0, i));
                Timeline after = Timeline.of(Kind.COMPANY, events.subList(0, i + 1));
                Line.Change change = line.with(new Recorded(i + 1, Instant.EPOCH, events.get(i)));
                assertThat(change.before()).isEqualTo(latest(before));
                assertThat(change.after()).isEqualTo(latest(after));
                assertThat(change.changedFrom())
                        .as("seed %s, event %s", seed, i)
                        .isEqualTo(Timeline.firstDifference(before, after).orElse(null));
                line = change.next();
            }
        }
    }

    @Test
    void a_span_knows_the_chinese_and_english_names_of_before_as_last_corrected() {
        Line line = Line.of(Kind.COMPANY, List.of());
        line =
                with(
                                line,
                                0,
                                CompanyFact.REGISTERED,
                                null,
                                "2016",
                                "{\"name\":\"A\",\"nameEn\":\"Lotos\"}")
                        .next();
        Line.Change renamed =
                with(
                        line,
                        1,
                        CompanyFact.RENAMED,
                        null,
                        "2017",
                        "{\"name\":\"A\",\"nameEn\":\"Bamboo\"}");
        assertThat(renamed.opened().getLast().formerNames()).containsExactly("Lotos");
        Line.Change corrected =
                with(
                        renamed.next(),
                        2,
                        Amendment.CORRECTED,
                        0L,
                        "2016",
                        "{\"name\":\"A\",\"nameEn\":\"Lotus\"}");
        assertThat(corrected.opened()).hasSize(2);
        assertThat(corrected.opened().getLast().formerNames()).containsExactly("Lotus");
    }

    private static Line.Change with(
            Line line,
            long sequence,
            EventType type,
            @Nullable Long amends,
            String on,
            String data) {
        Event event =
                new Event(
                        "e" + sequence,
                        "com_x",
                        Kind.COMPANY,
                        sequence,
                        type,
                        EffectiveDate.parse(on).orElseThrow(),
                        "test",
                        null,
                        null,
                        amends,
                        null,
                        (ObjectNode) Json.read(data));
        return line.with(new Recorded(sequence + 1, Instant.EPOCH, event));
    }

    @Test
    void an_event_that_is_not_the_next_of_its_subject_is_refused() {
        Event second = Histories.company(new Random(3), 14).getLast();
        assertThat(second.sequence()).isPositive();
        assertThatThrownBy(
                        () ->
                                Line.of(Kind.COMPANY, List.of())
                                        .with(new Recorded(9, Instant.EPOCH, second)))
                .isInstanceOf(LogBroken.class)
                .hasMessageContaining("position 9");
    }

    private static @Nullable String latest(Timeline timeline) {
        return timeline.latest().map(State::json).map(Json::write).orElse(null);
    }
}
