package io.annals.standalone;

import static io.annals.standalone.Book.company;
import static io.annals.standalone.Book.dated;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.annals.events.Event;
import io.annals.events.Json;
import io.annals.events.Kind;
import io.annals.events.Timeline;
import io.annals.query.QueryService;
import io.annals.standalone.Registry.Answer;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.Date;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * G3, G4, G5: answers that never move, that have what was just written, and that are the fold of
 * the log.
 */
class ReadingTest {

    private static final int COMPANIES = 20;
    private static final int PARKS = 14;
    private static final int MOST_EVENTS = 20;
    private static final int TAKEN = 200;

    /** A question with everything resolved, and what was answered while the log grew. */
    private record Taken(String path, int status, String text) {}

    private record Entry(long position, JsonNode event) {}

    private static Book book;
    private static List<Taken> taken;
    private static Map<String, List<Entry>> streams;

    @BeforeAll
    static void begin() throws Exception {
        book = Book.open();
        book.record("companies", company("com_a", "2000", "440106", ""));
        for (String letter : List.of("a", "b")) {
            book.record(
                    "policies",
                    dated("2000", "'id':'pol_%s','title':'P','region':'440112'".formatted(letter)));
            book.record(
                    "parks",
                    dated("2000", "'id':'prk_%s','name':'P','region':'440112'".formatted(letter)));
        }
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Semaphore four = new Semaphore(4);
            List<Future<?>> load = new ArrayList<>();
            for (int i = 0; i < COMPANIES + PARKS; i++) {
                Kind kind = i < COMPANIES ? Kind.COMPANY : Kind.PARK;
                var filings = new RandomFilings(book, kind, subject(i), 100 + i);
                load.add(
                        threads.submit(
                                () -> {
                                    four.acquire();
                                    try {
                                        filings.record(MOST_EVENTS);
                                    } finally {
                                        four.release();
                                    }
                                    return null;
                                }));
            }
            taken = takeAnswers(load);
            for (Future<?> one : load) {
                one.get();
            }
        }
        book.awaitReadable(book.head());
        streams = streams();
    }

    @AfterAll
    static void end() {
        book.close();
    }

    private static String subject(int number) {
        return number < COMPANIES ? "com_r" + number : "prk_r" + number;
    }

    /** Asks until there are enough answers and the load is over. */
    private static List<Taken> takeAnswers(List<Future<?>> load) {
        Random random = new Random(200);
        List<Taken> answers = new ArrayList<>();
        while (answers.size() < TAKEN) {
            String path = question(random);
            Answer answer = book.get(path);
            if (answer.status() == 503) {
                continue;
            }
            if (!path.contains("knownAt=")) {
                path += "&knownAt=" + asOf(answer).get("knownAt").stringValue();
                answer = book.get(path);
            }
            answers.add(new Taken(path, answer.status(), answer.text()));
        }
        return answers;
    }

    private static JsonNode asOf(Answer answer) {
        return Json.read(answer.text().lines().findFirst().orElseThrow()).get("asOf");
    }

    private static String question(Random random) {
        String subject = subject(random.nextInt(COMPANIES + PARKS));
        String one = (subject.startsWith("com") ? "companies/" : "parks/") + subject;
        LocalDate day = LocalDate.of(2015, 12, 1).plusDays(random.nextInt(1_200));
        long position = 1 + random.nextInt((int) book.read("status").get("position").longValue());
        String path =
                switch (random.nextInt(9)) {
                    case 0, 1 -> one + "?";
                    case 2 -> one + "/history?";
                    case 3 -> one + "/events?";
                    case 4 -> "companies?region=440100&limit=" + (1 + random.nextInt(20)) + "&";
                    case 5 -> "parks?status=open&";
                    case 6 -> "series/active-companies?by=quarter,district&";
                    case 7 -> "series/company-registrations?by=year,activity&borders=then&";
                    default -> "changes?after=" + position / 2 + "&region=440112&";
                };
        if (random.nextInt(12) == 0) {
            path = "snapshot?kinds=companies&";
        }
        String when = path + "validAt=" + day;
        // a problem tells no asOf: only what surely is there may be asked for without knownAt
        boolean any = random.nextInt(3) == 0 && !path.startsWith(one);
        return any ? when : when + "&knownAt=@" + position;
    }

    // G3

    @Test
    void answers_taken_during_a_load_are_the_same_bytes_afterwards() {
        assertThat(taken).hasSizeGreaterThanOrEqualTo(TAKEN);
        assertThat(taken.stream().filter(answer -> answer.status == 200).count())
                .isGreaterThan(TAKEN / 2);
        for (Taken answer : taken) {
            assertSame(answer, book.get(answer.path));
        }
    }

    @Test
    void answers_are_the_same_bytes_from_a_read_model_built_anew_while_the_first_one_serves() {
        Servers.Database empty = Servers.freshDatabase();
        Map<String, Object> properties = new HashMap<>();
        properties.put("server.port", 0);
        properties.put("annals.database.url", empty.url());
        properties.put("annals.database.user", empty.user());
        properties.put("annals.database.password", empty.password());
        properties.put("annals.kafka.bootstrap", Servers.kafka());
        properties.put("annals.kafka.prefix", book.registry().prefix());
        properties.put("annals.command.url", book.registry().commandUrl().toString());
        long head = book.head();
        try (ConfigurableApplicationContext second = QueryService.start(properties)) {
            int port = ((WebServerApplicationContext) second).getWebServer().getPort();
            URI url = URI.create("http://localhost:" + port + "/api/v1/");
            await().atMost(Book.PATIENCE)
                    .until(
                            () -> {
                                assertThat(book.get("companies").status()).isEqualTo(200);
                                JsonNode status = send(url.resolve("status")).json();
                                return status.get("position").longValue() >= head
                                        && status.get("settled").isString();
                            });
            for (Taken answer : taken) {
                assertSame(answer, send(url.resolve(answer.path)));
            }
            for (String path :
                    List.of(
                            "snapshot?",
                            "changes?limit=1000&",
                            "series/active-companies?by=month,district,activity&")) {
                String resolved = path + "validAt=2018-12-31&knownAt=@" + head;
                assertThat(send(url.resolve(resolved)).text()).isEqualTo(book.get(resolved).text());
            }
        }
    }

    private static Answer send(URI url) {
        return book.send("GET", url, "", "", new byte[0]);
    }

    private static void assertSame(Taken before, Answer now) {
        assertThat(now.text()).as(before.path).isEqualTo(before.text);
        assertThat(now.status()).as(before.path).isEqualTo(before.status);
    }

    @Test
    void
            at_an_earlier_position_an_interval_that_ended_later_is_open_and_a_later_amendment_is_absent() {
        book.record("companies", company("com_open", "2016-01-01", "440106", ""));
        long first =
                book.record(
                        "companies/com_open/relocate", dated("2017-01-01", "'region':'440112'"));
        Answer retraction = book.post("companies/com_open/events/1/retract", "{'reason':'never'}");
        long second = retraction.json().get("position").longValue();

        JsonNode then = book.read("companies/com_open/history?knownAt=@" + first, second);
        assertThat(
                        then.get("items")
                                .valueStream()
                                .filter(version -> version.get("positionTo").isNull()))
                .hasSize(2)
                .allMatch(version -> version.get("knownTo").isNull());
        JsonNode now = book.read("companies/com_open/history?knownAt=@" + second);
        JsonNode ended =
                now.get("items")
                        .valueStream()
                        .filter(
                                version ->
                                        version.get("validFrom").stringValue().equals("2017-01-01"))
                        .findFirst()
                        .orElseThrow();
        assertThat(ended.get("positionFrom").longValue()).isEqualTo(first);
        assertThat(ended.get("positionTo").longValue()).isEqualTo(second);
        assertThat(ended.get("knownTo")).isEqualTo(retraction.json().get("recordedAt"));

        JsonNode eventsThen = book.read("companies/com_open/events?knownAt=@" + first);
        assertThat(eventsThen.get("items")).hasSize(2);
        assertThat(eventsThen.at("/items/1/standing").booleanValue()).isTrue();
        assertThat(eventsThen.at("/items/1/amendedBy")).isEmpty();
        JsonNode eventsNow = book.read("companies/com_open/events?knownAt=@" + second);
        assertThat(eventsNow.at("/items/1/standing").booleanValue()).isFalse();
        assertThat(eventsNow.at("/items/1/amendedBy/0").intValue()).isEqualTo(2);
        assertThat(
                        book.read("companies/com_open?validAt=2018-01-01&knownAt=@" + first)
                                .get("sequence")
                                .intValue())
                .isEqualTo(1);
    }

    // G4

    @Test
    void a_read_with_the_position_of_a_command_includes_it() {
        book.record("companies", company("com_rw", "2016-01-01", "440106", ""));
        for (int i = 1; i <= 30; i++) {
            long position =
                    book.record(
                            "companies/com_rw/rename",
                            dated("2017-01-01", "'name':'Name " + i + "'"));
            JsonNode read = book.read("companies/com_rw", position);
            assertThat(read.get("name").stringValue()).isEqualTo("Name " + i);
            assertThat(read.get("sequence").intValue()).isEqualTo(i);
            assertThat(read.at("/asOf/position").longValue()).isGreaterThanOrEqualTo(position);
        }
    }

    @Test
    void what_is_not_there_within_two_seconds_is_503_with_retry_after() {
        long ahead = book.head() + 100_000;
        for (String path :
                List.of("companies?minPosition=" + ahead, "companies?knownAt=@" + ahead)) {
            Answer answer = book.get(path);
            assertThat(answer.status()).as(path).isEqualTo(503);
            assertThat(answer.headers()).containsKey("retry-after");
            assertThat(answer.headers().get("content-type")).startsWith("application/problem+json");
        }
    }

    // The point at which a read is answered

    @Test
    void known_at_is_a_moment_a_day_or_a_position_and_is_echoed_resolved() {
        Answer recorded = book.post("companies", company("com_when", "2016-01-01", "440106", ""));
        long position = recorded.json().get("position").longValue();
        Instant moment = Instant.parse(recorded.json().get("recordedAt").stringValue());
        String one = "companies/com_when?validAt=2018-01-01&knownAt=";
        book.awaitReadable(position);

        JsonNode exact = book.read(one + moment);
        assertThat(exact.at("/asOf/position").longValue()).isEqualTo(position);
        assertThat(exact.at("/asOf/knownAt").stringValue())
                .isEqualTo(recorded.json().get("recordedAt").stringValue());
        assertThat(exact.at("/asOf/validAt").stringValue()).isEqualTo("2018-01-01");
        assertThat(book.get(one + moment.minus(1, ChronoUnit.MICROS)).status()).isEqualTo(404);
        String shanghai = moment.atOffset(ZoneOffset.ofHours(8)).toString();
        assertThat(book.get(one + URLEncoder.encode(shanghai, StandardCharsets.UTF_8)).text())
                .isEqualTo(Json.write(exact));
        assertThat(book.read(one + "@" + position).at("/asOf/position").longValue())
                .isEqualTo(position);
        assertThat(book.get(one + "@" + (position - 1)).status()).isEqualTo(404);

        LocalDate today = LocalDate.now(ZoneId.of("Asia/Shanghai"));
        assertThat(book.read(one + today).at("/asOf/position").longValue())
                .isGreaterThanOrEqualTo(position);
        JsonNode yesterday = book.read("companies?knownAt=" + today.minusDays(1));
        assertThat(yesterday.at("/asOf/position").longValue()).isZero();
        assertThat(yesterday.at("/asOf/knownAt").stringValue())
                .isEqualTo(today.minusDays(1) + "T15:59:59.999999Z");
        assertThat(yesterday.get("items")).isEmpty();
    }

    @Test
    void
            by_default_a_read_is_of_today_with_all_that_is_settled_and_asked_again_resolved_it_is_the_same() {
        Answer now = book.get("companies?limit=3");
        JsonNode asOf = Json.read(now.text()).get("asOf");
        assertThat(asOf.propertyNames()).containsExactly("validAt", "knownAt", "position");
        assertThat(asOf.get("validAt").stringValue())
                .isEqualTo(LocalDate.now(ZoneId.of("Asia/Shanghai")).toString());
        String resolved =
                "companies?limit=3&validAt=%s&knownAt=%s"
                        .formatted(
                                asOf.get("validAt").stringValue(),
                                asOf.get("knownAt").stringValue());
        JsonNode again = book.read(resolved);
        assertThat(again.get("items")).isEqualTo(Json.read(now.text()).get("items"));
        assertThat(again.get("asOf")).isEqualTo(asOf);
    }

    @Test
    void what_is_wrong_with_a_request_is_400_told_at_once_and_names_the_nearest_right_one() {
        Map<String, List<String>> wrong = new TreeMap<>();
        wrong.put("companies?validat=2019-01-01", List.of("validAt"));
        wrong.put("companies?statsu=active", List.of("status"));
        wrong.put("companies?status=activ&limt=3", List.of("active", "limit"));
        wrong.put("companies?borders=nwo&region=440100", List.of("now"));
        wrong.put("companies?validAt=2019-02-30", List.of("validAt"));
        wrong.put("companies?knownAt=soon", List.of("knownAt"));
        wrong.put("companies?knownAt=" + Instant.now().plusSeconds(3_600), List.of("knownAt"));
        wrong.put(
                "companies?knownAt=" + LocalDate.now(ZoneId.of("Asia/Shanghai")).plusDays(1),
                List.of("knownAt"));
        wrong.put("companies?minPosition=-1", List.of("minPosition"));
        wrong.put("companies?region=440113", List.of("440103"));
        wrong.put("companies?park=prk_none", List.of("prk_none"));
        wrong.put("companies?limit=1001", List.of("1000"));
        wrong.put("companies?limit=0", List.of("limit"));
        wrong.put("companies?cursor=xyz", List.of("cursor"));
        wrong.put("companies?status=active&status=deregistered", List.of("status"));
        wrong.put("parks?activity=operating", List.of("activity"));
        wrong.put("companies/com_r0?valid=2019-01-01", List.of("validAt"));
        wrong.put("companies/com_r0/history?region=440100", List.of("region"));
        wrong.put("changes?kind=companies", List.of("kinds"));
        wrong.put("changes?types=company.relocate", List.of("company.relocated"));
        wrong.put("snapshot?kinds=company", List.of("companies"));
        wrong.put("series/active-companies?by=distrct", List.of("district"));
        wrong.put("series/active-companies?by=year,month", List.of("year"));
        wrong.put("series/policies-issued?by=park", List.of("level"));
        wrong.put("series/active-companies?by=year&from=2018-13", List.of("from"));
        wrong.forEach(
                (path, named) -> {
                    Answer answer = book.get(path);
                    assertThat(answer.status()).as("%s: %s", path, answer.text()).isEqualTo(400);
                    assertThat(answer.headers().get("content-type"))
                            .startsWith("application/problem+json");
                    assertThat(answer.json().get("code").isString()).isTrue();
                    assertThat(answer.text()).as(path).contains(named);
                });
    }

    @Test
    void what_there_is_not_is_404_and_names_the_nearest() {
        assertThat(book.get("compnies").text()).contains("companies");
        assertThat(book.get("series/active-companie").text()).contains("active-companies");
        for (String path :
                List.of(
                        "compnies",
                        "series/active-companie",
                        "companies/com_nobody",
                        "companies/com_nobody/history",
                        "companies/com_nobody/events",
                        "companies/prk_a",
                        "companies/prk_a/events",
                        "companies/%20",
                        "companies/com_r0?validAt=1999-01-01",
                        "nothing/at/all/of/it")) {
            assertThat(book.get(path).status()).as(path).isEqualTo(404);
            assertThat(book.get(path).headers().get("content-type"))
                    .startsWith("application/problem+json");
        }
    }

    // Lists

    @Test
    void the_pages_of_a_list_are_of_one_moment_whatever_is_recorded_between_them() {
        for (int i = 0; i < 5; i++) {
            book.record("companies", company("com_page" + i, "2016-01-01", "440104", ""));
        }
        book.awaitReadable(book.head());
        List<String> ids = new ArrayList<>();
        JsonNode page = book.read("companies?region=440104&limit=2");
        JsonNode asOf = page.get("asOf");
        while (true) {
            page.get("items").forEach(item -> ids.add(item.get("id").stringValue()));
            assertThat(page.get("asOf")).isEqualTo(asOf);
            if (!page.has("next")) {
                break;
            }
            book.awaitReadable(
                    book.record(
                            "companies/com_page4/relocate",
                            dated("2017-01-01", "'region':'440106'")));
            String next =
                    "companies?region=440104&limit=2&cursor=" + page.get("next").stringValue();
            Answer answer = book.get(next);
            page = answer.json();
            if (page.has("next")) {
                assertThat(answer.headers().get("link")).contains("rel=\"next\"", "region=440104");
            }
        }
        assertThat(ids)
                .containsExactly("com_page0", "com_page1", "com_page2", "com_page3", "com_page4");
        assertThat(book.read("companies?region=440104").get("items")).hasSize(4);
    }

    @Test
    void q_finds_chinese_names_by_two_characters_pinyin_former_names_and_aliases() {
        String body = company("com_zh", "2016-01-01", "440106", "'nameEn':'Lotus Ledger'");
        book.record("companies", body.replace("Company com_zh", "广州荷花链科技有限公司"));
        book.record(
                "companies/com_zh/rename",
                dated("2017-01-01", "'name':'广州竹林科技有限公司','nameEn':'Bamboo Ledger'"));
        long head =
                book.record(
                        "parks",
                        dated(
                                "2016",
                                "'id':'prk_zh','name':'Silk"
                                        + " Park','aliases':['丝绸园'],'region':'440112'"));
        book.awaitReadable(head);
        for (String q : List.of("竹林", "荷花", "zhulin", "bamboo", "lotus")) {
            assertThat(found("companies", q)).as(q).containsExactly("com_zh");
        }
        assertThat(found("parks", "丝绸")).containsExactly("prk_zh");
        assertThat(found("companies", "竹花")).isEmpty();
        assertThat(found("companies", "bamboo", "2016-06-01")).isEmpty();
        assertThat(found("companies", "竹林", "2016-06-01")).isEmpty();
    }

    private static List<String> found(String kinds, String q) {
        return found(kinds, q, "2019-01-01");
    }

    private static List<String> found(String kinds, String q, String validAt) {
        return book.read(
                        kinds
                                + "?validAt="
                                + validAt
                                + "&q="
                                + URLEncoder.encode(q, StandardCharsets.UTF_8))
                .get("items")
                .valueStream()
                .map(item -> item.get("id").stringValue())
                .toList();
    }

    // G5

    @Test
    void the_sql_read_model_is_the_fold_at_every_day_and_position_of_random_histories()
            throws SQLException {
        long cells = 0;
        long corrections = 0;
        try (Connection model = book.model()) {
            for (int i = 0; i < COMPANIES + PARKS; i++) {
                List<Entry> stream = streams.get(subject(i));
                corrections += stream.stream().filter(entry -> entry.event.has("amends")).count();
                cells += compare(model, subject(i), stream);
            }
        }
        assertThat(cells).isGreaterThan(10_000);
        assertThat(corrections).isGreaterThan(50);
    }

    private static long compare(Connection model, String subject, List<Entry> stream)
            throws SQLException {
        TreeSet<LocalDate> days = days(stream);
        TreeSet<Long> positions = new TreeSet<>();
        stream.forEach(entry -> positions.addAll(List.of(entry.position - 1, entry.position)));
        positions.add(book.head());
        Map<Long, Timeline> folds = new HashMap<>();
        positions.forEach(position -> folds.put(position, fold(subject, stream, position)));
        long cells = 0;
        try (var select =
                model.prepareStatement(
                        """
                        select d, p, v.valid_from, v.state
                        from unnest(?) d cross join unnest(?) p
                        left join version v
                        on v.subject = ? and known_from <= p and p < known_to and valid_from <= d and d < valid_to
                        """)) {
            select.setArray(
                    1, model.createArrayOf("date", days.stream().map(Date::valueOf).toArray()));
            select.setArray(2, model.createArrayOf("bigint", positions.toArray()));
            select.setString(3, subject);
            try (var row = select.executeQuery()) {
                while (row.next()) {
                    cells++;
                    LocalDate day = row.getObject(1, LocalDate.class);
                    long position = row.getLong(2);
                    String state = row.getString(4);
                    Optional<Timeline.Span> span = folds.get(position).at(day);
                    assertThat(state)
                            .as("%s on %s as known at @%d", subject, day, position)
                            .isEqualTo(span.map(it -> Json.write(it.state().json())).orElse(null));
                    assertThat(row.getObject(3, LocalDate.class))
                            .isEqualTo(span.map(Timeline.Span::from).orElse(null));
                    assertThat(fields(state))
                            .as("%s on %s as known at @%d, said otherwise", subject, day, position)
                            .isEqualTo(NaiveFold.on(known(stream, position), day));
                }
            }
        }
        assertThat(cells)
                .as("one state for each day and position")
                .isEqualTo((long) days.size() * positions.size());
        return cells;
    }

    @Test
    void subjects_and_lists_are_the_fold_over_http_too() {
        Random random = new Random(5);
        for (int i = 0; i < COMPANIES + PARKS; i++) {
            String subject = subject(i);
            List<Entry> stream = streams.get(subject);
            List<LocalDate> days = List.copyOf(days(stream));
            for (int j = 0; j < 6; j++) {
                LocalDate day = days.get(random.nextInt(days.size()));
                long position = stream.get(random.nextInt(stream.size())).position;
                Timeline fold = fold(subject, stream, position);
                String path = (i < COMPANIES ? "companies/" : "parks/") + subject;
                Answer answer =
                        book.get("%s?validAt=%s&knownAt=@%d".formatted(path, day, position));
                Optional<Timeline.Span> span = fold.at(day);
                assertThat(answer.status())
                        .as("%s on %s as known at @%d", subject, day, position)
                        .isEqualTo(fold.voided().isPresent() ? 410 : span.isPresent() ? 200 : 404);
                if (span.isPresent()) {
                    ObjectNode flat = (ObjectNode) Json.read(answer.text());
                    assertThat(flat.remove("sequence").longValue())
                            .isEqualTo(fold.events().getLast().sequence());
                    assertThat(flat.remove("validFrom").stringValue())
                            .isEqualTo(span.get().from().toString());
                    flat.remove(List.of("id", "kind", "asOf"));
                    assertThat(flat).isEqualTo(span.get().state().json());
                }
            }
        }
        long head = book.head();
        for (int i = 0; i < 15; i++) {
            LocalDate day = LocalDate.of(2016, 1, 1).plusDays(random.nextInt(1_100));
            long position = 1 + random.nextLong(head);
            List<String> expected =
                    streams.entrySet().stream()
                            .filter(stream -> stream.getKey().startsWith("com_r"))
                            .filter(
                                    stream ->
                                            fold(stream.getKey(), stream.getValue(), position)
                                                    .at(day)
                                                    .filter(span -> span.state().is("active"))
                                                    .filter(
                                                            span ->
                                                                    "440112"
                                                                            .equals(
                                                                                    span.state()
                                                                                            .text(
                                                                                                    "region")))
                                                    .isPresent())
                            .map(Map.Entry::getKey)
                            .sorted()
                            .toList();
            String path = "companies?status=active&region=440112&limit=1000&validAt=%s&knownAt=@%d";
            List<String> listed =
                    book.read(path.formatted(day, position))
                            .get("items")
                            .valueStream()
                            .map(item -> item.get("id").stringValue())
                            .filter(streams::containsKey)
                            .sorted()
                            .toList();
            // the region is founded at position 5 or so: before, it is not known
            assertThat(listed).isEqualTo(expected);
        }
    }

    @Test
    void the_history_at_any_position_is_the_folds_of_all_positions_before() {
        for (int i : new int[] {0, 3, 7, COMPANIES, COMPANIES + 5}) {
            List<Entry> stream = streams.get(subject(i));
            long last = stream.get(stream.size() / 2).position;
            if (NaiveFold.isVoid(known(stream, last))) {
                continue;
            }
            String path =
                    (i < COMPANIES ? "companies/" : "parks/")
                            + subject(i)
                            + "/history?knownAt=@"
                            + last;
            JsonNode items = book.read(path).get("items");
            for (Entry entry : stream) {
                if (entry.position > last) {
                    break;
                }
                List<String> known =
                        items.valueStream()
                                .filter(
                                        version ->
                                                version.get("positionFrom").longValue()
                                                        <= entry.position)
                                .filter(
                                        version ->
                                                version.get("positionTo").isNull()
                                                        || version.get("positionTo").longValue()
                                                                > entry.position)
                                .map(
                                        version ->
                                                version.get("validFrom").stringValue()
                                                        + " "
                                                        + version.get("validTo").asString("null")
                                                        + " "
                                                        + Json.write(version.get("state")))
                                .sorted()
                                .toList();
                assertThat(known)
                        .isEqualTo(
                                fold(subject(i), stream, entry.position).spans().stream()
                                        .map(
                                                span ->
                                                        span.from()
                                                                + " "
                                                                + span.to()
                                                                + " "
                                                                + Json.write(span.state().json()))
                                        .sorted()
                                        .toList());
            }
        }
    }

    @Test
    void verify_finds_no_difference_and_names_the_first_once_a_row_is_changed_by_hand()
            throws SQLException {
        assertThat(verify()).isEmpty();
        changeByHand(
                "update version set state = replace(state, '}', ',\"by\":\"hand\"}') where subject"
                        + " = 'prk_b'");
        assertThat(verify())
                .hasValueSatisfying(difference -> assertThat(difference).contains("prk_b"));
        changeByHand(
                "update version set state = replace(state, ',\"by\":\"hand\"}', '}') where subject"
                        + " = 'prk_b'");
        assertThat(verify()).isEmpty();
        changeByHand(
                "update cube set delta = delta + 1 where measure = 'parks-opened' and position ="
                        + " (select min(position) from cube where measure = 'parks-opened')");
        assertThat(verify()).isPresent();
        changeByHand(
                "update cube set delta = delta - 1 where measure = 'parks-opened' and position ="
                        + " (select min(position) from cube where measure = 'parks-opened')");
        assertThat(verify()).isEmpty();
    }

    private static Optional<String> verify() throws SQLException {
        book.awaitReadable(book.head());
        return new Verify(new PrintStream(new ByteArrayOutputStream()))
                .firstDifference(
                        verified(book.registry().logDatabase()),
                        verified(book.registry().readDatabase()));
    }

    private static Verify.Database verified(Servers.Database database) {
        return new Verify.Database(database.url(), database.user(), database.password());
    }

    private static void changeByHand(String sql) throws SQLException {
        try (Connection model = book.model();
                var statement = model.createStatement()) {
            assertThat(statement.executeUpdate(sql)).isPositive();
        }
    }

    // The log

    private static Map<String, List<Entry>> streams() throws SQLException {
        Map<String, List<Entry>> streams = new TreeMap<>();
        try (Connection log = book.log();
                var select = log.createStatement();
                var row =
                        select.executeQuery(
                                """
                                select subject, position, payload from event join log using (global_index)
                                where subject like 'com\\_r%' or subject like 'prk\\_r%' order by subject, sequence
                                """)) {
            while (row.next()) {
                streams.computeIfAbsent(row.getString(1), subject -> new ArrayList<>())
                        .add(new Entry(row.getLong(2), Json.read(row.getString(3))));
            }
        }
        return streams;
    }

    private static List<JsonNode> known(List<Entry> stream, long position) {
        return stream.stream()
                .filter(entry -> entry.position <= position)
                .map(Entry::event)
                .toList();
    }

    private static Timeline fold(String subject, List<Entry> stream, long position) {
        return Timeline.of(
                Kind.ofSubject(subject).orElseThrow(),
                known(stream, position).stream().map(Event::of).toList());
    }

    /** The days on which anything changes as known at any position, and the days before them. */
    private static TreeSet<LocalDate> days(List<Entry> stream) {
        return IntStream.rangeClosed(1, stream.size())
                .boxed()
                .flatMap(
                        many ->
                                NaiveFold.steps(
                                        stream.subList(0, many).stream().map(Entry::event).toList())
                                        .stream())
                .map(step -> step.fact().day())
                .flatMap(day -> Stream.of(day.minusDays(1), day))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static @Nullable Map<String, String> fields(@Nullable String state) {
        if (state == null) {
            return null;
        }
        Map<String, String> fields = new TreeMap<>();
        Json.read(state)
                .properties()
                .forEach(field -> fields.put(field.getKey(), Json.write(field.getValue())));
        return fields;
    }
}
