package io.annals.standalone;

import static io.annals.standalone.Book.SOURCE;
import static io.annals.standalone.Book.company;
import static io.annals.standalone.Book.dated;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.annals.query.QueryService;
import io.annals.standalone.Registry.Answer;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.web.server.context.WebServerApplicationContext;

import tools.jackson.databind.JsonNode;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** What was cited is the same bytes for ever, and says what has moved since and why. */
class CitationsTest {

    private static Book book;

    @BeforeAll
    static void begin() {
        book = Book.open();
        book.record(
                "parks",
                dated(
                        "2018-01-01",
                        "'id':'prk_c','name':'区块链 Park','region':'440112','landArea':5.0"));
        book.record("companies", company("com_c1", "2016-05-01", "440112", ""));
        book.awaitReadable(book.record("companies", company("com_c2", "2017-05-01", "440106", "")));
    }

    @AfterAll
    static void end() {
        book.close();
    }

    private static Answer freeze(String url, String... headers) {
        return book.post("citations", "{'url':'" + url + "'}", headers);
    }

    /** The id of a new citation of a read, once it can be read. */
    private static String frozen(String url) {
        Answer answer = freeze(url);
        assertThat(answer.status()).as(answer.text()).isEqualTo(201);
        book.awaitReadable(answer.json().get("position").longValue());
        return answer.json().get("id").stringValue();
    }

    private static long correct(String event, String body) {
        Answer answer =
                book.post(event + "/correct", "{" + SOURCE + ",'reason':'misread'," + body + "}");
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        long position = answer.json().get("position").longValue();
        book.awaitReadable(position);
        return position;
    }

    private static String sha256(String text) throws Exception {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }

    @Test
    void a_frozen_answer_is_what_its_address_answers_for_ever_and_its_hash_verifies()
            throws Exception {
        Answer answer = freeze("/api/v1/parks/prk_c?minPosition=1");
        assertThat(answer.status()).as(answer.text()).isEqualTo(201);
        JsonNode made = answer.json();
        String id = made.get("id").stringValue();
        assertThat(answer.headers()).containsEntry("location", "/api/v1/citations/" + id);
        String url = made.get("url").stringValue();
        assertThat(url).matches("/api/v1/parks/prk_c\\?validAt=[0-9-]{10}&knownAt=@[0-9]+");
        book.awaitReadable(made.get("position").longValue());

        JsonNode citation = book.read("citations/" + id);
        assertThat(citation.get("status").stringValue()).isEqualTo("frozen");
        assertThat(citation.get("url").stringValue()).isEqualTo(url);
        assertThat(citation.get("position")).isEqualTo(made.get("position"));
        assertThat(citation.get("recordedAt")).isEqualTo(made.get("recordedAt"));
        assertThat(citation.get("reproduced").booleanValue()).isTrue();
        assertThat(citation.at("/moved/now").stringValue()).isEqualTo("same");
        String text = citation.get("answer").stringValue();
        assertThat(text).contains("区块链 Park", "5.0");
        assertThat(sha256(text))
                .isEqualTo(citation.get("sha256").stringValue())
                .isEqualTo(made.get("sha256").stringValue());
        assertThat(book.registry().get(url).text()).isEqualTo(text);

        Answer bytes = book.get("citations/" + id + "/answer");
        assertThat(bytes.text()).isEqualTo(text);
        assertThat(bytes.headers().get("content-type")).isEqualTo("application/json");
        assertThat(bytes.headers().get("etag")).isEqualTo("\"" + sha256(text) + "\"");

        JsonNode item =
                book.read("citations?limit=1000")
                        .get("items")
                        .valueStream()
                        .filter(one -> one.get("id").stringValue().equals(id))
                        .findFirst()
                        .orElseThrow();
        assertThat(item.has("answer")).isFalse();
        assertThat(item.get("sha256").stringValue()).isEqualTo(sha256(text));
    }

