package io.annals.standalone;

import static io.annals.standalone.Book.company;
import static io.annals.standalone.Book.dated;

import static org.assertj.core.api.Assertions.assertThat;

import io.annals.standalone.Registry.Answer;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import tools.jackson.databind.JsonNode;

import java.util.List;

/** Published series with rivals, and the claims that cannot all be true, on real servers. */
class ConsistencyTest {

    private static final String REPORT = "'source':{'id':'src_report','quote':'as printed'}";
    private static final String YEARBOOK = "'source':{'id':'src_yearbook','locator':'p. 12'}";

    private static final String DIVISION =
            "'code':'%1$s','name':'%1$s','level':'%2$s','parent':'%3$s'";

    private static Book book;

    /** After the report's numbers. */
    private static long early;

    /** After the yearbook's, the companies, and what broke references. */
    private static long late;

    @BeforeAll
    static void begin() {
        book = Book.open();
        source("src_report", "Report", "2019-11");
        source("src_yearbook", "Yearbook", "2019");
        define("ind_gdp", "gdp", "CNY billion", "440100", "");
        define("ind_research", "research", "CNY billion", "440100", "");
        define("ind_share", "share", "ratio", "440100", "");
        define(
                "ind_firms",
                "firms",
                "companies",
                "440100",
                "'measure':{'name':'active-companies'}");
        define("ind_firms_tianhe", "firms", "companies", "440106", "");
        relate("ind_share", "ratio", "'ind_research','ind_gdp'");
        publish("ind_gdp", "2018", "2258.935", REPORT, "");
        publish("ind_research", "2018", "60.017", REPORT, "");
        publish("ind_share", "2018", "0.0263", REPORT, "");
        publish("ind_share", "2017", "{'about':0.025}", REPORT, "'reading':'of nominal GDP'");
        publish("ind_share", "2017", "0.0261", REPORT, "'reading':'of real GDP'");
        early = publish("ind_firms", "2018", "{'moreThan':2}", REPORT, "");
        publish("ind_gdp", "2018", "2300.5", YEARBOOK, "'statement':'revised'");
        book.record("policies", dated("2017", "'id':'pol_a','title':'A','region':'440112'"));
        book.record("parks", dated("2017", "'id':'prk_a','name':'A','region':'440112'"));
        book.record("parks", dated("2017", "'id':'prk_b','name':'B','region':'440112'"));
        book.record("parks/prk_b/grant-policy", dated("2017-06-01", "'policy':'pol_a'"));
        for (String id : List.of("com_a", "com_b")) {
            book.record("companies", company(id, "2018-03-01", "440116", ""));
            book.record("companies/" + id + "/join-park", dated("2018-04-01", "'park':'prk_a'"));
        }
        source("src_twice", "Report", "2019-11");
        book.record(
                "companies",
                company("com_c", "2019-05-01", "440106", "")
                        .replace("'source':{'id':'src_gazette'}", "'source':{'id':'src_twice'}"));
        book.record("parks/prk_a/close", dated("2019-06-01", ""));
        book.record("regions/440116/abolish", dated("2019-07-01", ""));
        book.record("policies/pol_a/void", "{'reason':'never issued'}");
        late =
                book.record(
                        "sources/src_twice/void",
                        "{'reason':'the same','duplicateOf':'src_report'}");
        book.awaitReadable(late);
    }

    @AfterAll
    static void end() {
        book.close();
    }

    private static void source(String id, String title, String publishedOn) {
        book.record(
                "sources",
                "{'id':'%s','title':'%s','publisher':'Bureau','publishedOn':'%s'}"
                        .formatted(id, title, publishedOn));
    }

    private static void define(String id, String code, String unit, String about, String more) {
        book.record(
                "indicators",
                "{'id':'%s','code':'%s','name':'%s','unit':'%s','about':'%s',%s%s}"
                        .formatted(
                                id,
                                code,
                                code,
                                unit,
                                about,
                                REPORT,
                                more.isEmpty() ? "" : "," + more));
    }

    private static void relate(String id, String relation, String to) {
        book.record(
                "indicators/" + id + "/relate",
                "{'relation':'%s','to':[%s],%s}".formatted(relation, to, REPORT));
    }

