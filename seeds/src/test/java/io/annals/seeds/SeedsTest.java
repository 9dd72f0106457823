package io.annals.seeds;

import static io.annals.seeds.NaiveRegistry.day;
import static io.annals.seeds.NaiveRegistry.text;
import static io.annals.seeds.NaiveRegistry.verb;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

class SeedsTest {

    private static final Set<String> FOUNDING =
            Set.of("cite", "establish", "issue", "open", "launch", "adopt", "define");
    private static final List<JsonNode> LINES =
            Seeds.report().stream()
                    .flatMap(file -> file.lines().stream())
                    .map(line -> (JsonNode) NaiveRegistry.JSON.readTree(line))
                    .toList();
    private static final NaiveRegistry REPORT =
            new NaiveRegistry(LINES.stream().map(JsonNode::toString));

    @Test
    void the_files_come_in_the_order_in_which_they_can_be_imported() {
        assertThat(Seeds.report().stream().map(SeedFile::name))
                .containsExactly(
                        "sources",
                        "regions",
                        "policies",
                        "parks",
                        "organizations",
                        "funds",
                        "applications",
                        "definitions",
                        "indicators");
        assertThat(Seeds.report())
                .allSatisfy(
                        file ->
                                assertThat(file.lines())
                                        .hasSize(file.count())
                                        .allMatch(
                                                line ->
                                                        line.startsWith(
                                                                "{\"command\":\""
                                                                        + file.name()
                                                                        + ".")));
    }

    @Test
    void every_line_states_only_fields_of_its_verb() {
        assertThat(LINES)
                .allSatisfy(line -> assertThat(Fields.of(line)).isSubsetOf(Fields.allowed(line)));
    }

    @Test
    void every_subject_is_founded_once_and_first() {
        assertThat(REPORT.commands.values())
                .allSatisfy(
                        lines -> {
                            assertThat(FOUNDING).contains(verb(lines.getFirst()));
                            assertThat(lines.stream().skip(1))
                                    .noneMatch(line -> FOUNDING.contains(verb(line)));
                        });
    }

    @Test
    void every_fact_cites_a_source_and_is_dated_but_the_sources_themselves() {
        for (JsonNode line : LINES) {
            if (verb(line).equals("cite")) {
                assertThat(line.has("source") || line.has("effectiveOn")).isFalse();
            } else {
                assertThat(REPORT.commands).containsKey(line.at("/source/id").stringValue());
                assertThat(line.at("/source/locator").stringValue()).isNotBlank();
                if (timeless(line)) {
                    assertThat(line.has("effectiveOn")).as("%s", line).isFalse();
                } else {
                    assertThat(text(line, "effectiveOn"))
                            .matches("(\\.\\.)?[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?");
                }
            }
        }
    }

    /** Definitions hold for every day, and a figure from the end of the period that it states. */
    private static boolean timeless(JsonNode line) {
        return text(line, "command").matches("(definitions|indicators)\\..*");
    }

    @Test
    void what_a_line_refers_to_is_founded_in_a_line_before_and_by_its_day() {
        Map<String, JsonNode> founded = new HashMap<>();
        for (JsonNode line : LINES) {
            references(line)
                    .forEach(
                            id -> {
                                assertThat(founded).as("%s", line).containsKey(id);
                                if (!timeless(line)) {
                                    assertThat(day(founded.get(id)))
                                            .as("%s", line)
                                            .isBeforeOrEqualTo(day(line));
                                }
                            });
            founded.putIfAbsent(text(line, "id"), line);
        }
    }

    private static Stream<String> references(JsonNode line) {
        return Stream.of(
                        Stream.of("region", "parent", "into", "policy", "about").map(line::path),
                        line.path("partOf").valueStream(),
                        line.path("to").valueStream().filter(item -> isId(item.stringValue())),
                        line.path("seats").valueStream().map(seat -> seat.path("region")),
                        line.path("founders").valueStream().map(founder -> founder.path("id")))
                .flatMap(nodes -> nodes)
                .flatMap(node -> node.stringValueOpt().stream());
    }

    private static boolean isId(String text) {
        return text.matches("[a-z]{3}_.*");
    }

    @Test
    void the_quotes_of_the_report_are_its_very_words() throws IOException {
        @Nullable String report = report();
        List<String> quotes =
                LINES.stream()
                        .filter(
                                line ->
                                        line.at("/source/id")
                                                .asString("")
                                                .equals("src_guangzhou-2019"))
                        .map(line -> line.at("/source/quote").stringValue())
                        .toList();
        assertThat(quotes).hasSizeGreaterThan(20).noneMatch(String::isBlank);
        if (report != null) {
            assertThat(quotes).allMatch(report::contains);
        }
    }

