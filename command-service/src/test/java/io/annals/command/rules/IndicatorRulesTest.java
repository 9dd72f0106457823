package io.annals.command.rules;

import static io.annals.command.rules.Registry.assertConflict;
import static io.annals.command.rules.Registry.assertRefused;
import static io.annals.command.rules.Registry.assertWarned;
import static io.annals.command.rules.Registry.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.annals.events.Event;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IndicatorRulesTest {

    private static final String GDP = "{'code':'gdp','name':'GDP','unit':'CNY','about':'440100'}";
    private static final String OF_2018 = "{'period':'2018','value':5}";

    private final Registry registry = Registry.withSurroundings();

    @BeforeEach
    void an_indicator_and_a_definition() {
        registry.accepts("ind_a", "define", null, GDP);
        registry.accepts("def_a", "adopt", null, "{'code':'keyword','activity':'operating'}");
    }

    @ParameterizedTest
    @CsvSource({
        "2018, 2018-12-31",
        "2018-Q4, 2018-12-31",
        "2018-02, 2018-02-28",
        "2019-10-31, 2019-10-31",
        "2015/2018, 2018-12-31"
    })
    void a_value_takes_effect_on_the_last_day_of_its_period(String period, String day) {
        String data = "{'period':'%s','value':5}".formatted(period);

        Event published = event(registry.accepts("ind_a", "publish", null, data));
        assertThat(published.effectiveOn()).hasToString(day);
        Event corrected = event(registry.accepted(registry.corrects("ind_a", 1, null, data)));
        assertThat(corrected.effectiveOn()).hasToString(day);
        assertThat(event(registry.accepted(registry.retracts("ind_a", 1))).effectiveOn()).isNull();
    }

    @Test
    void each_item_of_a_record_has_the_day_of_its_own_period() {
        Decision.Accepted accepted =
                registry.accepted(
                        registry.asksTogether(
                                "ind_a",
                                "{'verb':'publish','period':'2018','value':5}",
                                "{'verb':'publish','period':'2018-Q2','value':5}",
                                "{'verb':'correct','sequence':1,'reason':'r',"
                                        + "'data':{'period':'2017','value':5}}",
                                "{'verb':'retract','sequence':2,'reason':'r'}",
                                "{'verb':'relate','relation':'rise','to':['ind_a2']}"
                                        .replace("ind_a2", otherIndicator()),
                                "{'verb':'correct','sequence':0,'reason':'r','data':" + GDP + "}"));

        assertThat(accepted.events())
                .extracting(event -> String.valueOf(event.effectiveOn()))
                .containsExactly("2018-12-31", "2018-06-30", "2017-12-31", "null", "null", "null");
        assertThat(accepted.after().latest().orElseThrow().json().at("/observations/0/period"))
                .hasToString("\"2017\"");
    }

    @Test
    void a_value_stands_beside_others_and_is_corrected_to_a_value_of_a_period() {
        registry.accepts("ind_a", "publish", null, OF_2018);

        assertWarned(registry.asks("ind_a", "publish", null, OF_2018));
        assertWarned(registry.asks("ind_a", "publish", null, "{'period':'1949','value':-0.5}"));
        assertRefused(
                registry.corrects("ind_a", 1, null, "{'period':'2018-Q5','value':'many'}"),
                Decision.Reason.INVALID,
                "not-a-period",
                "not-a-quantity");
        assertConflict(registry.retracts("ind_a", 0), "not-founded");
    }

    @Test
    void it_is_about_a_known_subject_that_is_not_void() {
        String b = GDP.replace("gdp", "tenants");
        registry.accepted(registry.voids("prk_b", "{'reason':'twice'}"));

        assertWarned(registry.asks("ind_b", "define", null, b.replace("440100", "prk_a")));
        assertWarned(registry.asks("ind_b", "define", null, b.replace("440100", "440116")));
        assertConflict(
                registry.asks("ind_b", "define", null, b.replace("440100", "440199")),
                "unknown-region");
        assertConflict(
                registry.asks("ind_b", "define", null, b.replace("440100", "prk_b")), "void-park");
        assertRefused(
                registry.corrects("ind_a", 0, null, b.replace("440100", "usr_x")),
                Decision.Reason.INVALID,
                "not-an-id");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'name':'active-companies','definition':'keyword','by':{'park':'prk_a','industry':'I65','activity':'operating'}",
                "'name':'policies-issued','by':{'level':'city'}",
                "'name':'applications-launched','by':{'scenario':'finance'}",
                "'name':'open-parks'",
                "'name':'open-parks','by':{}",
            })
    void it_may_claim_a_count_of_the_registry(String measure) {
        assertWarned(registry.asks("ind_b", "define", null, claiming(measure)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'name':'active-companies','by':{'level':'city'}",
                "'name':'policies-issued','by':{'activity':'operating'}",
                "'name':'applications-launched','by':{'park':'prk_a'}",
                "'name':'open-parks','by':{'industry':'I65'}",
                "'name':'organizations-established','by':{'scenario':'finance'}",
            })
    void a_count_is_narrowed_by_its_own_dimensions_alone(String measure) {
        assertRefused(
                registry.asks("ind_b", "define", null, claiming(measure)),
                Decision.Reason.INVALID,
                "not-a-dimension");
        assertRefused(
                registry.corrects("ind_a", 0, null, claiming(measure)),
                Decision.Reason.INVALID,
                "not-a-dimension");
    }

    @Test
    void the_park_of_a_count_is_known() {
        String measure = "'name':'active-companies','by':{'park':'prk_n'}";

        assertConflict(registry.asks("ind_b", "define", null, claiming(measure)), "unknown-park");
    }

    @Test
    void the_definition_of_a_count_is_known_by_its_code_or_as_of_a_sequence() {
        registry.accepted(registry.retracts("def_a", 0));
        assertUnknown("keyword", "keyword@0");
        String keyword = "{'code':'keyword','activity':'dormant'}";
        registry.accepted(registry.corrects("def_a", 0, null, keyword));

        assertWarned(counting("keyword"));
        assertWarned(counting("keyword@0"));
        assertWarned(counting("keyword@2"));
        assertUnknown("keyword@1", "keyword@3", "keyword@999999999", "other", "other@0", "def_a");
        registry.accepts("def_a", "withdraw", null, "{}");
        assertUnknown("keyword");
        assertWarned(counting("keyword@2"));
        registry.accepted(registry.voids("def_a", "{'reason':'twice'}"));
        assertUnknown("keyword", "keyword@0");
    }

    @Test
    void only_a_count_of_companies_is_by_a_definition() {
        String measure = "'name':'open-parks','definition':'keyword'";
        assertRefused(
                registry.asks("ind_b", "define", null, claiming(measure)),
                Decision.Reason.INVALID,
                "not-of-companies");
    }

    private void assertUnknown(String... definitions) {
        for (String definition : definitions) {
            Decision decision = counting(definition);
            assertConflict(decision, "unknown-definition");
            assertThat(((Decision.Rejected) decision).findings().getFirst().pointer())
                    .isEqualTo("/measure/definition");
        }
    }

    private Decision counting(String definition) {
        String measure = "'name':'active-companies','definition':'" + definition + "'";
        return registry.asks("ind_b", "define", null, claiming(measure));
    }

    private static String claiming(String measure) {
        return GDP.replace("gdp", "b").replace("}", ",'measure':{" + measure + "}}");
    }

    private String otherIndicator() {
        registry.accepts("ind_other", "define", null, GDP.replace("gdp", "other"));
        return "ind_other";
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            textBlock =
                    """
                    ratio|'ind_b','ind_c'|'ind_b'
                    growth|'ind_b'|'ind_b','ind_c'
                    rise|'ind_b'|
                    part-of|'ind_b'|'ind_b','ind_c'
                    sum|'ind_b','ind_c'|'ind_b'
                    count-of-list|'com_n','Somebody'|
                    """)
    void a_relation_names_as_many_as_it_is_between(String relation, String right, String wrong) {
        registry.accepts("ind_b", "define", null, GDP.replace("gdp", "b"));
        registry.accepts("ind_c", "define", null, GDP.replace("gdp", "c"));
        registry.accepts("com_n", "register", "2018", "{'name':'N','region':'440112'}");
        String data = "{'relation':'%s','to':[%s]}";

        assertWarned(registry.asks("ind_a", "relate", null, data.formatted(relation, right)));
        assertRefused(
                registry.asks(
                        "ind_a",
                        "relate",
                        null,
                        data.formatted(relation, wrong == null ? "" : wrong)),
                Decision.Reason.INVALID,
                "wrong-number");
    }

    @Test
    void a_relation_is_to_other_known_indicators_a_list_also_of_others_and_of_names() {
        assertConflict(
                registry.asks("ind_a", "relate", null, "{'relation':'rise','to':['ind_n']}"),
                "unknown-indicator");
        assertRefused(
                registry.asks("ind_a", "relate", null, "{'relation':'rise','to':['prk_a']}"),
                Decision.Reason.INVALID,
                "not-an-id");
        assertRefused(
                registry.asks("ind_a", "relate", null, "{'relation':'rise','to':['ind_a']}"),
                Decision.Reason.INVALID,
                "itself");
        String list = "{'relation':'count-of-list','to':['prk_a','pol_p','Somebody','%s']}";
        assertWarned(registry.asks("ind_a", "relate", null, list.formatted("Anybody")));
        assertConflict(
                registry.asks("ind_a", "relate", null, list.formatted("prk_n")), "unknown-park");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ratio | ['ind_b','ind_b'] | repeated | /to/1",
                "sum | ['ind_b','ind_c','ind_b'] | repeated | /to/2",
                "count-of-list | ['Somebody','Somebody'] | repeated | /to/1",
                "ratio | ['ind_b','ind_a'] | itself | /to/1",
                "count-of-list | ['ind_a','Somebody'] | itself | /to/0",
            })
    void a_relation_names_each_once_and_not_itself(
            String relation, String to, String code, String pointer) {
        registry.accepts("ind_b", "define", null, GDP.replace("gdp", "b"));
        registry.accepts("ind_c", "define", null, GDP.replace("gdp", "c"));
        registry.accepts("ind_a", "relate", null, "{'relation':'rise','to':['ind_b']}");
        String data = "{'relation':'%s','to':%s}".formatted(relation, to);

        Decision refused = registry.asks("ind_a", "relate", null, data);
        assertRefused(refused, Decision.Reason.INVALID, code);
        assertThat(((Decision.Rejected) refused).findings().getFirst().pointer())
                .isEqualTo(pointer);
        assertRefused(registry.corrects("ind_a", 1, null, data), Decision.Reason.INVALID, code);
    }

    @Test
    void its_code_is_its_own_among_those_about_the_same_subject() {
        assertThat(Rules.claims(registry.timeline("ind_a")))
                .containsExactly("indicator:gdp of 440100");

        registry.accepted(registry.corrects("ind_a", 0, null, GDP.replace("440100", "440112")));
        assertThat(Rules.claims(registry.timeline("ind_a")))
                .containsExactly("indicator:gdp of 440112");

        registry.accepted(registry.retracts("ind_a", 0));
        assertThat(Rules.claims(registry.timeline("ind_a"))).isEmpty();
    }
}
