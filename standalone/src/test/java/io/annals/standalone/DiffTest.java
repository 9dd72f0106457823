package io.annals.standalone;

import static io.annals.standalone.Book.SOURCE;
import static io.annals.standalone.Book.company;
import static io.annals.standalone.Book.dated;

import static org.assertj.core.api.Assertions.assertThat;

import io.annals.events.Json;
import io.annals.events.Kind;
import io.annals.standalone.Registry.Answer;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import tools.jackson.databind.JsonNode;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A diff has a cause for every difference, and the list at its first point with it is the second.
 */
class DiffTest {

    private static final int SUBJECTS = 24;
    private static final int PAIRS = 60;
    private static final Set<String> CAUSES =
            Set.of(
                    "new-fact",
                    "late-fact",
                    "correction",
                    "retraction",
                    "void",
                    "borders",
                    "definition");

    private static Book book;
    private static long randomBegin;
    private static long randomEnd;

    @BeforeAll
    static void begin() {
        book = Book.open();
        randomBegin =
                book.record(
                        "definitions",
                        "{'id':'def_b','code':'b','keywords':['b'],'fields':['name'],"
                                + SOURCE
                                + "}");
        book.record("companies", company("com_a", "2000", "440106", ""));
        for (String letter : List.of("a", "b")) {
            book.record(
                    "policies",
                    dated("2000", "'id':'pol_%s','title':'P','region':'440112'".formatted(letter)));
            book.record(
                    "parks",
                    dated("2000", "'id':'prk_%s','name':'P','region':'440112'".formatted(letter)));
        }
        for (int i = 0; i < SUBJECTS; i++) {
            Kind kind = i % 3 == 0 ? Kind.PARK : Kind.COMPANY;
            new RandomFilings(book, kind, kind.prefix() + "r" + i, 600 + i).record(12);
            if (i == SUBJECTS / 2) {
                book.record("definitions/def_b/revise", "{'keywords':['a','链']," + SOURCE + "}");
            }
        }
        book.record("regions/440103/move", dated("2016-06-01", "'parent':'440112'"));
        book.record("regions/440106/merge-into", dated("2017-03-01", "'into':'440112'"));
        randomEnd = book.head();
        book.awaitReadable(randomEnd);
    }

    @AfterAll
    static void end() {
        book.close();
    }

    private record Point(LocalDate day, long position) {
        static Point random(Random random) {
            return new Point(
                    LocalDate.of(2015, 12, 1).plusDays(random.nextInt(1_200)),
                    random.nextLong(randomBegin, randomEnd + 1));
        }

        String parameters(String prefix) {
            return "%1$svalidAt=%2$s&%1$sknownAt=@%3$d".formatted(prefix, day, position);
        }
    }

    private static List<JsonNode> pages(String path) {
        List<JsonNode> items = new ArrayList<>();
        String next = "";
        do {
            JsonNode page = book.read(path + next);
            page.get("items").forEach(items::add);
            next = page.has("next") ? "&cursor=" + page.get("next").stringValue() : "";
        } while (!next.isEmpty());
        return items;
    }

    private static Map<String, JsonNode> list(String path) {
        Map<String, JsonNode> list = new TreeMap<>();
        pages(path).forEach(item -> list.put(item.get("id").stringValue(), item));
        return list;
    }

    private static void apply(JsonNode item, Map<String, JsonNode> list) {
        String id = item.get("id").stringValue();
        JsonNode before = item.get("before");
        assertThat(list.get(id)).as("%s", item).isEqualTo(before.isNull() ? null : before);
        switch (item.get("change").stringValue()) {
            case "added" -> assertThat(before.isNull()).isTrue();
            case "removed" -> assertThat(item.get("after").isNull()).isTrue();
            default ->
                    item.get("fields")
                            .forEach(
                                    name ->
                                            assertThat(before.path(name.stringValue()))
                                                    .isNotEqualTo(
                                                            item.get("after")
                                                                    .path(name.stringValue())));
        }
        if (item.get("after").isNull()) {
            list.remove(id);
        } else {
            list.put(id, item.get("after"));
        }
    }

