package io.annals.standalone;

import static io.annals.standalone.Book.company;
import static io.annals.standalone.Book.dated;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;

import io.annals.command.log.Positions;
import io.annals.command.log.Sequencer;
import io.annals.events.EffectiveDate;
import io.annals.events.Event;
import io.annals.events.EventType;
import io.annals.events.Json;
import io.annals.events.Kind;
import io.annals.events.Schemas;
import io.annals.events.SourceFact;
import io.annals.events.SubjectId;
import io.annals.events.Topics;
import io.annals.standalone.Registry.Answer;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/** G2: one log, dense, nothing skipped, nothing moved. */
class LogTest {

    private static final String APPEND =
            """
            insert into event (event_id, subject, sequence, aggregate, stored_at, type, revision, payload, metadata)
            values (?, ?, 0, 'subject', ?, 'source.cited', '1', ?, '{}')
            """;

    private static Book book;

    @BeforeAll
    static void begin() {
        book = Book.open();
    }

    @AfterAll
    static void end() {
        book.close();
    }

    // Late transactions

    @Test
    void
            a_transaction_held_open_while_later_ones_commit_gets_a_later_position_and_nothing_is_skipped()
                    throws SQLException {
        long last = 0;
        try (Connection held = book.log()) {
            held.setAutoCommit(false);
            append(held, "src_held-1", Instant.now());
            append(held, "src_held-2", Instant.now());
            for (int i = 0; i < 20; i++) {
                last =
                        book.record(
                                "companies",
                                company("com_meanwhile" + i, "2018-01-01", "440106", ""));
            }
            book.awaitReadable(last);
            assertThat(book.get("sources/src_held-1").status()).isEqualTo(404);
            held.commit();
        }
        List<Long> positions = awaitPlaced("src_held-1", "src_held-2");
        assertThat(positions.getFirst()).isGreaterThan(last);
        assertThat(positions.getLast()).isEqualTo(positions.getFirst() + 1);
        assertThat(book.number("select global_index from event where subject = 'src_held-1'"))
                .isLessThan(
                        book.number(
                                "select min(global_index) from event where subject like"
                                        + " 'com_meanwhile%'"));
        book.awaitReadable(positions.getLast());
        assertThat(book.get("sources/src_held-1").status()).isEqualTo(200);
        assertDense();
    }

    @Test
    void an_event_of_a_writer_whose_clock_is_two_minutes_behind_is_not_lost() throws SQLException {
        long before = book.record("companies", company("com_clock", "2018-01-01", "440106", ""));
        try (Connection late = book.log()) {
            append(late, "src_behind", Instant.now().minus(Duration.ofMinutes(2)));
        }
        long position = awaitPlaced("src_behind").getFirst();
        assertThat(position).isGreaterThan(before);
        JsonNode event = book.read("sources/src_behind/events", position).at("/items/0");
        assertThat(event.get("position").longValue()).isEqualTo(position);
        Instant recordedAt = Instant.parse(event.get("recordedAt").stringValue());
        assertThat(recordedAt)
                .isAfter(
                        Instant.parse(
                                book.read("companies/com_clock/events")
                                        .at("/items/0/recordedAt")
                                        .stringValue()));
        assertDense();
    }

    @Test
    void a_transaction_that_is_rolled_back_leaves_no_gap() throws SQLException {
        try (Connection undone = book.log()) {
            undone.setAutoCommit(false);
            append(undone, "src_undone", Instant.now());
            undone.rollback();
        }
        long position = book.record("companies", company("com_nogap", "2018-01-01", "440106", ""));
        book.awaitReadable(position);
        assertDense();
    }

    // Two leaders