    /**
     * The report's text is not part of the project; where it lies beside it, quotes are held
     * against it.
     */
    private static @Nullable String report() throws IOException {
        String stated = System.getProperty("annals.report", System.getenv("ANNALS_REPORT"));
        Path path = Path.of(stated == null ? "../../shared/report/guangzhou-2019.txt" : stated);
        return Files.exists(path) ? Files.readString(path) : null;
    }

    @Test
    void five_parks_are_in_guangzhou_four_of_them_in_huangpu() {
        assertThat(
                        LINES.stream()
                                .filter(line -> verb(line).equals("open"))
                                .map(line -> text(line, "region")))
                .containsExactlyInAnyOrder("440112", "440112", "440112", "440112", "440104");
    }

    @Test
    void the_innovation_center_is_as_the_report_describes_it() {
        List<JsonNode> lines = REPORT.commands.get("prk_innovation-center");
        assertThat(lines.getFirst().get("landArea").intValue()).isEqualTo(15_104);
        JsonNode occupancy =
                lines.stream()
                        .filter(l -> verb(l).equals("report-occupancy"))
                        .findFirst()
                        .orElseThrow();
        assertThat(occupancy.get("tenants").intValue()).isEqualTo(53);
        assertThat(occupancy.at("/occupancyRate/moreThan").asString()).isEqualTo("0.60");
        assertThat(lines.stream().filter(l -> verb(l).equals("grant-policy"))).hasSize(4);
    }

    @Test
    void misprints_stand_as_printed_and_are_corrected_with_a_reason() {
        JsonNode center = REPORT.commands.get("prk_innovation-center").getFirst();
        assertThat(text(center, "note")).contains("6,1307.3");
        assertThat(center.has("buildingArea")).isFalse();
        assertThat(text(center, "positioning")).contains("B and B");
        JsonNode corrected = correction("prk_innovation-center");
        assertThat(corrected.at("/data/buildingArea").decimalValue())
                .isEqualByComparingTo("61307.3");
        assertThat(corrected.at("/data/positioning").stringValue()).contains("A and B");

        assertThat(text(REPORT.commands.get("prk_antmi").getFirst(), "address"))
                .contains("Huangmi District");
        assertThat(correction("prk_antmi").at("/data/address").stringValue())
                .contains("Huangpu District");

        String companies = "ind_companies-guangzhou";
        assertThat(text(REPORT.commands.get(companies).getFirst(), "name"))
                .contains("industrial parks");
        assertThat(correction(companies).at("/data/name").stringValue())
                .isEqualTo("Blockchain companies in Guangzhou");
    }

    private static JsonNode correction(String id) {
        JsonNode line =
                REPORT.commands.get(id).stream()
                        .filter(one -> verb(one).equals("correct"))
                        .findFirst()
                        .orElseThrow();
        assertThat(line.get("sequence").intValue()).isZero();
        assertThat(text(line, "reason")).startsWith("Misprint");
        return line;
    }

    @Test
    void what_the_source_says_loosely_stays_what_it_is() {
        assertThat(
                        Map.of(
                                "ind_companies-operating-huangpu 2019-10", "{\"about\":300}",
                                "ind_master-graduates 2018", "{\"about\":25000}",
                                "ind_doctor-graduates 2018", "{\"moreThan\":3000}",
                                "ind_patent-applications 2018", "{\"moreThan\":170000}",
                                "ind_professionals-senior 2018", "{\"moreThan\":200000}",
                                "ind_fiscal-expenditure-growth 2018", "{\"moreThan\":\"0.50\"}"))
                .allSatisfy(
                        (figure, value) ->
                                assertThat(published(figure))
                                        .isNotEmpty()
                                        .allMatch(
                                                one -> one.get("value").toString().equals(value)));
        assertThat(REPORT.commands.get("fnd_antmi").getLast().get("projectsTotal").toString())
                .isEqualTo("{\"moreThan\":30}");
    }

    @Test
    void a_sentence_that_can_be_read_in_two_ways_is_recorded_in_both_with_the_reason() {
        Map<String, List<JsonNode>> readings = new HashMap<>();
        LINES.stream()
                .filter(line -> line.has("reading"))
                .forEach(
                        line -> {
                            assertThat(text(line, "note")).isNotBlank();
                            readings.computeIfAbsent(
                                            spoken(line) + " " + text(line, "period"),
                                            id -> new ArrayList<>())
                                    .add(line);
                        });
        assertThat(readings.keySet())
                .containsExactlyInAnyOrder(
                        "ind_high-tech-output-share-rise 2015/2018",
                        "ind_master-graduates 2018",
                        "ind_doctor-graduates 2018",
                        "ind_registrations-china 2017",
                        "ind_registrations-guangzhou 2017",
                        "ind_registrations-growth 2017",
                        "ind_companies-operating-huangpu 2019-10",
                        "ind_incubation-carrier-area 2019-10",
                        "ind_area-antmi 2019-10",
                        "ind_area-e-valley 2019-10");
        assertThat(readings.values())
                .allSatisfy(
                        lines -> {
                            assertThat(lines.stream().map(line -> text(line, "reading")))
                                    .hasSize(2)
                                    .doesNotHaveDuplicates();
                            assertThat(lines.stream().map(line -> line.get("value").toString()))
                                    .as("one sentence, one value")
                                    .containsOnly(lines.getFirst().get("value").toString());
                        });
    }

