package io.annals.standalone;

import static io.annals.standalone.Book.dated;

import static org.assertj.core.api.Assertions.assertThat;

import io.annals.events.Json;
import io.annals.events.Kind;
import io.annals.events.State;
import io.annals.events.StatedPeriod;
import io.annals.query.definitions.Definition;
import io.annals.query.definitions.Definitions;
import io.annals.query.platform.AsOf;
import io.annals.query.series.Counts;
import io.annals.query.series.Dimension;
import io.annals.query.series.Measure;
import io.annals.standalone.Book.Entry;
import io.annals.standalone.NaiveSeries.Question;
import io.annals.standalone.Registry.Answer;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Counts, lists and vintages by definition: companies of random histories against {@link
 * NaiveSeries}, definitions that are revised, corrected and withdrawn, borders that change.
 */
class DefinitionsTest {

    private static final int COMPANIES = 45;
    private static final int QUESTIONS = 250;

    private static final List<String> MEASURES =
            List.of("company-registrations", "company-deregistrations", "active-companies");
    private static final List<String> NAMES =
            List.of(
                    "keyword",
                    "keyword@0",
                    "keyword@1",
                    "keyword@2",
                    "operating",
                    "operating@0",
                    "both");
    private static final List<String> PATHS =
            List.of(
                    "series/company-registrations?by=year&definition=keyword&validAt=2018-08-01",
                    "series/active-companies?by=month,district&definition=keyword&validAt=2018-08-01",
                    "companies?definition=keyword&validAt=2018-08-01",
                    "series/active-companies/vintages?period=2017&definition=keyword&validAt=2018-08-01");

    private static Book book;
    private static List<Entry> log;
    private static long revised;
    private static long withdrawn;
    private static final Map<String, String> BEFORE = new TreeMap<>();
    private static final Map<Long, NaiveSeries> COUNTED = new HashMap<>();

    @BeforeAll
    static void begin() throws SQLException {
        book = Book.open();
        for (String id : List.of("a", "b")) {
            String park = "'id':'prk_%s','name':'P','region':'440112'".formatted(id);
            book.record("parks", dated("2000", park));
            book.record(
                    "policies",
                    dated("2000", "'id':'pol_%s','title':'T','region':'440112'".formatted(id)));
        }
        adopt("keyword", "'keywords':['链'],'fields':['name']");
        for (int i = 0; i < COMPANIES; i++) {
            switch (i) {
                case 6 -> adopt("operating", "'activity':'operating'");
                case 10 -> {
                    remember();
                    revised =
                            define(
                                    "def_keyword/revise",
                                    "'keywords':['链','b'],'fields':['name','formerName']");
                }
                case 15 ->
                        adopt(
                                "both",
                                "'keywords':['a','链'],'activity':'dormant',"
                                        + "'fields':['formerName','businessScope','products']");
                case 20 ->
                        book.record(
                                "regions/440103/merge-into", dated("2017-03", "'into':'440112'"));
                case 25 ->
                        define(
                                "def_keyword/events/1/correct",
                                "'reason':'misread','data':{'keywords':['B'],"
                                        + "'fields':['businessScope','formerName']}");
                case 30 -> withdrawn = define("def_operating/withdraw", "");
                case 40 ->
                        book.record(
                                "definitions/def_operating/events/1/retract", "{'reason':'never'}");
                case 35 ->
                        book.record("regions/440106/merge-into", dated("2018", "'into':'440112'"));
                default -> {}
            }
            new RandomFilings(book, Kind.COMPANY, "com_" + i, 700 + i).record(6);
        }
        book.awaitReadable(book.head());
        log = book.entries();
    }

    @AfterAll
    static void end() {
        book.close();
    }

    private static void adopt(String code, String rule) {
        define("", "'id':'def_%s','code':'%s',%s".formatted(code, code, rule));
    }