    @Test
    void after_a_correction_it_has_the_same_bytes_and_says_which_event_moved_it_and_why() {
        book.record(
                "parks",
                dated("2018-02-01", "'id':'prk_m','name':'M','region':'440104','capacity':7"));
        book.record("companies", company("com_m", "2015-05-01", "440104", ""));
        long other = book.record("companies", company("com_o", "2015-06-01", "440104", ""));
        book.awaitReadable(other);
        String park = frozen("/api/v1/parks/prk_m");
        String list = frozen("/api/v1/companies?region=440104&validAt=2019-01-01");
        String series = frozen("/api/v1/series/company-registrations?by=year&region=440104");
        String ranking = frozen("/api/v1/rankings/parks?region=440104");
        Map<String, String> before = new HashMap<>();
        for (String id : List.of(park, list, series, ranking)) {
            before.put(id, book.get("citations/" + id + "/answer").text());
            assertThat(book.read("citations/" + id).at("/moved/now").stringValue())
                    .isEqualTo("same");
        }

        correct(
                "parks/prk_m/events/0",
                "'effectiveOn':'2018-02-01','data':{'name':'M','region':'440104','capacity':9}");
        long moving =
                correct(
                        "companies/com_m/events/0",
                        "'effectiveOn':'2014-05-01','data':{'name':'Company"
                                + " com_m','region':'440104'}");

        before.forEach(
                (id, text) -> {
                    assertThat(book.get("citations/" + id + "/answer").text()).isEqualTo(text);
                    assertThat(book.read("citations/" + id).get("answer").stringValue())
                            .isEqualTo(text);
                });
        JsonNode ofPark = book.read("citations/" + park).get("moved");
        assertThat(ofPark.get("now").stringValue()).isEqualTo("changed");
        assertThat(ofPark.get("items")).hasSize(1);
        assertThat(ofPark.at("/items/0/fields").toString()).contains("capacity");
        assertThat(ofPark.at("/items/0/causes")).hasSize(1);
        assertThat(ofPark.at("/items/0/causes/0/cause").stringValue()).isEqualTo("correction");
        assertThat(ofPark.at("/items/0/causes/0/reason").stringValue()).isEqualTo("misread");
        JsonNode ofList = book.read("citations/" + list).get("moved");
        assertThat(ofList.get("count").intValue()).isEqualTo(1);
        assertThat(ofList.at("/items/0/id").stringValue()).isEqualTo("com_m");
        assertThat(ofList.at("/items/0/causes/0/position").longValue()).isEqualTo(moving);
        JsonNode ofSeries = book.read("citations/" + series).get("moved");
        assertThat(ofSeries.get("now").stringValue()).isEqualTo("changed");
        assertThat(ofSeries.get("count").intValue()).isEqualTo(1);
        assertThat(ofSeries.at("/items/0/id").stringValue()).isEqualTo("com_m");
        assertThat(ofSeries.at("/items/0/causes/0/cause").stringValue()).isEqualTo("correction");
        JsonNode ofRanking = book.read("citations/" + ranking).get("moved");
        assertThat(ofRanking.get("items")).hasSize(1);
        assertThat(ofRanking.at("/items/0/id").stringValue()).isEqualTo("prk_m");

        String fixed = "citations/%s?validAt=2020-01-01&knownAt=@%d".formatted(list, moving);
        String answered = book.get(fixed).text();
        assertThat(book.post("companies/com_m/void", "{'reason':'a duplicate'}").status())
                .isEqualTo(200);
        book.awaitReadable(book.head());
        assertThat(book.get(fixed).text()).isEqualTo(answered);
        assertThat(book.read("citations/" + list).at("/moved/items/0/causes/0/cause").stringValue())
                .isEqualTo("void");
    }

    private static final String REPORT =
            "/api/v1/reports/industry?region=370100&validAt=2019-12-31";