    private static long publish(
            String id, String period, String value, String source, String more) {
        return book.record(
                "indicators/" + id + "/publish",
                "{'period':'%s','value':%s,%s%s}"
                        .formatted(period, value, source, more.isEmpty() ? "" : "," + more));
    }

    private static JsonNode findings(long position, String more) {
        return book.read("consistency?validAt=2019-12-31&knownAt=@" + position + more)
                .get("findings");
    }

    private static List<String> types(JsonNode findings) {
        return findings.valueStream().map(one -> one.get("type").asString()).toList();
    }

    @Test
    void the_source_published_last_is_shown_and_the_others_are_its_rivals() {
        String path = "indicators/gdp/observations?validAt=2019-12-31&knownAt=@";
        JsonNode series = book.read(path + late);
        assertThat(series.get("id").asString()).isEqualTo("ind_gdp");
        assertThat(series.get("about").asString()).isEqualTo("440100");
        assertThat(series.get("unit").asString()).isEqualTo("CNY billion");
        assertThat(series.get("asOf").get("position").asLong()).isEqualTo(late);
        assertThat(series.get("items")).hasSize(1);
        JsonNode shown = series.get("items").get(0);
        assertThat(shown.toString())
                .isEqualTo(
                        Book.json(
                                "{'period':'2018','value':2258.935,'source':{'id':'src_report',"
                                    + "'title':'Report','publisher':'Bureau','publishedOn':'2019-11','quote':'as"
                                    + " printed'},'sequence':1,'rivals':[{'period':'2018',"
                                    + "'value':2300.5,'statement':'revised','source':{'id':"
                                    + "'src_yearbook','title':'Yearbook','publisher':'Bureau','publishedOn':'2019','locator':'p."
                                    + " 12'},'sequence':2}]}"));
        assertThat(book.read(path + early).get("items").get(0).get("rivals")).isEmpty();
        assertThat(
                        book.read("indicators/gdp/observations?validAt=2018-12-30&knownAt=@" + late)
                                .get("items"))
                .isEmpty();
    }

    @Test
    void readings_of_one_source_are_rivals_and_periods_are_in_order() {
        JsonNode items =
                book.read("indicators/share/observations?validAt=2019-12-31&about=440100")
                        .get("items");
        assertThat(items.valueStream().map(item -> item.get("period").asString()))
                .containsExactly("2017", "2018");
        assertThat(items.get(0).get("reading").asString()).isEqualTo("of real GDP");
        assertThat(items.get(0).get("rivals").get(0).get("reading").asString())
                .isEqualTo("of nominal GDP");
        assertThat(items.get(0).get("rivals").get(0).get("value").toString())
                .isEqualTo("{\"about\":0.025}");
    }

    @Test
    void an_indicator_is_named_by_its_code_and_what_it_is_about() {
        Answer ambiguous = book.get("indicators/firms/observations");
        assertThat(ambiguous.status()).isEqualTo(400);
        assertThat(ambiguous.json().get("detail").asString()).contains("440100, 440106");
        assertThat(ambiguous.json().get("errors").get(0).get("parameter").asString())
                .isEqualTo("about");
        assertThat(book.read("indicators/firms/observations?about=440106").get("items")).isEmpty();
        Answer unknown = book.get("indicators/reserch/observations");
        assertThat(unknown.status()).isEqualTo(404);
        assertThat(unknown.json().get("detail").asString()).contains("did you mean research?");
        assertThat(book.get("indicators/gdp/observations?about=CN").status()).isEqualTo(404);
        assertThat(book.get("indicators/gdp/observations?abuot=CN").status()).isEqualTo(400);
        assertThat(book.get("indicators/ind_gdp/history").status()).isEqualTo(200);
    }

    @Test
    void a_share_contradicts_its_parts_and_an_empty_registry_contradicts_nothing() {
        JsonNode findings = findings(early, "");
        assertThat(types(findings)).containsExactly("ratio");
        JsonNode finding = findings.get(0);
        assertThat(finding.get("message").asString())
                .isEqualTo(
                        "share (440100) for 2018 is stated as 0.0263, but research 60.017 CNY"
                                + " billion (2018) ÷ gdp 2258.935 CNY billion (2018) is 0.02657.");
        assertThat(finding.get("computed").get("value").toString()).isEqualTo("0.02657");
        assertThat(finding.get("claims").get(0).get("quote").asString()).isEqualTo("as printed");
        assertThat(finding.get("sources").toString()).isEqualTo("[\"src_report\"]");
    }

