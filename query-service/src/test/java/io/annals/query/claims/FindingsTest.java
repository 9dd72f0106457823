package io.annals.query.claims;

import static org.assertj.core.api.Assertions.assertThat;

import io.annals.events.Json;

import org.junit.jupiter.api.Test;

import java.util.List;

/** Each relation by scenario: what contradicts, and what rounding, bounds and gaps allow. */
class FindingsTest {

    private static World shares(String gdp, String research, String share) {
        return new World()
                .define("gdp", "billion yuan", "")
                .define("research", "billion yuan", "")
                .define("share", "ratio", "")
                .relate("share", "ratio", "research", "gdp")
                .publish("gdp", "2018", gdp)
                .publish("research", "2018", research)
                .publish("share", "2018", share);
    }

    private static World levels(String more) {
        return new World()
                .define("firms", "firms", more)
                .define("growth", "ratio", "")
                .define("rise", "firms", "")
                .relate("growth", "growth", "firms")
                .relate("rise", "rise", "firms");
    }

    @Test
    void a_share_is_not_that_of_its_two_parts() {
        World report = shares("2258.935", "60.017", "0.0263");
        assertThat(report.findings())
                .singleElement()
                .satisfies(
                        finding -> {
                            assertThat(finding.type().text()).isEqualTo("ratio");
                            assertThat(finding.message())
                                    .isEqualTo(
                                            "share (440100) for 2018 is stated as 0.0263, but"
                                                    + " research 60.017 billion yuan (2018) ÷ gdp"
                                                    + " 2258.935 billion yuan (2018) is 0.02657.");
                            assertThat(Json.write(finding.json()))
                                    .contains("\"value\":0.02657", "\"sources\":[\"src_report\"]");
                            assertThat(finding.claims()).hasSize(3);
                        });
    }

    @Test
    void rounding_is_half_the_last_digit_of_every_number() {
        assertThat(shares("2258.935", "60.017", "0.0266").types()).isEmpty();
        assertThat(shares("2258.935", "60.017", "0.027").types()).isEmpty();
        assertThat(shares("2258.935", "60.017", "0.026").types()).containsExactly("ratio");
        assertThat(shares("2258.9", "59.4", "0.0263").types()).isEmpty();
        assertThat(shares("3", "1", "0.34").types()).containsExactly("ratio");
        assertThat(shares("3.0", "1.0", "0.34").types()).isEmpty();
    }

    @Test
    void bounds_allow_all_that_lies_within_them() {
        assertThat(shares("{'moreThan':170000}", "85000", "0.4").types()).isEmpty();
        assertThat(shares("{'moreThan':170000}", "85000", "0.6").types()).containsExactly("ratio");
        assertThat(shares("{'moreThan':170000}", "85000", "{'atLeast':0.5}").types())
                .containsExactly("ratio");
        assertThat(shares("{'atLeast':170000}", "85000", "{'atLeast':0.5}").types()).isEmpty();
        assertThat(shares("{'about':100}", "50", "0.52").types()).isEmpty();
        assertThat(shares("{'about':100}", "50", "0.54").types()).containsExactly("ratio");
        assertThat(shares("{'from':100,'to':200}", "50", "{'lessThan':0.25}").types())
                .containsExactly("ratio");
        assertThat(shares("{'atMost':100}", "50", "0.3").types()).isEmpty();
        assertThat(shares("0", "50", "0.3").types()).isEmpty();
    }

    @Test
    void what_is_missing_or_in_another_unit_or_period_contradicts_nothing() {
        World report =
                new World()
                        .define("gdp", "billion yuan", "")
                        .define("research", "million yuan", "")
                        .define("share", "ratio", "")
                        .relate("share", "ratio", "research", "gdp")
                        .publish("share", "2018", "0.5")
                        .publish("gdp", "2017", "2000.5");
        assertThat(report.types()).isEmpty();
        report.publish("gdp", "2018", "2000.5");
        assertThat(report.types()).isEmpty();
        report.publish("research", "2018", "60.5");
        assertThat(report.types()).isEmpty();
        report.define("research", "billion yuan", "").publish("research", "2018", "60.5");
        assertThat(report.types()).containsExactly("ratio");
        report.relate("share", "ratio", "research", "nothing");
        assertThat(report.types()).containsExactly("ratio");
    }