    private static String movers(String citation) {
        JsonNode moved = book.read("citations/" + citation).get("moved");
        return moved.get("now").stringValue()
                + moved.path("items")
                        .valueStream()
                        .map(one -> one.get("id").stringValue())
                        .toList();
    }

    @Test
    void what_has_nothing_to_do_with_a_report_a_diff_or_a_finding_moves_none_of_them() {
        String division = "'code':'%1$s','name':'%1$s','level':'%2$s','parent':'%3$s'";
        book.record("regions", dated("..1980", division.formatted("370000", "province", "CN")));
        book.record("regions", dated("..1980", division.formatted("370100", "city", "370000")));
        book.record("regions", dated("..1980", division.formatted("370102", "district", "370100")));
        book.record("parks", dated("2018", "'id':'prk_j','name':'J','region':'370102'"));
        book.record("companies", company("com_j", "2018-03-01", "370102", ""));
        book.record(
                "definitions",
                "{'id':'def_j','code':'jinan','keywords':['Company'],'fields':['name'],"
                        + SOURCE
                        + "}");
        String indicator =
                "{'id':'%1$s','code':'%1$s','name':'N','unit':'companies','about':'%2$s',";
        String claimed = "'measure':{'name':'active-companies'},";
        book.record("indicators", indicator.formatted("ind_j", "370100") + claimed + SOURCE + "}");
        book.record("indicators", indicator.formatted("ind_k", "440100") + SOURCE + "}");
        book.awaitReadable(
                book.record(
                        "indicators/ind_j/publish", "{'period':'2018','value':7," + SOURCE + "}"));
        String report = frozen(REPORT);
        String findings = frozen("/api/v1/consistency?region=370100&validAt=2019-12-31");
        String diff =
                frozen(
                        "/api/v1/diff?kinds=companies&region=370100&from.validAt=2018-01-01"
                                + "&to.validAt=2019-12-31");
        String series =
                frozen(
                        "/api/v1/series/active-companies?by=year&definition=jinan&region=370100"
                                + "&validAt=2019-12-31");
        String parks = frozen("/api/v1/series/open-parks?by=district&region=370100");
        book.record("sources", "{'id':'src_other','title':'T','publisher':'P'}");
        book.record("companies", company("com_far", "2018-03-01", "440103", ""));
        book.record("indicators/ind_k/publish", "{'period':'2018','value':7," + SOURCE + "}");
        book.awaitReadable(
                book.record("companies/com_far/relocate", dated("2019", "'region':'440104'")));
        for (String id : List.of(report, findings, diff, series, parks)) {
            assertThat(movers(id)).as(book.read("citations/" + id).toString()).isEqualTo("same[]");
        }

        book.record("companies", company("com_k", "2018-05-01", "370102", ""));
        book.record("parks/prk_j/rename", dated("2019-01-01", "'name':'K'"));
        book.awaitReadable(
                book.record("companies/com_far/rename", dated("2019-03-01", "'name':'Other'")));
        assertThat(movers(report)).isEqualTo("changed[com_k, prk_j]");
        assertThat(movers(findings)).isEqualTo("changed[com_k]");
        assertThat(movers(diff)).isEqualTo("changed[com_k]");
        assertThat(movers(series)).isEqualTo("changed[com_k]");
        assertThat(movers(parks)).isEqualTo("same[]");

        book.record(
                "definitions/def_j/revise",
                "{'keywords':['Firm'],'fields':['name']," + SOURCE + "}");
        book.record("indicators/ind_j/publish", "{'period':'2019','value':2," + SOURCE + "}");
        book.awaitReadable(book.record("parks/prk_j/close", dated("2019-02-01", "")));
        assertThat(movers(report)).isEqualTo("changed[com_k, ind_j, prk_j]");
        assertThat(movers(series)).isEqualTo("changed[def_j]");
        assertThat(movers(parks)).isEqualTo("changed[prk_j]");
        for (String id : List.of(report, findings, diff, series, parks)) {
            assertThat(book.read("citations/" + id).get("reproduced").booleanValue()).isTrue();
        }
    }

