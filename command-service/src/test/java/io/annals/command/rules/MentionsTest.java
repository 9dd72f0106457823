package io.annals.command.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.annals.events.Timeline;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MentionsTest {

    private final Registry registry = Registry.withSurroundings();

    @BeforeEach
    void a_tenant() {
        registry.accepts("com_x", "register", "2010-01-01", "{'name':'X','region':'440112'}");
        registry.accepts("com_x", "join-park", "2015-01-01", "{'park':'prk_a'}");
    }

    @Test
    void a_subject_refers_to_what_its_latest_state_names_and_to_its_sources() {
        assertMentions("com_x", "440112", "prk_a", "src_r");
        registry.accepts("com_x", "relocate", "2016-01-01", "{'region':'440106'}");
        registry.accepts("com_x", "leave-park", "2017-01-01", "{'park':'prk_a'}");
        assertMentions("com_x", "440106", "src_r");

        registry.accepts("prk_a", "grant-policy", "2018-01-01", "{'policy':'pol_p'}");
        registry.accepts(
                "prk_a", "change-operator", "2018", "{'operator':{'name':'X','id':'com_x'}}");
        assertMentions("prk_a", "440112", "com_x", "pol_p", "src_r");
        assertMentions("440116", "440100", "440112", "src_r");
        registry.accepted(registry.voids("com_x", "{'reason':'twice'}"));
        assertMentions("com_x");
    }

    @Test
    void a_park_lapses_where_it_is_open_no_more_also_for_some_days_in_the_past() {
        assertLapse(true, "prk_a", registry.asks("prk_a", "close", "2018-01-01", "{}"));
        assertLapse(true, "prk_a", registry.retracts("prk_a", 0));
        assertLapse(true, "prk_a", registry.voids("prk_a", "{'reason':'twice'}"));
        String later = "{'name':'A','region':'440112'}";
        assertLapse(true, "prk_a", registry.corrects("prk_a", 0, "2016-01-01", later));
        assertLapse(false, "prk_a", registry.corrects("prk_a", 0, "2011-01-01", later));
        assertLapse(
                true,
                "prk_a",
                registry.asksTogether(
                        "prk_a",
                        "{'verb':'close','effectiveOn':'2016-01-01'}",
                        "{'verb':'reopen','effectiveOn':'2017-01-01'}"));
        registry.accepts("prk_a", "close", "2018-01-01", "{}");
        assertLapse(false, "prk_a", registry.asks("prk_a", "reopen", "2019-01-01", "{}"));
    }

    @Test
    void a_region_lapses_when_it_is_merged_and_a_policy_when_it_is_repealed() {
        assertLapse(
                true, "440106", registry.asks("440106", "merge-into", "2015", "{'into':'440112'}"));
        assertLapse(true, "440106", registry.asks("440106", "abolish", "2015", "{}"));
        assertLapse(false, "440106", registry.asks("440106", "rename", "2015", "{'name':'T'}"));
        assertLapse(true, "pol_p", registry.asks("pol_p", "repeal", "2019", "{}"));
        assertLapse(false, "pol_p", registry.asks("pol_p", "amend", "2019", "{'title':'T'}"));
    }

    @Test
    void a_company_or_source_lapses_when_it_is_known_no_more_and_not_when_it_ends() {
        assertLapse(false, "com_x", registry.asks("com_x", "deregister", "2019", "{}"));
        assertLapse(true, "com_x", registry.voids("com_x", "{'reason':'twice'}"));
        assertLapse(true, "src_r", registry.retracts("src_r", 0));
    }

    @Test
    void a_figure_that_claims_a_count_refers_to_its_definition_until_that_is_adopted_no_more() {
        registry.accepts("def_a", "adopt", null, "{'code':'keyword','activity':'operating'}");
        registry.accepts(
                "ind_a",
                "define",
                null,
                "{'code':'c','name':'C','unit':'u','about':'440100','measure':"
                        + "{'name':'active-companies','definition':'keyword@0'}}");

        assertMentions("ind_a", "440100", "definition:keyword", "src_r");
        assertLapse(
                false, "def_a", registry.asks("def_a", "revise", null, "{'activity':'dormant'}"));
        String other = "{'code':'other','activity':'operating'}";
        assertLapse(true, "def_a", registry.corrects("def_a", 0, null, other));
        registry.accepted(
                assertLapse(true, "def_a", registry.asks("def_a", "withdraw", null, "{}")));
        assertLapse(true, "def_a", registry.voids("def_a", "{'reason':'twice'}"));
    }

    private void assertMentions(String subject, String... ids) {
        assertThat(Mentions.of(registry.timeline(subject))).containsExactly(ids);
    }

    private Decision assertLapse(boolean lapses, String subject, Decision decision) {
        assertThat(decision).isInstanceOf(Decision.Accepted.class);
        Timeline after = ((Decision.Accepted) decision).after();
        assertThat(Mentions.lapse(registry.timeline(subject), after)).isEqualTo(lapses);
        return decision;
    }
}
