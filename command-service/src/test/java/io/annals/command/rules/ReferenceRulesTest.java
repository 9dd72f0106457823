package io.annals.command.rules;

import static io.annals.command.rules.Registry.assertConflict;
import static io.annals.command.rules.Registry.assertWarned;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReferenceRulesTest {

    private static final String A = "{'park':'prk_a'}";
    private static final String LUOGANG = "{'name':'X','region':'440116'}";

    private final Registry registry = Registry.withSurroundings();

    @BeforeEach
    void a_company() {
        registry.accepts("com_x", "register", "2010-01-01", "{'name':'X','region':'440112'}");
    }

    @Test
    void a_region_exists_on_the_day() {
        assertWarned(registry.asks("com_y", "register", "2013-05-01", LUOGANG));
        assertConflict(registry.asks("com_y", "register", "2015-05-01", LUOGANG), "region-former");
        assertConflict(
                registry.asks("com_y", "register", "2015", "{'name':'X','region':'440199'}"),
                "unknown-region");
        assertConflict(
                registry.asks("com_y", "register", "1970", "{'name':'X','region':'reg_z'}"),
                "unknown-region");
    }

    @Test
    void a_region_established_later_is_refused_and_warned_of_where_the_order_is_unknown() {
        String zone = "{'code':'reg_z','name':'Zone','level':'zone','partOf':['440112']}";
        registry.accepts("reg_z", "establish", "2012-06-01", zone);
        String in = "{'region':'reg_z'}";

        assertConflict(registry.asks("com_x", "relocate", "2011", in), "region-not-yet");
        assertWarned(registry.asks("com_x", "relocate", "2012", in), "region-not-yet");
        assertWarned(registry.asks("com_x", "relocate", "2013", in));
    }

    @Test
    void a_former_region_is_warned_of_where_the_order_is_unknown() {
        assertWarned(registry.asks("com_y", "register", "..2015", LUOGANG), "region-former");
    }

    @Test
    void a_park_is_open_on_the_day_of_joining() {
        registry.accepts("prk_a", "close", "2018-01-01", "{}");

        assertConflict(registry.asks("com_x", "join-park", "2011-01-01", A), "park-not-open");
        assertConflict(registry.asks("com_x", "join-park", "2018-02-01", A), "park-not-open");
        assertWarned(registry.asks("com_x", "join-park", "..2018-02", A), "park-not-open");
        assertConflict(
                registry.asks("com_x", "join-park", "2018", "{'park':'prk_n'}"), "unknown-park");
    }

    @Test
    void a_closed_park_can_be_left() {
        registry.accepts("com_x", "join-park", "2015-01-01", A);
        registry.accepts("prk_a", "close", "2018-01-01", "{}");

        assertWarned(registry.asks("com_x", "leave-park", "2018-02-01", A));
    }

    @Test
    void what_is_void_is_not_referred_to() {
        registry.accepted(registry.voids("prk_a", "{'reason':'twice'}"));
        registry.accepted(registry.voids("pol_p", "{'reason':'twice'}"));

        assertConflict(registry.asks("com_x", "join-park", "2018", A), "void-park");
        assertConflict(
                registry.asks("prk_b", "grant-policy", "2018", "{'policy':'pol_p'}"),
                "void-policy");
    }

    @Test
    void a_source_is_known_and_neither_retracted_nor_void() {
        String company = "{'name':'Y','region':'440112','source':{'id':'src_n'}}";
        assertConflict(registry.asks("com_y", "register", "2018", company), "unknown-source");

        registry.accepts("src_n", "cite", null, "{'title':'N','publisher':'P'}");
        assertWarned(registry.asks("com_y", "register", "2018", company));

        registry.accepted(registry.retracts("src_n", 0));
        assertConflict(registry.asks("com_y", "register", "2018", company), "unknown-source");

        registry.accepted(registry.voids("src_n", "{'reason':'never printed'}"));
        assertConflict(registry.asks("com_y", "register", "2018", company), "void-source");
    }

    @Test
    void only_what_is_stated_now_is_checked() {
        registry.accepts("com_x", "join-park", "2015-01-01", A);
        registry.accepted(registry.voids("prk_a", "{'reason':'twice'}"));

        assertWarned(registry.asks("com_x", "rename", "2018", "{'name':'Y'}"));
        assertConflict(registry.corrects("com_x", 1, "2016-01-01", A), "void-park");
    }

    @Test
    void a_participant_with_an_id_is_known() {
        String founders = "{'name':'C','region':'440112','founders':['F',{'name':'X','id':'%s'}]}";
        Decision unknown = registry.asks("prk_c", "open", "2018", founders.formatted("com_n"));
        assertConflict(unknown, "unknown-company");
        assertThat(((Decision.Rejected) unknown).findings().getFirst().pointer())
                .isEqualTo("/founders/1/id");
        assertWarned(registry.asks("prk_c", "open", "2018", founders.formatted("com_x")));

        String operator = "{'operator':{'name':'X','id':'com_x'}}";
        registry.accepts("prk_a", "change-operator", "2018", operator);
        registry.accepted(registry.voids("com_x", "{'reason':'twice'}"));
        assertConflict(registry.asks("prk_b", "change-operator", "2018", operator), "void-company");
        assertConflict(registry.corrects("prk_a", 1, "2018", operator), "void-company");
        assertWarned(registry.asks("prk_b", "change-operator", "2018", "{'operator':'X'}"));
    }
}