    @Test
    void lists_of_events_windows_labels_and_sources_say_exactly_what_moved_them() {
        String division = "'code':'%1$s','name':'%1$s','level':'%2$s','parent':'%3$s'";
        book.record("regions", dated("..1980", division.formatted("350000", "province", "CN")));
        book.record("regions", dated("..1980", division.formatted("350100", "city", "350000")));
        book.record("sources", "{'id':'src_second','title':'T','publisher':'P'}");
        book.record("parks", dated("2010", "'id':'prk_f','name':'F','region':'350100'"));
        book.record("companies", company("com_f", "2016-03-01", "350100", ""));
        book.awaitReadable(
                book.record("companies/com_f/join-park", dated("2016-04-01", "'park':'prk_f'")));
        String of = "/api/v1/series/company-registrations";
        String behind = frozen(of + "/events?period=2017&region=350100");
        String vintages = frozen(of + "/vintages?period=2017&region=350100");
        String window = frozen(of + "?by=year&to=2018&region=350100");
        String byPark = frozen("/api/v1/series/active-companies?by=park&region=350100");
        String report = frozen("/api/v1/reports/industry?region=350100");
        String changes = frozen("/api/v1/changes?after=0&limit=1000&kinds=policies");
        String diff = frozen("/api/v1/diff?from.validAt=2017-01-01&to.validAt=2018-01-01");
        String first = frozen("/api/v1/parks?limit=1");
        for (String id : List.of(behind, vintages, window, byPark, report, changes, diff, first)) {
            assertThat(movers(id)).as(id).isEqualTo("same[]");
        }

        book.record("companies", company("com_g", "2017-03-01", "350100", ""));
        book.record("companies", company("com_h", "2021-03-01", "350100", ""));
        book.record("parks", dated("2011", "'id':'prk_0','name':'0','region':'350100'"));
        book.awaitReadable(book.record("parks/prk_f/rename", dated("2012", "'name':'G'")));
        assertThat(movers(behind)).isEqualTo("changed[com_g]");
        assertThat(movers(vintages)).isEqualTo("changed[com_g]");
        assertThat(movers(window)).isEqualTo("changed[com_g]");
        assertThat(movers(byPark)).isEqualTo("changed[com_g, com_h, prk_f]");
        assertThat(movers(changes)).isEqualTo("same[]");
        assertThat(movers(first)).isEqualTo("changed[prk_0]");
        assertThat(book.read("citations/" + first).at("/moved/count").intValue()).isEqualTo(1);

        String sourced = frozen("/api/v1/reports/industry?region=350100");
        correctBySecond();
        assertThat(movers(sourced)).isEqualTo("changed[com_f]");
        assertThat(
                        book.read("citations/" + sourced)
                                .at("/moved/items/0/causes/0/cause")
                                .stringValue())
                .isEqualTo("correction");
    }

    private static void correctBySecond() {
        Answer answer =
                book.post(
                        "companies/com_f/events/0/correct",
                        "{'source':{'id':'src_second'},'reason':'it says so first',"
                                + "'effectiveOn':'2016-03-01',"
                                + "'data':{'name':'Company com_f','region':'350100'}}");
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        book.awaitReadable(answer.json().get("position").longValue());
    }

    @Test
    void asked_again_with_its_idempotency_key_it_is_the_first_citation_whatever_came_between() {
        String url = "/api/v1/series/active-companies";
        Answer first = freeze(url, "Idempotency-Key", "cite-1");
        assertThat(first.status()).as(first.text()).isEqualTo(201);
        book.awaitReadable(
                book.record("companies", company("com_between", "2016-05-01", "440103", "")));
        Answer again = freeze(url, "Idempotency-Key", "cite-1");
        assertThat(again.text()).isEqualTo(first.text());
        Answer other = freeze("/api/v1/parks/prk_c", "Idempotency-Key", "cite-1");
        assertThat(other.status()).isEqualTo(422);
        assertThat(other.text()).contains("idempotency-key-reused");
        assertThat(freeze(url).json().get("id")).isNotEqualTo(first.json().get("id"));
    }

