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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

class SeedsTest {

    private static final Set<String> FOUNDING = Set.of("cite", "establish", "issue", "open");
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
                .containsExactly("sources", "regions", "policies", "parks");
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
                assertThat(text(line, "effectiveOn"))
                        .matches("(\\.\\.)?[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?");
            }
        }
    }

    @Test
    void what_a_line_refers_to_is_founded_in_a_line_before_and_by_its_day() {
        Map<String, JsonNode> founded = new HashMap<>();
        for (JsonNode line : LINES) {
            references(line)
                    .forEach(
                            id -> {
                                assertThat(founded).as("%s", line).containsKey(id);
                                assertThat(day(founded.get(id)))
                                        .as("%s", line)
                                        .isBeforeOrEqualTo(day(line));
                            });
            founded.putIfAbsent(text(line, "id"), line);
        }
    }

    private static Stream<String> references(JsonNode line) {
        return Stream.concat(
                        Stream.of("region", "parent", "into", "policy")
                                .map(line::get)
                                .filter(node -> node != null),
                        line.path("partOf").valueStream())
                .map(JsonNode::stringValue);
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
        JsonNode open = lines.getFirst();
        assertThat(open.get("landArea").intValue()).isEqualTo(15_104);
        assertThat(open.get("buildingArea").decimalValue()).isEqualByComparingTo("61307.3");
        assertThat(text(open, "note")).contains("6,1307.3");
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