    @Test
    void the_list_at_the_first_point_and_the_diff_make_the_list_at_the_second() {
        Random random = new Random(7);
        int items = 0;
        Set<String> seen = new TreeSet<>();
        for (int i = 0; i < PAIRS; i++) {
            Point from = Point.random(random);
            Point to =
                    switch (random.nextInt(4)) {
                        case 0 -> new Point(from.day, Point.random(random).position);
                        case 1 -> new Point(Point.random(random).day, from.position);
                        default -> Point.random(random);
                    };
            for (String kinds : List.of("companies", "parks", "policies", "regions")) {
                String filters = random.nextBoolean() ? "&region=440112" : "";
                if (kinds.equals("companies") && random.nextBoolean()) {
                    filters += "&definition=b";
                }
                String diff =
                        "diff?kinds=%s&%s&%s&limit=5%s"
                                .formatted(
                                        kinds,
                                        from.parameters("from."),
                                        to.parameters("to."),
                                        filters);
                Map<String, JsonNode> list = list(kinds + "?" + from.parameters("") + filters);
                for (JsonNode item : pages(diff)) {
                    items++;
                    apply(item, list);
                    assertThat(item.get("causes")).as("%s: %s", diff, item).isNotEmpty();
                    for (JsonNode cause : item.get("causes")) {
                        seen.add(cause.get("cause").stringValue());
                    }
                }
                assertThat(list)
                        .as(diff)
                        .isEqualTo(list(kinds + "?" + to.parameters("") + filters));
            }
        }
        assertThat(items).isGreaterThan(PAIRS * 3);
        assertThat(seen).isSubsetOf(CAUSES).contains("correction", "borders", "definition");
    }

    @Test
    void between_a_point_and_itself_nothing_differs() {
        Random random = new Random(8);
        for (int i = 0; i < 5; i++) {
            Point point = Point.random(random);
            assertThat(
                            book.read(
                                            "diff?region=440100&"
                                                    + point.parameters("from.")
                                                    + "&"
                                                    + point.parameters("to."))
                                    .get("items"))
                    .isEmpty();
        }
        assertThat(book.read("diff").get("items")).isEmpty();
        JsonNode days = book.read("diff?from.validAt=2017-01-01&to.validAt=2018-01-01&limit=1");
        assertThat(days.at("/from/knownAt")).isEqualTo(days.at("/to/knownAt"));
    }

    // Stories

    private static JsonNode only(String path) {
        JsonNode items = book.read(path).get("items");
        assertThat(items).as("%s", items).hasSize(1);
        return items.get(0);
    }

    private static List<String> causes(JsonNode item) {
        return item.get("causes")
                .valueStream()
                .map(
                        cause ->
                                "%s %s %s"
                                        .formatted(
                                                cause.get("cause").stringValue(),
                                                cause.get("known").stringValue(),
                                                cause.get("type").stringValue()))
                .toList();
    }

    @Test
    void a_late_fact_its_correction_and_the_reason_are_told() {
        long registered = book.record("companies", company("com_s", "2016-01-01", "440104", ""));
        long late = book.record("companies/com_s/rename", dated("2017-01-01", "'name':'Late'"));
        Answer correction =
                book.post(
                        "companies/com_s/events/1/correct",
                        "{'effectiveOn':'2017-01-01','source':{'id':'src_gazette'},'reason':'misread',"
                            + "'data':{'name':'Right'}}");
        long corrected = correction.json().get("position").longValue();
        book.awaitReadable(corrected);
        String diff =
                "diff?kinds=companies&region=440104&from.validAt=2018-01-01&to.validAt=2018-01-01";

        JsonNode both =
                only(diff + "&from.knownAt=@%d&to.knownAt=@%d".formatted(registered, corrected));
        assertThat(both.at("/after/name").stringValue()).isEqualTo("Right");
        assertThat(both.get("fields").toString()).contains("formerNames", "name", "sequence");
        assertThat(causes(both))
                .containsExactly(
                        "late-fact gained company.renamed",
                        "correction gained company.fact-corrected");
        JsonNode one = only(diff + "&from.knownAt=@%d&to.knownAt=@%d".formatted(late, corrected));
        assertThat(causes(one)).containsExactly("correction gained company.fact-corrected");
        assertThat(one.at("/causes/0/reason").stringValue()).isEqualTo("misread");
        assertThat(one.at("/causes/0/amends").longValue()).isEqualTo(1);
        assertThat(one.at("/causes/0/eventId")).isEqualTo(correction.json().get("eventId"));
        assertThat(one.at("/causes/0/recordedAt")).isEqualTo(correction.json().get("recordedAt"));
    }

