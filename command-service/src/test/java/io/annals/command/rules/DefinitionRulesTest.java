package io.annals.command.rules;

import static io.annals.command.rules.Registry.assertConflict;
import static io.annals.command.rules.Registry.assertRefused;
import static io.annals.command.rules.Registry.assertWarned;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DefinitionRulesTest {

    private static final String KEYWORD =
            "{'code':'keyword','keywords':['区块链'],'fields':['name','formerName']}";

    private final Registry registry = Registry.withSurroundings();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'code':'a'}",
                "{'code':'a','keywords':['x']}",
                "{'code':'a','fields':['name']}",
                "{'code':'a','keywords':['x'],'fields':[]}",
                "{'code':'a','keywords':[],'fields':['name'],'activity':'operating'}",
                "{'code':'a','keywords':null,'fields':null,'activity':null}",
            })
    void what_is_adopted_says_by_what_it_counts(String data) {
        assertRefused(
                registry.asks("def_a", "adopt", null, data),
                Decision.Reason.INVALID,
                "no-criterion");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                KEYWORD,
                "{'code':'a','activity':'operating'}",
                "{'code':'a','keywords':[],'fields':[],'activity':'operating'}",
                "{'code':'a','keywords':['x'],'fields':['products'],'activity':'dormant'}",
            })
    void it_may_count_by_keywords_in_fields_by_activity_or_by_both(String data) {
        assertWarned(registry.asks("def_a", "adopt", null, data));
    }

    @Test
    void a_revision_leaves_something_to_count_by() {
        registry.accepts("def_a", "adopt", null, KEYWORD);

        assertConflict(registry.asks("def_a", "revise", null, "{'keywords':[]}"), "no-criterion");
        assertConflict(registry.asks("def_a", "revise", null, "{'fields':null}"), "no-criterion");
        registry.accepts("def_a", "revise", null, "{'activity':'operating'}");
        assertConflict(registry.asks("def_a", "revise", null, "{'keywords':null}"), "no-criterion");
        assertWarned(registry.asks("def_a", "revise", null, "{'keywords':null,'fields':null}"));
        assertConflict(registry.corrects("def_a", 1, null, "{'fields':[]}"), "no-criterion");
    }

    @Test
    void a_withdrawn_definition_is_revised_no_more_but_what_was_said_before_is_corrected() {
        registry.accepts("def_a", "adopt", null, KEYWORD);
        registry.accepts("def_a", "revise", null, "{'activity':'operating'}");
        registry.accepts("def_a", "withdraw", null, "{}");

        assertConflict(
                registry.asks("def_a", "revise", null, "{'activity':'dormant'}"), "withdrawn");
        assertConflict(registry.asks("def_a", "withdraw", null, "{}"), "withdrawn");
        assertWarned(registry.corrects("def_a", 1, null, "{'activity':'dormant'}"));
        registry.accepted(registry.retracts("def_a", 2));
        assertWarned(registry.asks("def_a", "revise", null, "{'activity':'dormant'}"));
    }

    @Test
    void the_refusal_of_what_has_no_valid_time_names_no_day() {
        registry.accepts("def_a", "adopt", null, KEYWORD);
        registry.accepts("def_a", "withdraw", null, "{}");

        Decision.Rejected rejected =
                (Decision.Rejected) registry.asks("def_a", "withdraw", null, "{}");
        assertThat(rejected.detail()).isEqualTo("withdraw: is withdrawn");
        assertThat(rejected.findings().getFirst().day()).isNull();
    }

    @Test
    void its_code_is_its_own_until_its_founding_does_not_stand() {
        registry.accepts("def_a", "adopt", null, KEYWORD);
        registry.accepts("def_a", "withdraw", null, "{}");
        assertThat(Rules.claims(registry.timeline("def_a"))).containsExactly("definition:keyword");

        registry.accepted(registry.corrects("def_a", 0, null, KEYWORD.replace("keyword'", "k'")));
        assertThat(Rules.claims(registry.timeline("def_a"))).containsExactly("definition:k");

        registry.accepted(registry.voids("def_a", "{'reason':'twice'}"));
        assertThat(Rules.claims(registry.timeline("def_a"))).isEmpty();
    }
}