    private static long define(String path, String fields) {
        String body = "{" + Book.SOURCE + (fields.isEmpty() ? "" : "," + fields) + "}";
        return book.record(path.isEmpty() ? "definitions" : "definitions/" + path, body);
    }

    private static void remember() {
        long position = book.head();
        book.awaitReadable(position);
        PATHS.forEach(
                path -> {
                    String asked = path + "&knownAt=@" + position;
                    BEFORE.put(asked, read(asked));
                });
    }

    private static String read(String path) {
        Answer answer = book.get(path);
        assertThat(answer.status()).as("%s: %s", path, answer.text()).isEqualTo(200);
        return answer.text();
    }

    private static NaiveSeries counted(long position) {
        return COUNTED.computeIfAbsent(
                position,
                p -> {
                    Map<String, List<JsonNode>> known = new TreeMap<>();
                    log.stream()
                            .filter(entry -> entry.position() <= p)
                            .filter(entry -> !entry.subject().startsWith("def_"))
                            .forEach(
                                    e ->
                                            known.computeIfAbsent(
                                                            e.subject(), s -> new ArrayList<>())
                                                    .add(e.event()));
                    return new NaiveSeries(known);
                });
    }

    /** What a name means at a position, from the definition's own page; null: nothing. */
    private static @Nullable Predicate<Map<String, JsonNode>> rule(String name, long position) {
        String[] parts = name.split("@");
        String id = "def_" + parts[0];
        long at = position;
        if (parts.length > 1) {
            at =
                    log.stream()
                            .filter(e -> e.subject().equals(id))
                            .filter(e -> e.event().get("sequence").asString().equals(parts[1]))
                            .map(Entry::position)
                            .findFirst()
                            .orElse(Long.MAX_VALUE);
        }
        if (at > position) {
            return null;
        }
        Answer page = book.get("definitions/" + id + "?knownAt=@" + at);
        if (page.status() != 200
                || parts.length == 1 && page.json().get("status").asString().equals("withdrawn")) {
            return null;
        }
        return rule(page.json());
    }

    private static Predicate<Map<String, JsonNode>> rule(JsonNode definition) {
        List<String> fields = texts(definition.get("fields")).toList();
        List<String> keywords = texts(definition.get("keywords")).toList();
        return company -> {
            if (definition.has("activity")
                    && !definition.get("activity").equals(company.get("activity"))) {
                return false;
            }
            for (String keyword : keywords) {
                for (String field : fields) {
                    String member = field.equals("formerName") ? "formerNames" : field;
                    if (texts(company.get(member)).anyMatch(text -> has(text, keyword))) {
                        return true;
                    }
                }
            }
            return keywords.isEmpty();
        };
    }

    private static boolean has(String text, String keyword) {
        return text.toUpperCase(Locale.ROOT).contains(keyword.toUpperCase(Locale.ROOT));
    }

    private static Stream<String> texts(@Nullable JsonNode of) {
        return of == null
                ? Stream.of()
                : of.isArray()
                        ? of.valueStream().map(JsonNode::asString)
                        : Stream.of(of.asString());
    }

    private static String pick(Random random, String... values) {
        return values[random.nextInt(values.length)];
    }

    private static long position(Random random) {
        return random.nextBoolean() ? book.head() : 30 + random.nextLong(book.head() - 30);
    }