    @Test
    void what_a_merger_brings_into_a_region_has_the_merger_as_its_cause() {
        book.record("companies", company("com_m", "2010-01-01", "440116", ""));
        long merged =
                book.record("regions/440116/merge-into", dated("2014-02-12", "'into':'440112'"));
        book.awaitReadable(merged);
        String known = "&from.knownAt=@%1$d&to.knownAt=@%1$d".formatted(merged);
        JsonNode item =
                only(
                        "diff?kinds=companies&region=440112&from.validAt=2014-02-11&to.validAt=2014-02-12"
                                + known);
        assertThat(item.get("change").stringValue()).isEqualTo("added");
        assertThat(item.get("before").isNull()).isTrue();
        assertThat(item.at("/after/region").stringValue()).isEqualTo("440116");
        assertThat(causes(item)).containsExactly("borders both region.merged-into");
        assertThat(item.at("/causes/0/subject").stringValue()).isEqualTo("440116");
        assertThat(
                        book.read(
                                        "diff?kinds=companies&from.validAt=2014-02-11&to.validAt=2014-02-12"
                                                + known)
                                .get("items"))
                .isEmpty();
    }

    @Test
    void what_a_revised_definition_takes_in_has_the_revision_as_its_cause() {
        book.record(
                "companies", company("com_d", "2016-01-01", "440104", "'businessScope':'chain'"));
        long adopted =
                book.record(
                        "definitions",
                        "{'id':'def_d','code':'diffed','keywords':['block'],'fields':['businessScope']"
                            + ","
                                + SOURCE
                                + "}");
        long revised =
                book.record(
                        "definitions/def_d/revise",
                        "{'keywords':['block','chain']," + SOURCE + "}");
        book.awaitReadable(revised);
        String diff =
                "diff?definition=diffed&from.validAt=2018-01-01&to.validAt=2018-01-01&from.knownAt=@%d&to.knownAt=@%d"
                        .formatted(adopted, revised);
        JsonNode item = only(diff);
        assertThat(item.get("id").stringValue()).isEqualTo("com_d");
        assertThat(item.get("change").stringValue()).isEqualTo("added");
        assertThat(causes(item)).containsExactly("definition gained definition.revised");
    }

    @Test
    void what_is_wrong_with_a_diff_is_told_at_once_with_the_names_of_its_parameters() {
        Answer wrong = book.get("diff?from.validAt=2018&to.knownAt=soon&kinds=company&region=x");
        assertThat(wrong.status()).isEqualTo(400);
        assertThat(
                        Json.read(wrong.text())
                                .get("errors")
                                .valueStream()
                                .map(e -> e.get("parameter").stringValue()))
                .contains("from.validAt", "to.knownAt", "kinds", "region");
        assertThat(book.get("diff?validAt=2018-01-01").text()).contains("to.validAt");
        assertThat(book.get("diff?kinds=sources&region=440112").status()).isEqualTo(400);
        assertThat(book.get("diff?region=449999").text()).contains("unknown-region");
        assertThat(book.get("diff?definition=nosuch").text()).contains("unknown-definition");
        assertThat(book.get("diff?cursor=x").status()).isEqualTo(400);
        String next =
                book.read("diff?kinds=regions&from.validAt=1979-01-01&limit=1")
                        .get("next")
                        .stringValue();
        assertThat(book.get("diff?kinds=parks&cursor=" + next).text()).contains("other-cursor");
    }
}
