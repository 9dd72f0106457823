package io.annals.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import tools.jackson.databind.JsonNode;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The report's seeds and the whole population, loaded as {@code ./annals up} loads them: the
 * numbers of the report.
 */
class SeriesOfThePopulationTest {

    private static final String CENSUS = "validAt=2019-10-31";

    private static Registry registry;

    @BeforeAll
    static void begin() {
        registry = Registry.start();
        try (Api api = new Api(registry.url(), Book.KEY)) {
            new Loading(api, new PrintStream(new ByteArrayOutputStream())).load(true);
        }
    }

    @AfterAll
    static void end() {
        registry.close();
    }

    @Test
    void registrations_per_year_are_those_of_the_report_together_13723() {
        Map<String, Long> years = new TreeMap<>();
        long total = 0;
        for (JsonNode row : read("series/company-registrations?by=year&" + CENSUS).get("rows")) {
            years.put(row.get("period").stringValue(), row.get("value").longValue());
            total = row.get("total").longValue();
        }
        Map<String, Long> expected = new TreeMap<>();
        long[] published = {12, 18, 25, 41, 77, 156, 342, 2_180, 6_537, 4_335};
        for (int i = 0; i < published.length; i++) {
            expected.put(Integer.toString(2010 + i), published[i]);
        }
        assertThat(years).isEqualTo(expected);
        assertThat(total).isEqualTo(13_723);
        assertThat(value("series/company-registrations?region=440100&" + CENSUS)).isEqualTo(13_723);
        assertThat(value("series/active-companies?region=440100&" + CENSUS)).isEqualTo(13_723);
        assertThat(value("series/company-deregistrations?" + CENSUS)).isZero();
        assertThat(value("series/company-deregistrations?validAt=2025-12-31")).isPositive();
    }

    @Test
    void registrations_and_active_companies_agree_on_2019_10_31_and_differ_on_2018_12_31() {
        Map<String, Long> registered = byDistrict("company-registrations", CENSUS);
        assertThat(registered).containsEntry("440106", 5_341L).containsEntry("440112", 1_699L);
        assertThat(byDistrict("active-companies", CENSUS)).isEqualTo(registered);
        assertThat(registered).doesNotContainKey("440116");
        Map<String, Long> earlier = byDistrict("company-registrations", "validAt=2018-12-31");
        Map<String, Long> active = byDistrict("active-companies", "validAt=2018-12-31");
        assertThat(active.get("440106")).isNotEqualTo(earlier.get("440106"));
        assertThat(active.get("440112")).isNotEqualTo(earlier.get("440112"));
        assertThat(active.values().stream().mapToLong(Long::longValue).sum())
                .isEqualTo(earlier.values().stream().mapToLong(Long::longValue).sum())
                .isEqualTo(13_723 - 4_335);
    }

    @Test
    void by_the_borders_of_then_huangpu_has_1676_and_luogang_23() {
        Map<String, Long> then = byDistrict("company-registrations", CENSUS + "&borders=then");
        assertThat(then)
                .containsEntry("440112", 1_676L)
                .containsEntry("440116", 23L)
                .containsEntry("440106", 5_341L);
        assertThat(value("series/company-registrations?region=440112&" + CENSUS)).isEqualTo(1_699);
        assertThat(value("series/company-registrations?region=440112&borders=then&" + CENSUS))
                .isEqualTo(1_676);
    }

    @Test
    void every_figure_and_table_of_the_report_is_answered_as_printed() {
        assertThat(Coverage.rows(registry.url()))
                .hasSizeGreaterThan(190)
                .filteredOn(row -> !row.same())
                .isEmpty();
    }