    @Test
    void growth_is_from_the_period_before() {
        assertThat(
                        levels("")
                                .publish("firms", "2016", "342")
                                .publish("firms", "2017", "2180")
                                .publish("growth", "2017", "6.37")
                                .findings())
                .singleElement()
                .satisfies(
                        finding ->
                                assertThat(finding.message())
                                        .isEqualTo(
                                                "growth (440100) for 2017 is stated as 6.37, but"
                                                    + " the growth from firms 342 firms (2016) to"
                                                    + " firms 2180 firms (2017) is 5.374."));
    }

    @Test
    void growth_of_what_is_shorter_than_a_year_is_from_the_one_before_or_from_the_year_before() {
        for (String[] spans :
                new String[][] {
                    {"2018-Q4", "2018-Q1", "2019-Q1"},
                    {"2019-03", "2018-04", "2019-04"},
                    {"2019-10-30", "2018-10-31", "2019-10-31"}
                }) {
            assertThat(
                            levels("")
                                    .publish("firms", spans[0], "10")
                                    .publish("firms", spans[2], "15")
                                    .publish("growth", spans[2], "0.9")
                                    .types())
                    .isEmpty();
            assertThat(shortly(spans, "growth", "0.9")).containsExactly("growth");
            assertThat(shortly(spans, "growth", "0.5")).isEmpty();
            assertThat(shortly(spans, "growth", "2.0")).isEmpty();
            assertThat(shortly(spans, "rise", "5")).isEmpty();
            assertThat(shortly(spans, "rise", "10")).isEmpty();
            assertThat(shortly(spans, "rise", "6")).containsExactly("rise");
        }
    }

    private static List<String> shortly(String[] spans, String what, String value) {
        return levels("")
                .publish("firms", spans[0], "10")
                .publish("firms", spans[1], "5")
                .publish("firms", spans[2], "15")
                .publish(what, spans[2], value)
                .types();
    }

    @Test
    void growth_by_the_registrys_own_counts_is_that_of_both_ends_whatever_is_stated_of_one() {
        assertThat(counted("2180", "5.37")).isEmpty();
        assertThat(counted("9999", "5.37")).containsExactly("own-count");
        assertThat(counted("9999", "6.37")).containsExactly("growth", "own-count");
    }

    private static List<String> counted(String stated, String growth) {
        return levels("'measure':{'name':'company-registrations'}")
                .count("firms", "2016", 342, 342)
                .count("firms", "2017", 2180, 2180)
                .publish("firms", "2017", stated)
                .publish("growth", "2017", growth)
                .types();
    }

    @Test
    void a_base_is_told_by_the_end_and_the_rise() {
        World report =
                levels("")
                        .publish("firms", "2018", "3544")
                        .publish("rise", "2015/2018", "2575")
                        .publish("growth", "2015/2018", "2.66");
        assertThat(report.types()).isEmpty();
        assertThat(
                        levels("")
                                .publish("firms", "2018", "3544")
                                .publish("rise", "2015/2018", "2575")
                                .publish("growth", "2015/2018", "2.67")
                                .findings())
                .singleElement()
                .satisfies(
                        finding -> {
                            assertThat(finding.message()).contains("firms 2015 969", "is 2.657");
                            assertThat(finding.claims()).hasSize(3);
                        });
        assertThat(report.publish("firms", "2015", "969").types()).isEmpty();
        assertThat(report.publish("firms", "2015", "970").types())
                .as("the later of one source stands beside it here: either may fit")
                .isEmpty();
    }

    @Test
    void a_rise_is_between_first_and_last() {
        World report =
                levels("")
                        .publish("firms", "2015", "969")
                        .publish("firms", "2018", "3544")
                        .publish("rise", "2015/2018", "2576");
        assertThat(report.findings())
                .singleElement()
                .satisfies(
                        finding ->
                                assertThat(Json.write(finding.json())).contains("\"value\":2575"));
        assertThat(
                        levels("")
                                .publish("firms", "2015", "{'about':1000}")
                                .publish("firms", "2018", "3544")
                                .publish("rise", "2015/2018", "2576")
                                .types())
                .isEmpty();
    }

