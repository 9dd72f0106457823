package io.annals.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The fold against {@link NaiveModel}, at every day that matters and the days around it, for every
 * K.
 */
class TimelineModelTest {

    private static final int HISTORIES = 1_200;
    private static final int MOST_EVENTS = 14;
    private static final LocalDate END_OF_DAYS = LocalDate.of(9999, 12, 31);

    @ParameterizedTest
    @EnumSource(Kind.class)
    void the_state_is_that_of_the_naive_model_on_every_day_as_known_at_every_position(Kind kind) {
        for (long seed = 0; seed < HISTORIES; seed++) {
            List<Event> events = new RandomHistories(kind, seed).history(MOST_EVENTS);
            List<NaiveModel.Entry> entries =
                    events.stream().map(event -> NaiveModel.Entry.of(event.json())).toList();
            List<LocalDate> days = days(events);
            Timeline before = Timeline.of(kind, List.of());
            List<@Nullable Map<String, String>> expectedBefore = new ArrayList<>();
            days.forEach(day -> expectedBefore.add(null));
            for (int known = 1; known <= events.size(); known++) {
                String where = kind + ", seed " + seed + ", first " + known + " events";
                NaiveModel model = new NaiveModel(entries.subList(0, known));
                Timeline line = Timeline.of(kind, events.subList(0, known));
                Map<State, Map<String, String>> texts = new IdentityHashMap<>();
                Optional<LocalDate> moved = Optional.empty();
                for (int i = 0; i < days.size(); i++) {
                    LocalDate day = days.get(i);
                    Map<String, String> expected = model.on(day(day));
                    Map<String, String> actual =
                            line.at(day)
                                    .map(s -> texts.computeIfAbsent(s.state(), this::text))
                                    .orElse(null);
                    if (!Objects.equals(actual, expected)) {
                        fail(
                                "%s, on %s: %s, expected %s\n%s",
                                where, day, actual, expected, text(events));
                    }
                    if (moved.isEmpty() && !Objects.equals(expected, expectedBefore.get(i))) {
                        moved = Optional.of(day);
                    }
                    expectedBefore.set(i, expected);
                }
                assertThat(
                                line.steps().stream()
                                        .map(s -> day(s.fact().day()) + " " + s.fact().sequence())
                                        .toList())
                        .as(where)
                        .isEqualTo(
                                model.facts().stream()
                                        .map(f -> f.day() + " " + f.sequence())
                                        .toList());
                assertThat(Timeline.firstDifference(before, line)).as(where).isEqualTo(moved);
                assertThat(line.latest().map(this::text).orElse(null))
                        .as(where)
                        .isEqualTo(model.on(END_OF_DAYS.toString()));
                assertThat(line.founded()).as(where).isEqualTo(line.latest().isPresent());
                spansFollowEachOtherAndDiffer(line.spans(), where);
                before = line;
            }
            List<Event> reread =
                    events.stream().map(e -> Event.of(Json.read(Json.write(e.json())))).toList();
            assertThat(Timeline.of(kind, reread).spans()).isEqualTo(before.spans());
        }
    }

    @Test
    void the_histories_hold_every_case_that_the_fold_must_bear() {
        Map<String, Integer> seen = new TreeMap<>();
        for (Kind kind : Kind.values()) {
            for (long seed = 0; seed < HISTORIES; seed++) {
                List<Event> events = new RandomHistories(kind, seed).history(MOST_EVENTS);
                for (int i = 1; i < events.size(); i++) {
                    Event event = events.get(i);
                    Event previous = events.get(i - 1);
                    count(seen, "void", event.type() == Amendment.VOIDED);
                    count(seen, "correction", event.type() == Amendment.CORRECTED);
                    count(seen, "retraction", event.type() == Amendment.RETRACTED);
                    count(
                            seen,
                            "restoring correction",
                            event.type() == Amendment.CORRECTED
                                    && retracted(events.subList(0, i), event.amends()));
                    count(
                            seen,
                            "founding moved",
                            event.type() == Amendment.CORRECTED
                                    && Objects.equals(event.amends(), 0L)
                                    && !Objects.equals(
                                            event.effectiveOn(), events.getFirst().effectiveOn()));
                    EffectiveDate on = event.effectiveOn();
                    if (on != null) {
                        count(seen, "coarse", on.coarse() && !on.noLaterThan());
                        count(seen, "no later than", on.noLaterThan());
                        count(
                                seen,
                                "back-dated",
                                event.type() instanceof FactType
                                        && previous.effectiveOn() != null
                                        && on.last().isBefore(previous.effectiveOn().first()));
                    }
                    for (Timeline.Step step : Timeline.of(kind, events.subList(0, i + 1)).steps()) {
                        count(
                                seen,
                                "lifted to the founding",
                                step.fact().effectiveOn() != null
                                        && !step.fact()
                                                .day()
                                                .equals(step.fact().effectiveOn().first()));
                    }
                }
            }
        }
        assertThat(seen)
                .hasSize(9)
                .allSatisfy((what, times) -> assertThat(times).isGreaterThan(200));
    }

    private static boolean retracted(List<Event> known, @Nullable Long sequence) {
        return known.stream()
                .filter(event -> sequence != null && sequence.equals(event.amends()))
                .reduce((one, next) -> next)
                .filter(last -> last.type() == Amendment.RETRACTED)
                .isPresent();
    }

    private static void count(Map<String, Integer> seen, String what, boolean happened) {
        seen.merge(what, happened ? 1 : 0, Integer::sum);
    }

    private static void spansFollowEachOtherAndDiffer(List<Timeline.Span> spans, String where) {
        for (int i = 0; i < spans.size(); i++) {
            Timeline.Span next = i + 1 < spans.size() ? spans.get(i + 1) : null;
            if (!Objects.equals(spans.get(i).to(), next == null ? null : next.from())
                    || (next != null && !spans.get(i).from().isBefore(next.from()))
                    || (next != null && next.state().equals(spans.get(i).state()))) {
                fail("%s: spans %s", where, spans);
            }
        }
    }

    /**
     * Every day at which a date of the history begins or ends, and the days before and after; and
     * the one of facts without valid time.
     */
    private static List<LocalDate> days(List<Event> events) {
        TreeSet<LocalDate> days = new TreeSet<>(List.of(LocalDate.MIN, LocalDate.of(1980, 1, 1)));
        for (Event event : events) {
            EffectiveDate on = event.effectiveOn();
            if (on != null) {
                for (LocalDate day : List.of(on.first(), on.last())) {
                    days.addAll(List.of(day.minusDays(1), day, day.plusDays(1)));
                }
            }
        }
        return List.copyOf(days);
    }

    private static String day(LocalDate day) {
        return day.equals(LocalDate.MIN) ? NaiveModel.ALWAYS : day.toString();
    }

    private Map<String, String> text(State state) {
        Map<String, String> text = new TreeMap<>();
        state.json()
                .properties()
                .forEach(member -> text.put(member.getKey(), Json.write(member.getValue())));
        return text;
    }

    private static String text(List<Event> events) {
        return String.join("\n", events.stream().map(e -> Json.write(e.json())).toList());
    }
}