    @Test
    void only_reads_of_this_registry_can_be_frozen_and_only_with_a_key() {
        String host = book.registry().url().toString();
        assertThat(freeze(host + "/api/v1/parks?limit=5").status()).isEqualTo(201);
        assertThat(freeze("/api/v1/diff?from.validAt=2017-01-01").status()).isEqualTo(201);
        for (String url :
                List.of(
                        "http://elsewhere.example/api/v1/parks",
                        "//elsewhere.example/api/v1/parks",
                        "/actuator/health",
                        "parks",
                        "/api/v1/status",
                        "/api/v1/snapshot",
                        "/api/v1/citations",
                        "/api/v1/parks/../status",
                        "/api/v1/parks/prk_none",
                        "/api/v1/parks?nosuch=1",
                        "/api/v1/parks?cursor=x")) {
            Answer answer = freeze(url);
            assertThat(answer.status()).as("%s: %s", url, answer.text()).isEqualTo(422);
            assertThat(answer.json().at("/errors/0/pointer").stringValue()).isEqualTo("/url");
        }
        assertThat(freeze("/api/v1/parks?nosuch=1").text()).contains("nosuch");
        assertThat(book.post("citations", "{'link':'/api/v1/parks'}").status()).isEqualTo(400);
        assertThat(book.post("citations", "{}").status()).isEqualTo(422);
        assertThat(book.post("citations", "nothing").status()).isEqualTo(400);
        Answer unknown =
                book.registry().postAs("", "/api/v1/citations", "{\"url\":\"/api/v1/parks\"}");
        assertThat(unknown.status()).isEqualTo(401);
        assertThat(book.get("citations/cit_none").status()).isEqualTo(404);
        assertThat(book.get("citations/cit_none/answer").status()).isEqualTo(404);
    }

    @Test
    void a_read_model_built_anew_has_the_same_bytes_and_the_same_moves() {
        String id = frozen("/api/v1/series/active-companies?by=year,district");
        book.awaitReadable(
                book.record("companies", company("com_late", "2016-05-01", "440103", "")));
        long head = book.head();
        Servers.Database empty = Servers.freshDatabase();
        Map<String, Object> properties = new HashMap<>();
        properties.put("server.port", 0);
        properties.put("annals.database.url", empty.url());
        properties.put("annals.database.user", empty.user());
        properties.put("annals.database.password", empty.password());
        properties.put("annals.kafka.bootstrap", Servers.kafka());
        properties.put("annals.kafka.prefix", book.registry().prefix());
        properties.put("annals.command.url", book.registry().commandUrl().toString());
        try (var second = QueryService.start(properties)) {
            int port = ((WebServerApplicationContext) second).getWebServer().getPort();
            URI url = URI.create("http://localhost:" + port + "/api/v1/");
            await().atMost(Book.PATIENCE)
                    .until(
                            () ->
                                    get(url.resolve("status")).json().get("position").longValue()
                                            >= head);
            for (String path : List.of("", "/answer")) {
                String asked =
                        "citations/%s%s?validAt=2020-01-01&knownAt=@%d".formatted(id, path, head);
                assertThat(get(url.resolve(asked)).text())
                        .isEqualTo(book.get(asked).text())
                        .contains("active-companies");
            }
        }
        assertThat(book.read("citations/" + id).at("/moved/now").stringValue())
                .isEqualTo("changed");
    }

    private static Answer get(URI url) {
        return book.send("GET", url, "", "", new byte[0]);
    }
}