    @Test
    void missing_levels_are_the_registrys_own_counts() {
        World report =
                levels("'measure':{'name':'company-registrations'}")
                        .publish("growth", "2017", "6.37");
        assertThat(report.types()).isEmpty();
        report.count("firms", "2016", 342, 342);
        assertThat(report.types()).isEmpty();
        report.count("firms", "2017", 2180, 2180);
        assertThat(report.findings())
                .singleElement()
                .satisfies(
                        finding -> {
                            assertThat(finding.message()).contains("own count", "342", "5.374");
                            assertThat(Json.write(finding.json())).contains("\"value\":5.374");
                        });
        assertThat(report.count("firms", "2016", 290, 342).types()).isEmpty();
        assertThat(report.count("firms", "2016", 0, 0).types()).isEmpty();
    }

    @Test
    void growth_at_constant_prices_is_not_that_of_current_levels() {
        World report =
                new World()
                        .define("gdp", "billion yuan", "'priceBasis':'current'")
                        .define("growth", "ratio", "'priceBasis':'constant'")
                        .relate("growth", "growth", "gdp")
                        .publish("gdp", "2017", "2150.3")
                        .publish("gdp", "2018", "2258.9")
                        .publish("growth", "2018", "0.063");
        assertThat(report.types()).isEmpty();
    }

    @Test
    void a_sum_is_that_of_all_its_terms() {
        World report =
                new World()
                        .define("all", "firms", "")
                        .define("a", "firms", "")
                        .define("b", "firms", "")
                        .relate("all", "sum", "a", "b")
                        .publish("all", "2018", "10")
                        .publish("a", "2018", "4");
        assertThat(report.types()).isEmpty();
        assertThat(report.publish("b", "2018", "{'moreThan':6}").types()).containsExactly("sum");
        assertThat(report.publish("b", "2018", "6", "src_report", "other").types()).isEmpty();
    }

    private static World parks(String guangzhou, String guangdong, String shanghai, String china) {
        return new World()
                .define("gz", "parks", "")
                .define("gd", "parks", "'about':'440000'")
                .define("sh", "parks", "'about':'310000'")
                .define("cn", "parks", "'about':'CN'")
                .relate("gz", "part-of", "gd")
                .relate("gz", "part-of", "cn")
                .relate("gd", "part-of", "cn")
                .relate("sh", "part-of", "cn")
                .publish("gz", "2019-10-31", guangzhou)
                .publish("gd", "2019-10-31", guangdong)
                .publish("sh", "2019-10-31", shanghai)
                .publish("cn", "2019-10-31", china);
    }

    @Test
    void parts_are_not_more_than_the_whole_and_may_be_less() {
        assertThat(parks("5", "6", "4", "35").types()).isEmpty();
        assertThat(parks("5", "5", "4", "9").types()).isEmpty();
        assertThat(parks("7", "6", "4", "35").types()).containsExactly("part-of");
        assertThat(parks("7", "{'atLeast':6}", "4", "35").types()).isEmpty();
        assertThat(parks("5", "6", "4", "9").findings())
                .singleElement()
                .satisfies(
                        finding -> {
                            assertThat(finding.message())
                                    .contains("cn (CN)", "together, gd 6 parks", "sh 4 parks");
                            assertThat(finding.message()).doesNotContain("gz");
                        });
        assertThat(parks("5", "6", "{'atMost':4}", "9").types()).isEmpty();
    }

    @Test
    void of_parts_in_one_region_the_largest_counts() {
        World report =
                parks("5", "6", "4", "35")
                        .define("tz", "parks", "'about':'310000'")
                        .relate("tz", "part-of", "cn")
                        .publish("tz", "2019-10-31", "30");
        assertThat(report.types()).containsExactly("part-of");
        assertThat(report.findings().getFirst().message()).contains("tz 30", "gd 6");
    }

    private static World units(String x, String a, String b) {
        return new World()
                .define("a", a, "")
                .define("b", b, "")
                .define("x", x, "")
                .relate("x", "ratio", "a", "b")
                .publish("a", "2018", "60.5")
                .publish("b", "2018", "1490.2")
                .publish("x", "2018", "9.9");
    }

