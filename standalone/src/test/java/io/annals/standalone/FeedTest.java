package io.annals.standalone;

import static io.annals.standalone.Book.company;
import static io.annals.standalone.Book.dated;

import static org.assertj.core.api.Assertions.assertThat;

import io.annals.events.Event;
import io.annals.events.Json;
import io.annals.events.Kind;
import io.annals.events.Timeline;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import tools.jackson.databind.JsonNode;

import java.net.URI;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** G2 as subscribers see it: each position that matches once, in order, from anywhere, for ever. */
@Timeout(600)
class FeedTest {

    private static final int RESUMED = 50;
    private static final List<String> DISTRICTS =
            List.of("440103", "440104", "440106", "440112", "440116");
    private static final Set<String> IN_HUANGPU = Set.of("440112", "440116");

    private static Book book;

    /** The whole feed as read in one piece, of a registry with some of everything. */
    private static List<JsonNode> feed;

    private static List<Sse.Message> streamed;
    private static String snapshot;

    @BeforeAll
    static void begin() throws Exception {
        book = Book.open();
        book.record("regions/440116/merge-into", dated("2014-02", "'into':'440112'"));
        book.record("policies", dated("2017", "'id':'pol_a','title':'Measures','region':'440112'"));
        book.record("parks", dated("2015-01-01", "'id':'prk_a','name':'Park A','region':'440112'"));
        long start =
                book.record(
                        "parks",
                        dated("2015-01-01", "'id':'prk_b','name':'Park B','region':'440106'"));
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Long> load = threads.submit(FeedTest::load);
            streamed = killedAndResumed(threads, load);
            book.awaitReadable(load.get());
        }
        assertThat(start).isPositive();
        feed = pages("", 1_000);
    }

    @AfterAll
    static void end() {
        book.close();
    }

    /** Imports, single commands, corrections, retractions and voids, from several sides at once. */
    private static long load() throws Exception {
        Random random = new Random(7);
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            String district = DISTRICTS.get(random.nextInt(4));
            lines.add(
                    "{'command':'companies.register',"
                            + company("com_i" + i, "2016-0" + (1 + i % 9), district, "")
                                    .substring(1));
            if (i % 2 == 0) {
                lines.add(
                        line(
                                "companies.relocate",
                                "com_i" + i,
                                dated(
                                        "2018-03",
                                        "'region':'" + DISTRICTS.get(random.nextInt(4)) + "'")));
            }
            if (i % 5 == 0) {
                lines.add(
                        line(
                                "companies.retract",
                                "com_i" + i,
                                "{'sequence':" + (i % 2 == 0 ? 1 : 0) + ",'reason':'r'}"));
            }
            if (i % 7 == 0) {
                lines.add(line("companies.void", "com_i" + i, "{'reason':'v'}"));
            }
        }
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<JsonNode> imported =
                    threads.submit(
                            () ->
                                    book.imported(
                                            "imports", lines.stream().map(Book::json).toList()));
            List<Future<?>> singles = new ArrayList<>();
            for (int thread = 0; thread < 2; thread++) {
                int number = thread;
                singles.add(threads.submit(() -> singles(number)));
            }
            for (Future<?> single : singles) {
                single.get();
            }
            assertThat(imported.get().get("rejected").longValue()).isZero();
        }
        snapshot =
                book.get("snapshot?knownAt=@" + book.number("select position / 2 from head"))
                        .text();
        return book.head();
    }

    private static void singles(int thread) {
        for (int i = 0; i < 30; i++) {
            String id = "com_s" + thread + "-" + i;
            book.record("companies", company(id, "2016-05-01", DISTRICTS.get(i % 4), ""));
            book.record(
                    "companies/" + id + "/join-park",
                    dated("2017-01-01", "'park':'prk_" + (i % 2 == 0 ? "a" : "b") + "'"));
            book.record("companies/" + id + "/relocate", dated("2030-01-01", "'region':'440112'"));
            if (i % 3 == 0) {
                String correct =
                        "{'effectiveOn':'2016-06-01',%s,'reason':'c','data':{'name':'N','region':'%s'}}";
                book.record(
                        "companies/" + id + "/events/0/correct",
                        correct.formatted(Book.SOURCE, DISTRICTS.get(i % 3)));
            }
        }
    }

    private static String line(String command, String id, String body) {
        return "{'command':'" + command + "','id':'" + id + "'," + body.substring(1);
    }

    /** Reads some messages, dies, and goes on where it was, until it has all. */
    private static List<Sse.Message> killedAndResumed(
            java.util.concurrent.ExecutorService threads, Future<Long> load) throws Exception {
        Random random = new Random(50);
        List<Sse.Message> all = new ArrayList<>();
        long cursor = 0;
        for (int life = 0; life <= RESUMED || !load.isDone() || cursor < load.get(); life++) {
            boolean byHeader = life % 2 == 0;
            String path = byHeader ? "changes" : "changes?after=" + cursor;
            try (Sse client = new Sse(url(path), byHeader ? cursor : null)) {
                int lives = life < RESUMED ? 1 + random.nextInt(40) : 1_000;
                for (int i = 0; i < lives && !(load.isDone() && cursor >= load.get()); i++) {
                    Future<Sse.Message> next = threads.submit(client::next);
                    Sse.Message message = next.get();
                    cursor = message.id();
                    if (message.event().equals("change")) {
                        all.add(message);
                    }
                }
            }
        }
        return all;
    }

    @Test
    void a_stream_that_is_killed_and_resumed_fifty_times_has_each_position_once_in_order() {
        assertThat(streamed.stream().map(Sse.Message::id))
                .containsExactlyElementsOf(LongStream.rangeClosed(1, book.head()).boxed().toList());
    }

    @Test
    void pages_of_any_size_equal_the_stream() {
        List<String> bySse = streamed.stream().map(Sse.Message::data).toList();
        for (int limit : List.of(1_000, 137)) {
            assertThat(pages("", limit).stream().map(Json::write).toList()).isEqualTo(bySse);
        }
    }

    @Test
    void a_change_tells_the_event_and_the_states_with_every_fact_known() {
        for (JsonNode change : feed) {
            assertThat(change.propertyNames())
                    .containsExactly(
                            "position",
                            "recordedAt",
                            "kind",
                            "type",
                            "subject",
                            "sequence",
                            "effectiveOn",
                            "event",
                            "before",
                            "after",
                            "changedFrom");
        }
        Map<String, List<Event>> streams = new HashMap<>();
        for (JsonNode change : feed) {
            Event event = Event.of(change.get("event"));
            List<Event> known =
                    streams.computeIfAbsent(event.subject(), subject -> new ArrayList<>());
            assertThat(event.sequence()).isEqualTo(known.size());
            Timeline before = Timeline.of(event.kind(), List.copyOf(known));
            known.add(event);
            Timeline after = Timeline.of(event.kind(), List.copyOf(known));
            assertThat(text(change.get("before"))).isEqualTo(latest(before));
            assertThat(text(change.get("after"))).isEqualTo(latest(after));
            String changedFrom =
                    Timeline.firstDifference(before, after)
                            .filter(day -> !day.equals(LocalDate.MIN))
                            .map(LocalDate::toString)
                            .orElse(null);
            assertThat(change.get("changedFrom").stringValueOpt().orElse(null))
                    .isEqualTo(changedFrom);
            assertThat(change.get("event").get("recordedAt")).isEqualTo(change.get("recordedAt"));
        }
    }

    @Test
    void filters_match_before_or_after_and_no_others() {
        Map<String, Predicate<JsonNode>> filters = new TreeMap<>();
        filters.put(
                "kinds=parks,policies",
                change -> Set.of("park", "policy").contains(change.get("kind").stringValue()));
        filters.put(
                "types=company.relocated",
                change -> change.get("type").stringValue().equals("company.relocated"));
        filters.put(
                "subject=com_s0-3",
                change -> change.get("subject").stringValue().equals("com_s0-3"));
        filters.put("region=440112", change -> liesIn(change, IN_HUANGPU));
        filters.put("region=440103", change -> liesIn(change, Set.of("440103")));
        filters.put(
                "region=440112&kinds=companies&types=company.voided,company.fact-retracted",
                change ->
                        Set.of("company.voided", "company.fact-retracted")
                                        .contains(change.get("type").stringValue())
                                && liesIn(change, IN_HUANGPU));
        filters.forEach(
                (filter, matches) -> {
                    List<String> expected = feed.stream().filter(matches).map(Json::write).toList();
                    assertThat(expected).as(filter).isNotEmpty();
                    assertThat(pages("&" + filter, 50).stream().map(Json::write).toList())
                            .as(filter)
                            .isEqualTo(expected);
                });
        assertThat(
                        feed.stream()
                                .filter(
                                        c ->
                                                in(c.get("before"), Set.of("440103"))
                                                        && !in(c.get("after"), Set.of("440103"))))
                .isNotEmpty();
    }

    private static boolean liesIn(JsonNode change, Set<String> codes) {
        return in(change.get("before"), codes)
                || in(change.get("after"), codes)
                || (change.get("kind").stringValue().equals("region")
                        && codes.contains(change.get("subject").stringValue()));
    }

    private static boolean in(JsonNode state, Set<String> codes) {
        return Stream.of("region", "parent", "into")
                        .anyMatch(field -> codes.contains(state.path(field).asString("")))
                || state.path("partOf")
                        .valueStream()
                        .anyMatch(code -> codes.contains(code.asString("")));
    }

    @Test
    void a_filtered_stream_has_what_the_pages_have() throws Exception {
        List<String> expected =
                pages("&types=company.park-joined", 1_000).stream().map(Json::write).toList();
        List<String> got = new ArrayList<>();
        long cursor = 0;
        while (got.size() < expected.size()) {
            try (Sse client = new Sse(url("changes?types=company.park-joined"), cursor)) {
                for (int i = 0; i < 7 && got.size() < expected.size(); i++) {
                    Sse.Message message = client.next();
                    cursor = message.id();
                    if (message.event().equals("change")) {
                        got.add(message.data());
                    }
                }
            }
        }
        assertThat(got).isEqualTo(expected);
    }

    @Test
    void next_moves_over_what_does_not_match() {
        long head = book.head();
        JsonNode page = book.read("changes?subject=prk_a&after=" + head / 2);
        assertThat(page.get("items")).isEmpty();
        assertThat(page.get("next").longValue()).isGreaterThanOrEqualTo(head);
        JsonNode full = book.read("changes?kinds=companies&limit=3");
        assertThat(full.get("next")).isEqualTo(full.at("/items/2/position"));
        assertThat(book.read("changes?after=" + head).get("next").longValue()).isEqualTo(head);
    }

    @Test
    void a_heartbeat_moves_the_cursor_of_a_stream_over_what_does_not_match() throws Exception {
        try (Sse client = new Sse(url("changes?subject=prk_a"), book.head() / 2)) {
            Sse.Message beat = client.next();
            assertThat(beat.event()).isEqualTo("heartbeat");
            assertThat(beat.id()).isGreaterThanOrEqualTo(book.head());
        }
    }

    @Test
    void pages_at_an_earlier_position_end_there() {
        long then = book.head() / 2;
        JsonNode page =
                book.read("changes?limit=1000&after=%d&knownAt=@%d".formatted(then - 5, then));
        assertThat(page.get("items")).hasSize(5);
        assertThat(page.get("next").longValue()).isEqualTo(then);
    }

    @Test
    void a_snapshot_and_the_changes_from_its_position_are_everything() {
        List<String> lines = snapshot.lines().toList();
        long position = Json.read(lines.getFirst()).get("position").longValue();
        long head = book.head();
        assertThat(position).isBetween(1L, head - 1);
        Map<String, String> states = latest(lines);
        feed.stream()
                .filter(change -> change.get("position").longValue() > position)
                .forEach(
                        change -> {
                            String after = text(change.get("after"));
                            if (after == null) {
                                states.remove(change.get("subject").stringValue());
                            } else {
                                states.put(change.get("subject").stringValue(), after);
                            }
                        });
        assertThat(states)
                .isEqualTo(latest(book.get("snapshot?knownAt=@" + head).text().lines().toList()));
        assertThat(states).isEqualTo(reads(head));
    }

    @Test
    void the_events_of_the_feed_fold_to_the_snapshot_of_every_position() {
        for (long position : List.of(1L, book.head() / 3, book.head())) {
            Map<String, List<Event>> streams = new TreeMap<>();
            feed.stream()
                    .limit(position)
                    .map(change -> Event.of(change.get("event")))
                    .forEach(
                            event ->
                                    streams.computeIfAbsent(event.subject(), s -> new ArrayList<>())
                                            .add(event));
            List<String> expected = new ArrayList<>();
            streams.forEach(
                    (subject, events) -> {
                        Timeline timeline = Timeline.of(events.getFirst().kind(), events);
                        if (!timeline.spans().isEmpty()) {
                            expected.add(subject + spans(timeline));
                        }
                    });
            List<String> got =
                    book.get("snapshot?knownAt=@" + position)
                            .text()
                            .lines()
                            .skip(1)
                            .map(FeedTest::spans)
                            .toList();
            assertThat(got).containsExactlyInAnyOrderElementsOf(expected);
        }
    }

    private static String spans(Timeline timeline) {
        StringBuilder all = new StringBuilder();
        timeline.spans()
                .forEach(
                        span ->
                                all.append(" ")
                                        .append(
                                                span.from().equals(LocalDate.MIN)
                                                        ? "null"
                                                        : span.from())
                                        .append(" ")
                                        .append(span.to())
                                        .append(" ")
                                        .append(Json.write(span.state().json())));
        return all.toString();
    }

    private static String spans(String line) {
        JsonNode whole = Json.read(line);
        StringBuilder all = new StringBuilder(whole.get("id").stringValue());
        for (JsonNode version : whole.get("versions")) {
            all.append(" ")
                    .append(version.get("validFrom").asString("null"))
                    .append(" ")
                    .append(version.get("validTo").asString("null"))
                    .append(" ")
                    .append(Json.write(version.get("state")));
        }
        return all.toString();
    }

    /** The last state of each whole line. */
    private static Map<String, String> latest(List<String> lines) {
        Map<String, String> states = new TreeMap<>();
        for (String line : lines.subList(1, lines.size())) {
            JsonNode whole = Json.read(line);
            JsonNode versions = whole.get("versions");
            states.put(
                    whole.get("id").stringValue(),
                    Json.write(versions.get(versions.size() - 1).get("state")));
        }
        return states;
    }

    /** The state of each subject far in the future, from the lists. */
    private static Map<String, String> reads(long position) {
        Map<String, String> states = new TreeMap<>();
        for (Kind kind : Kind.values()) {
            String path = kind.plural() + "?limit=1000&validAt=9999-12-31&knownAt=@" + position;
            JsonNode page = book.read(path);
            while (true) {
                for (JsonNode item : page.get("items")) {
                    var state = (tools.jackson.databind.node.ObjectNode) item.deepCopy();
                    String id = state.remove("id").stringValue();
                    state.remove(List.of("kind", "sequence", "validFrom"));
                    states.put(id, Json.write(state));
                }
                if (!page.has("next")) {
                    break;
                }
                page = book.read(path + "&cursor=" + page.get("next").stringValue());
            }
        }
        return states;
    }

    /** All items of the pages, one after the other. */
    private static List<JsonNode> pages(String filter, int limit) {
        List<JsonNode> items = new ArrayList<>();
        long head = book.head();
        long after = 0;
        while (after < head) {
            JsonNode page =
                    book.read(
                            "changes?limit=%d&after=%d&minPosition=%d%s"
                                    .formatted(limit, after, head, filter));
            assertThat(page.get("items").size()).isLessThanOrEqualTo(limit);
            assertThat(page.get("next").longValue()).isGreaterThan(after);
            page.get("items").forEach(items::add);
            after = page.get("next").longValue();
        }
        return items;
    }

    private static String latest(Timeline timeline) {
        return timeline.latest().map(state -> Json.write(state.json())).orElse(null);
    }

    private static String text(JsonNode state) {
        return state.isNull() ? null : Json.write(state);
    }

    private static URI url(String path) {
        return book.registry().url().resolve("/api/v1/" + path);
    }
}
