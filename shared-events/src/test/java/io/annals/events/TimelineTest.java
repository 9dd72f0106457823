package io.annals.events;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import tools.jackson.databind.JsonNode;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/** What the fold means, told date by date. */
class TimelineTest {

    private static final String GDP = "{'code':'gdp','name':'GDP','unit':'CNY','about':'440100'}";

    private final List<Event> events = new ArrayList<>();
    private @Nullable String source;

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

    @Test
    void an_observation_holds_from_the_last_day_of_its_period_and_the_rest_for_every_day() {
        record(IndicatorFact.DEFINED, null, GDP);
        publish("2018-Q4", "src_a", "{'period':'2018-Q4','value':5.0}");

        assertThat(on("1949-10-01", "code")).isEqualTo("gdp");
        assertThat(observations("2018-12-30")).isEmpty();
        assertThat(observations("2018-12-31"))
                .containsExactly(
                        "{\"period\":\"2018-Q4\",\"value\":5.0,\"source\":\"src_a\",\"sequence\":1}");
    }

    @Test
    void an_observation_replaces_that_of_the_same_period_source_and_reading_and_no_other() {
        record(IndicatorFact.DEFINED, null, GDP);
        publish("2018", "src_a", "{'period':'2018','value':1}");
        publish("2018", "src_b", "{'period':'2018','value':2}");
        publish("2018", "src_a", "{'period':'2018','value':3,'reading':'flow'}");
        publish("2017", "src_a", "{'period':'2017','value':4}");
        publish("2018", "src_a", "{'period':'2018','value':5,'reading':null,'statement':null}");

        assertThat(values("2018-12-31")).containsExactly("4", "2", "3", "5");
    }

    @Test
    void an_observation_is_of_the_source_of_its_last_amendment_and_keeps_its_sequence() {
        record(IndicatorFact.DEFINED, null, GDP);
        publish("2018", "src_a", "{'period':'2018','value':1}");
        publish("2018", "src_b", "{'period':'2018','value':2}");
        source = "src_b";
        amend(Amendment.CORRECTED, 1, "2018-12-31", "{'period':'2018','value':3}");
        assertThat(values("2018-12-31")).containsExactly("2");

        source = "src_c";
        amend(Amendment.CORRECTED, 2, "2017-12-31", "{'period':'2017','value':4}");
        assertThat(observations("2018-12-31"))
                .containsExactly(
                        "{\"period\":\"2017\",\"value\":4,\"source\":\"src_c\",\"sequence\":2}",
                        "{\"period\":\"2018\",\"value\":3,\"source\":\"src_b\",\"sequence\":1}");
    }

    @Test
    void a_state_with_observations_is_read_from_its_text_to_an_equal_one() {
        record(IndicatorFact.DEFINED, null, GDP);
        publish("2018", "src_a", "{'period':'2018','value':1}");
        record(IndicatorFact.RELATED, null, "{'relation':'growth','to':['ind_b']}");
        record(IndicatorFact.RELATED, null, "{'relation':'growth','to':['ind_b']}");

        State state = line().latest().orElseThrow();
        assertThat(State.of(Json.read(Json.write(state.json())))).isEqualTo(state);
        assertThat(state.json().get("relations")).hasSize(1);
    }

    @Test
    void admitted_members_add_up_and_their_count_is_the_one_last_stated() {
        record(
                OrganizationFact.ESTABLISHED,
                "2018",
                "{'name':'A','type':'alliance','region':'440112'}");
        record(OrganizationFact.MEMBERS_ADMITTED, "2018-06-01", "{'members':['B','C'],'count':54}");
        record(
                OrganizationFact.MEMBERS_ADMITTED,
                "2019",
                "{'members':['C',{'name':'D','id':'com_d'}],'count':{'moreThan':60}}");
        record(OrganizationFact.MEMBERS_ADMITTED, "2018-03-01", "{'members':['E']}");

        assertThat(json("2018-06-01").get("members")).isEqualTo(Json.read("[\"E\",\"B\",\"C\"]"));
        assertThat(Json.write(json("2019-01-01")))
                .contains("\"members\":[\"E\",\"B\",\"C\",{\"name\":\"D\",\"id\":\"com_d\"}]")
                .contains("\"count\":{\"moreThan\":60}");
    }

    @Test
    void investments_add_up_and_their_total_is_the_one_last_stated() {
        record(FundFact.ESTABLISHED, "2018", "{'name':'A'}");
        String one = "{'project':'B','amount':{'amount':5,'currency':'CNY'},'projectsTotal':7}";
        record(FundFact.INVESTMENT_RECORDED, "2019-02-01", one);
        record(FundFact.INVESTMENT_RECORDED, "2019-03-01", one.replace("7", "8"));
        record(FundFact.INVESTMENT_RECORDED, "2019-04-01", "{'projectsTotal':9,'project':null}");

        String investment = "{\"project\":\"B\",\"amount\":{\"amount\":5,\"currency\":\"CNY\"}}";
        assertThat(Json.write(json("2019-03-31")))
                .contains(
                        "\"projectsTotal\":8,\"investments\":["
                                + investment
                                + ","
                                + investment
                                + "]");
        assertThat(json("2019-04-01").get("investments")).hasSize(2);
        assertThat(json("2019-04-01").get("projectsTotal").intValue()).isEqualTo(9);
    }

    private void publish(String period, String source, String data) {
        this.source = source;
        String last = StatedPeriod.parse(period).orElseThrow().last().toString();
        record(IndicatorFact.PUBLISHED, last, data);
    }

    private List<String> observations(String day) {
        return json(day).path("observations").valueStream().map(Json::write).toList();
    }

    private List<String> values(String day) {
        return json(day)
                .path("observations")
                .valueStream()
                .map(observation -> Json.write(observation.get("value")))
                .toList();
    }

    private JsonNode json(String day) {
        return line().at(LocalDate.parse(day)).orElseThrow().state().json();
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
                        source == null ? null : new SourceRef(source, null, null),
                        null,
                        amends,
                        null,
                        Json.read(data.replace('\'', '"')).asObject()));
    }
}