    @Test
    void a_quotient_is_compared_in_its_own_unit_alone() {
        assertThat(units("ratio", "yuan", "yuan").types()).containsExactly("ratio");
        assertThat(units("yuan per person", "yuan", "person").types()).containsExactly("ratio");
        for (String other :
                List.of("yuan per head", "‰", "per mille", "pct", "%", "Percent", "pp", "yuan")) {
            assertThat(units(other, "yuan", "person").types()).as(other).isEmpty();
            assertThat(units(other, "yuan", "yuan").types()).as(other).isEmpty();
        }
        assertThat(units("ratio", "billion yuan", "10000 persons").types()).isEmpty();
        for (String points : List.of("pp", "%", "percentage points")) {
            assertThat(
                            new World()
                                    .define("firms", "firms", "")
                                    .define("growth", points, "")
                                    .relate("growth", "growth", "firms")
                                    .publish("firms", "2017", "10")
                                    .publish("firms", "2018", "15")
                                    .publish("growth", "2018", "50")
                                    .types())
                    .isEmpty();
        }
    }

    private static final String BY_WORD = "'measure':{'name':'active-companies','definition':'a'}";
    private static final String BY_WORK = "'measure':{'name':'active-companies','definition':'b'}";

    private static World together(String relation, String one, String other) {
        World world =
                new World()
                        .define("all", "firms", "'about':'CN'")
                        .define("gd", "firms", "'about':'440000'," + one)
                        .define("sh", "firms", "'about':'310000'," + other)
                        .publish("all", "2018", "100")
                        .publish("gd", "2018", "60")
                        .publish("sh", "2018", "50");
        return relation.equals("sum")
                ? world.relate("all", "sum", "gd", "sh")
                : world.relate("gd", "part-of", "all").relate("sh", "part-of", "all");
    }

    @Test
    void what_is_counted_by_different_definitions_is_not_added() {
        for (String relation : List.of("sum", "part-of")) {
            assertThat(together(relation, BY_WORD, BY_WORD).types()).containsExactly(relation);
            assertThat(together(relation, BY_WORD, BY_WORK).types()).isEmpty();
        }
    }

    @Test
    void a_base_is_not_told_by_a_rise_of_what_is_defined_otherwise() {
        World report =
                new World()
                        .define("firms", "firms", "")
                        .define("rise", "firms", BY_WORD)
                        .define("growth", "ratio", BY_WORK)
                        .relate("rise", "rise", "firms")
                        .relate("growth", "growth", "firms")
                        .publish("firms", "2018", "100")
                        .publish("rise", "2018", "50")
                        .publish("growth", "2018", "0.2");
        assertThat(report.types()).isEmpty();
    }

    @Test
    void a_share_at_constant_prices_is_not_that_of_current_parts() {
        World report =
                new World()
                        .define("a", "yuan", "'priceBasis':'current'")
                        .define("b", "yuan", "'priceBasis':'current'")
                        .define("x", "ratio", "'priceBasis':'constant'")
                        .relate("x", "ratio", "a", "b")
                        .publish("a", "2018", "50.5")
                        .publish("b", "2018", "100.5")
                        .publish("x", "2018", "0.9");
        assertThat(report.types()).isEmpty();
    }

    @Test
    void a_level_stated_for_a_range_does_not_tell_the_base_of_a_growth() {
        World report =
                levels("")
                        .publish("firms", "2017-01/2017-10", "100")
                        .publish("firms", "2018-01", "5")
                        .publish("firms", "2018-10", "15")
                        .publish("growth", "2018-01/2018-10", "0.1");
        assertThat(report.types()).containsExactly("growth");
        assertThat(report.publish("firms", "2018-01/2018-10", "110").types()).isEmpty();
    }

    private static World platforms(String stated, String... list) {
        return new World()
                .define("platforms", "platforms", "")
                .relate("platforms", "count-of-list", list)
                .publish("platforms", "2019", stated);
    }