    @Test
    void series_by_definition_at_random_days_and_positions_are_the_naive_count() {
        Random random = new Random(3);
        int nonEmpty = 0;
        for (int i = 0; i < QUESTIONS; i++) {
            String name = NAMES.get(random.nextInt(NAMES.size()));
            Set<String> by =
                    new HashSet<>(
                            List.of(
                                    pick(random, "year", "quarter", "month"),
                                    pick(random, "district", "activity", "park", "industry")));
            by.removeIf(dimension -> random.nextInt(3) == 0);
            Question question =
                    new Question(
                            MEASURES.get(random.nextInt(MEASURES.size())),
                            List.copyOf(by),
                            random.nextBoolean(),
                            random.nextInt(3) == 0 ? pick(random, "440112", "440100") : null,
                            null,
                            null,
                            LocalDate.of(2016, 6, 1).plusDays(random.nextInt(1_200)));
            long position = position(random);
            String path =
                    "series/%s?validAt=%s&knownAt=@%d&borders=%s&definition=%s%s%s"
                            .formatted(
                                    question.measure(),
                                    question.validAt(),
                                    position,
                                    question.then() ? "then" : "now",
                                    name,
                                    by.isEmpty() ? "" : "&by=" + String.join(",", by),
                                    question.region() == null
                                            ? ""
                                            : "&region=" + question.region());
            Predicate<Map<String, JsonNode>> rule = rule(name, position);
            if (rule == null) {
                assertThat(book.get(path).status()).as(path).isEqualTo(400);
                continue;
            }
            JsonNode got = Json.read(read(path));
            ObjectNode expected = counted(position).answer(question, rule);
            assertThat(lines(got.get("rows"))).as(path).isEqualTo(lines(expected.get("rows")));
            assertThat(lines(got.get("undated")))
                    .as(path)
                    .isEqualTo(lines(expected.get("undated")));
            nonEmpty += expected.get("rows").isEmpty() ? 0 : 1;
        }
        assertThat(nonEmpty).isGreaterThan(QUESTIONS / 3);
    }

    private static List<String> lines(JsonNode rows) {
        return rows.valueStream()
                .map(
                        row -> {
                            Map<String, String> cells = new TreeMap<>();
                            row.properties()
                                    .forEach(
                                            cell ->
                                                    cells.put(
                                                            cell.getKey(),
                                                            cell.getValue().isNumber()
                                                                    ? cell.getValue()
                                                                            .decimalValue()
                                                                            .stripTrailingZeros()
                                                                            .toPlainString()
                                                                    : cell.getValue().toString()));
                            return cells.toString();
                        })
                .toList();
    }

    @Test
    void a_list_has_the_companies_that_satisfy_the_definition_on_the_day() {
        Random random = new Random(4);
        for (int i = 0; i < 40; i++) {
            String name = NAMES.get(random.nextInt(NAMES.size()));
            LocalDate day = LocalDate.of(2016, 6, 1).plusDays(random.nextInt(1_200));
            long position = position(random);
            String path =
                    "companies?limit=7&definition=%s&validAt=%s&knownAt=@%d"
                            .formatted(name, day, position);
            Predicate<Map<String, JsonNode>> rule = rule(name, position);
            if (rule == null) {
                assertThat(book.get(path).status()).as(path).isEqualTo(400);
                continue;
            }
            List<String> ids = new ArrayList<>();
            JsonNode page = Json.read(read(path));
            page.get("items").forEach(item -> ids.add(item.get("id").stringValue()));
            while (page.has("next")) {
                page = Json.read(read(path + "&cursor=" + page.get("next").stringValue()));
                page.get("items").forEach(item -> ids.add(item.get("id").stringValue()));
            }
            assertThat(ids).as(path).isEqualTo(counted(position).companies(day, rule));
        }
    }

    @Test
    void a_definition_revised_later_changes_no_answer_known_before() {
        assertThat(BEFORE).isNotEmpty();
        BEFORE.forEach((path, answer) -> assertThat(read(path)).as(path).isEqualTo(answer));
        String path = "series/active-companies?validAt=2018-08-01&knownAt=@%d&definition=keyword%s";
        assertThat(Json.read(read(path.formatted(revised, ""))))
                .isEqualTo(Json.read(read(path.formatted(revised, "@1"))))
                .isNotEqualTo(Json.read(read(path.formatted(revised, "@0"))));
    }

