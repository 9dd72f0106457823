package io.annals.standalone;

import static io.annals.standalone.Book.dated;

import static org.assertj.core.api.Assertions.assertThat;

import io.annals.events.Json;
import io.annals.standalone.Book.Entry;
import io.annals.standalone.NaiveSeries.Question;
import io.annals.standalone.Registry.Answer;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/** The counts as of any day, as known at any position, against {@link NaiveSeries}. */
class SeriesTest {

    private static final int COMPANIES = 300;
    private static final int QUESTIONS = 300;

    private static final Map<String, List<String>> MEASURES =
            Map.of(
                    "company-registrations",
                            List.of("province", "city", "district", "park", "industry", "activity"),
                    "company-deregistrations",
                            List.of("province", "city", "district", "park", "industry", "activity"),
                    "active-companies",
                            List.of("province", "city", "district", "park", "industry", "activity"),
                    "parks-opened", List.of("province", "city", "district"),
                    "open-parks", List.of("province", "city", "district"),
                    "policies-issued", List.of("province", "city", "district", "level"));

    private static final List<String> REGIONS =
            List.of(
                    "440103", "440104", "440106", "440112", "440116", "reg_gdd", "reg_two",
                    "430102", "440100");

    private static Book book;
    private static List<Entry> log;
    private static final Map<Long, NaiveSeries> COUNTED = new HashMap<>();