    /** What a line with a reading is of; the growth is of one place by each of its readings. */
    private static String spoken(JsonNode line) {
        return String.valueOf(text(line, "id"))
                .replaceFirst("registrations-(china|guangzhou)-growth", "registrations-growth");
    }

    @Test
    void a_number_keeps_the_digits_and_the_unit_that_are_printed() {
        JsonNode professionals = observations("ind_professionals").getFirst();
        assertThat(professionals.get("value")).hasToString("1.76");
        assertThat(text(REPORT.commands.get("ind_professionals").getFirst(), "unit"))
                .isEqualTo("million persons");
    }

    @Test
    void a_dated_direction_without_a_number_is_a_growth_of_more_than_nothing() {
        assertThat(
                        LINES.stream()
                                .filter(line -> verb(line).equals("publish"))
                                .filter(line -> line.at("/value/moreThan").asString("").equals("0"))
                                .map(line -> text(line, "id") + " " + text(line, "period")))
                .containsExactlyInAnyOrder(
                        "ind_disposable-financial-resources-growth 2016/2018",
                        "ind_fiscal-expenditure-growth 2016/2018",
                        "ind_rd-expenditure-industrial-growth 2015/2018",
                        "ind_rd-personnel-industrial-growth 2015/2017",
                        "ind_companies-china-growth 2017-01/2019-10");
    }

    @Test
    void the_alliance_has_its_headquarters_in_the_district_and_in_the_zone() {
        assertThat(
                        REPORT.commands
                                .get("org_greater-bay-alliance")
                                .getFirst()
                                .get("seats")
                                .valueStream()
                                .map(seat -> text(seat, "region") + " " + text(seat, "role")))
                .containsExactly(
                        "440112 headquarters",
                        "reg_gdz headquarters",
                        "810000 joint headquarters",
                        "820000 joint headquarters");
    }

    @Test
    void counts_that_the_registry_holds_only_in_part_are_not_claimed_as_its_own() {
        assertThat(
                        LINES.stream()
                                .filter(line -> verb(line).equals("define") && line.has("measure"))
                                .map(line -> text(line, "id")))
                .containsExactlyInAnyOrder(
                        "ind_parks-guangzhou",
                        "ind_registrations-guangzhou",
                        "ind_companies-guangzhou",
                        "ind_companies-tianhe",
                        "ind_companies-huangpu",
                        "ind_companies-operating-huangpu",
                        "ind_tenants-innovation-center");
    }

    /** By an indicator and a period, with a blank between. */
    private static List<JsonNode> published(String figure) {
        return LINES.stream()
                .filter(line -> verb(line).equals("publish"))
                .filter(line -> figure.equals(text(line, "id") + " " + text(line, "period")))
                .toList();
    }

    private static List<JsonNode> observations(String id) {
        return REPORT.commands.get(id).stream()
                .filter(line -> verb(line).equals("publish"))
                .toList();
    }

    @Test
    void e_valley_opens_on_the_day_that_the_report_states() {
        assertThat(text(REPORT.commands.get("prk_e-valley").getFirst(), "effectiveOn"))
                .isEqualTo("2017-09-04");
    }

    @Test
    void guangzhou_has_eleven_districts_since_2014_and_luogang_before() {
        List<List<JsonNode>> districts =
                REPORT.commands.values().stream()
                        .filter(lines -> "440100".equals(text(lines.getFirst(), "parent")))
                        .filter(lines -> !"zone".equals(text(lines.getFirst(), "level")))
                        .toList();
        assertThat(districts.stream().filter(lines -> !verb(lines.getLast()).equals("merge-into")))
                .hasSize(11);
        assertThat(
                        districts.stream()
                                .map(List::getLast)
                                .filter(line -> verb(line).equals("merge-into"))
                                .map(
                                        line ->
                                                text(line, "id")
                                                        + " "
                                                        + text(line, "into")
                                                        + " "
                                                        + text(line, "effectiveOn")))
                .containsExactlyInAnyOrder(
                        "440116 440112 2014-02", "440184 440117 2014-02", "440183 440118 2014-02");
    }
}