    @Test
    void the_report_as_of_2019_10_31_says_what_the_report_says() {
        JsonNode report = read("reports/industry?region=440100&" + CENSUS);
        assertThat(report.get("chapters").valueStream().map(one -> one.get("id").asString()))
                .containsExactly(
                        "economy",
                        "research",
                        "talent",
                        "policies",
                        "organizations",
                        "funds",
                        "applications",
                        "parks",
                        "companies",
                        "park-cases",
                        "other-figures");
        JsonNode companies = chapter(report, "companies").get("counted");
        assertThat(companies.get("active").get("value").longValue()).isEqualTo(13_723);
        assertThat(companies.get("active").get("sources").get(0).get("events").longValue())
                .isEqualTo(13_723);
        assertThat(with(companies.get("registrationsByYear"), "period", "2019").get("value"))
                .hasToString("4335");
        assertThat(with(companies.get("activeByDistrict"), "district", "440106").get("value"))
                .hasToString("5341");
        assertThat(with(companies.get("activeByDistrict"), "district", "440112").get("value"))
                .hasToString("1699");
        JsonNode parks = chapter(report, "parks");
        assertThat(parks.get("counted").get("total").get("value").longValue()).isEqualTo(5);
        JsonNode districts = parks.get("counted").get("byDistrict");
        assertThat(with(districts, "district", "440112").get("parks")).hasSize(4);
        assertThat(with(districts, "district", "440104").get("parks")).hasSize(1);
        Map<String, Long> published = new TreeMap<>();
        parks.get("figures")
                .get(0)
                .get("series")
                .forEach(
                        one ->
                                published.put(
                                        one.get("about").get("id").asString(),
                                        one.get("values").get(0).get("value").longValue()));
        assertThat(published)
                .isEqualTo(
                        Map.of("CN", 35L, "440000", 6L, "440100", 5L, "310000", 4L, "330100", 4L));
        JsonNode center =
                with(chapter(report, "park-cases").get("rows"), "id", "prk_innovation-center");
        JsonNode tenants = center.get("facts").get("tenants");
        assertThat(tenants.get("value").longValue()).isEqualTo(53);
        assertThat(tenants.get("events").get(0).get("quote").asString()).contains("53 companies");
        JsonNode gdp = chapter(report, "economy").get("figures").get(0).get("series").get(0);
        assertThat(gdp.get("values").get(0).get("noData").booleanValue())
                .as("of 2015 the source had only a picture")
                .isTrue();
        assertThat(report.get("sources").valueStream().map(one -> one.get("id").asString()))
                .contains("src_guangzhou-2019", "src_synthetic-population");
    }

    @Test
    void the_report_as_of_another_date_and_of_a_district_is_right_too() {
        JsonNode earlier = read("reports/industry?region=440100&validAt=2017-12-31");
        JsonNode companies = chapter(earlier, "companies").get("counted");
        assertThat(companies.get("active").get("value").longValue())
                .isEqualTo(value("series/active-companies?region=440100&validAt=2017-12-31"))
                .isEqualTo(12 + 18 + 25 + 41 + 77 + 156 + 342 + 2_180);
        assertThat(chapter(earlier, "organizations").get("rows")).hasSize(1);
        assertThat(chapter(earlier, "parks").get("counted").get("total").get("value").longValue())
                .isEqualTo(value("series/open-parks?region=440100&validAt=2017-12-31"));

        JsonNode district = read("reports/industry?region=440112&" + CENSUS);
        assertThat(
                        chapter(district, "companies")
                                .get("counted")
                                .get("active")
                                .get("value")
                                .longValue())
                .isEqualTo(1_699);
        JsonNode operating = read("reports/industry?region=440112&definition=operating&" + CENSUS);
        assertThat(
                        chapter(operating, "companies")
                                .get("counted")
                                .get("active")
                                .get("value")
                                .longValue())
                .isEqualTo(297);
    }

    @Test
    void each_number_counted_in_the_report_names_its_sources_and_opens_to_as_many_items() {
        for (String asked : List.of("", "&definition=operating")) {
            JsonNode report = read("reports/industry?region=440100&" + CENSUS + asked);
            int opened = 0;
            for (String chapter : List.of("parks", "companies")) {
                for (JsonNode part : chapter(report, chapter).get("counted")) {
                    for (JsonNode number : part.isArray() ? part : List.of(part)) {
                        assertOpens(number);
                        opened++;
                    }
                }
            }
            assertThat(opened).isGreaterThan(20);
        }
    }

    private static void assertOpens(JsonNode number) {
        long value = number.get("value").longValue();
        assertThat(
                        number.get("sources")
                                .valueStream()
                                .mapToLong(source -> source.get("events").longValue())
                                .sum())
                .as(number.toString())
                .isEqualTo(value);
        String path = number.get("href").stringValue().substring("/api/v1/".length());
        JsonNode opened = read(path + "&limit=2");
        assertThat(opened.get("value").longValue()).as(path).isEqualTo(value);
        for (JsonNode item : opened.get("items")) {
            for (JsonNode event : item.get("events")) {
                assertThat(number.get("sources").toString())
                        .contains(event.get("source").stringValue());
            }
        }
    }