    @Test
    void a_list_is_as_long_as_is_stated() {
        assertThat(platforms("1", "one", "two", "three").findings())
                .singleElement()
                .satisfies(
                        finding ->
                                assertThat(finding.message())
                                        .contains("1 platforms", "one, two, three", "is 3"));
        assertThat(platforms("3", "one", "two", "three").types()).isEmpty();
        assertThat(platforms("3", "one", "two", "one").types()).containsExactly("count-of-list");
        assertThat(platforms("{'moreThan':3}", "one", "two", "three").types())
                .containsExactly("count-of-list");
        World parks = platforms("2", "prk_a", "prk_b").subject("prk_a", "9999-12-31");
        assertThat(parks.types()).containsExactly("count-of-list");
        assertThat(parks.subject("prk_b", "9999-12-31").types()).isEmpty();
        assertThat(parks.subject("prk_b", "2019-12-31").types()).containsExactly("count-of-list");
        assertThat(platforms("2", "one", "two").publish("platforms", "2018", "1").types())
                .as("names have no dates")
                .isEmpty();
    }

    @Test
    void a_claim_is_not_the_registrys_own_count() {
        World report =
                new World()
                        .define("firms", "firms", "'measure':{'name':'active-companies'}")
                        .publish("firms", "2018", "100")
                        .publish("firms", "2019", "{'about':300}");
        assertThat(report.types()).isEmpty();
        report.count("firms", "2018", 100, 100).count("firms", "2019", 310, 310);
        assertThat(report.types()).isEmpty();
        report.count("firms", "2018", 99, 99);
        assertThat(report.types()).containsExactly("own-count");
        report.count("firms", "2018", 99, 101);
        assertThat(report.types()).isEmpty();
    }

    @Test
    void sources_that_cannot_all_be_right_are_rivals() {
        World report =
                new World()
                        .define("gdp", "billion yuan", "")
                        .publish("gdp", "2018", "2258.935")
                        .publish("gdp", "2018", "2258.9", "src_yearbook", "");
        assertThat(report.types()).isEmpty();
        report.publish("gdp", "2018", "{'moreThan':2300}", "src_paper", "");
        assertThat(report.findings())
                .singleElement()
                .satisfies(
                        finding -> {
                            assertThat(finding.type().text()).isEqualTo("rivals");
                            assertThat(finding.message())
                                    .contains(
                                            "more than 2300 billion yuan by src_paper, but as"
                                                    + " 2258.9 billion yuan by src_yearbook");
                        });
        World readings =
                new World()
                        .define("area", "m²", "")
                        .publish("area", "2018", "15104", "src_a", "land")
                        .publish("area", "2018", "61307.3", "src_b", "floor");
        assertThat(readings.types()).isEmpty();
        readings.publish("area", "2018", "15000", "src_c", "land");
        assertThat(readings.types()).containsExactly("rivals");
        readings.publish("area", "2018", "15000", "src_a", "floor");
        assertThat(readings.types()).as("src_a can be read so that it agrees").isEmpty();
    }

    @Test
    void a_sentence_of_two_readings_contradicts_only_if_neither_fits() {
        World report =
                levels("")
                        .publish("firms", "2016", "100")
                        .publish("firms", "2017", "150")
                        .publish("growth", "2017", "1.5", "src_report", "to")
                        .publish("growth", "2017", "0.5", "src_report", "by");
        assertThat(report.types()).isEmpty();
        assertThat(
                        levels("")
                                .publish("firms", "2016", "100")
                                .publish("firms", "2017", "160")
                                .publish("growth", "2017", "1.5", "src_report", "to")
                                .publish("growth", "2017", "0.5", "src_report", "by")
                                .findings())
                .singleElement()
                .satisfies(
                        finding -> {
                            assertThat(finding.message()).contains("0.5 or 1.5");
                            assertThat(finding.claims()).hasSize(4);
                        });
    }

    @Test
    void a_source_is_held_against_its_own_numbers_first() {
        World report =
                shares("100", "10", "0.10").publish("gdp", "2018", "200", "src_yearbook", "");
        assertThat(report.types()).containsExactly("rivals");
        report.publish("share", "2018", "0.05", "src_yearbook", "");
        assertThat(report.types()).containsExactly("rivals", "rivals");
        report.publish("share", "2018", "0.5", "src_paper", "");
        assertThat(report.types()).containsExactly("ratio", "rivals", "rivals");
    }
}