    @Test
    void later_knowledge_brings_rivals_own_counts_and_broken_references() {
        JsonNode findings = findings(late, "");
        assertThat(types(findings))
                .containsExactly(
                        "ratio",
                        "own-count",
                        "rivals",
                        "reference",
                        "reference",
                        "reference",
                        "reference");
        assertThat(findings.valueStream().map(one -> one.get("message").asString()).skip(1))
                .containsExactly(
                        "firms (440100) for 2018 is stated as more than 2 companies, but the"
                                + " registry's own count of active-companies (2018) is 2.",
                        "gdp (440100) for 2018 is stated as 2258.935 CNY billion by Report, but as"
                                + " 2300.5 CNY billion by Yearbook.",
                        "Park prk_a is not open, but active companies are its tenants: 2 in all,"
                                + " such as com_a.",
                        "Region 440116 is not there on that day, but subjects refer to it: 2 in"
                                + " all, such as com_a.",
                        "pol_a is void or its founding retracted, but subjects refer to it: prk_b.",
                        "Source src_twice is void, but facts cite it: com_c.");
    }

    @Test
    void by_region_those_about_what_lies_in_it_are_left() {
        assertThat(types(findings(late, "&region=440106"))).containsExactly("reference");
        assertThat(types(findings(late, "&region=440103"))).isEmpty();
        assertThat(types(findings(late, "&region=440000"))).isEqualTo(types(findings(late, "")));
        Answer unknown = book.get("consistency?region=440107");
        assertThat(unknown.status()).isEqualTo(400);
        assertThat(unknown.json().get("detail").asString()).contains("the nearest are");
    }

    private static List<String> messages(String region) {
        return book.read("consistency?validAt=2019-12-31&region=" + region)
                .get("findings")
                .valueStream()
                .map(one -> one.get("message").asString())
                .toList();
    }

    @Test
    void dates_that_do_not_tell_leave_a_count_open() {
        book.record("regions", dated("..1980", DIVISION.formatted("430000", "province", "CN")));
        book.record("regions", dated("..1980", DIVISION.formatted("430100", "city", "430000")));
        book.record("companies", company("com_day", "2018-03-01", "430100", ""));
        book.record("companies", company("com_year", "2018", "430100", ""));
        book.record("parks", dated("..2019-10", "'id':'prk_upto','name':'U','region':'430100'"));
        book.record("funds", dated("..2019-10", "'id':'fnd_upto','name':'F','region':'430100'"));
        String active = "'measure':{'name':'active-companies'}";
        define("ind_c_firms", "c-firms", "companies", "430100", active);
        define("ind_c_10k", "c-10k", "10000 companies", "430100", active);
        define(
                "ind_c_work",
                "c-work",
                "companies",
                "430100",
                "'measure':{'name':'active-companies','by':{'activity':'operating'}}");
        define("ind_c_parks", "c-parks", "parks", "430100", "'measure':{'name':'open-parks'}");
        define("ind_c_funds", "c-funds", "funds", "430100", "");
        relate("ind_c_funds", "count-of-list", "'fnd_upto'");
        publish("ind_c_firms", "2018-06", "1", REPORT, "");
        publish("ind_c_10k", "2018", "0.0003", REPORT, "");
        publish("ind_c_work", "2018", "7", REPORT, "");
        publish("ind_c_parks", "2018", "1", REPORT, "");
        long at = publish("ind_c_funds", "2018", "1", REPORT, "");
        book.awaitReadable(at);
        assertThat(messages("430100")).isEmpty();
        publish("ind_c_firms", "2018", "1", REPORT, "");
        publish("ind_c_parks", "2018-10-31", "2", REPORT, "");
        at = publish("ind_c_funds", "2017", "2", REPORT, "");
        book.awaitReadable(at);
        assertThat(messages("430100"))
                .hasSize(3)
                .anyMatch(one -> one.contains("c-firms") && one.contains("is 2."))
                .anyMatch(one -> one.contains("c-parks") && one.contains("between 0 and 1"))
                .anyMatch(one -> one.contains("c-funds") && one.contains("between 0 and 1"));
    }