    @Test
    void the_contradictions_of_the_report_are_found_and_nothing_else() {
        assertThat(contradictions("validAt=2018-12-31"))
                .containsExactlyInAnyOrder(
                        "ratio ind_rd-expenditure-share",
                        "growth ind_registrations-guangzhou-growth");
        for (String day : List.of(CENSUS, "validAt=2026-01-01")) {
            assertThat(contradictions(day))
                    .as(day)
                    .containsExactlyInAnyOrder(
                            "ratio ind_rd-expenditure-share",
                            "growth ind_registrations-guangzhou-growth",
                            "count-of-list ind_bases",
                            "count-of-list ind_platforms");
        }
    }

    private static List<String> contradictions(String asOf) {
        return read("consistency?" + asOf)
                .get("findings")
                .valueStream()
                .map(
                        one ->
                                one.get("type").asString()
                                        + " "
                                        + one.get("claims")
                                                .get(0)
                                                .get("indicator")
                                                .get("id")
                                                .asString())
                .toList();
    }

    @Test
    void the_innovation_center_has_53_tenants_and_297_companies_operate_in_huangpu() {
        assertThat(read("companies?park=prk_innovation-center&limit=1000&" + CENSUS).get("items"))
                .hasSize(53);
        assertThat(
                        read("companies?region=440112&activity=operating&limit=1000&" + CENSUS)
                                .get("items"))
                .hasSize(297);
        assertThat(read("parks/prk_innovation-center?" + CENSUS).get("tenants").intValue())
                .isEqualTo(53);
        assertThat(
                        value(
                                "series/active-companies?by=park&" + CENSUS,
                                "park",
                                "prk_innovation-center"))
                .isEqualTo(53);
        assertThat(
                        value(
                                "series/active-companies?by=activity&region=440112&" + CENSUS,
                                "activity",
                                "operating"))
                .isEqualTo(297);
    }

    @Test
    void of_five_parks_four_are_in_huangpu_and_one_in_yuexiu() {
        assertThat(value("series/open-parks?" + CENSUS)).isEqualTo(5);
        assertThat(byDistrict("open-parks", CENSUS)).isEqualTo(Map.of("440112", 4L, "440104", 1L));
        assertThat(byDistrict("parks-opened", CENSUS))
                .isEqualTo(Map.of("440112", 4L, "440104", 1L));
        assertThat(read("parks?region=440112&" + CENSUS).get("items")).hasSize(4);
        assertThat(value("series/policies-issued?" + CENSUS)).isEqualTo(6);
    }

    @Test
    void the_read_model_is_the_fold_of_it_all() throws Exception {
        var log = registry.logDatabase();
        var read = registry.readDatabase();
        assertThat(
                        new Verify(new PrintStream(new ByteArrayOutputStream()))
                                .firstDifference(
                                        new Verify.Database(log.url(), log.user(), log.password()),
                                        new Verify.Database(
                                                read.url(), read.user(), read.password())))
                .isEmpty();
    }

    private static Map<String, Long> byDistrict(String measure, String more) {
        Map<String, Long> counts = new TreeMap<>();
        for (JsonNode row :
                read("series/" + measure + "?by=district&region=440100&" + more).get("rows")) {
            counts.put(row.get("district").asString("unknown"), row.get("value").longValue());
        }
        return counts;
    }

    private static long value(String path) {
        return read(path).at("/rows/0/value").longValue();
    }

    private static long value(String path, String dimension, String key) {
        return read(path)
                .get("rows")
                .valueStream()
                .filter(row -> row.get(dimension).asString("").equals(key))
                .mapToLong(row -> row.get("value").longValue())
                .sum();
    }

    private static JsonNode read(String path) {
        Registry.Answer answer = registry.get("/api/v1/" + path);
        assertThat(answer.status()).as("%s: %s", path, answer.text()).isEqualTo(200);
        return answer.json();
    }

    private static JsonNode chapter(JsonNode report, String id) {
        return with(report.get("chapters"), "id", id);
    }

    private static JsonNode with(JsonNode list, String name, String value) {
        return list.valueStream()
                .filter(one -> one.path(name).asString("").equals(value))
                .findFirst()
                .orElseThrow();
    }
}