    @Test
    void counts_by_several_definitions_stand_side_by_side() {
        String path = "series/active-companies?by=year,district&validAt=2018-08-01&definition=";
        JsonNode both = Json.read(read(path + "keyword,keyword@0"));
        List<String> each = new ArrayList<>();
        for (String name : List.of("keyword", "keyword@0")) {
            JsonNode one = Json.read(read(path + name));
            assertThat(one.get("definition").get("id").stringValue()).isEqualTo("def_keyword");
            for (JsonNode row : one.get("rows")) {
                if (row.get("value").longValue() > 0) {
                    each.add(
                            name
                                    + " "
                                    + row.get("period")
                                    + row.get("district")
                                    + row.get("value"));
                }
            }
        }
        assertThat(both.get("definition")).isNull();
        assertThat(both.get("definitions").toString())
                .isEqualTo(
                        Book.json(
                                "[{'definition':'keyword','code':'keyword','sequence':2,'id':'def_keyword'},"
                                    + "{'definition':'keyword@0','code':'keyword','sequence':0,'id':'def_keyword'}]"));
        assertThat(
                        both.get("rows")
                                .valueStream()
                                .filter(row -> row.get("value").longValue() > 0)
                                .map(
                                        row ->
                                                row.get("definition").stringValue()
                                                        + " "
                                                        + row.get("period")
                                                        + row.get("district")
                                                        + row.get("value")))
                .containsExactlyInAnyOrderElementsOf(each);
        assertThat(both.get("rows").get(0).propertyNames().toString())
                .startsWith("[period, definition, district, value");
    }

    @Test
    void a_definition_that_is_not_there_is_refused_with_the_nearest_one() {
        refused("series/active-companies?definition=keywords", "did you mean keyword?");
        refused("series/active-companies?definition=keyword@7", "did you mean keyword@2?");
        refused(
                "series/active-companies?definition=operating&knownAt=@" + withdrawn,
                "did you mean operating@0?");
        refused("series/active-companies?definition=keyword@", "keyword@2");
        refused("series/open-parks?definition=keyword", "open-parks counts parks");
        refused("companies?definition=keyword,both", "names one here");
        refused(
                "series/active-companies?definition=both&knownAt=@" + revised,
                "there are keyword, operating");
        refused(
                "series/active-companies/vintages?period=2017&definition=keyward",
                "did you mean keyword?");
        assertThat(book.get("parks?definition=keyword").status()).isEqualTo(400);
    }

    private static void refused(String path, String message) {
        Answer answer = book.get(path);
        assertThat(answer.status()).as(path).isEqualTo(400);
        JsonNode error = answer.json().get("errors").get(0);
        assertThat(error.get("parameter").stringValue()).as(path).isEqualTo("definition");
        assertThat(error.get("message").stringValue()).as(path).contains(message);
    }

    @Test
    void the_database_and_the_consumer_agree_who_satisfies_a_definition() throws SQLException {
        Random random = new Random(5);
        List<String> words =
                List.of("区块链", "BLOCK", "block", "İ", "ß", "Σας", "%", "_", "\\", "\"", "💡", "K");
        try (Connection connection = book.model()) {
            JdbcClient model =
                    JdbcClient.create(
                            new org.springframework.jdbc.datasource.SingleConnectionDataSource(
                                    connection, true));
            int satisfied = 0;
            for (int i = 0; i < 2_000; i++) {
                ObjectNode state =
                        Json.object().put("status", "active").put("name", text(random, words));
                if (random.nextBoolean()) {
                    state.put("businessScope", text(random, words));
                }
                list(random, words, state, "formerNames");
                list(random, words, state, "products");
                if (random.nextBoolean()) {
                    state.put("activity", pick(random, "operating", "dormant"));
                }
                List<String> fields =
                        Stream.of("name", "formerName", "businessScope", "products")
                                .filter(x -> random.nextBoolean())
                                .toList();
                Definition definition =
                        new Definition(
                                "x",
                                "def_x",
                                "x",
                                0,
                                random.nextInt(6) == 0 ? List.of() : List.of(text(random, words)),
                                fields,
                                random.nextInt(3) == 0 ? "operating" : null);
                Boolean found =
                        model.sql(
                                        "select count(*) > 0 from (select"
                                                + " cast(:state as text) as state,"
                                                + " cast(:activity as text) as activity)"
                                                + " version where "
                                                + Definition.SATISFIED)
                                .param("state", Json.write(state))
                                .param("activity", state.path("activity").asString(null))
                                .params(definition.arguments())
                                .query(Boolean.class)
                                .single();
                assertThat(definition.satisfiedBy(State.of(state)))
                        .as("%s of %s", definition, state)
                        .isEqualTo(found);
                satisfied += found ? 1 : 0;
            }
            assertThat(satisfied).isBetween(300, 1_700);
            Map<Integer, String> lower = new TreeMap<>();
            model.sql(
                            """
                            select i, lower(chr(i) collate "pg_c_utf8") as lower
                            from generate_series(1, 1114111) i
                            where i not between 55296 and 57343
                              and lower(chr(i) collate "pg_c_utf8") <> chr(i)
                            """)
                    .query(
                            row -> {
                                lower.put(row.getInt(1), row.getString(2));
                            });
            Map<Integer, String> ours = new TreeMap<>();
            for (int i = 1; i <= Character.MAX_CODE_POINT; i++) {
                if (Character.toLowerCase(i) != i) {
                    ours.put(i, Character.toString(Character.toLowerCase(i)));
                }
            }
            assertThat(lower).isEqualTo(ours);
        }
    }