    @BeforeAll
    static void begin() throws SQLException {
        book = Book.open();
        String division = "'code':'%s','name':'%s','level':'%s','parent':'%s'";
        book.record(
                "regions",
                dated("..1980", division.formatted("430000", "Hunan", "province", "CN")));
        book.record(
                "regions",
                dated("..1980", division.formatted("430100", "Changsha", "city", "430000")));
        book.record(
                "regions",
                dated("2013", division.formatted("430102", "Furong", "district", "430100")));
        String zone = division + ",'partOf':[%s]";
        book.record(
                "regions",
                dated("2005", zone.formatted("reg_gdd", "Zone", "zone", "440100", "'440112'")));
        book.record(
                "regions",
                dated(
                        "2005",
                        zone.formatted("reg_two", "Two", "zone", "440100", "'440112','440116'")));
        Random random = new Random(300);
        for (int i = 0; i < 6; i++) {
            book.post(
                    "parks",
                    dated(
                            date(random, 2011),
                            "'id':'prk_%d','name':'P','region':'%s'".formatted(i, region(random))));
        }
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < COMPANIES; i++) {
            company(random, "com_" + i, lines);
            if (i == COMPANIES / 2) {
                lines.add(line("regions.move", "440104", dated("2016-03", "'parent':'430100'")));
            }
            if (i == COMPANIES * 2 / 3) {
                lines.add(
                        line("regions.merge-into", "440116", dated("2014-02", "'into':'440112'")));
            }
            if (i % 15 == 0) {
                parksAndPolicies(random, i, lines);
            }
        }
        // lines that a rule is against are left out: what counts is the log
        book.imported("imports", lines.stream().map(Book::json).toList());
        book.awaitReadable(book.head());
        log = book.entries();
    }

    @AfterAll
    static void end() {
        book.close();
    }

    private static void company(Random random, String id, List<String> lines) {
        String register = "'name':'%s','region':'%s'%s";
        String industry =
                random.nextBoolean() ? ",'industry':'" + pick(random, "I65", "J", "M") + "'" : "";
        lines.add(
                line(
                        "companies.register",
                        id,
                        dated(
                                date(random, 2012),
                                register.formatted(id, region(random), industry))));
        for (int i = random.nextInt(5); i > 0; i--) {
            String on = date(random, 2013);
            String park = "'park':'prk_" + random.nextInt(4) + "'";
            lines.add(
                    switch (random.nextInt(8)) {
                        case 0, 1 ->
                                line(
                                        "companies.relocate",
                                        id,
                                        dated(on, "'region':'" + region(random) + "'"));
                        case 2 ->
                                line(
                                        "companies.change-industry",
                                        id,
                                        dated(on, "'industry':'" + pick(random, "I65", "K") + "'"));
                        case 3 ->
                                line(
                                        "companies.report-activity",
                                        id,
                                        dated(
                                                on,
                                                "'activity':'"
                                                        + pick(random, "operating", "dormant")
                                                        + "'"));
                        case 4 -> line("companies.join-park", id, dated(on, park));
                        case 5 ->
                                line(
                                        "companies.record",
                                        id,
                                        "{'facts':[{'verb':'join-park',%s,{'verb':'leave-park',%s]}"
                                                .formatted(
                                                        dated("2016-05-01", park).substring(1),
                                                        dated("2017-03-01", park).substring(1)));
                        case 6 -> line("companies.deregister", id, dated(on, ""));
                        default -> line("companies.reinstate", id, dated(on, ""));
                    });
        }
        if (random.nextInt(4) == 0) {
            String data = "'data':{'name':'%s','region':'%s'}".formatted(id, region(random));
            lines.add(
                    line(
                            "companies.correct",
                            id,
                            "{'sequence':0,'reason':'c',%s,".formatted(data)
                                    + dated(date(random, 2012), "").substring(1)));
        }
        if (random.nextInt(5) == 0) {
            lines.add(
                    line(
                            "companies.retract",
                            id,
                            "{'sequence':" + random.nextInt(3) + ",'reason':'r'}"));
        }
        if (random.nextInt(20) == 0) {
            lines.add(line("companies.void", id, "{'reason':'v'}"));
        }
    }

    private static void parksAndPolicies(Random random, int i, List<String> lines) {
        String park = "prk_" + random.nextInt(6);
        lines.add(
                line(
                        "parks.relocate",
                        park,
                        dated(date(random, 2013), "'region':'" + region(random) + "'")));
        lines.add(
                line(
                        "parks." + pick(random, "close", "reopen"),
                        park,
                        dated(date(random, 2014), "")));
        String level =
                random.nextInt(4) == 0
                        ? ""
                        : ",'level':'" + pick(random, "city", "district", "national") + "'";
        String policy = "pol_" + i;
        lines.add(
                line(
                        "policies.issue",
                        policy,
                        dated(
                                date(random, 2012),
                                "'title':'T','region':'" + region(random) + "'" + level)));
        lines.add(line("policies.amend", policy, dated(date(random, 2014), "'level':'zone'")));
        if (random.nextInt(4) == 0) {
            lines.add(line("policies.retract", policy, "{'sequence':0,'reason':'r'}"));
        }
    }

    private static String date(Random random, int from) {
        LocalDate day = LocalDate.of(from, 1, 1).plusDays(random.nextInt((2019 - from) * 365));
        return switch (random.nextInt(20)) {
            case 0, 1 -> "" + day.getYear();
            case 2, 3, 4 -> day.toString().substring(0, 7);
            case 5 -> ".." + day.getYear();
            case 6 -> ".." + day.toString().substring(0, 7);
            default -> day.toString();
        };
    }

    private static String region(Random random) {
        return REGIONS.get(random.nextInt(REGIONS.size()));
    }

    private static String pick(Random random, String... values) {
        return values[random.nextInt(values.length)];
    }

    private static String line(String command, String id, String body) {
        return "{'command':'" + command + "','id':'" + id + "'," + body.substring(1);
    }

    private static NaiveSeries counted(long position) {
        return COUNTED.computeIfAbsent(
                position,
                p -> {
                    Map<String, List<JsonNode>> known = new TreeMap<>();
                    log.stream()
                            .filter(entry -> entry.position() <= p)
                            .forEach(
                                    e ->
                                            known.computeIfAbsent(
                                                            e.subject(), s -> new ArrayList<>())
                                                    .add(e.event()));
                    return new NaiveSeries(known);
                });
    }

    @Test
    void there_are_corrections_retractions_voids_endings_and_coarse_dates_to_count() {
        for (String type :
                List.of(
                        "company.fact-corrected",
                        "company.fact-retracted",
                        "company.voided",
                        "company.deregistered",
                        "company.reinstated",
                        "company.park-joined",
                        "company.park-left",
                        "park.closed",
                        "region.merged-into",
                        "region.moved")) {
            assertThat(log.stream().filter(e -> e.event().get("type").stringValue().equals(type)))
                    .as(type)
                    .isNotEmpty();
        }
    }

    @Test
    void each_measure_by_each_dimension_and_period_is_the_naive_count() {
        long head = book.head();
        MEASURES.forEach(
                (measure, dimensions) -> {
                    for (String period : List.of("", "year", "quarter", "month")) {
                        for (String dimension : withNone(dimensions)) {
                            List<String> by = new ArrayList<>(List.of(period, dimension));
                            by.removeIf(String::isEmpty);
                            assertCounted(
                                    new Question(
                                            measure,
                                            by,
                                            false,
                                            null,
                                            null,
                                            null,
                                            LocalDate.of(2019, 10, 31)),
                                    head);
                        }
                    }
                });
    }

    private static List<String> withNone(List<String> dimensions) {
        List<String> all = new ArrayList<>(dimensions);
        all.add("");
        return all;
    }

    @Test
    void series_at_random_days_and_positions_by_borders_of_now_and_then_are_the_naive_count() {
        Random random = new Random(1);
        List<String> measures = MEASURES.keySet().stream().sorted().toList();
        long[] positions = {
            book.head(), book.head() / 2, book.head() * 3 / 4, 30 + random.nextInt(200)
        };
        int nonEmpty = 0;
        for (int i = 0; i < QUESTIONS; i++) {
            String measure = measures.get(random.nextInt(measures.size()));
            List<String> dimensions = MEASURES.get(measure);
            Set<String> by = new HashSet<>();
            for (int j = random.nextInt(3); j > 0; j--) {
                by.add(dimensions.get(random.nextInt(dimensions.size())));
            }
            String period = pick(random, "year", "quarter", "month", "year", "");
            if (!period.isEmpty()) {
                by.add(period);
            }
            LocalDate validAt = LocalDate.of(2013, 6, 1).plusDays(random.nextInt(2_500));
            String region =
                    random.nextInt(3) == 0
                            ? pick(random, "440000", "440100", "440112", "440116", "reg_gdd", "CN")
                            : null;
            LocalDate from =
                    !period.isEmpty() && random.nextInt(4) == 0 ? LocalDate.of(2014, 4, 10) : null;
            LocalDate to =
                    !period.isEmpty() && random.nextInt(4) == 0 ? LocalDate.of(2016, 2, 20) : null;
            Question question =
                    new Question(
                            measure,
                            List.copyOf(by),
                            random.nextBoolean(),
                            region,
                            from,
                            to,
                            validAt);
            nonEmpty += assertCounted(question, positions[random.nextInt(positions.length)]);
        }
        assertThat(nonEmpty).isGreaterThan(QUESTIONS / 2);
    }

    @Test
    void the_events_behind_each_number_are_as_many_as_it_says_and_its_last_vintage_is_its_value() {
        Random random = new Random(2);
        List<String> measures = MEASURES.keySet().stream().sorted().toList();
        int opened = 0;
        for (int i = 0; i < QUESTIONS / 2; i++) {
            String measure = measures.get(random.nextInt(measures.size()));
            List<String> by = new ArrayList<>();
            List<String> dimensions = new ArrayList<>(MEASURES.get(measure));
            for (int j = random.nextInt(3); j > 0; j--) {
                by.add(dimensions.remove(random.nextInt(dimensions.size())));
            }
            String period = pick(random, "year", "quarter", "month", "");
            if (!period.isEmpty()) {
                by.add(period);
            }
            String borders = pick(random, "", "&borders=then");
            String region = pick(random, "", "", "&region=440100", "&region=440112");
            String asOf =
                    "&validAt=%s&knownAt=@%d"
                            .formatted(
                                    LocalDate.of(2015, 6, 1).plusDays(random.nextInt(1_500)),
                                    book.head() - random.nextInt(200));
            Answer answer =
                    book.get(
                            "series/%s?%s%s"
                                    .formatted(
                                            measure,
                                            by.isEmpty() ? "" : "by=" + String.join(",", by) + "&",
                                            (borders + region + asOf).substring(1)));
            assertThat(answer.status()).as(answer.text()).isEqualTo(200);
            JsonNode series = Json.read(answer.text());
            List<JsonNode> rows = new ArrayList<>();
            series.get("rows").forEach(rows::add);
            series.get("undated")
                    .valueStream()
                    .filter(row -> row.get("period").asString().startsWith(".."))
                    .forEach(rows::add);
            for (int j = 0; j < 4 && !rows.isEmpty(); j++) {
                JsonNode row = rows.remove(random.nextInt(rows.size()));
                StringBuilder number = new StringBuilder();
                row.properties().stream()
                        .filter(one -> one.getKey().equals("period") || by.contains(one.getKey()))
                        .forEach(
                                one ->
                                        number.append("&")
                                                .append(one.getKey())
                                                .append("=")
                                                .append(one.getValue().asString("none")));
                opened += assertOpened(measure, number + borders + region + asOf, row);
            }
        }
        assertThat(opened).isGreaterThan(QUESTIONS);
    }

    /** Opens a number, and answers how many events were found. */
    private static int assertOpened(String measure, String number, JsonNode row) {
        String path = "series/%s/events?%s".formatted(measure, number.substring(1));
        Answer answer = book.get(path);
        assertThat(answer.status()).as("%s: %s", path, answer.text()).isEqualTo(200);
        JsonNode opened = Json.read(answer.text());
        long value = row.get("value").longValue();
        assertThat(opened.get("value").longValue()).as(path).isEqualTo(value);
        boolean stock = measure.equals("active-companies") || measure.equals("open-parks");
        int events = 0;
        for (JsonNode item : opened.get("items")) {
            for (JsonNode event : item.get("events")) {
                Entry entry = log.get((int) event.get("position").longValue() - 1);
                assertThat(entry.position()).isEqualTo(event.get("position").longValue());
                assertThat(entry.position())
                        .isLessThanOrEqualTo(opened.get("asOf").get("position").longValue());
                assertThat(entry.subject()).isEqualTo(item.get("id").stringValue());
                assertThat(entry.event().get("eventId")).isEqualTo(event.get("eventId"));
                assertThat(entry.event().get("source").get("id")).isEqualTo(event.get("source"));
                events++;
            }
        }
        if (stock) {
            assertThat(opened.get("items").size()).as(path).isEqualTo((int) value);
            assertThat(events).isGreaterThanOrEqualTo((int) value);
        } else {
            assertThat(events).as(path).isEqualTo((int) value);
        }
        JsonNode vintages =
                Json.read(
                        book.get("series/%s/vintages?%s".formatted(measure, number.substring(1)))
                                .text());
        assertThat(vintages.get("items").isEmpty() ? value : last(vintages))
                .as(path)
                .isEqualTo(value);
        return events;
    }

    private static long last(JsonNode vintages) {
        JsonNode items = vintages.get("items");
        return items.get(items.size() - 1).get("value").longValue();
    }

    @Test
    void a_number_that_cannot_be_opened_is_refused_with_the_field_that_is_wrong() {
        assertThat(book.get("series/open-parks/events?distrikt=440112").text())
                .contains("did you mean district");
        assertThat(book.get("series/open-parks/events?park=prk_1").status()).isEqualTo(400);
        assertThat(book.get("series/open-parks/events?district=440199").text())
                .contains("unknown-region", "\"district\"");
        assertThat(book.get("series/open-parks/events?period=201").text()).contains("period");
        assertThat(book.get("series/open-parks/events?district=440100").text())
                .contains("440100 Guangzhou is no district");
        assertThat(book.get("series/policies-issued/events?level=citty").text())
                .contains("did you mean city");
        assertThat(book.get("series/active-companies/vintages?period=2017&park=prk_99").text())
                .contains("unknown-park");
        JsonNode first =
                Json.read(
                        book.get("series/company-registrations/events?validAt=2018-12-31&limit=7")
                                .text());
        JsonNode second =
                Json.read(
                        book.get(
                                        "series/company-registrations/events?limit=7&cursor="
                                                + first.get("next").stringValue())
                                .text());
        assertThat(
                        book.get(
                                        "series/company-registrations/vintages?limit=7&cursor="
                                                + first.get("next").stringValue())
                                .text())
                .contains("other-cursor");
        assertThat(first.get("items").size()).isEqualTo(7);
        assertThat(second.get("value")).isEqualTo(first.get("value"));
        assertThat(second.get("asOf")).isEqualTo(first.get("asOf"));
        assertThat(second.get("items")).doesNotContainAnyElementsOf(first.get("items"));
    }

    /** Compares, and answers 1 if there was something to count. */
    private static int assertCounted(Question question, long position) {
        String path = path(question, position);
        Answer answer = book.get(path);
        NaiveSeries counted = counted(position);
        if (question.region() != null && !counted.knows(question.region(), question.validAt())) {
            assertThat(answer.status()).as(path).isEqualTo(400);
            return 0;
        }
        assertThat(answer.status()).as("%s: %s", path, answer.text()).isEqualTo(200);
        JsonNode got = Json.read(answer.text());
        ObjectNode expected = counted.answer(question);
        assertThat(lines(got.get("rows"))).as(path).isEqualTo(lines(expected.get("rows")));
        assertThat(lines(got.get("undated")))
                .as(path + " undated")
                .isEqualTo(lines(expected.get("undated")));
        return expected.get("rows").isEmpty() ? 0 : 1;
    }

    private static List<String> lines(JsonNode rows) {
        return rows.valueStream()
                .map(
                        row -> {
                            Map<String, String> cells = new TreeMap<>();
                            row.properties()
                                    .forEach(
                                            cell -> {
                                                boolean growth =
                                                        cell.getKey().equals("growth")
                                                                && cell.getValue().isNumber();
                                                cells.put(
                                                        cell.getKey(),
                                                        growth
                                                                ? cell.getValue()
                                                                        .decimalValue()
                                                                        .stripTrailingZeros()
                                                                        .toPlainString()
                                                                : cell.getValue().toString());
                                            });
                            return cells.toString();
                        })
                .toList();
    }

    private static String path(Question question, long position) {
        StringBuilder path =
                new StringBuilder("series/")
                        .append(question.measure())
                        .append("?validAt=")
                        .append(question.validAt());
        path.append("&knownAt=@").append(position);
        if (!question.by().isEmpty()) {
            path.append("&by=").append(String.join(",", question.by()));
        }
        if (question.then()) {
            path.append("&borders=then");
        }
        if (question.region() != null) {
            path.append("&region=").append(question.region());
        }
        if (question.from() != null) {
            path.append("&from=").append(question.from());
        }
        if (question.to() != null) {
            path.append("&to=").append(question.to());
        }
        return path.toString();
    }
}