    @Test
    void an_old_leader_that_is_paused_between_steps_and_resumed_changes_nothing() throws Exception {
        Servers.Database database = migrated();
        List<Sequencer.Step> steps = new CopyOnWriteArrayList<>();
        List<Instant> settled = new CopyOnWriteArrayList<>();
        AtomicBoolean writing = new AtomicBoolean(true);
        try (Connection one = connect(database);
                Connection other = connect(database);
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> writers = new ArrayList<>();
            for (int writer = 0; writer < 4; writer++) {
                int number = writer;
                writers.add(threads.submit(() -> write(database, number, 150)));
            }
            Future<?> observer = threads.submit(() -> observe(database, writing, settled));
            Sequencer old = new Sequencer(one);
            Sequencer next = new Sequencer(other);
            for (int round = 0; round < 6; round++) {
                for (int i = 0; i < 5; i++) {
                    steps.add(old.step());
                }
                // the old one is paused here, and does not know that another leads
                for (int i = 0; i < 10; i++) {
                    steps.add(next.step());
                }
            }
            // it wakes, and both believe to lead
            Future<?> both = threads.submit(() -> lead(old, writing, steps));
            Future<?> too = threads.submit(() -> lead(next, writing, steps));
            for (Future<?> writer : writers) {
                writer.get();
            }
            await().atMost(Book.PATIENCE)
                    .until(() -> number(database, "select count(*) from pending") == 0);
            writing.set(false);
            both.get();
            too.get();
            observer.get();
        }
        assertThat(number(database, "select count(*) from log"))
                .isEqualTo(number(database, "select count(*) from event"));
        assertThat(number(database, "select count(*) from log")).isGreaterThanOrEqualTo(600);
        assertOneLog(steps);
        assertThat(number(database, "select max(position) from log"))
                .isEqualTo(number(database, "select count(*) from log"));
        assertThat(number(database, "select position from head"))
                .isEqualTo(number(database, "select count(*) from log"));
        assertThat(settled).isSorted();
        assertThat(
                        number(
                                database,
                                """
                                select count(*) from log a join log b on b.position = a.position + 1
                                where b.recorded_at < a.recorded_at
                                """))
                .isZero();
    }

    @Test
    void an_old_leader_paused_within_a_step_that_wakes_without_its_connection_changes_nothing()
            throws Exception {
        Servers.Database database = migrated();
        CountDownLatch paused = new CountDownLatch(1);
        CountDownLatch woken = new CountDownLatch(1);
        try (Connection one = connect(database);
                Connection other = connect(database);
                Connection killer = connect(database);
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            write(database, 0, 10);
            long backend = number(one, "select pg_backend_pid()");
            Sequencer old = new Sequencer(pausedBeforeCommit(one, paused, woken));
            Sequencer next = new Sequencer(other);
            Future<Sequencer.Step> lost = threads.submit(old::step);
            assertThat(paused.await(30, TimeUnit.SECONDS)).isTrue();
            Future<Sequencer.Step> fenced = threads.submit(next::step);
            await().atMost(Book.PATIENCE).until(() -> number(killer, WAITING) > 0);
            assertThat(fenced.isDone()).isFalse();
            number(killer, "select count(*) from (select pg_terminate_backend(" + backend + ")) t");
            Sequencer.Step step = fenced.get(30, TimeUnit.SECONDS);
            assertThat(step.placed().values().stream().map(Positions.Place::position))
                    .containsExactlyInAnyOrderElementsOf(
                            LongStream.rangeClosed(1, 10).boxed().toList());
            woken.countDown();
            assertThatThrownBy(lost::get).hasRootCauseInstanceOf(Exception.class);
            write(database, 1, 5);
            assertThat(next.step().head().position()).isEqualTo(15);
        }
        assertThat(number(database, "select count(*) from log")).isEqualTo(15);
    }

    private static final String WAITING =
            "select count(*) from pg_stat_activity where datname = current_database() and"
                    + " wait_event_type = 'Lock'";

    @Test
    void a_transaction_of_more_events_than_a_batch_is_not_split() throws Exception {
        Servers.Database database = migrated();
        try (Connection connection = connect(database);
                var statement = connection.createStatement()) {
            statement.execute(
                    """
                    insert into event (event_id, subject, sequence, aggregate, stored_at, type, revision, payload, metadata)
                    select 'large-' || i, 'src_large-' || i, 0, 'subject', '', 'source.cited', '1', '{}', '{}'
                    from generate_series(1, 12000) i
                    """);
            write(database, 0, 3);
            Sequencer sequencer = new Sequencer(connection);
            List<Sequencer.Step> steps = new ArrayList<>();
            while (steps.isEmpty() || steps.getLast().head().position() < 12_003) {
                steps.add(sequencer.step());
            }
            assertOneLog(steps);
            assertThat(
                            number(
                                    database,
                                    """
                                    select count(distinct recorded_at) from log join event using (global_index)
                                    where event_id like 'large-%'
                                    """))
                    .isEqualTo(1);
        }
    }