    @Test
    void a_count_by_a_definition_is_in_the_borders_of_the_day_that_is_asked_for() {
        book.record("regions", dated("..1980", DIVISION.formatted("320000", "province", "CN")));
        book.record("regions", dated("..1980", DIVISION.formatted("320100", "city", "320000")));
        for (String code : List.of("320102", "320103", "320104")) {
            book.record("regions", dated("..1980", DIVISION.formatted(code, "district", "320100")));
        }
        book.record("companies", company("com_n1", "2013-03-01", "320102", ""));
        book.record("companies", company("com_n2", "2013-04-01", "320103", ""));
        book.record("regions/320103/merge-into", dated("2014-02-01", "'into':'320102'"));
        book.record(
                "definitions",
                "{'code':'named','keywords':['Company'],'fields':['name']," + REPORT + "}");
        define(
                "ind_n",
                "n",
                "companies",
                "320102",
                "'measure':{'name':'company-registrations','definition':'named'}");
        book.awaitReadable(publish("ind_n", "2013", "2", REPORT, ""));
        assertThat(messages("320100")).isEmpty();
        book.record("companies", company("com_n3", "2015-04-01", "320104", ""));
        book.record("regions/320104/merge-into", dated("2016-02-01", "'into':'320102'"));
        book.awaitReadable(book.record("regions/320102/abolish", dated("2017-02-01", "")));
        assertThat(messages("320100"))
                .containsExactly(
                        "Region 320102 is not there on that day, but subjects refer to it: com_n1.",
                        "Region 320103 is not there on that day, but subjects refer to it: com_n2.",
                        "Region 320104 is not there on that day, but subjects refer to it:"
                                + " com_n3.");
    }

    @Test
    void what_refers_to_a_subject_that_became_void_is_listed_whatever_its_kind() {
        book.record("regions", dated("..1980", DIVISION.formatted("330000", "province", "CN")));
        book.record("regions", dated("..1980", DIVISION.formatted("330100", "city", "330000")));
        String there = "'name':'N','region':'330100'";
        book.record("companies", company("com_gone", "2015-01-01", "330100", ""));
        String gone = "{'name':'N','id':'com_gone'}";
        book.record("parks", dated("2016", "'id':'prk_r'," + there + ",'operator':" + gone));
        book.record("funds", dated("2016", "'id':'fnd_r'," + there + ",'manager':" + gone));
        book.record("funds", dated("2016", "'id':'fnd_i'," + there));
        book.record("funds/fnd_i/record-investment", dated("2017", "'company':'com_gone'"));
        book.record(
                "organizations",
                dated(
                        "2016",
                        "'id':'org_r'," + there + ",'type':'alliance','founders':[" + gone + "]"));
        book.record(
                "applications",
                dated("2016", "'id':'app_r'," + there + ",'scenario':'city','operator':" + gone));
        define("ind_r_a", "r-a", "ratio", "prk_r", "");
        define("ind_r_b", "r-b", "ratio", "330100", "");
        relate("ind_r_b", "part-of", "'ind_r_a'");
        book.awaitReadable(book.record("companies/com_gone/void", "{'reason':'never was'}"));
        String void_ = " is void or its founding retracted, but subjects refer to it: ";
        assertThat(messages("330100"))
                .containsExactly("com_gone" + void_ + "5 in all, such as app_r.");
        book.record("policies", dated("2016", "'id':'pol_r','title':'T','region':'330100'"));
        book.record("policies", dated("2017", "'id':'pol_s','title':'T','region':'330100'"));
        book.record("policies/pol_r/supersede", dated("2017", "'by':'pol_s'"));
        book.record("policies/pol_s/void", "{'reason':'never was'}");
        book.record("indicators/ind_r_a/void", "{'reason':'never was'}");
        book.awaitReadable(book.record("parks/prk_r/void", "{'reason':'never was'}"));
        assertThat(messages("330100"))
                .containsExactly(
                        "com_gone" + void_ + "4 in all, such as app_r.",
                        "ind_r_a" + void_ + "ind_r_b.",
                        "pol_s" + void_ + "pol_r.");
    }

    @Test
    void the_same_point_gives_the_same_bytes() {
        String path = "/api/v1/consistency?validAt=2019-12-31&knownAt=@" + early;
        String first = book.registry().get(path).text();
        book.record("companies", company("com_later", "2018-01-01", "440106", ""));
        assertThat(book.registry().get(path).text()).isEqualTo(first);
    }
}
