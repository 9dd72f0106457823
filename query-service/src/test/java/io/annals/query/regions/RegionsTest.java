package io.annals.query.regions;

import static org.assertj.core.api.Assertions.assertThat;

import io.annals.events.Json;
import io.annals.events.State;

import org.junit.jupiter.api.Test;

import java.util.HashMap;
import java.util.Map;

class RegionsTest {

    private static final Regions BEFORE = tree(false);
    private static final Regions AFTER = tree(true);

    private static Regions tree(boolean merged) {
        Map<String, State> states = new HashMap<>();
        put(states, "CN", "{'status':'current','name':'China','level':'country'}");
        put(
                states,
                "440000",
                "{'status':'current','name':'Guangdong','level':'province','parent':'CN'}");
        put(
                states,
                "440100",
                "{'status':'current','name':'Guangzhou','level':'city','parent':'440000'}");
        put(
                states,
                "440106",
                "{'status':'current','name':'Tianhe','level':'district','parent':'440100'}");
        put(
                states,
                "440112",
                "{'status':'current','name':'Huangpu','level':'district','parent':'440100'}");
        put(
                states,
                "440116",
                merged
                        ? "{'status':'former','name':'Luogang','level':'district','parent':'440100','into':'440112'}"
                        : "{'status':'current','name':'Luogang','level':'district','parent':'440100'}");
        put(
                states,
                "440184",
                "{'status':'current','name':'Conghua','level':'county','parent':'440100'}");
        put(
                states,
                "reg_gdd",
                "{'status':'current','name':'Zone','level':'zone','parent':'440100','partOf':['440112']}");
        put(
                states,
                "reg_two",
                "{'status':'current','name':'Both','level':'zone','parent':'440100','partOf':['440106','440112']}");
        put(
                states,
                "reg_old",
                "{'status':'current','name':'Old','level':'zone','partOf':['440116']}");
        return new Regions(states);
    }

    private static void put(Map<String, State> states, String code, String json) {
        states.put(code, State.of(Json.read(json.replace('\'', '"'))));
    }

    @Test
    void a_merged_district_is_what_it_was_merged_into() {
        assertThat(BEFORE.district("440116")).contains("440116");
        assertThat(AFTER.district("440116")).contains("440112");
        assertThat(AFTER.today("440116")).isEqualTo("440112");
        assertThat(BEFORE.today("440116")).isEqualTo("440116");
        assertThat(AFTER.within("440112")).contains("440112", "440116", "reg_gdd", "reg_old");
        assertThat(BEFORE.within("440112")).doesNotContain("440116", "reg_old");
    }

    @Test
    void everything_lies_in_what_is_above_it() {
        assertThat(AFTER.within("440100"))
                .contains("440106", "440112", "440116", "440184", "reg_gdd", "reg_two", "reg_old");
        assertThat(AFTER.city("440106")).contains("440100");
        assertThat(AFTER.province("440106")).contains("440000");
        assertThat(AFTER.district("440184")).contains("440184");
        assertThat(AFTER.district("440100")).isEmpty();
    }

    @Test
    void a_zone_is_in_the_district_that_it_is_part_of_unless_there_are_several() {
        assertThat(AFTER.district("reg_gdd")).contains("440112");
        assertThat(AFTER.city("reg_gdd")).contains("440100");
        assertThat(AFTER.district("reg_two")).isEmpty();
        assertThat(AFTER.city("reg_two")).contains("440100");
        assertThat(AFTER.district("reg_old")).contains("440112");
    }

    @Test
    void an_unknown_code_is_only_itself() {
        assertThat(AFTER.within("999999")).containsExactly("999999");
        assertThat(AFTER.today("999999")).isEqualTo("999999");
        assertThat(AFTER.district("999999")).isEmpty();
        assertThat(AFTER.name("999999")).isEqualTo("999999");
    }

    @Test
    void divisions_that_lie_in_each_other_end() {
        Map<String, State> states = new HashMap<>();
        put(states, "reg_a", "{'status':'former','name':'A','level':'zone','into':'reg_b'}");
        put(states, "reg_b", "{'status':'former','name':'B','level':'zone','into':'reg_a'}");
        put(states, "reg_c", "{'status':'current','name':'C','level':'zone','parent':'reg_d'}");
        put(states, "reg_d", "{'status':'current','name':'D','level':'zone','parent':'reg_c'}");
        Regions regions = new Regions(states);
        assertThat(regions.within("reg_a")).containsExactlyInAnyOrder("reg_a", "reg_b");
        assertThat(regions.district("reg_c")).isEmpty();
        assertThat(regions.district("reg_a")).isEmpty();
        assertThat(regions.today("reg_a")).isIn("reg_a", "reg_b");
    }
}