    private static void assertOneLog(List<Sequencer.Step> steps) {
        List<Sequencer.Step> inOrder =
                steps.stream().sorted(Comparator.comparing(step -> step.head().settled())).toList();
        assertThat(inOrder.stream().map(step -> step.head().settled())).doesNotHaveDuplicates();
        long position = 0;
        for (Sequencer.Step step : inOrder) {
            long from = position + 1;
            position += step.placed().size();
            assertThat(step.head().position()).isEqualTo(position);
            assertThat(
                            new TreeSet<>(
                                    step.placed().values().stream()
                                            .map(Positions.Place::position)
                                            .toList()))
                    .isEqualTo(
                            LongStream.rangeClosed(from, position)
                                    .boxed()
                                    .collect(Collectors.toCollection(TreeSet::new)));
            // one moment for the batch; the moments of batches are those of their settled times,
            // which rise
            assertThat(step.placed().values().stream().map(Positions.Place::recordedAt))
                    .allMatch(step.head().settled()::equals);
        }
    }

    private static Void lead(Sequencer sequencer, AtomicBoolean writing, List<Sequencer.Step> steps)
            throws SQLException {
        while (writing.get()) {
            steps.add(sequencer.step());
        }
        return null;
    }

    private static Void observe(
            Servers.Database database, AtomicBoolean writing, List<Instant> settled)
            throws SQLException {
        try (Connection connection = connect(database);
                var select = connection.prepareStatement("select settled from head")) {
            while (writing.get()) {
                try (var row = select.executeQuery()) {
                    row.next();
                    settled.add(row.getObject(1, OffsetDateTime.class).toInstant());
                }
            }
        }
        return null;
    }

    /** Transactions of one to five events. */
    private static Void write(Servers.Database database, int writer, int events)
            throws SQLException {
        Random random = new Random(writer);
        try (Connection connection = connect(database)) {
            connection.setAutoCommit(false);
            for (int i = 0; i < events; i++) {
                append(connection, "src_w" + writer + "-" + i, Instant.now());
                if (random.nextInt(3) == 0) {
                    connection.commit();
                }
            }
            connection.commit();
        }
        return null;
    }

    private static Connection pausedBeforeCommit(
            Connection connection, CountDownLatch paused, CountDownLatch woken) {
        return (Connection)
                Proxy.newProxyInstance(
                        LogTest.class.getClassLoader(),
                        new Class<?>[] {Connection.class},
                        (proxy, method, arguments) -> {
                            if (method.getName().equals("commit")) {
                                paused.countDown();
                                woken.await();
                            }
                            try {
                                return method.invoke(connection, arguments);
                            } catch (InvocationTargetException e) {
                                throw e.getCause();
                            }
                        });
    }

    // Kafka

    @Test
    void republishing_sends_all_again_and_changes_nothing_in_the_read_model_and_the_feed() {
        book.record("companies", company("com_again", "2018-01-01", "440106", ""));
        long head = book.record("companies/com_again/void", "{'reason':'to have one'}");
        book.awaitReadable(head);
        String changes = book.get("changes?validAt=2019-01-01&limit=1000&knownAt=@" + head).text();
        String snapshot = book.get("snapshot?validAt=2019-01-01&knownAt=@" + head).text();
        String series =
                book.get(
                                "series/active-companies?by=year,district&validAt=2019-01-01&knownAt=@"
                                        + head)
                        .text();
        long rows = rows();
        long sent = records().size();

        assertThat(book.post("republish", "{}").status()).isEqualTo(202);
        await().atMost(Book.PATIENCE).until(() -> records().size() >= sent + head);
        long after =
                book.record("companies", company("com_after-again", "2018-01-01", "440106", ""));
        book.awaitReadable(after);

        assertThat(book.get("changes?validAt=2019-01-01&limit=1000&knownAt=@" + head).text())
                .isEqualTo(changes);
        assertThat(book.get("snapshot?validAt=2019-01-01&knownAt=@" + head).text())
                .isEqualTo(snapshot);
        assertThat(
                        book.get(
                                        "series/active-companies?by=year,district&validAt=2019-01-01&knownAt=@"
                                                + head)
                                .text())
                .isEqualTo(series);
        assertThat(rows()).isGreaterThan(rows).isLessThan(rows + 10);
        assertThat(book.read("status").has("stopped")).isFalse();
        Map<String, Set<String>> ids = new TreeMap<>();
        records()
                .forEach(
                        record ->
                                ids.computeIfAbsent(
                                                header(record, "ce_position"),
                                                position -> new TreeSet<>())
                                        .add(header(record, "ce_id")));
        assertThat(ids.values()).allMatch(id -> id.size() == 1);
        assertThat(ids).hasSize((int) after);
    }

