package io.annals.standalone;

import static io.annals.standalone.Book.company;
import static io.annals.standalone.Book.dated;

import static org.assertj.core.api.Assertions.assertThat;

import io.annals.standalone.Registry.Answer;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import tools.jackson.databind.JsonNode;

import java.net.URI;

/** The industry report and the rankings over HTTP. */
class ReportTest {

    private static Book book;
    private static long position;

    @BeforeAll
    static void begin() {
        book = Book.open();
        book.record("companies", company("com_a", "2018-05-01", "440112", ""));
        book.record(
                "parks",
                dated(
                        "2017",
                        "'id':'prk_a','name':'Harbour & <Hill>','region':'440112','landArea':100"));
        book.record("parks/prk_a/report-occupancy", dated("2018", "'tenants':{'atLeast':30}"));
        book.record("parks", dated("2017", "'id':'prk_b','name':'River','region':'440106'"));
        book.record("parks/prk_b/report-occupancy", dated("2018", "'tenants':10"));
        book.record("parks/prk_b/resize", dated("2018", "'landArea':{'from':100,'to':300}"));
        book.record(
                "indicators",
                "{'id':'ind_gdp','code':'gdp','name':'GDP','unit':'CNY billion','about':'440100',"
                        + Book.SOURCE
                        + "}");
        position =
                book.record(
                        "indicators/ind_gdp/publish",
                        "{'period':'2018','value':{'moreThan':2258.50},%s}".formatted(Book.SOURCE));
        book.awaitReadable(position);
    }

    @AfterAll
    static void end() {
        book.close();
    }

    @Test
    void a_browser_gets_a_page_in_which_what_is_recorded_cannot_be_markup() {
        Answer page =
                book.send(
                        "GET",
                        URI.create(
                                book.registry().url()
                                        + "/api/v1/reports/industry?region=440100&validAt=2019-10-31"),
                        "",
                        "",
                        new byte[0],
                        "Accept",
                        "text/html,application/xhtml+xml,*/*;q=0.8");
        assertThat(page.headers().get("content-type")).startsWith("text/html");
        assertThat(page.text())
                .contains(
                        "Guangzhou", "Harbour &amp; &lt;Hill&gt;", "more than 2,258.50", "no data")
                .doesNotContain("<Hill>");
    }

    @Test
    void a_number_names_the_event_and_the_source_behind_it() {
        JsonNode report = book.read("reports/industry?region=440100&validAt=2019-10-31");
        JsonNode value =
                report.at("/chapters/0/figures/0/series/0/values")
                        .valueStream()
                        .filter(one -> one.get("period").asString().equals("2018"))
                        .findFirst()
                        .orElseThrow();
        assertThat(value.at("/events/0/source").asString()).isEqualTo("src_gazette");
        assertThat(value.at("/events/0/position").longValue()).isEqualTo(position);
        assertThat(report.at("/sources/0/title").asString()).isEqualTo("Gazette");
    }

    @Test
    void a_report_needs_a_region_that_is_known() {
        assertThat(book.get("reports/industry").status()).isEqualTo(400);
        assertThat(book.get("reports/industry").text()).contains("region is needed");
        assertThat(book.get("reports/industry?region=440199").status()).isEqualTo(400);
    }

    @Test
    void
            bounded_quantities_rank_at_their_bound_ranges_at_their_middle_and_missing_ones_are_named() {
        JsonNode ranking =
                book.read(
                        "rankings/parks?weights=tenants:3,landArea:1,capacity:2&validAt=2019-01-01");
        JsonNode first = ranking.at("/items/0");
        assertThat(first.get("id").asString()).isEqualTo("prk_a");
        assertThat(first.get("score")).hasToString("0.750000");
        assertThat(first.at("/parts/0/value/atLeast").intValue()).isEqualTo(30);
        assertThat(first.at("/parts/0/counted").intValue()).isEqualTo(30);
        assertThat(first.at("/missing/0").asString()).isEqualTo("capacity");
        assertThat(first.at("/rankInterval")).hasToString("{\"best\":1,\"worst\":1}");
        assertThat(ranking.at("/items/1/parts/1/counted").intValue()).isEqualTo(200);
    }

    @Test
    void a_wrong_weight_is_named_with_the_nearest_right_one() {
        Answer wrong = book.get("rankings/parks?weights=tenant:3,landArea:0");
        assertThat(wrong.status()).isEqualTo(400);
        assertThat(wrong.text()).contains("did you mean tenants?", "the weight of landArea is 0");
    }
}
