package io.annals.query.diff;

import static org.assertj.core.api.Assertions.assertThat;

import io.annals.events.Amendment;
import io.annals.events.CompanyFact;
import io.annals.events.EffectiveDate;
import io.annals.events.Event;
import io.annals.events.EventType;
import io.annals.events.Json;
import io.annals.events.Kind;
import io.annals.events.Recorded;
import io.annals.events.Timeline;
import io.annals.query.log.Histories;
import io.annals.query.platform.AsOf;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import tools.jackson.databind.node.ObjectNode;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;

class CausesTest {

    private static final int HISTORIES = 400;
    private static final int PAIRS = 40;

    private final List<Recorded> events = new ArrayList<>();

    // Random histories, random pairs of points in either order

    @Test
    void the_causes_lead_from_the_first_state_to_the_second_and_none_of_them_can_be_left_out() {
        int different = 0;
        for (int seed = 0; seed < HISTORIES; seed++) {
            Random random = new Random(seed);
            List<Event> history = Histories.company(random, 14);
            List<Recorded> placed = placed(history, random);
            for (int i = 0; i < PAIRS; i++) {
                AsOf from = point(random, placed);
                AsOf to = random.nextInt(4) == 0 ? at(from, random, placed) : point(random, placed);
                Causes causes = new Causes(placed, from, to);
                String before = state(placed, from);
                String after = state(placed, to);
                String what = "seed %d: %s to %s".formatted(seed, from, to);

                assertThat(Causes.same(causes.with(Set.of()))).as(what).isEqualTo(before);
                List<Cause> found = causes.of(Causes::same);
                if (before.equals(after)) {
                    assertThat(found).as(what).isEmpty();
                    continue;
                }
                different++;
                Set<Long> taken = found.stream().map(CausesTest::taken).collect(Collectors.toSet());
                assertThat(taken).as(what).isNotEmpty().hasSameSizeAs(found);
                assertThat(Causes.same(causes.with(taken))).as(what).isEqualTo(after);
                for (long one : taken) {
                    Set<Long> others = new HashSet<>(taken);
                    others.remove(one);
                    assertThat(Causes.same(causes.with(others))).as(what).isNotEqualTo(after);
                }
            }
        }
        assertThat(different).isGreaterThan(HISTORIES * PAIRS / 4);
    }

    @Test
    void between_a_point_and_itself_there_is_no_cause() {
        Random random = new Random(1);
        List<Recorded> placed = placed(Histories.company(random, 14), random);
        AsOf point = point(random, placed);
        assertThat(new Causes(placed, point, point).of(Causes::same)).isEmpty();
        assertThat(new Causes(placed, point, point).known()).isEmpty();
    }

    // One by one

    @Test
    void a_fact_is_late_if_its_day_had_come_and_new_if_it_had_not() {
        record(CompanyFact.REGISTERED, "2015-01-01", "'name':'A','region':'440112'");
        record(CompanyFact.RENAMED, "2016-01-01", "'name':'B'");
        record(CompanyFact.RELOCATED, "2018-01-01", "'region':'440106'");
        assertThat(causes("2017-01-01", 1, "2017-01-01", 3)).containsExactly("late-fact gained 1");
        assertThat(causes("2017-01-01", 1, "2019-01-01", 3))
                .containsExactly("late-fact gained 1", "new-fact gained 2");
        assertThat(causes("2017-01-01", 3, "2019-01-01", 3)).containsExactly("new-fact both 2");
        assertThat(causes("2019-01-01", 3, "2017-01-01", 3)).containsExactly("new-fact both 2");
        assertThat(causes("2019-01-01", 3, "2017-01-01", 1))
                .containsExactly("late-fact lost 1", "new-fact lost 2");
    }

    @Test
    void a_correction_a_retraction_and_a_void_are_told_by_their_names() {
        record(CompanyFact.REGISTERED, "2015-01-01", "'name':'A','region':'440112'");
        record(CompanyFact.RENAMED, "2016-01-01", "'name':'B'");
        amend(Amendment.CORRECTED, 1L, "2016-01-01", "'name':'C'");
        amend(Amendment.RETRACTED, 1L, null, "");
        amend(Amendment.VOIDED, null, null, "");
        assertThat(causes("2017-01-01", 2, "2017-01-01", 3)).containsExactly("correction gained 2");
        assertThat(causes("2017-01-01", 3, "2017-01-01", 4)).containsExactly("retraction gained 3");
        assertThat(causes("2017-01-01", 4, "2017-01-01", 5)).containsExactly("void gained 4");
        assertThat(causes("2017-01-01", 5, "2017-01-01", 2))
                .containsExactly("correction lost 2", "retraction lost 3", "void lost 4");
    }

