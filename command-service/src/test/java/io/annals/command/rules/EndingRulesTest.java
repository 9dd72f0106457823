package io.annals.command.rules;

import static io.annals.command.rules.Registry.assertConflict;
import static io.annals.command.rules.Registry.assertWarned;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.CsvSource;

/** What ends for good; policies and definitions are in tests of their own. */
@ParameterizedClass
@CsvSource(
        delimiter = '|',
        textBlock =
                """
                org_a|establish|{'name':'A','type':'alliance','region':'440112'}|admit-members|{'members':['B']}|dissolve|dissolved
                fnd_a|establish|{'name':'A'}|resize|{'size':{'amount':1,'currency':'CNY'}}|close|closed
                app_a|launch|{'name':'A','scenario':'city','region':'440112'}|describe|{'description':'B'}|retire|retired
                """)
record EndingRulesTest(
        String id,
        String found,
        String founding,
        String verb,
        String data,
        String end,
        String past) {

    private Registry founded() {
        Registry registry = Registry.withSurroundings();
        registry.accepts(id, found, "2017-05-01", founding);
        return registry;
    }

    @Test
    void after_the_ending_nothing_follows() {
        Registry registry = founded();
        registry.accepts(id, end, "2018-06-01", "{'reason':'done'}");

        assertConflict(registry.asks(id, verb, "2018-06-02", data), past);
        assertConflict(registry.asks(id, end, "2019", "{}"), past);
        assertWarned(registry.asks(id, verb, "2018-05-31", data));
        assertThat(registry.timeline(id).latest().orElseThrow().text("reason")).isEqualTo("done");
    }

    @Test
    void on_the_day_of_the_ending_all_may_stand_but_not_a_second_ending() {
        Registry registry = founded();
        registry.accepts(id, end, "2018-06-01", "{}");

        assertWarned(registry.asks(id, verb, "2018-06-01", data));
        assertConflict(registry.asks(id, end, "2018-06-01", "{}"), past);
    }

    @Test
    void an_ending_is_not_dated_back_before_a_fact_that_stands() {
        Registry registry = founded();
        registry.accepts(id, verb, "2018-06-01", data);

        Decision decision = registry.asks(id, end, "2018-05-31", "{}");
        assertConflict(decision, past);
        Finding finding = ((Decision.Rejected) decision).findings().getFirst();
        assertThat(finding.sequence()).isEqualTo(1);
        assertThat(finding.day()).isEqualTo("2018-06-01");
        assertWarned(registry.asks(id, end, "2018", "{}"), past);
    }

    @Test
    void when_the_ending_is_retracted_facts_follow_again_and_its_correction_must_bear_them() {
        Registry registry = founded();
        registry.accepts(id, end, "2018-06-01", "{}");
        registry.accepted(registry.retracts(id, 1));
        registry.accepts(id, verb, "2019-01-01", data);

        assertConflict(registry.corrects(id, 1, "2018-06-01", "{}"), past);
        assertWarned(registry.corrects(id, 1, "2019-06-01", "{}"));
    }
}
