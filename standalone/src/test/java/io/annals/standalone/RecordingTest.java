package io.annals.standalone;

import static io.annals.standalone.Book.company;
import static io.annals.standalone.Book.dated;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.annals.events.CreditCode;
import io.annals.events.Json;
import io.annals.standalone.Registry.Answer;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import tools.jackson.databind.JsonNode;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What is recorded, and what is answered: DESIGN.md section 2, through both services. */
class RecordingTest {

    private static Book book;

    @BeforeAll
    static void begin() {
        book = Book.open();
        book.record("parks", dated("2015-01-01", "'id':'prk_a','name':'Park A','region':'440112'"));
        book.record("parks", dated("2015-01-01", "'id':'prk_b','name':'Park B','region':'440112'"));
    }

    @AfterAll
    static void end() {
        book.close();
    }

    // Answers

    @Test
    void a_founding_is_answered_201_with_its_address_head_place_and_time() {
        Answer answer = book.post("companies", company("com_founded", "2018-03-05", "440106", ""));
        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.headers())
                .containsEntry("location", "/api/v1/companies/com_founded")
                .containsEntry("etag", "\"0\"");
        JsonNode body = answer.json();
        assertThat(body.propertyNames())
                .containsExactlyInAnyOrder(
                        "id", "eventId", "sequence", "position", "recordedAt", "warnings");
        assertThat(body.get("id").stringValue()).isEqualTo("com_founded");
        assertThat(body.get("sequence").longValue()).isZero();
        assertThat(body.get("warnings")).isEmpty();
        assertThat(body.get("eventId").stringValue())
                .matches("[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab].*");
        assertThat(body.get("recordedAt").stringValue())
                .matches("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\\.[0-9]{6}Z");
        JsonNode event =
                book.read("companies/com_founded/events", body.get("position").longValue())
                        .at("/items/0");
        assertThat(event.get("eventId")).isEqualTo(body.get("eventId"));
        assertThat(event.get("position")).isEqualTo(body.get("position"));
        assertThat(event.get("recordedAt")).isEqualTo(body.get("recordedAt"));
        assertThat(event.get("recordedBy").stringValue()).isEqualTo("administrator");
        assertThat(event.get("effectiveOn").stringValue()).isEqualTo("2018-03-05");
    }

    @Test
    void any_other_command_is_answered_200_with_the_new_head() {
        given("com_other", "2018-03-05", "440106");
        Answer answer =
                book.post("companies/com_other/relocate", dated("2018-04-01", "'region':'440112'"));
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.headers()).containsEntry("etag", "\"1\"").doesNotContainKey("location");
        assertThat(answer.json().get("sequence").longValue()).isEqualTo(1);
        assertThat(
                        book.get("companies/com_other?minPosition=" + answer.json().get("position"))
                                .headers())
                .containsEntry("etag", "\"1\"");
    }

    @Test
    void an_id_that_is_not_chosen_is_a_prefix_and_a_uuid_of_version_7() {
        String body = company("com_x", "2018-03-05", "440106", "").replace("'id':'com_x',", "");
        Answer answer = book.post("companies", body);
        String id = answer.json().get("id").stringValue();
        assertThat(id)
                .matches("com_[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
        assertThat(answer.headers()).containsEntry("location", "/api/v1/companies/" + id);
    }

    @Test
    void without_a_place_within_five_seconds_the_answer_is_202_and_the_event_is_kept()
            throws Exception {
        Answer answer;
        try (var log = book.log();
                var statement = log.createStatement()) {
            log.setAutoCommit(false);
            statement.execute("select * from head for update");
            answer = book.post("companies", company("com_waits", "2018-03-05", "440106", ""));
            log.rollback();
        }
        assertThat(answer.status()).isEqualTo(202);
        assertThat(answer.json().has("position")).isFalse();
        assertThat(answer.json().get("eventId").stringValue()).isNotBlank();
        await().atMost(Book.PATIENCE).until(() -> book.get("companies/com_waits").status() == 200);
    }

    @Test
    void if_match_holds_the_head_of_the_stream_else_nothing_is_recorded_and_it_is_412() {
        given("com_match", "2018-03-05", "440106");
        String body = dated("2018-04-01", "'name':'Matched'");
        assertThat(book.post("companies/com_match/rename", body, "If-Match", "\"0\"").status())
                .isEqualTo(200);
        Answer late = book.post("companies/com_match/rename", body, "If-Match", "\"0\"");
        assertProblem(late, 412, "changed");
        assertThat(book.post("companies/com_match/rename", body, "If-Match", "0").status())
                .isEqualTo(400);
        assertThat(events("com_match")).isEqualTo(2);
    }

    // Idempotency

    @Test
    void the_same_idempotency_key_gets_the_same_answer_and_makes_one_event() {
        String body = company("com_once", "2018-03-05", "440106", "");
        Answer first = book.post("companies", body, "Idempotency-Key", "once");
        Answer again = book.post("companies", body, "Idempotency-Key", "once");
        String reordered =
                body.replace("'id':'com_once',", "").replaceFirst("}$", ", 'id' : 'com_once' }");
        Answer spelled = book.post("companies", reordered, "Idempotency-Key", "once");
        for (Answer answer : List.of(again, spelled)) {
            assertThat(answer.status()).isEqualTo(201);
            assertThat(answer.text()).isEqualTo(first.text());
            assertThat(answer.headers().get("location")).isEqualTo(first.headers().get("location"));
            assertThat(answer.headers().get("etag")).isEqualTo(first.headers().get("etag"));
        }
        assertThat(events("com_once")).isEqualTo(1);
    }

    @Test
    void an_idempotency_key_is_looked_up_before_everything_else() {
        given("com_before", "2018-03-05", "440106");
        String body = dated("2018-04-01", "'region':'440112'");
        Answer first =
                book.post(
                        "companies/com_before/relocate",
                        body,
                        "Idempotency-Key",
                        "k",
                        "If-Match",
                        "\"0\"");
        book.record("companies/com_before/void", "{'reason':'a duplicate'}");
        Answer again =
                book.post(
                        "companies/com_before/relocate",
                        body,
                        "Idempotency-Key",
                        "k",
                        "If-Match",
                        "\"0\"");
        assertThat(again.status()).isEqualTo(200);
        assertThat(again.text()).isEqualTo(first.text());
    }

    @Test
    void an_idempotency_key_with_another_body_is_422() {
        book.post(
                "companies",
                company("com_keyed", "2018-03-05", "440106", ""),
                "Idempotency-Key",
                "other");
        Answer other =
                book.post(
                        "companies",
                        company("com_keyed", "2018-03-06", "440106", ""),
                        "Idempotency-Key",
                        "other");
        assertProblem(other, 422, "idempotency-key-reused");
    }

    @Test
    void an_idempotency_key_belongs_to_its_path() {
        given("com_path1", "2018-03-05", "440106");
        given("com_path2", "2018-03-05", "440106");
        String body = dated("2018-04-01", "'region':'440112'");
        for (String id : List.of("com_path1", "com_path2")) {
            Answer answer =
                    book.post("companies/" + id + "/relocate", body, "Idempotency-Key", "path");
            assertThat(answer.json().get("id").stringValue()).isEqualTo(id);
        }
    }

    @Test
    void a_rejected_answer_is_not_kept_under_its_key() {
        String body = company("com_later", "2018-03-05", "445200", "");
        assertThat(book.post("companies", body, "Idempotency-Key", "later").status())
                .isEqualTo(409);
        book.record(
                "regions",
                dated(
                        "2000-01-01",
                        "'code':'445200','name':'Jieyang','level':'city','parent':'440000'"));
        assertThat(book.post("companies", body, "Idempotency-Key", "later").status())
                .isEqualTo(201);
    }

    // Refusals

    @Test
    void all_field_errors_are_told_at_once_with_json_pointers() {
        Answer answer =
                book.post(
                        "companies",
                        """
                        {'id':'com_wrong','effectiveOn':'2018-02-30','source':{'id':'gazette'},'region':'440106',
                         'creditCode':'123','industry':'Z','products':['ledger',7],
                         'registeredCapital':{'amount':-1,'currency':'yuan'}}
                        """);
        assertProblem(answer, 422, "invalid-fields");
        assertThat(pointers(answer))
                .containsExactlyInAnyOrder(
                        "/name",
                        "/effectiveOn",
                        "/source/id",
                        "/creditCode",
                        "/industry",
                        "/products/1",
                        "/registeredCapital/amount",
                        "/registeredCapital/currency");
        assertThat(answer.json().get("errors"))
                .allSatisfy(
                        error -> {
                            assertThat(error.get("code").stringValue()).isNotBlank();
                            assertThat(error.get("message").stringValue()).isNotBlank();
                        });
    }

    @Test
    void an_unknown_field_is_400_and_named() {
        Answer answer =
                book.post(
                        "companies",
                        company("com_unknown", "2018", "440106", "'adress':'x','colour':1"));
        assertProblem(answer, 400, "unknown-field");
        assertThat(pointers(answer)).contains("/adress", "/colour");
    }

    @Test
    void what_is_no_json_object_is_400() {
        String good = company("com_malformed", "2018", "440106", "");
        List<String> bad =
                List.of(
                        "",
                        "{",
                        "[]",
                        "'text'",
                        good + "{}",
                        good.replace("'region'", "'name':'twice','region'"),
                        good.replaceFirst("}$", ",}"),
                        good.replaceFirst(
                                "}$", ",'note':" + "[".repeat(60) + "]".repeat(60) + "}"));
        for (String body : bad) {
            assertThat(book.post("companies", body).status()).as(body).isEqualTo(400);
        }
        byte[] latin1 =
                Book.json(good).replace("Company", "Société").getBytes(StandardCharsets.ISO_8859_1);
        assertThat(send("companies", "application/json", latin1).status()).isEqualTo(400);
        assertThat(book.get("companies/com_malformed").status()).isEqualTo(404);
    }

    @Test
    void a_command_takes_no_parameters() {
        assertThat(
                        book.post(
                                        "companies?validAt=2018-01-01",
                                        company("com_param", "2018", "440106", ""))
                                .status())
                .isEqualTo(400);
    }

    @Test
    void what_there_is_not_is_404() {
        given("com_there", "2018-03-05", "440106");
        String relocate = dated("2018-04-01", "'region':'440112'");
        String body = dated("2018", "'name':'A','region':'440106'");
        assertProblem(book.post("companys", body), 404, "no-such-kind");
        assertProblem(
                book.post("companies/com_nowhere/relocate", relocate), 404, "no-such-subject");
        assertProblem(book.post("companies/prk_a/relocate", relocate), 404, "no-such-subject");
        assertProblem(book.post("companies/com_there/promote", relocate), 404, "no-such-verb");
        assertProblem(book.post("companies/com_there/register", body), 404, "no-such-verb");
        assertThat(book.post("companies/com_there/events/zero/retract", "{'reason':'r'}").status())
                .isEqualTo(404);
    }

    @Test
    void too_large_a_body_is_413_and_another_type_415() {
        byte[] large =
                ("{\"note\":\"" + "x".repeat(1_000_001) + "\"}").getBytes(StandardCharsets.UTF_8);
        assertProblem(send("companies", "application/json", large), 413, "too-large");
        byte[] good =
                Book.json(company("com_type", "2018", "440106", ""))
                        .getBytes(StandardCharsets.UTF_8);
        assertProblem(send("companies", "text/plain", good), 415, "not-json");
        assertProblem(send("companies", "application/xml", good), 415, "not-json");
        assertThat(send("companies", "application/json;charset=UTF-8", good).status())
                .isEqualTo(201);
    }

    @Test
    void a_broken_rule_is_409_and_names_the_day_the_rule_and_the_event_in_the_way() {
        given("com_rule", "2018-03-05", "440106");
        String gone = eventId("companies/com_rule/deregister", dated("2018-06-01", ""));
        Answer answer =
                book.post("companies/com_rule/rename", dated("2018-07-01", "'name':'After'"));
        assertProblem(answer, 409, "deregistered");
        JsonNode error = answer.json().at("/errors/0");
        assertThat(error.get("day").stringValue()).isEqualTo("2018-07-01");
        assertThat(error.get("code").stringValue()).isEqualTo("deregistered");
        assertThat(error.get("eventId").stringValue()).isEqualTo(gone);
        assertThat(error.get("sequence").longValue()).isEqualTo(1);
    }

    @Test
    void a_back_dated_fact_that_makes_a_later_one_break_a_rule_is_refused_by_that_one() {
        given("com_back", "2016-03-05", "440106");
        String later = eventId("companies/com_back/rename", dated("2018-07-01", "'name':'Later'"));
        Answer answer = book.post("companies/com_back/deregister", dated("2017-01-01", ""));
        assertProblem(answer, 409, "deregistered");
        assertThat(answer.json().at("/errors/0/eventId").stringValue()).isEqualTo(later);
        assertThat(answer.json().at("/errors/0/day").stringValue()).isEqualTo("2018-07-01");
        assertThat(book.read("companies/com_back", book.head()).get("status").stringValue())
                .isEqualTo("active");
    }

    @Test
    void what_a_fact_names_must_be_there_that_day() {
        given("com_names", "2014-03-05", "440106");
        Answer early =
                book.post("companies/com_names/join-park", dated("2014-06-01", "'park':'prk_a'"));
        assertProblem(early, 409, "park-not-open");
        assertThat(early.json().at("/errors/0/pointer").stringValue()).isEqualTo("/park");
        assertThat(
                        book.post("companies", company("com_noregion", "1979-01-01", "440106", ""))
                                .status())
                .isEqualTo(409);
        String unknown = dated("2018-01-01", "'name':'B'").replace("src_gazette", "src_none");
        assertProblem(book.post("companies/com_names/rename", unknown), 409, "unknown-source");
    }

    @Test
    void a_participant_with_an_id_is_a_known_subject() {
        String operator = "'operator':{'name':'X','id':'com_%s'}";
        Answer unknown =
                book.post("parks/prk_b/change-operator", dated("2018", operator.formatted("none")));
        assertProblem(unknown, 409, "unknown-company");
        assertThat(pointers(unknown)).containsExactly("/operator/id");
        given("com_operator", "2014-03-05", "440106");
        book.record("parks/prk_b/change-operator", dated("2018", operator.formatted("operator")));
    }

    @Test
    void whoever_ends_what_others_refer_to_is_warned_how_many_they_are() {
        book.record("sources", "{'id':'src_shaky','title':'Rumour','publisher':'Bureau'}");
        String region = "'code':'440115','name':'Nansha','level':'district','parent':'440100'";
        book.record("regions", dated("2000", region));
        String in = "'id':'%s','name':'N','region':'440115'";
        book.record("policies", dated("2015", in.formatted("pol_n").replace("name", "title")));
        book.record("parks", dated("2015", in.formatted("prk_n")));
        book.record("parks/prk_n/grant-policy", dated("2016", "'policy':'pol_n'"));
        for (String tenant : List.of("com_tenant1", "com_tenant2")) {
            book.record("companies", dated("2016", in.formatted(tenant)));
            book.record("companies/" + tenant + "/join-park", dated("2017", "'park':'prk_n'"));
        }
        String rumoured = dated("2018", "'activity':'dormant'").replace("gazette", "shaky");
        book.record("companies/com_tenant1/report-activity", rumoured);

        assertReferredTo("1 subject refers to it, as prk_n", "policies/pol_n/repeal", "2019");
        assertReferredTo("1 subject refers to it, as com_tenant1", "sources/src_shaky/void", null);
        book.record("companies/com_tenant1/leave-park", dated("2019-01-01", "'park':'prk_n'"));
        assertReferredTo("1 subject refers to it, as com_tenant2", "parks/prk_n/close", "2019-02");
        assertReferredTo(
                "4 subjects refer to it, as com_tenant1", "regions/440115/abolish", "2020");
        book.record("parks/prk_n/reopen", dated("2019-03-01", ""));
        book.record("companies/com_tenant2/deregister", dated("2019-04-01", ""));
        assertReferredTo(null, "parks/prk_n/void", null);
    }

    private static void assertReferredTo(String message, String path, String effectiveOn) {
        String body = effectiveOn == null ? "{'reason':'wrong'}" : dated(effectiveOn, "");
        JsonNode warnings = book.post(path, body).json().get("warnings");
        assertThat(warnings).as(path).hasSize(message == null ? 0 : 1);
        if (message != null) {
            assertThat(warnings.get(0).get("code").stringValue()).isEqualTo("referred-to");
            assertThat(warnings.get(0).get("message").stringValue()).isEqualTo(message);
        }
    }

    @Test
    void where_a_coarse_date_leaves_the_order_unknown_it_is_a_warning() {
        given("com_coarse", "2016-03-05", "440106");
        book.record("companies/com_coarse/deregister", dated("2018-06-01", ""));
        Answer answer =
                book.post("companies/com_coarse/rename", dated("..2018-12", "'name':'When?'"));
        assertThat(answer.status()).isEqualTo(200);
        Answer coarse =
                book.post(
                        "companies/com_coarse/report-activity",
                        dated("2018", "'activity':'dormant'"));
        assertThat(coarse.status()).isEqualTo(200);
    }

    @Test
    void a_void_subject_is_410_naming_why_and_at_earlier_knowledge_as_before() {
        given("com_twin", "2018-03-05", "440106");
        long before = given("com_void", "2018-03-05", "440106");
        String was =
                book.get(
                                "companies/com_void?validAt=2018-12-31&minPosition="
                                        + before
                                        + "&knownAt=@"
                                        + before)
                        .text();
        Answer voided =
                book.post(
                        "companies/com_void/void",
                        "{'reason':'the same company','duplicateOf':'com_twin'}");
        assertThat(voided.status()).isEqualTo(200);
        String eventId = voided.json().get("eventId").stringValue();
        long position = voided.json().get("position").longValue();

        Answer write = book.post("companies/com_void/rename", dated("2018-07-01", "'name':'No'"));
        assertProblem(write, 410, "void");
        assertThat(write.text()).contains("the same company", "com_twin", eventId);
        assertProblem(book.post("companies/com_void/void", "{'reason':'again'}"), 410, "void");
        for (String path : List.of("", "/history", "/events")) {
            Answer read = book.get("companies/com_void" + path + "?minPosition=" + position);
            assertProblem(read, 410, "void");
            assertThat(read.text()).contains(eventId);
            assertThat(read.json().get("detail").stringValue())
                    .isEqualTo("com_void is void: the same company, duplicate of com_twin");
        }
        assertThat(book.get("companies/com_void?validAt=2018-12-31&knownAt=@" + before).text())
                .isEqualTo(was);
    }

    @Test
    void a_refusal_leaves_no_trace() {
        given("com_trace", "2018-03-05", "440106");
        Map<String, Long> before = rows();
        String code = "'creditCode':'" + creditCode(900) + "'";
        book.post(
                "companies",
                company("com_none", "2018", "440999", code),
                "Idempotency-Key",
                "none");
        book.post(
                "companies",
                company("com_trace", "2018", "440106", code),
                "Idempotency-Key",
                "none2");
        book.post("companies/com_trace/rename", dated("2011", "'name':'x'"), "If-Match", "\"7\"");
        book.post(
                "companies/com_trace/join-park",
                dated("2012", "'park':'prk_a'"),
                "Idempotency-Key",
                "none3");
        assertThat(rows()).isEqualTo(before);
    }

    // Amendments

    @Test
    void a_back_dated_relocation_of_2018_leaves_2019_as_it_was() {
        given("com_moves", "2017-03-05", "440106");
        book.record(
                "companies/com_moves/relocate",
                dated("2019-02-01", "'region':'440112','address':'1 New Road'"));
        long position =
                book.record(
                        "companies/com_moves/relocate",
                        dated("2018-05-01", "'region':'440103','address':'Quay'"));
        assertThat(state("com_moves", "2018-04-30", position)).isEqualTo("440106 null");
        assertThat(state("com_moves", "2018-05-01", position)).isEqualTo("440103 Quay");
        assertThat(state("com_moves", "2019-01-31", position)).isEqualTo("440103 Quay");
        assertThat(state("com_moves", "2019-02-01", position)).isEqualTo("440112 1 New Road");
    }

    @Test
    void a_correction_of_the_first_event_moves_everything_that_depended_on_it() {
        given("com_first", "2016-05-10", "440106");
        book.record("companies/com_first/report-activity", dated("2016", "'activity':'operating'"));
        long before =
                book.record("companies/com_first/rename", dated("2019-02-01", "'name':'Renamed'"));
        long after =
                book.record(
                        "companies/com_first/events/0/correct",
                        """
                        {'effectiveOn':'2016-08-01','source':{'id':'src_gazette'},'reason':'misread',
                         'data':{'name':'Company com_first','region':'440103','address':'Quay'}}
                        """);
        assertThat(read("com_first", "2016-05-10", before).get("activity").stringValue())
                .isEqualTo("operating");
        assertThat(state("com_first", "2018-01-01", before)).isEqualTo("440106 null");
        assertThat(at("com_first", "2016-07-31", after).status()).isEqualTo(404);
        JsonNode first = read("com_first", "2016-08-01", after);
        assertThat(first.get("activity").stringValue()).isEqualTo("operating");
        assertThat(first.get("validFrom").stringValue()).isEqualTo("2016-08-01");
        assertThat(state("com_first", "2019-02-01", after)).isEqualTo("440103 Quay");
        assertThat(read("com_first", "2019-02-01", after).get("name").stringValue())
                .isEqualTo("Renamed");
        assertThat(read("com_first", "2019-02-01", after).at("/formerNames/0").stringValue())
                .isEqualTo("Company com_first");
    }

    @Test
    void a_correction_leaves_what_was_known_before_untouched() {
        given("com_known", "2016-05-10", "440106");
        long before =
                book.record(
                        "companies/com_known/relocate", dated("2018-01-01", "'region':'440112'"));
        book.awaitReadable(before);
        String was = at("com_known", "2018-06-01", before).text();
        long after =
                book.record(
                        "companies/com_known/events/1/correct",
                        """
                        {'effectiveOn':'2018-07-01','source':{'id':'src_gazette'},'reason':'misread',
                         'data':{'region':'440103'}}
                        """);
        assertThat(state("com_known", "2018-06-01", after)).isEqualTo("440106 null");
        assertThat(at("com_known", "2018-06-01", before).text()).isEqualTo(was);
    }

    @Test
    void a_tenancy_of_2016_to_2018_is_learnt_as_a_pair_after_one_that_began_in_2018() {
        given("com_tenant", "2015-05-10", "440106");
        book.record("companies/com_tenant/join-park", dated("2018-06-01", "'park':'prk_b'"));
        String join = dated("2016-03-01", "'park':'prk_a'");
        Answer alone = book.post("companies/com_tenant/join-park", join);
        assertProblem(alone, 409, "already-in-park");
        String leave = dated("2018-06-01", "'park':'prk_a'");
        Answer pair =
                book.post(
                        "companies/com_tenant/record",
                        "[%s,%s]".formatted(verb("join-park", join), verb("leave-park", leave)));
        assertThat(pair.status()).as(pair.text()).isEqualTo(200);
        long position = pair.json().get("position").longValue();
        assertThat(read("com_tenant", "2017-01-01", position).get("park").stringValue())
                .isEqualTo("prk_a");
        assertThat(read("com_tenant", "2018-05-31", position).get("park").stringValue())
                .isEqualTo("prk_a");
        assertThat(read("com_tenant", "2018-06-01", position).get("park").stringValue())
                .isEqualTo("prk_b");
        assertThat(read("com_tenant", "2016-02-29", position).has("park")).isFalse();
    }

    @Test
    void a_record_is_all_or_none_and_one_transaction() {
        given("com_all", "2016-05-10", "440106");
        String rename = verb("rename", dated("2017-01-01", "'name':'All'"));
        String relocate = verb("relocate", dated("2017-01-01", "'region':'440112'"));
        String bad = verb("join-park", dated("2014-01-01", "'park':'prk_a'"));
        Answer none = book.post("companies/com_all/record", "[%s,%s]".formatted(rename, bad));
        assertThat(none.status()).isEqualTo(409);
        assertThat(none.json().at("/errors/0/pointer").stringValue()).startsWith("/1");
        Answer wrong =
                book.post(
                        "companies/com_all/record",
                        "[%s,{'verb':'rename'},{'verb':'sing'}]".formatted(rename));
        assertThat(wrong.status()).isEqualTo(422);
        assertThat(pointers(wrong)).contains("/1/name", "/1/effectiveOn", "/1/source", "/2/verb");
        assertThat(events("com_all")).isEqualTo(1);

        String retract = "{'verb':'retract','sequence':1,'reason':'within the same filing'}";
        Answer all =
                book.post(
                        "companies/com_all/record",
                        "[%s,%s,%s]".formatted(rename, relocate, retract));
        assertThat(all.status()).isEqualTo(200);
        assertThat(all.headers()).containsEntry("etag", "\"3\"");
        JsonNode read =
                book.read("companies/com_all/events", all.json().get("position").longValue());
        assertThat(read.get("items")).hasSize(4);
        long first = read.at("/items/1/position").longValue();
        for (int i = 1; i <= 3; i++) {
            JsonNode event = read.at("/items/" + i);
            assertThat(event.get("position").longValue()).isEqualTo(first + i - 1);
            assertThat(event.get("recordedAt")).isEqualTo(read.at("/items/1/recordedAt"));
        }
        assertThat(book.read("companies/com_all").get("name").stringValue())
                .isEqualTo("Company com_all");
        assertThat(book.read("companies/com_all").get("region").stringValue()).isEqualTo("440112");
    }

    @Test
    void a_retraction_undoes_and_a_correction_after_it_restores() {
        given("com_restore", "2016-05-10", "440106");
        book.record("companies/com_restore/relocate", dated("2018-01-01", "'region':'440112'"));
        long retracted =
                book.record(
                        "companies/com_restore/events/1/retract", "{'reason':'another company'}");
        assertThat(state("com_restore", "2018-06-01", retracted)).isEqualTo("440106 null");
        assertProblem(
                book.post("companies/com_restore/events/1/retract", "{'reason':'again'}"),
                409,
                "already-retracted");
        assertThat(
                        book.post("companies/com_restore/events/2/retract", "{'reason':'that one'}")
                                .status())
                .isEqualTo(422);
        long restored =
                book.record(
                        "companies/com_restore/events/1/correct",
                        """
                        {'effectiveOn':'2018-03-01','source':{'id':'src_gazette'},'reason':'it was this one',
                         'data':{'region':'440112'}}
                        """);
        assertThat(state("com_restore", "2018-02-28", restored)).isEqualTo("440106 null");
        assertThat(state("com_restore", "2018-03-01", restored)).isEqualTo("440112 null");
    }

    @Test
    void a_retracted_founding_is_never_founded_again_but_by_a_correction() {
        given("com_never", "2016-05-10", "440106");
        long position =
                book.record("companies/com_never/events/0/retract", "{'reason':'never happened'}");
        assertThat(book.get("companies/com_never?minPosition=" + position).status()).isEqualTo(404);
        Answer again = book.post("companies", company("com_never", "2016-05-10", "440106", ""));
        assertProblem(again, 409, "already-registered");
        assertThat(again.text()).contains("retracted", "a correction of event 0 restores it");
        String correct =
                "{'effectiveOn':'2016-06-10',%s,'reason':'it"
                        + " did','data':{'name':'N','region':'440106'}}";
        long restored =
                book.record("companies/com_never/events/0/correct", correct.formatted(Book.SOURCE));
        assertThat(state("com_never", "2016-06-10", restored)).isEqualTo("440106 null");
    }

    @Test
    void the_data_of_a_correction_is_checked_as_that_of_the_original() {
        given("com_data", "2016-05-10", "440106");
        String correct =
                "{'effectiveOn':'2016',%s,'reason':'r','data':{'name':'N','region':'x','parks':1}}";
        Answer answer =
                book.post("companies/com_data/events/0/correct", correct.formatted(Book.SOURCE));
        assertThat(answer.status()).isEqualTo(400);
        assertThat(pointers(answer)).contains("/data/region", "/data/parks");
        assertThat(book.post("companies/com_data/events/9/retract", "{'reason':'r'}").status())
                .isIn(404, 422);
    }

    @Test
    void digits_are_kept_and_null_ends_what_an_absent_field_leaves() {
        book.record(
                "parks",
                dated(
                        "2016-01-01",
                        """
                        'id':'prk_digits','name':'D','region':'440112','landArea':15104.50,'buildingArea':{'about':5.0},
                        'capacity':'300','operator':'Patek'
                        """));
        long position =
                book.record("parks/prk_digits/resize", dated("2017-01-01", "'landArea':null"));
        book.awaitReadable(position);
        assertThat(book.get("parks/prk_digits?validAt=2016-06-01").text())
                .contains(
                        "\"landArea\":15104.50",
                        "\"buildingArea\":{\"about\":5.0}",
                        "\"capacity\":300");
        JsonNode ended = book.read("parks/prk_digits?validAt=2017-01-01");
        assertThat(ended.has("landArea")).isFalse();
        assertThat(ended.get("operator").stringValue()).isEqualTo("Patek");
    }

    // Kinds

    @Test
    void organizations_funds_and_applications_are_recorded_and_read_back() {
        book.record(
                "organizations",
                dated(
                        "2018-05",
                        """
                        'id':'org_read','name':'Alliance','type':'alliance','region':'440112','founders':['A'],
                        'founderCount':{'moreThan':50},'seats':[{'region':'440106','role':'office'}]\
                        """));
        book.record(
                "organizations/org_read/admit-members",
                dated("2019", "'members':['B'],'count':60"));
        book.record(
                "funds",
                dated(
                        "2018",
                        "'id':'fnd_read','name':'Fund','size':{'amount':1000000000,'currency':'CNY'}"));
        book.record(
                "funds/fnd_read/record-investment",
                dated("2019", "'project':'P','projectsTotal':3"));
        book.record(
                "applications",
                dated(
                        "2018",
                        "'id':'app_read','name':'Tax','scenario':'taxation','region':'440112'"));
        long position = book.record("applications/app_read/retire", dated("2019-06-01", ""));

        JsonNode alliance = book.read("organizations/org_read?validAt=2019-01-01", position);
        assertThat(alliance.get("kind").stringValue()).isEqualTo("organization");
        assertThat(alliance.get("status").stringValue()).isEqualTo("active");
        assertThat(alliance.at("/members/0").stringValue()).isEqualTo("B");
        assertThat(alliance.at("/seats/0/region").stringValue()).isEqualTo("440106");
        JsonNode fund = book.read("funds/fnd_read?validAt=2019-01-01", position);
        assertThat(fund.at("/investments/0/project").stringValue()).isEqualTo("P");
        assertThat(fund.get("projectsTotal").intValue()).isEqualTo(3);
        assertThat(statusOn("2019-05-31", position)).isEqualTo("live");
        assertThat(statusOn("2019-06-01", position)).isEqualTo("retired");
    }

    private static String statusOn(String validAt, long position) {
        return book.read("applications/app_read?validAt=" + validAt, position)
                .get("status")
                .stringValue();
    }

    @Test
    void an_observation_is_corrected_and_both_are_read_at_their_time() {
        String gdp = "'id':'%s','code':'gdp','name':'GDP','unit':'CNY','about':'440100'";
        Answer dated = book.post("indicators", dated("2018", gdp.formatted("ind_dated")));
        assertProblem(dated, 400, "unknown-field");
        assertThat(pointers(dated)).containsExactly("/effectiveOn");

        long defined = book.record("indicators", sourced(gdp.formatted("ind_read")));
        assertProblem(
                book.post("indicators", sourced(gdp.formatted("ind_again"))),
                409,
                "indicator-taken");
        long before =
                book.record(
                        "indicators/ind_read/publish", sourced("'period':'2018-Q4','value':5.0"));
        long after =
                book.record(
                        "indicators/ind_read/events/1/correct",
                        sourced("'reason':'misread','data':{'period':'2018-Q3','value':'5.10'}"));

        String read = "indicators/ind_read?validAt=%s&knownAt=@%d";
        JsonNode always = book.read(read.formatted("1949-10-01", defined), after);
        assertThat(always.get("unit").stringValue()).isEqualTo("CNY");
        assertThat(always.has("validFrom")).isFalse();
        assertThat(book.read(read.formatted("2018-12-30", before)).has("observations")).isFalse();
        assertThat(book.read(read.formatted("2018-12-31", before)).get("observations"))
                .hasToString(
                        Book.json(
                                "[{'period':'2018-Q4','value':5.0,'source':'src_gazette','sequence':1}]"));
        assertThat(book.read(read.formatted("2018-09-30", after)).get("observations"))
                .hasToString(
                        Book.json(
                                "[{'period':'2018-Q3','value':5.10,'source':'src_gazette','sequence':1}]"));
        assertThat(book.read("indicators/ind_read/events").at("/items/2/effectiveOn").stringValue())
                .isEqualTo("2018-09-30");
    }

    @Test
    void definitions_and_citations_hold_for_every_day() {
        String keyword =
                "'id':'%s','code':'keyword','keywords':['区块链'],'fields':['name','formerName']";
        book.record("definitions", sourced(keyword.formatted("def_read")));
        assertProblem(
                book.post("definitions", sourced(keyword.formatted("def_again"))),
                409,
                "definition-taken");
        long position =
                book.record("definitions/def_read/revise", sourced("'activity':'operating'"));
        JsonNode definition = book.read("definitions/def_read?validAt=1949-10-01", position);
        assertThat(definition.get("activity").stringValue()).isEqualTo("operating");
        assertThat(definition.has("validFrom")).isFalse();

        String frozen =
                "{'id':'cit_read','url':'/api/v1/companies?validAt=2019-10-31&knownAt=@1','mediaType':'application/json','answer':'{}',"
                    + "'sha256':'44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a'}";
        Answer answer =
                book.send(
                        "POST",
                        book.registry().commandUrl().resolve("/api/v1/citations"),
                        Book.KEY,
                        "application/json",
                        Book.json(frozen).getBytes(StandardCharsets.UTF_8));
        assertThat(answer.status()).as(answer.text()).isEqualTo(201);
        JsonNode event =
                book.read("citations/cit_read/events", answer.json().get("position").longValue())
                        .at("/items/0");
        assertThat(event.get("type").stringValue()).isEqualTo("citation.frozen");
        assertThat(event.at("/data/answer").stringValue()).isEqualTo("{}");
    }

    @Test
    void an_answer_is_frozen_at_its_own_address_alone_and_never_corrected() {
        String url = "/api/v1/parks/prk_a?validAt=2019-10-31&knownAt=@%d".formatted(book.head());
        Answer made = book.post("citations", "{'id':'cit_own','url':'" + url + "'}");
        assertThat(made.status()).as(made.text()).isEqualTo(201);
        long position = made.json().get("position").longValue();
        String answer = book.read("citations/cit_own", position).get("answer").stringValue();
        String forged =
                "'url':'%s','mediaType':'application/json','answer':'{}','sha256':'44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a'"
                        .formatted(url);

        String correct = "'reason':'r','data':{" + forged + "}";
        assertProblem(
                book.post("citations/cit_own/events/0/correct", "{" + correct + "}"),
                409,
                "frozen");
        assertProblem(
                book.post(
                        "citations/cit_own/record",
                        "[{'verb':'correct','sequence':0," + correct + "}]"),
                409,
                "frozen");
        assertProblem(
                book.post("citations/cit_new/record", "[{'verb':'freeze'," + forged + "}]"),
                422,
                "invalid-fields");
        JsonNode progress =
                book.imported(
                        line("citations.freeze", "{'id':'cit_new'," + forged + "}"),
                        line("citations.correct", "{'id':'cit_own','sequence':0," + correct + "}"));
        assertThat(progress.get("rejected").longValue()).isEqualTo(2);
        assertThat(progress.at("/errors/0/message").stringValue())
                .contains("POST /api/v1/citations freezes");
        assertThat(progress.at("/errors/1/code").stringValue()).isEqualTo("frozen");
        assertThat(book.read("citations/cit_own", book.head()).get("answer").stringValue())
                .isEqualTo(answer);

        book.record("citations/cit_own/events/0/retract", "{'reason':'of the wrong park'}");
        long voided = book.record("citations/cit_own/void", "{'reason':'of the wrong park'}");
        assertProblem(book.get("citations/cit_own?minPosition=" + voided), 410, "void");
    }

    @Test
    void the_body_with_which_an_answer_is_frozen_is_checked_as_strictly_as_it_is_made() {
        String frozen =
                "{'url':'/api/v1/companies?validAt=2019-10-31&knownAt=@1','mediaType':'application/json','answer':'{}',"
                    + "'sha256':'44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a'}";
        for (String[] wrong :
                new String[][] {
                    {"/url", "'/api/v1/companies", "'/companies"},
                    {"/url", "&knownAt=@1", ""},
                    {"/url", "companies?", "diff?"},
                    {"/mediaType", "/json", "/json;charset=UTF-8"},
                    {"/sha256", "4413", "4414"},
                    {"/answer", "'{}'", "'{'"},
                }) {
            Answer answer =
                    book.send(
                            "POST",
                            book.registry().commandUrl().resolve("/api/v1/citations"),
                            Book.KEY,
                            "application/json",
                            Book.json(frozen.replace(wrong[1], wrong[2]))
                                    .getBytes(StandardCharsets.UTF_8));
            assertThat(answer.status()).as(answer.text()).isEqualTo(422);
            assertThat(pointers(answer)).contains(wrong[0]);
        }
    }

    @Test
    void a_figure_names_a_known_definition_whose_withdrawal_warns_that_it_is_referred_to() {
        String define =
                "'id':'%s','code':'%s','name':'N','unit':'u','about':'440100','measure':{'name':'active-companies','definition':'%s'}";
        String counted = "'id':'def_counted','code':'counted','activity':'operating'";
        book.record("definitions", sourced(counted));
        for (String unknown : List.of("counting", "counted@1")) {
            Answer answer =
                    book.post("indicators", sourced(define.formatted("ind_not", "n", unknown)));
            assertProblem(answer, 409, "unknown-definition");
            assertThat(pointers(answer)).containsExactly("/measure/definition");
        }
        book.record("indicators", sourced(define.formatted("ind_counted", "a", "counted")));
        book.record("indicators", sourced(define.formatted("ind_counted0", "b", "counted@0")));

        Answer withdrawn = book.post("definitions/def_counted/withdraw", sourced("'reason':'r'"));
        assertThat(withdrawn.json().at("/warnings/0/code").stringValue()).isEqualTo("referred-to");
        assertReferredTo(
                "2 subjects refer to it, as ind_counted", "definitions/def_counted/void", null);
    }

    private static String sourced(String fields) {
        return "{" + Book.SOURCE + "," + fields + "}";
    }

    // What is unique

    @Test
    void a_credit_code_is_free_again_after_void_retraction_or_correction_and_only_then() {
        String code = creditCode(1);
        String with = "'creditCode':'" + code + "'";
        book.record("companies", company("com_owner1", "2016-05-10", "440106", with));
        Answer taken = book.post("companies", company("com_owner2", "2016-05-10", "440106", with));
        assertProblem(taken, 409, "credit-code-taken");
        assertThat(taken.json().at("/errors/0/pointer").stringValue()).isEqualTo("/creditCode");
        assertThat(taken.text()).contains("com_owner1");
        book.record("companies/com_owner1/deregister", dated("2017-01-01", ""));
        assertThat(book.post("companies", company("com_owner2", "2018", "440106", with)).status())
                .isEqualTo(409);

        book.record("companies/com_owner1/void", "{'reason':'a duplicate'}");
        book.record("companies", company("com_owner2", "2016-05-10", "440106", with));
        book.record("companies/com_owner2/events/0/retract", "{'reason':'never'}");
        book.record("companies", company("com_owner3", "2016-05-10", "440106", with));
        String other =
                "{'effectiveOn':'2016-05-10',%s,'reason':'misread','data':{'name':'N','region':'440106','creditCode':'%s'}}";
        book.record(
                "companies/com_owner3/events/0/correct",
                other.formatted(Book.SOURCE, creditCode(2)));
        book.record("companies", company("com_owner4", "2016-05-10", "440106", with));
        Answer back =
                book.post(
                        "companies/com_owner3/events/0/correct",
                        other.formatted(Book.SOURCE, code));
        assertProblem(back, 409, "credit-code-taken");
        Answer identified = book.post("companies/com_owner3/identify", dated("2018", with));
        assertProblem(identified, 409, "credit-code-taken");
    }

    @Test
    void a_wrong_check_digit_and_a_known_name_in_the_region_are_warnings() {
        String code = creditCode(3);
        char last = code.charAt(17) == '0' ? '1' : '0';
        Answer wrong =
                book.post(
                        "companies",
                        company(
                                "com_digit",
                                "2016",
                                "440106",
                                "'creditCode':'" + code.substring(0, 17) + last + "'"));
        assertThat(wrong.status()).isEqualTo(201);
        assertThat(wrong.json().at("/warnings/0/code").stringValue()).isEqualTo("check-digit");
        assertThat(wrong.json().at("/warnings/0/pointer").stringValue()).isEqualTo("/creditCode");

        String first =
                company("com_name1", "2016", "440106", "")
                        .replace("Company com_name1", "Same Name");
        String second =
                company("com_name2", "2017", "440106", "")
                        .replace("Company com_name2", "Same Name");
        String elsewhere =
                company("com_name3", "2017", "440112", "")
                        .replace("Company com_name3", "Same Name");
        assertThat(book.post("companies", first).json().get("warnings")).isEmpty();
        JsonNode warnings = book.post("companies", second).json().get("warnings");
        assertThat(warnings).hasSize(1);
        assertThat(warnings.get(0).get("code").stringValue()).isEqualTo("possible-duplicate");
        assertThat(warnings.get(0).get("message").stringValue()).contains("com_name1");
        assertThat(book.post("companies", elsewhere).json().get("warnings")).isEmpty();
    }

    @Test
    void ids_are_unique_and_a_second_founding_is_409() {
        given("com_second", "2016-05-10", "440106");
        Answer answer = book.post("companies", company("com_second", "2017", "440106", ""));
        assertProblem(answer, 409, "already-registered");
        assertProblem(
                book.post("companies", company("prk_second", "2017", "440106", "")),
                422,
                "invalid-fields");
    }

    @Test
    void of_64_racing_registrations_with_one_credit_code_one_is_recorded_and_63_are_409()
            throws Exception {
        String with = "'creditCode':'" + creditCode(64) + "'";
        List<Answer> answers =
                racing(
                        64,
                        i ->
                                book.post(
                                        "companies",
                                        company("com_race" + i, "2018-01-01", "440106", with)));
        Map<Integer, Long> statuses =
                answers.stream()
                        .collect(Collectors.groupingBy(Answer::status, Collectors.counting()));
        assertThat(statuses).isEqualTo(Map.of(201, 1L, 409, 63L));
        answers.stream()
                .filter(answer -> answer.status() == 409)
                .forEach(answer -> assertProblem(answer, 409, "credit-code-taken"));
        assertThat(book.number("select count(*) from event where subject like 'com_race%'"))
                .isEqualTo(1);
    }

    @Test
    void racing_commands_on_one_subject_all_succeed_or_are_cleanly_refused() throws Exception {
        given("com_busy", "2016-01-01", "440106");
        List<Answer> answers =
                racing(
                        32,
                        i ->
                                book.post(
                                        "companies/com_busy/rename",
                                        dated(
                                                "2017-01-%02d".formatted(i % 28 + 1),
                                                "'name':'Name " + i + "'")));
        assertClean(answers);
        long recorded = answers.stream().filter(answer -> answer.status() == 200).count();
        assertThat(recorded).isPositive();
        assertThat(events("com_busy")).isEqualTo(recorded + 1);
        assertThat(
                        answers.stream()
                                .filter(a -> a.status() == 200)
                                .map(a -> a.json().get("sequence").longValue()))
                .doesNotHaveDuplicates();

        List<Answer> matched =
                racing(
                        16,
                        i ->
                                book.post(
                                        "companies/com_busy/rename",
                                        dated("2018", "'name':'Matched " + i + "'"),
                                        "If-Match",
                                        "\"" + recorded + "\""));
        assertClean(matched);
        assertThat(matched.stream().filter(answer -> answer.status() == 200)).hasSize(1);
    }

    @Test
    void racing_requests_with_one_idempotency_key_make_one_event_and_get_one_answer()
            throws Exception {
        String body = company("com_retry", "2016-01-01", "440106", "");
        List<Answer> answers;
        try (var log = book.log();
                var statement = log.createStatement();
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            log.setAutoCommit(false);
            statement.execute("select pg_advisory_xact_lock(hashtextextended('com_retry', 0))");
            Callable<List<Answer>> race =
                    () -> racing(4, i -> book.post("companies", body, "Idempotency-Key", "retry"));
            Future<List<Answer>> racers = threads.submit(race);
            await().until(
                            () ->
                                    book.number(
                                                    "select count(*) from pg_locks where locktype ="
                                                            + " 'advisory' and not granted")
                                            == 4);
            log.rollback();
            answers = racers.get();
        }
        assertThat(answers).allMatch(answer -> answer.status() == 201);
        assertThat(answers.stream().map(Answer::text).distinct()).hasSize(1);
        assertThat(events("com_retry")).isEqualTo(1);
    }

    // Imports

    @Test
    void an_import_names_each_bad_line_by_its_number_and_keeps_the_others() {
        JsonNode progress =
                book.imported(
                        line("companies.register", company("com_imp1", "2018", "440106", "")),
                        "{'command':",
                        line("companies.register", company("com_imp2", "2018", "440999", "")),
                        line(
                                "companies.relocate",
                                "{'id':'com_imp1',"
                                        + dated("2019", "'region':'440112'").substring(1)),
                        line(
                                "companies.register",
                                company("com_imp3", "201", "440106", "'colour':1")),
                        line("companies.promote", dated("2018", "")),
                        line("companies.register", company("com_imp4", "2018", "440106", "")));
        assertThat(progress.get("status").stringValue()).isEqualTo("done");
        assertThat(progress.get("lines").longValue()).isEqualTo(7);
        assertThat(progress.get("accepted").longValue()).isEqualTo(3);
        assertThat(progress.get("rejected").longValue()).isEqualTo(4);
        assertThat(progress.get("errors").valueStream().map(error -> error.get("line").intValue()))
                .containsExactly(2, 3, 5, 6);
        assertThat(
                        progress.at("/errors/2/errors")
                                .valueStream()
                                .map(e -> e.get("pointer").stringValue()))
                .contains("/effectiveOn", "/colour");
        book.awaitReadable(book.head());
        assertThat(book.read("companies/com_imp1").get("region").stringValue()).isEqualTo("440112");
        assertThat(book.get("companies/com_imp4").status()).isEqualTo(200);
        assertThat(book.get("companies/com_imp2").status()).isEqualTo(404);
    }

    @Test
    void a_repeated_file_is_unchanged_whatever_the_order_of_members_and_a_key_is_known_for_ever() {
        String one = line("companies.register", company("com_rep1", "2018", "440106", ""));
        String two =
                line("companies.register", company("com_rep2", "2018", "440106", "'note':'n'"));
        String swapped =
                two.replace("'note':'n'", "").replace(",}", "}").replace("{", "{ 'note' : 'n', ");
        swapped = swapped.replace("'source':{ 'note' : 'n', ", "'source':{");
        String keyed =
                line("companies.register", company("com_rep3", "2018", "440106", "'key':'row 3'"));
        assertThat(book.imported(one, two, keyed).get("accepted").longValue()).isEqualTo(3);
        JsonNode again = book.imported(one, swapped, keyed.replace("2018", "2017"), one);
        assertThat(again.get("unchanged").longValue()).isEqualTo(4);
        assertThat(again.get("accepted").longValue()).isZero();
        assertThat(events("com_rep1") + events("com_rep2") + events("com_rep3")).isEqualTo(3);
    }

    @Test
    void an_import_of_csv_is_that_of_the_same_lines_of_json() {
        List<String> rows =
                List.of(
                        "command,id,effectiveOn,source.id,name,region,products,registeredCapital.amount,registeredCapital.currency",
                        "companies.register,com_csv1,2018,src_gazette,\"C\nSV\",440106,,,",
                        "companies.register,com_csv2,2018,src_gazette,N,440999,,,",
                        "companies.register,com_csv3,2018-03,src_gazette,360,440106,ledger;"
                                + " wallet,5.00,CNY");
        JsonNode progress =
                book.imported("imports", rows, "Content-Type", "text/csv;charset=UTF-8");
        assertThat(progress.get("accepted").longValue()).isEqualTo(2);
        assertThat(progress.at("/errors/0/line").intValue()).isEqualTo(4);
        assertThat(progress.at("/errors/0/code").stringValue()).isEqualTo("unknown-region");
        book.awaitReadable(book.head());
        assertThat(book.get("companies/com_csv3").text()).contains("\"360\"", "\"amount\":5.00");
        JsonNode again =
                book.imported(
                        "{'command':'companies.register','id':'com_csv3','effectiveOn':'2018-03',"
                                + "'source':{'id':'src_gazette'},'name':'360','region':'440106',"
                                + "'products':['ledger','wallet'],"
                                + "'registeredCapital':{'amount':5.00,'currency':'CNY'}}");
        assertThat(again.get("unchanged").longValue()).isEqualTo(1);

        Answer broken =
                book.post("imports", "command\n'companies'.register", "Content-Type", "text/csv");
        assertProblem(broken, 400, "malformed");
        assertThat(broken.text()).contains("line");
    }

    @Test
    void a_dry_run_tells_the_same_and_leaves_nothing() {
        List<String> lines =
                List.of(
                        Book.json(
                                line(
                                        "companies.register",
                                        company("com_dry1", "2018", "440106", ""))),
                        Book.json(
                                line(
                                        "companies.register",
                                        company("com_dry2", "2018", "440999", ""))),
                        Book.json(
                                line(
                                        "companies.rename",
                                        "{'id':'com_dry1',"
                                                + dated("2019", "'name':'D'").substring(1))));
        long head = book.head();
        JsonNode dry = book.imported("imports?dryRun=true", lines);
        assertThat(dry.get("accepted").longValue()).isEqualTo(2);
        assertThat(dry.at("/errors/0/line").intValue()).isEqualTo(2);
        assertThat(book.number("select count(*) from event where subject like 'com_dry%'"))
                .isZero();
        assertThat(book.head()).isEqualTo(head);
        assertThat(book.imported("imports", lines).get("accepted").longValue()).isEqualTo(2);
    }

    @Test
    void an_import_of_more_lines_than_a_chunk_keeps_their_order() {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 450; i++) {
            String id = "com_long" + i % 30;
            lines.add(
                    Book.json(
                            i < 30
                                    ? line("companies.register", company(id, "2016", "440106", ""))
                                    : line(
                                            "companies.rename",
                                            "{'id':'"
                                                    + id
                                                    + "',"
                                                    + dated("2017-01-01", "'name':'Name " + i + "'")
                                                            .substring(1))));
        }
        assertThat(book.imported("imports", lines).get("accepted").longValue()).isEqualTo(450);
        book.awaitReadable(book.head());
        assertThat(book.read("companies/com_long0").get("name").stringValue())
                .isEqualTo("Name 420");
        assertThat(book.read("companies/com_long29").get("name").stringValue())
                .isEqualTo("Name 449");
    }

    // Given, when, then

    private static long given(String company, String on, String region) {
        return book.record("companies", company(company, on, region, ""));
    }

    private static String eventId(String path, String body) {
        Answer answer = book.post(path, body);
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return answer.json().get("eventId").stringValue();
    }

    private static String verb(String verb, String body) {
        return "{'verb':'" + verb + "'," + body.substring(1);
    }

    private static String line(String command, String body) {
        return ("{'command':'" + command + "'," + body.substring(1)).replace("\n", " ");
    }

    private static Answer at(String company, String validAt, long position) {
        return book.get(
                "companies/%s?validAt=%s&knownAt=@%d".formatted(company, validAt, position));
    }

    private static JsonNode read(String company, String validAt, long position) {
        Answer answer = at(company, validAt, position);
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return Json.read(answer.text());
    }

    private static String state(String company, String validAt, long position) {
        JsonNode state = read(company, validAt, position);
        return state.get("region").stringValue() + " " + state.path("address").asString("null");
    }

    private static long events(String subject) {
        return book.number("select count(*) from event where subject = '" + subject + "'");
    }

    private static Map<String, Long> rows() {
        return Stream.of("event", "claim", "reference", "idempotency", "known_name")
                .collect(
                        Collectors.toMap(
                                table -> table,
                                table -> book.number("select count(*) from " + table)));
    }

    private static Answer send(String path, String type, byte[] body) {
        URI url = book.registry().url().resolve("/api/v1/" + path);
        return book.send("POST", url, Book.KEY, type, body);
    }

    private static String creditCode(int number) {
        String first = "91440101MA5%06d".formatted(number);
        return first + CreditCode.checkDigit(first);
    }

    private static List<String> pointers(Answer answer) {
        return answer.json()
                .get("errors")
                .valueStream()
                .map(error -> error.get("pointer").stringValue())
                .toList();
    }

    private static void assertProblem(Answer answer, int status, String code) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        assertThat(answer.headers().get("content-type")).startsWith("application/problem+json");
        assertThat(answer.json().get("status").intValue()).isEqualTo(status);
        assertThat(answer.json().get("code").stringValue()).isEqualTo(code);
        assertThat(answer.json().get("detail").stringValue()).isNotBlank();
    }

    private static void assertClean(List<Answer> answers) {
        for (Answer answer : answers) {
            assertThat(answer.status()).as(answer.text()).isIn(200, 409, 412, 503);
            assertThat(answer.json().has(answer.status() == 200 ? "eventId" : "code")).isTrue();
        }
    }

    private static List<Answer> racing(int many, IntFunction<Answer> request) throws Exception {
        CountDownLatch start = new CountDownLatch(1);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Answer>> racers = new ArrayList<>();
            for (int i = 0; i < many; i++) {
                int number = i;
                Callable<Answer> racer =
                        () -> {
                            start.await();
                            return request.apply(number);
                        };
                racers.add(threads.submit(racer));
            }
            start.countDown();
            List<Answer> answers = new ArrayList<>();
            for (Future<Answer> racer : racers) {
                answers.add(racer.get());
            }
            return answers;
        }
    }
}