    private static String text(Random random, List<String> words) {
        String text = words.get(random.nextInt(words.size()));
        return random.nextInt(3) == 0 ? text + text(random, words) : text;
    }

    private static void list(Random random, List<String> words, ObjectNode state, String name) {
        if (random.nextBoolean()) {
            ArrayNode list = state.putArray(name);
            for (int i = random.nextInt(3); i > 0; i--) {
                list.add(text(random, words));
            }
        }
    }

    @Test
    void the_vintages_are_what_the_series_answers_at_every_position() {
        List<String> asked =
                List.of(
                        "active-companies/vintages?period=2017",
                        "active-companies/vintages?period=2017&definition=keyword&region=440112",
                        "active-companies/vintages?period=2016-12&region=440112&borders=then",
                        "active-companies/vintages?period=2018-06&definition=operating",
                        "company-registrations/vintages?period=2017&region=440112",
                        "company-registrations/vintages?period=2016-Q4&definition=keyword",
                        "company-registrations/vintages?period=2018&definition=keyword@1"
                                + "&region=440112&borders=then",
                        "company-deregistrations/vintages?period=2017&definition=both"
                                + "&region=440100",
                        "company-deregistrations/vintages?period=2018&definition=operating@0");
        int changes = 0;
        for (String one : asked) {
            String path = one + "&validAt=2018-09-30";
            JsonNode answer = Json.read(read("series/" + path + "&limit=10000"));
            assertThat(answer.has("next")).isFalse();
            Map<Long, Long> values = new TreeMap<>();
            @Nullable JsonNode before = null;
            for (JsonNode item : answer.get("items")) {
                if (before != null && before.get("positionTo").equals(item.get("positionFrom"))) {
                    assertThat(item.get("value")).as(path).isNotEqualTo(before.get("value"));
                    assertThat(item.get("knownFrom")).isEqualTo(before.get("knownTo"));
                }
                long to =
                        item.get("positionTo").isNull()
                                ? book.head() + 1
                                : item.get("positionTo").longValue();
                for (long at = item.get("positionFrom").longValue(); at < to; at++) {
                    values.put(at, item.get("value").longValue());
                }
                before = item;
                changes++;
            }
            for (long position = 1; position <= book.head(); position++) {
                assertThat(values.get(position))
                        .as("%s at @%d", path, position)
                        .isEqualTo(series(path, position));
            }
        }
        assertThat(changes).isGreaterThan(5 * asked.size());
    }

