package io.annals.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import tools.jackson.databind.JsonNode;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
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
}