    @Test
    void
            what_was_recorded_and_corrected_in_between_has_both_as_causes_and_a_corrected_correction_one() {
        record(CompanyFact.REGISTERED, "2015-01-01", "'name':'A','region':'440112'");
        record(CompanyFact.RENAMED, "2016-01-01", "'name':'B'");
        amend(Amendment.CORRECTED, 1L, "2016-01-01", "'name':'C'");
        amend(Amendment.CORRECTED, 1L, "2016-01-01", "'name':'D'");
        assertThat(causes("2017-01-01", 1, "2017-01-01", 4))
                .containsExactly("late-fact gained 1", "correction gained 3");
        assertThat(causes("2017-01-01", 2, "2017-01-01", 4)).containsExactly("correction gained 3");
    }

    @Test
    void a_fact_whose_day_was_corrected_and_then_passed_shows_the_correction_that_has_the_day() {
        record(CompanyFact.REGISTERED, "2015-01-01", "'name':'A','region':'440112'");
        record(CompanyFact.RENAMED, "2016-01-01", "'name':'B'");
        amend(Amendment.CORRECTED, 1L, "2018-01-01", "'name':'B'");
        assertThat(causes("2017-01-01", 3, "2019-01-01", 3)).containsExactly("new-fact both 2");
    }

    private List<String> causes(String from, long fromPosition, String to, long toPosition) {
        return new Causes(
                        events,
                        new AsOf(LocalDate.parse(from), Instant.EPOCH, fromPosition),
                        new AsOf(LocalDate.parse(to), Instant.EPOCH, toPosition))
                .of(Causes::same).stream()
                        .map(Cause::json)
                        .map(
                                cause ->
                                        "%s %s %d"
                                                .formatted(
                                                        cause.get("cause").stringValue(),
                                                        cause.get("known").stringValue(),
                                                        cause.get("sequence").longValue()))
                        .toList();
    }

    private void record(CompanyFact fact, String day, String data) {
        add(fact, null, day, data);
    }

    private void amend(Amendment type, @Nullable Long amends, @Nullable String day, String data) {
        add(type, amends, day, data);
    }

    private void add(EventType type, @Nullable Long amends, @Nullable String day, String data) {
        Event event =
                new Event(
                        "e" + events.size(),
                        "com_1",
                        Kind.COMPANY,
                        events.size(),
                        type,
                        day == null ? null : EffectiveDate.parse(day).orElseThrow(),
                        "test",
                        null,
                        null,
                        amends,
                        null,
                        (ObjectNode) Json.read("{" + data.replace('\'', '"') + "}"));
        events.add(new Recorded(events.size() + 1, Instant.EPOCH, event));
    }

    /** In the log there are events of others between them. */
    private static List<Recorded> placed(List<Event> history, Random random) {
        List<Recorded> placed = new ArrayList<>();
        long position = 0;
        for (Event event : history) {
            position += 1 + random.nextInt(3);
            placed.add(new Recorded(position, Instant.EPOCH, event));
        }
        return placed;
    }

    private static AsOf point(Random random, List<Recorded> placed) {
        return new AsOf(
                LocalDate.of(2013, 6, 1).plusDays(random.nextInt(2_000)),
                Instant.EPOCH,
                random.nextInt((int) placed.getLast().position() + 2));
    }

    /** Another point of the same day or the same knowledge. */
    private static AsOf at(AsOf point, Random random, List<Recorded> placed) {
        AsOf other = point(random, placed);
        return random.nextBoolean()
                ? new AsOf(point.validAt(), Instant.EPOCH, other.position())
                : new AsOf(other.validAt(), Instant.EPOCH, point.position());
    }

    private static String state(List<Recorded> placed, AsOf at) {
        List<Event> known =
                placed.stream()
                        .filter(one -> one.position() <= at.position())
                        .map(Recorded::event)
                        .toList();
        return Causes.same(Timeline.of(Kind.COMPANY, known).at(at.validAt()));
    }

    /** By which event it is taken: a fact that passes by its original. */
    private static long taken(Cause cause) {
        Event event = cause.event().event();
        return cause.known() == Cause.Known.BOTH && event.amends() != null
                ? event.amends()
                : event.sequence();
    }
}