    /** The number as the series has it; null where it cannot be asked for. */
    private static @Nullable Long series(String vintages, long position) {
        String period = vintages.replaceAll(".*period=([^&]+).*", "$1");
        String by = period.contains("Q") ? "quarter" : period.contains("-") ? "month" : "year";
        Answer answer =
                book.get(
                        "series/%s&by=%s&from=%s&to=%s&knownAt=@%d"
                                .formatted(
                                        vintages.replaceAll("/vintages|period=[^&]+&", ""),
                                        by,
                                        period,
                                        period,
                                        position));
        if (answer.status() == 400) {
            return null;
        }
        assertThat(answer.status()).isEqualTo(200);
        JsonNode row = answer.json().get("rows").get(0);
        return row == null ? 0 : row.get("value").longValue();
    }

    @Test
    void vintages_come_in_pages_and_say_why_the_number_changed() {
        String path =
                "series/active-companies/vintages?period=2017&definition=keyword&validAt=2018-08-01";
        JsonNode whole = Json.read(read(path));
        List<JsonNode> paged = new ArrayList<>();
        JsonNode page = Json.read(read(path + "&limit=3"));
        page.get("items").forEach(paged::add);
        while (page.has("next")) {
            page = Json.read(read(path + "&limit=3&cursor=" + page.get("next").stringValue()));
            page.get("items").forEach(paged::add);
        }
        assertThat(paged).isEqualTo(whole.get("items").valueStream().toList());
        assertThat(paged.getLast().get("positionTo").isNull()).isTrue();
        assertThat(paged.getLast().get("knownTo").isNull()).isTrue();
        assertThat(paged.getFirst().get("cause").stringValue()).isEqualTo("definition");
        assertThat(paged.stream().map(item -> item.get("cause").stringValue()))
                .contains("definition", "late-fact", "correction");
        JsonNode first =
                Json.read(read("series/active-companies/vintages?period=2017")).get("items").get(0);
        assertThat(first.get("value").longValue()).isZero();
        assertThat(first.has("cause")).isFalse();
        assertThat(book.get("series/active-companies/vintages?period=2017-Q5").status())
                .isEqualTo(400);
        assertThat(
                        book.get("series/active-companies/vintages?period=2017&validAt=2016-01-01")
                                .status())
                .isEqualTo(400);
    }

    @Test
    void a_single_count_is_that_of_the_series() {
        Counts counts = book.registry().query().getBean(Counts.class);
        Definitions definitions = book.registry().query().getBean(Definitions.class);
        Random random = new Random(6);
        for (int i = 0; i < 60; i++) {
            long position = position(random);
            LocalDate day = LocalDate.of(2017, 1, 15).plusDays(random.nextInt(900));
            AsOf asOf = new AsOf(day, Instant.EPOCH, position);
            Measure measure = Measure.of(MEASURES.get(random.nextInt(3))).orElseThrow();
            String name = pick(random, "keyword", "both", "");
            @Nullable Definition definition = definitions.at(name, position).orElse(null);
            String path =
                    "series/%s?validAt=%s&knownAt=@%d%s"
                            .formatted(
                                    measure.text(),
                                    day,
                                    position,
                                    definition == null ? "" : "&definition=" + name);
            assertThat(counts.value(measure, null, Map.of(), definition, null, asOf))
                    .as(path)
                    .isEqualTo(Json.read(read(path)).get("rows").get(0).get("value").longValue());
            JsonNode rows =
                    Json.read(read(path + "&by=year,district&from=2017&to=2017")).get("rows");
            for (String district : List.of("440112", "440106")) {
                long expected =
                        rows.valueStream()
                                .filter(row -> row.get("district").asString("").equals(district))
                                .mapToLong(row -> row.get("value").longValue())
                                .sum();
                assertThat(
                                counts.inPeriod(
                                        measure,
                                        "440100",
                                        Map.of(Dimension.DISTRICT, district),
                                        definition,
                                        asOf.validAt(),
                                        StatedPeriod.parse("2017").orElseThrow(),
                                        asOf))
                        .as(path)
                        .isEqualTo(expected);
            }
        }
    }
}
