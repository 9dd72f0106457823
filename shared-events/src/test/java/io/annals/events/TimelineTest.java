package io.annals.events;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/** What the fold means, told date by date. */
class TimelineTest {

    private final List<Event> events = new ArrayList<>();

    @Test
    void a_back_dated_fact_changes_the_days_up_to_the_next_fact_and_no_others() {
        record(CompanyFact.REGISTERED, "2016-03-01", "{'name':'A','region':'440106'}");
        record(CompanyFact.RELOCATED, "2019-05-01", "{'region':'440112'}");
        record(CompanyFact.RELOCATED, "2018-02-01", "{'region':'440103'}");

        assertThat(on("2018-01-31", "region")).isEqualTo("440106");
        assertThat(on("2018-02-01", "region")).isEqualTo("440103");
        assertThat(on("2019-04-30", "region")).isEqualTo("440103");
        assertThat(on("2019-05-01", "region")).isEqualTo("440112");
    }

    @Test
    void a_correction_leaves_what_was_known_before_untouched() {
        record(CompanyFact.REGISTERED, "2016-03-01", "{'name':'A','region':'440106'}");
        Timeline before = line();
        amend(Amendment.CORRECTED, 0, "2017-03-01", "{'name':'B','region':'440106'}");

        assertThat(before.at(LocalDate.of(2016, 3, 1)).orElseThrow().state().text("name"))
                .isEqualTo("A");
        assertThat(line().at(LocalDate.of(2016, 3, 1))).isEmpty();
        assertThat(on("2017-03-01", "name")).isEqualTo("B");
        assertThat(Timeline.firstDifference(before, line())).hasValue(LocalDate.of(2016, 3, 1));
    }

    @Test
    void correcting_the_first_fact_moves_everything_that_depended_on_it() {
        record(CompanyFact.REGISTERED, "2016", "{'name':'A','region':'440106'}");
        record(CompanyFact.RENAMED, "2018-01-01", "{'name':'C'}");
        amend(Amendment.CORRECTED, 0, "2016", "{'name':'B','region':'440106'}");

        assertThat(line().latest().orElseThrow().json().get("formerNames"))
                .isEqualTo(Json.read("[\"B\"]"));
    }

    @Test
    void a_correction_states_the_whole_fact_and_not_a_difference() {
        record(CompanyFact.REGISTERED, "2016", "{'name':'A','region':'440106','address':'Road 1'}");
        amend(Amendment.CORRECTED, 0, "2016", "{'name':'A','region':'440106'}");

        assertThat(on("2016-01-01", "address")).isNull();
    }

    @Test
    void a_correction_after_a_retraction_restores_the_fact_in_its_old_place() {
        record(CompanyFact.REGISTERED, "2016", "{'name':'A','region':'440106'}");
        record(CompanyFact.RENAMED, "2018-01-01", "{'name':'B'}");
        record(CompanyFact.RENAMED, "2018-01-01", "{'name':'C'}");
        amend(Amendment.RETRACTED, 1, null, "{}");
        assertThat(line().steps()).hasSize(2);
        amend(Amendment.CORRECTED, 1, "2018-01-01", "{'name':'D'}");

        assertThat(line().steps()).extracting(s -> s.fact().sequence()).containsExactly(0L, 1L, 2L);
        assertThat(on("2018-01-01", "name")).isEqualTo("C");
        assertThat(line().steps().get(1).fact().event().sequence()).isEqualTo(4);
    }

    @Test
    void a_subject_whose_founding_is_retracted_has_no_state_on_any_day() {
        record(CompanyFact.REGISTERED, "2016", "{'name':'A','region':'440106'}");
        record(CompanyFact.RENAMED, "2018-01-01", "{'name':'B'}");
        amend(Amendment.RETRACTED, 0, null, "{}");

        assertThat(line().spans()).isEmpty();
        assertThat(line().founded()).isFalse();
        assertThat(line().latest()).isEmpty();
    }

    @Test
    void a_void_subject_has_no_line_but_still_its_facts() {
        record(CompanyFact.REGISTERED, "2016", "{'name':'A','region':'440106'}");
        Timeline before = line();
        amend(Amendment.VOIDED, null, null, "{'duplicateOf':'com_b'}");

        assertThat(before.spans()).hasSize(1);
        assertThat(line().spans()).isEmpty();
        assertThat(line().steps()).hasSize(1);
        assertThat(line().voided()).contains(events.getLast());
    }