    private static long rows() {
        try (Connection model = book.model()) {
            return number(
                    model,
                    "select (select count(*) from change) + (select count(*) from version) +"
                            + " (select count(*) from cube)");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void records_of_every_type_are_cloudevents_whose_values_fit_their_schemas() {
        long head = recordOneOfEveryType();
        await().atMost(Book.PATIENCE)
                .until(
                        () ->
                                records().stream()
                                        .anyMatch(r -> header(r, "ce_position").equals("" + head)));
        String log = book.read("status").get("logId").stringValue();
        Topics topics = new Topics(book.registry().prefix());
        var schemas = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
        Set<String> types = new HashSet<>();
        for (ConsumerRecord<String, byte[]> record : records()) {
            ObjectNode value = (ObjectNode) Json.read(record.value());
            Event event = Event.of(value);
            types.add(event.typeName());
            assertThat(record.key()).isEqualTo(event.subject());
            assertThat(record.topic()).isEqualTo(topics.of(event.kind()));
            assertThat(headers(record))
                    .containsEntry("ce_specversion", "1.0")
                    .containsEntry("ce_id", event.eventId())
                    .containsEntry("ce_type", event.typeName())
                    .containsEntry("ce_subject", event.subject())
                    .containsEntry("ce_sequence", Long.toString(event.sequence()))
                    .containsEntry("ce_recordedtime", value.get("recordedAt").stringValue())
                    .containsEntry("ce_log", log)
                    .containsEntry("content-type", "application/json")
                    .containsEntry("ce_dataschema", Schemas.uri(event.type(), event.kind()))
                    .containsKey("ce_source");
            assertThat(Long.parseLong(header(record, "ce_position"))).isPositive();
            Optional<EffectiveDate> on = Optional.ofNullable(event.effectiveOn());
            assertThat(
                            Optional.ofNullable(headers(record).get("ce_time"))
                                    .map(OffsetDateTime::parse)
                                    .map(OffsetDateTime::toInstant))
                    .isEqualTo(
                            on.map(
                                    date ->
                                            OffsetDateTime.parse(date.first() + "T00:00:00+08:00")
                                                    .toInstant()));
            assertThat(schemas.getSchema(Schemas.of(event.type(), event.kind())).validate(value))
                    .as("%s", value)
                    .isEmpty();
        }
        Set<String> recorded = new TreeSet<>(EventType.all().keySet());
        recorded.remove("citation.fact-corrected");
        assertThat(types).isEqualTo(recorded);
    }

    @Test
    void the_records_of_one_subject_are_in_one_partition_in_the_order_of_their_sequences() {
        book.record("companies", company("com_ordered", "2018-01-01", "440106", ""));
        long head = 0;
        for (int i = 1; i <= 10; i++) {
            head =
                    book.record(
                            "companies/com_ordered/rename",
                            dated("2018-02-01", "'name':'N" + i + "'"));
        }
        book.awaitReadable(head);
        List<ConsumerRecord<String, byte[]>> own =
                records().stream()
                        .filter(record -> record.key().equals("com_ordered"))
                        .limit(11)
                        .toList();
        assertThat(own.stream().map(ConsumerRecord::partition).distinct()).hasSize(1);
        assertThat(own.stream().map(record -> header(record, "ce_sequence")))
                .containsExactly("0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10");
    }

    @Test
    void topics_keep_all_for_ever_and_the_announced_heads_never_go_back() throws Exception {
        Topics topics = new Topics(book.registry().prefix());
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", Servers.kafka()))) {
            for (Kind kind : Kind.values()) {
                ConfigResource topic =
                        new ConfigResource(ConfigResource.Type.TOPIC, topics.of(kind));
                var config = admin.describeConfigs(List.of(topic)).all().get().get(topic);
                assertThat(config.get("cleanup.policy").value()).isEqualTo("delete");
                assertThat(config.get("retention.ms").value()).isEqualTo("-1");
                assertThat(config.get("retention.bytes").value()).isEqualTo("-1");
            }
            ConfigResource head = new ConfigResource(ConfigResource.Type.TOPIC, topics.head());
            assertThat(
                            admin.describeConfigs(List.of(head))
                                    .all()
                                    .get()
                                    .get(head)
                                    .get("cleanup.policy")
                                    .value())
                    .isEqualTo("compact");
        }
        List<JsonNode> heads =
                read(List.of(topics.head())).stream()
                        .map(record -> Json.read(record.value()))
                        .toList();
        assertThat(heads).isNotEmpty();
        assertThat(heads.stream().map(head -> head.get("position").longValue())).isSorted();
        assertThat(heads.stream().map(head -> Instant.parse(head.get("settled").stringValue())))
                .isSorted();
    }

    private static final String CITED =
            "{'url':'/api/v1/parks?validAt=2019-10-31&knownAt=@1','mediaType':'application/json',"
                    + "'answer':'{}','sha256':"
                    + "'44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a'}";

    private static void recordTheOtherKinds() {
        book.record(
                "organizations",
                dated(
                        "2016",
                        "'id':'org_t','name':'T','type':'association','region':'440106',"
                                + "'founders':['A'],'founderCount':16,"
                                + "'seats':[{'region':'440106','role':'headquarters'}]"));
        book.record("organizations/org_t/rename", dated("2017", "'name':'U','aliases':['V']"));
        book.record("organizations/org_t/relocate", dated("2017", "'region':'440112'"));
        book.record(
                "organizations/org_t/admit-members",
                dated("2017", "'members':['B'],'count':{'atLeast':20}"));
        book.record("organizations/org_t/dissolve", dated("2019", "'reason':'over'"));
        book.record("funds", dated("2016", "'id':'fnd_t','name':'T','manager':'M'"));
        book.record("funds/fnd_t/resize", dated("2017", "'size':{'amount':1.50,'currency':'CNY'}"));
        book.record(
                "funds/fnd_t/record-investment",
                dated("2017", "'project':'P','projectsTotal':{'moreThan':30}"));
        book.record("funds/fnd_t/close", dated("2019", ""));
        book.record(
                "applications",
                dated("2016", "'id':'app_t','name':'T','scenario':'taxation','region':'440112'"));
        book.record("applications/app_t/describe", dated("2017", "'description':'x'"));
        book.record("applications/app_t/retire", dated("2019", ""));
        book.record(
                "indicators",
                "{'id':'ind_t','code':'t','name':'T','unit':'ratio','about':'440100',%s}"
                        .formatted(Book.SOURCE));
        book.record(
                "indicators/ind_t/publish",
                "{'period':'2018-Q4','value':{'about':0.50},'reading':'r',%s}"
                        .formatted(Book.SOURCE));
        book.record(
                "indicators/ind_t/relate",
                "{'relation':'count-of-list','to':['a','440112'],%s}".formatted(Book.SOURCE));
        book.record(
                "definitions",
                "{'id':'def_t','code':'t','activity':'operating',%s}".formatted(Book.SOURCE));
        book.record(
                "definitions/def_t/revise",
                "{'keywords':['chain'],'fields':['name'],%s}".formatted(Book.SOURCE));
        book.record("definitions/def_t/withdraw", "{%s}".formatted(Book.SOURCE));
        Answer cited =
                book.send(
                        "POST",
                        book.registry().commandUrl().resolve("/api/v1/citations"),
                        Book.KEY,
                        "application/json",
                        Book.json(CITED.replace("{'url'", "{'id':'cit_t','url'"))
                                .getBytes(StandardCharsets.UTF_8));
        assertThat(cited.status()).as(cited.text()).isEqualTo(201);
    }

    private static long recordOneOfEveryType() {
        book.record("policies", policy("pol_t1"));
        book.record("policies", policy("pol_t2"));
        book.record(
                "policies/pol_t1/amend",
                dated("2017", "'topics':['subsidies'],'validUntil':'2020-12-07'"));
        book.record("policies/pol_t1/supersede", dated("2018-01", "'by':'pol_t2'"));
        book.record("policies/pol_t1/repeal", dated("2019", "'reason':'over'"));
        book.record(
                "parks",
                dated(
                        "2015-01-01",
                        "'id':'prk_t','name':'T','region':'440112','landArea':{'from':1,'to':2.50}"));
        book.record("parks/prk_t/rename", dated("2016", "'name':'U','aliases':['V']"));
        book.record("parks/prk_t/relocate", dated("2016", "'region':'440106'"));
        book.record(
                "parks/prk_t/resize", dated("2016", "'landArea':null,'capacity':{'about':300}"));
        book.record(
                "parks/prk_t/report-occupancy",
                dated("2016", "'tenants':53,'occupancyRate':{'moreThan':0.60},'of':'area'"));
        book.record("parks/prk_t/offer-services", dated("2016", "'services':['legal']"));
        book.record("parks/prk_t/grant-policy", dated("2016-05", "'policy':'pol_t2'"));
        book.record(
                "companies",
                company(
                        "com_t",
                        "2016-01-01",
                        "440106",
                        "'registeredCapital':{'amount':5.00,'currency':'CNY'},'note':'n'"));
        book.record(
                "parks/prk_t/change-operator",
                dated("2016", "'operator':{'name':'Patek','id':'com_t'}"));
        book.record("companies/com_t/rename", dated("2016-02", "'name':'T2','nameZh':'链'"));
        book.record(
                "companies/com_t/relocate",
                dated("2016-02", "'region':'440112','address':'1 Road'"));
        book.record("companies/com_t/change-scope", dated("2016-02", "'businessScope':'x'"));
        book.record("companies/com_t/change-industry", dated("2016-02", "'industry':'I6510'"));
        book.record("companies/com_t/declare-products", dated("2016-02", "'products':['ledger']"));
        book.record(
                "companies/com_t/identify", dated("2016-02", "'creditCode':'91440101MA5000002T'"));
        book.record(
                "companies/com_t/report-activity", dated("..2019-10", "'activity':'operating'"));
        book.record("companies/com_t/join-park", dated("2016-03-01", "'park':'prk_t'"));
        book.record("companies/com_t/leave-park", dated("2016-04-01", "'park':'prk_t'"));
        book.record("companies/com_t/deregister", dated("2017-01-01", ""));
        book.record("companies/com_t/reinstate", dated("2017-02-01", ""));
        book.record("parks/prk_t/close", dated("2018-01-01", ""));
        book.record("parks/prk_t/reopen", dated("2018-02-01", ""));
        String region = "'code':'%s','name':'%s','level':'district','parent':'440100'";
        book.record("regions", dated("1990", region.formatted("440191", "R1")));
        book.record("regions", dated("1990", region.formatted("440192", "R2")));
        book.record("regions", dated("1990", region.formatted("440193", "R3")));
        book.record("regions/440191/rename", dated("1991", "'name':'R9'"));
        book.record("regions/440191/move", dated("1992", "'parent':'440000'"));
        book.record("regions/440191/merge-into", dated("1993", "'into':'440192'"));
        book.record("regions/440192/abolish", dated("1994", "'reason':'over'"));
        book.record(
                "sources", "{'id':'src_t','title':'T','publisher':'P','publishedOn':'2019-11'}");
        recordTheOtherKinds();
        long head = 0;
        Map<String, String> amended = new TreeMap<>();
        amended.put("organizations/org_t/events/1", "{'name':'N'}");
        amended.put("funds/fnd_t/events/1", "{'size':{'amount':2,'currency':'CNY'}}");
        amended.put("applications/app_t/events/1", "{'description':'y'}");
        amended.put("indicators/ind_t/events/1", "{'period':'2018','value':-1.50}");
        amended.put("definitions/def_t/events/1", "{'activity':'dormant'}");
        amended.put("companies/com_t/events/1", "{'name':'N'}");
        amended.put("parks/prk_t/events/1", "{'name':'N','aliases':null}");
        amended.put("policies/pol_t2/events/0", "{'title':'N','region':'440106','issuer':'B'}");
        amended.put("regions/440193/events/0", "{" + region.formatted("440193", "N") + "}");
        amended.put("sources/src_t/events/0", "{'title':'T','publisher':'Q'}");
        for (String original : amended.keySet()) {
            Kind kind = Kind.ofPlural(original.substring(0, original.indexOf('/'))).orElseThrow();
            String about =
                    (kind.dated() ? "'effectiveOn':'2016-05'," : "")
                            + (kind.sourced() ? Book.SOURCE + "," : "");
            book.record(original + "/retract", "{'reason':'r'}");
            book.record(
                    original + "/correct",
                    "{" + about + "'reason':'c','data':" + amended.get(original) + "}");
            head = book.record(original.replaceFirst("/events.*", "/void"), "{'reason':'v'}");
        }
        book.record("citations/cit_t/events/0/retract", "{'reason':'r'}");
        head = book.record("citations/cit_t/void", "{'reason':'v'}");
        return head;
    }

    private static String policy(String id) {
        return dated(
                "2016-05-01",
                "'id':'" + id + "','title':'Measures','region':'440112','level':'district'");
    }

    private static List<ConsumerRecord<String, byte[]>> records() {
        Topics topics = new Topics(book.registry().prefix());
        return read(java.util.Arrays.stream(Kind.values()).map(topics::of).toList());
    }

    /** All that the topics hold now. */
    private static List<ConsumerRecord<String, byte[]>> read(List<String> topics) {
        try (var consumer =
                new KafkaConsumer<>(
                        Map.<String, Object>of("bootstrap.servers", Servers.kafka()),
                        new StringDeserializer(),
                        new ByteArrayDeserializer())) {
            List<TopicPartition> partitions =
                    topics.stream()
                            .flatMap(topic -> consumer.partitionsFor(topic).stream())
                            .map(
                                    partition ->
                                            new TopicPartition(
                                                    partition.topic(), partition.partition()))
                            .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
            while (partitions.stream()
                    .anyMatch(partition -> consumer.position(partition) < ends.get(partition))) {
                consumer.poll(Duration.ofMillis(200)).forEach(records::add);
            }
            return records;
        }
    }

    private static String header(ConsumerRecord<String, byte[]> record, String name) {
        return headers(record).get(name);
    }

    private static Map<String, String> headers(ConsumerRecord<String, byte[]> record) {
        Map<String, String> headers = new TreeMap<>();
        for (Header header : record.headers()) {
            headers.put(header.key(), new String(header.value(), StandardCharsets.UTF_8));
        }
        return headers;
    }

    // Databases

    private static Servers.Database migrated() {
        Servers.Database database = Servers.freshDatabase();
        Flyway.configure()
                .dataSource(database.url(), database.user(), database.password())
                .locations("classpath:db/log")
                .load()
                .migrate();
        return database;
    }

    private static Connection connect(Servers.Database database) throws SQLException {
        return DriverManager.getConnection(database.url(), database.user(), database.password());
    }

    private static long number(Servers.Database database, String sql) throws SQLException {
        try (Connection connection = connect(database)) {
            return number(connection, sql);
        }
    }

    private static long number(Connection connection, String sql) throws SQLException {
        try (var select = connection.createStatement();
                var row = select.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }

    /** A source's founding, as the command-service stores it. */
    private static void append(Connection connection, String subject, Instant storedAt)
            throws SQLException {
        Random random = new Random();
        Event event =
                new Event(
                        SubjectId.uuid7(storedAt, random.nextLong(), random.nextLong()).toString(),
                        subject,
                        Kind.SOURCE,
                        0,
                        SourceFact.CITED,
                        null,
                        "by hand",
                        null,
                        null,
                        null,
                        null,
                        Json.object().put("title", subject).put("publisher", "hand"));
        try (var insert = connection.prepareStatement(APPEND)) {
            insert.setString(1, event.eventId());
            insert.setString(2, subject);
            insert.setString(3, storedAt.toString());
            insert.setString(4, Json.write(event.json()));
            insert.executeUpdate();
        }
    }

    private static List<Long> awaitPlaced(String... subjects) {
        List<Long> positions = new ArrayList<>();
        for (String subject : subjects) {
            String place =
                    "select coalesce(max(position), 0) from log join event using (global_index)"
                            + " where subject = '%s'";
            await().atMost(Book.PATIENCE).until(() -> book.number(place.formatted(subject)) > 0);
            positions.add(book.number(place.formatted(subject)));
        }
        return positions;
    }

    private static void assertDense() {
        assertThat(book.number("select max(position) - count(*) from log")).isZero();
        assertThat(book.number("select min(position) from log")).isEqualTo(1);
        assertThat(
                        book.number(
                                "select count(*) from event left join log using (global_index)"
                                        + " where position is null"))
                .isZero();
        try (Connection model = book.model()) {
            assertThat(number(model, "select max(position) - count(*) from change")).isZero();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