    @Test
    void a_coarse_fact_does_not_fold_before_a_founding_inside_its_period() {
        record(CompanyFact.REGISTERED, "2017-09-04", "{'name':'A','region':'440106'}");
        record(CompanyFact.SCOPE_CHANGED, "2017", "{'businessScope':'blockchain'}");
        record(CompanyFact.PARK_JOINED, "..2019-10", "{'park':'prk_a'}");

        assertThat(on("2017-09-04", "businessScope")).isEqualTo("blockchain");
        assertThat(on("2019-09-30", "park")).isNull();
        assertThat(on("2019-10-01", "park")).isEqualTo("prk_a");
    }

    @Test
    void facts_that_change_nothing_begin_no_span() {
        record(CompanyFact.REGISTERED, "2016", "{'name':'A','region':'440106'}");
        record(CompanyFact.RELOCATED, "2017", "{'region':'440106'}");

        assertThat(line().spans()).hasSize(1);
        assertThat(line().steps()).hasSize(2);
    }

    @Test
    void a_figure_with_more_digits_is_another_state() {
        record(ParkFact.OPENED, "2016", "{'name':'A','region':'440106','landArea':5}");
        record(ParkFact.RESIZED, "2017", "{'landArea':5.0}");

        assertThat(line().spans()).hasSize(2);
        assertThat(Json.write(line().latest().orElseThrow().json())).contains("\"landArea\":5.0");
    }

    @Test
    void a_fact_fresh_from_a_command_folds_as_the_same_fact_read_from_the_store() {
        record(ParkFact.OPENED, "2016", "{'name':'A','region':'440106','landArea':15104}");
        Timeline stored = line();
        List<FieldError> errors = new ArrayList<>();
        Event opened = events.getFirst();
        Event fresh =
                new Event(
                        opened.eventId(),
                        opened.subject(),
                        opened.kind(),
                        0,
                        opened.type(),
                        opened.effectiveOn(),
                        opened.recordedBy(),
                        opened.source(),
                        null,
                        null,
                        null,
                        Shape.readFields(
                                ParkFact.OPENED.fields(), opened.data(), "", errors::add, true));

        assertThat(errors).isEmpty();
        assertThat(Timeline.of(Kind.PARK, List.of(fresh)).spans()).isEqualTo(stored.spans());
    }

    @Test
    void a_source_holds_for_every_day() {
        record(SourceFact.CITED, null, "{'title':'Report','publisher':'Park'}");

        assertThat(line().at(LocalDate.MIN)).isPresent();
        assertThat(on("1949-10-01", "title")).isEqualTo("Report");
    }

    @Test
    void deregistration_ends_the_tenancy_and_reinstating_does_not_bring_it_back() {
        record(CompanyFact.REGISTERED, "2016", "{'name':'A','region':'440106'}");
        record(CompanyFact.PARK_JOINED, "2017", "{'park':'prk_a'}");
        record(CompanyFact.DEREGISTERED, "2018", "{'reason':'moved'}");
        record(CompanyFact.REINSTATED, "2019", "{}");

        assertThat(on("2017-12-31", "park")).isEqualTo("prk_a");
        assertThat(on("2018-01-01", "park")).isNull();
        assertThat(on("2018-01-01", "reason")).isEqualTo("moved");
        assertThat(on("2019-01-01", "park")).isNull();
        assertThat(on("2019-01-01", "reason")).isNull();
        assertThat(line().latest().orElseThrow().status()).isEqualTo(CompanyFact.ACTIVE);
    }

    private Timeline line() {
        return Timeline.of(events.getFirst().kind(), events);
    }

    private @Nullable String on(String day, String field) {
        return line().at(LocalDate.parse(day)).orElseThrow().state().text(field);
    }

    private void record(FactType type, @Nullable String on, String data) {
        add(type.kind(), type, null, on, data);
    }

    private void amend(
            Amendment type, @Nullable Integer sequence, @Nullable String on, String data) {
        Long amends = sequence == null ? null : Long.valueOf(sequence);
        add(events.getFirst().kind(), type, amends, on, data);
    }

    private void add(
            Kind kind, EventType type, @Nullable Long amends, @Nullable String on, String data) {
        events.add(
                new Event(
                        "00000000-0000-7000-8000-00000000000" + events.size(),
                        kind.prefix() + "a",
                        kind,
                        events.size(),
                        type,
                        on == null ? null : EffectiveDate.parse(on).orElseThrow(),
                        "registrar",
                        null,
                        null,
                        amends,
                        null,
                        Json.read(data.replace('\'', '"')).asObject()));
    }
}
