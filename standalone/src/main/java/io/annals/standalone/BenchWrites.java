package io.annals.standalone;

import io.annals.command.log.Positions;
import io.annals.command.recording.Outcome;
import io.annals.command.recording.Recorder;
import io.annals.command.rules.Instruction;
import io.annals.command.rules.Instructions;
import io.annals.events.CreditCode;
import io.annals.events.Json;
import io.annals.events.Kind;
import io.annals.events.SubjectId;
import io.annals.seeds.Population;
import io.annals.seeds.SeedFile;
import io.annals.seeds.Seeds;

import org.postgresql.PGConnection;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/** What recording costs: commands one by one, and an import. */
final class BenchWrites {
    private static final int CLIENTS = 16;

    /** A registry runs for months: its compiler is given that many rounds of commands first. */
    private static final int WARM_UP = 12;

    private static final String PATH = "/api/v1/companies";
    private static final String COLUMNS =
            "event_id, subject, sequence, aggregate, stored_at, type, revision, payload, metadata";
    private static final String NAME = "@name@";
    private static final String CODE = "@code@";
    private static final String ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY";

    private final BenchRegistry registry;
    private final BenchFigures figures;
    private final BenchProcesses processes;
    private final Population population;
    private final Duration time;
    private final AtomicInteger registered = new AtomicInteger();

    BenchWrites(
            BenchRegistry registry,
            BenchFigures figures,
            BenchProcesses processes,
            Population population,
            Duration time) {
        this.registry = registry;
        this.figures = figures;
        this.processes = processes;
        this.population = population;
        this.time = time;
    }

    /**
     * The population in as many imports as there are rounds, each held against COPY of the rows
     * that it made.
     */
    void imports() throws Exception {
        try (var api = new Api(registry.commandUrl(), registry.key());
                Connection log = registry.log();
                Connection beside = registry.beside()) {
            for (SeedFile file : Seeds.report()) {
                follow(api, file.lines());
            }
            registry.awaitReading();
            AtomicInteger part = new AtomicInteger();
            long[] before = new long[1];
            Map<String, Double> spent = new TreeMap<>();
            BenchRounds rounds =
                    new BenchRounds()
                            .add(
                                    "import",
                                    () -> {
                                        List<String> lines = part(part.getAndIncrement());
                                        before[0] = newest(log);
                                        processes
                                                .processorSeconds()
                                                .forEach(
                                                        (of, used) ->
                                                                spent.merge(
                                                                        of, -used, Double::sum));
                                        long began = System.nanoTime();
                                        follow(api, lines);
                                        registry.awaitReading();
                                        double seconds = (System.nanoTime() - began) / 1e9;
                                        processes
                                                .processorSeconds()
                                                .forEach(
                                                        (of, used) ->
                                                                spent.merge(of, used, Double::sum));
                                        double events = newest(log) - before[0];
                                        return new double[] {
                                            events / seconds, lines.size(), events, seconds
                                        };
                                    })
                            .add("copy", () -> new double[] {copy(log, beside, before[0])})
                            .runCold();
            double seconds = rounds.sum("import", 3);
            figures.add(
                    "Import until readable, lines",
                    rounds.sum("import", 1) / seconds,
                    "/s",
                    "%,d companies, %,.0f lines in %.1f s, in %d files"
                            .formatted(
                                    population.companies(),
                                    rounds.sum("import", 1),
                                    seconds,
                                    BenchRounds.ROUNDS));
            figures.add(
                    "Import until readable, events",
                    rounds.sum("import", 2) / seconds,
                    "/s",
                    "COPY of the same rows",
                    rounds.median("copy"),
                    rounds.ratio("import", "copy"),
                    "into a table with the same indexes, one transaction");
            processors(
                    "Processor time of a line until it can be read",
                    spent,
                    rounds.sum("import", 1));
        }
    }

    private List<String> part(int part) {
        int of = BenchRounds.ROUNDS;
        List<String> lines = new ArrayList<>();
        for (int i = population.companies() * part / of;
                i < population.companies() * (part + 1) / of;
                i++) {
            population.company(i).forEach(command -> lines.add(command.toString()));
        }
        return lines;
    }

    private static void follow(Api api, List<String> lines) throws InterruptedException {
        String progress = api.startImport(lines);
        JsonNode now = api.get(progress);
        while (now.path("status").asString().equals("running")) {
            Thread.sleep(10);
            now = api.get(progress);
        }
        if (now.path("accepted").asLong() != lines.size()) {
            throw new Problem("Of " + lines.size() + " lines not all were accepted: " + now);
        }
    }

    private static long newest(Connection log) throws SQLException {
        try (var select = log.prepareStatement("select coalesce(max(global_index), 0) from event");
                var row = select.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    /** Rows a second. */
    private static double copy(Connection log, Connection beside, long after)
            throws SQLException, IOException {
        var rows = new ByteArrayOutputStream();
        log.unwrap(PGConnection.class)
                .getCopyAPI()
                .copyOut(
                        "copy (select "
                                + COLUMNS
                                + " from event where global_index > "
                                + after
                                + " order by global_index) to stdout",
                        rows);
        long began = System.nanoTime();
        long copied =
                beside.unwrap(PGConnection.class)
                        .getCopyAPI()
                        .copyIn(
                                "copy event (" + COLUMNS + ") from stdin",
                                new ByteArrayInputStream(rows.toByteArray()));
        return copied / ((System.nanoTime() - began) / 1e9);
    }

    /** Registrations one by one, and what is left of them when a part of the way is left out. */
    void commands() throws Exception {
        String payload = newestPayload();
        String http = "HTTP";
        String noKey = "HTTP without key";
        String recorder = "recorder";
        String placed = "recorder, placed";
        String refused = "refused";
        String insert = "insert";
        quietly(() -> new Poster(true), time.multipliedBy(WARM_UP));
        BenchRounds rounds =
                new BenchRounds()
                        .add(insert, () -> quietly(() -> new Inserter(payload)))
                        .add(http, () -> quietly(() -> new Poster(true)))
                        .add(noKey, () -> quietly(() -> new Poster(false)))
                        .add(placed, () -> quietly(() -> new Inside(true)))
                        .add(recorder, () -> quietly(() -> new Inside(false)))
                        .add(refused, () -> quietly(Refused::new))
                        .run();
        figures.add(
                "Commands over HTTP, 16 clients",
                rounds.median(http),
                "/s",
                "INSERT of such a row, 16 connections",
                rounds.median(insert),
                rounds.ratio(http, insert),
                "aim 0.10 or more; with Idempotency-Key and credit code; 12 rounds to warm up");
        against(rounds, "… without Idempotency-Key", noKey, insert);
        against(rounds, "… without HTTP: the Recorder, until it has a position", placed, insert);
        against(rounds, "… without HTTP: the Recorder, until the commit", recorder, insert);
        against(rounds, "… HTTP, access key and body only: refused (422)", refused, insert);
        timeSpent();
    }

    private void against(BenchRounds rounds, String name, String measured, String insert) {
        figures.add(
                name,
                rounds.median(measured),
                "/s",
                "INSERT",
                rounds.median(insert),
                rounds.ratio(measured, insert),
                "");
    }

    /** One more round of commands until they can be read, and who used the processors in it. */
    private void timeSpent() throws Exception {
        registry.awaitReading();
        Map<String, Double> before = processes.processorSeconds();
        BenchLoad.Result load = BenchLoad.run(CLIENTS, time, () -> new Poster(true));
        registry.awaitReading();
        Map<String, Double> spent = processes.processorSeconds();
        before.forEach((part, seconds) -> spent.merge(part, -seconds, Double::sum));
        spent.merge(BenchProcesses.NO_LIVING_THREAD, -load.processorSeconds(), Double::sum);
        spent.put("the load itself", load.processorSeconds());
        processors("Processor time of a command until it can be read", spent, load.operations());
    }

    /** Unlike a rate, hardly touched by what else runs on the machine. */
    private void processors(String name, Map<String, Double> spent, double operations) {
        double all = spent.values().stream().mapToDouble(Double::doubleValue).sum();
        figures.add(
                name,
                all / operations * 1e6,
                "µs",
                spent.entrySet().stream()
                        .sorted(Map.Entry.<String, Double>comparingByValue().reversed())
                        .map(
                                part ->
                                        "%s %.0f %%"
                                                .formatted(
                                                        part.getKey(), part.getValue() / all * 100))
                        .collect(Collectors.joining(", ")));
    }

    /** Operations a second, the read side having caught up before. */
    private double[] quietly(BenchLoad.Clients clients) throws Exception {
        return quietly(clients, time);
    }

    private double[] quietly(BenchLoad.Clients clients, Duration time) throws Exception {
        registry.awaitReading();
        return new double[] {BenchLoad.run(CLIENTS, time, clients).perSecond()};
    }

    private String newestPayload() throws SQLException {
        try (Connection log = registry.log();
                var select =
                        log.prepareStatement(
                                """
                                select payload from event
                                where type = 'company.registered' order by global_index desc limit 1
                                """);
                var row = select.executeQuery()) {
            row.next();
            return row.getString(1);
        }
    }

    /**
     * A registration that nobody made before: of a company of the population by another name and
     * code.
     */
    private String registration() {
        return registration(population, registered.getAndIncrement());
    }

    static String registration(Population population, int number) {
        ObjectNode command = population.company(population.companies() - 1).getFirst().deepCopy();
        command.remove(List.of("command", "id"));
        String seventeen = "91440101B" + base31(number, 7) + "0";
        return command.put("name", "Bench blockchain company " + number)
                .put("creditCode", seventeen + CreditCode.checkDigit(seventeen))
                .toString();
    }

    private static String base31(int number, int digits) {
        var text = new StringBuilder();
        for (int rest = number; text.length() < digits; rest /= ALPHABET.length()) {
            text.insert(0, ALPHABET.charAt(rest % ALPHABET.length()));
        }
        return text.toString();
    }

    /** A client of the command-service that registers companies. */
    private final class Poster implements BenchLoad.Client {
        private final BenchHttp http = registry.writer();
        private final boolean key;

        Poster(boolean key) throws IOException {
            this.key = key;
        }

        @Override
        public void ask() throws IOException {
            BenchHttp.Answer answer =
                    http.post(PATH, registration(), key ? UUID.randomUUID().toString() : null);
            if (answer.status() != 201) {
                throw new Problem(
                        "A registration was answered " + answer.status() + ": " + answer.json());
            }
        }

        @Override
        public void close() throws IOException {
            http.close();
        }
    }

    /** A client whose commands lack what they need: all of the way up to the transaction. */
    private final class Refused implements BenchLoad.Client {
        private final BenchHttp http = registry.writer();

        Refused() throws IOException {}

        @Override
        public void ask() throws IOException {
            ObjectNode body = (ObjectNode) Json.read(registration());
            body.remove("effectiveOn");
            BenchHttp.Answer answer = http.post(PATH, body.toString(), null);
            if (answer.status() != 422) {
                throw new Problem("A command without a date was answered " + answer.status());
            }
        }

        @Override
        public void close() throws IOException {
            http.close();
        }
    }

    /**
     * Registers in this process: from the JSON to the commit, and perhaps until the event has its
     * position.
     */
    private final class Inside implements BenchLoad.Client {
        private final Recorder recorder = registry.inside(Recorder.class);
        private final Positions positions = registry.inside(Positions.class);
        private final boolean placed;

        Inside(boolean placed) {
            this.placed = placed;
        }

        @Override
        public void ask() {
            Instruction instruction =
                    Objects.requireNonNull(
                            Instructions.fact(
                                    Kind.COMPANY.founding(),
                                    Json.read(registration()),
                                    "",
                                    error -> {
                                        throw new Problem(error.toString());
                                    }));
            String subject = recorder.newSubject(Kind.COMPANY);
            Outcome outcome =
                    recorder.inTransaction(
                            transaction -> {
                                transaction.lock(List.of(subject));
                                return transaction.record(
                                        Kind.COMPANY, subject, List.of(instruction), "bench", null);
                            });
            if (!(outcome instanceof Outcome.Recorded recorded)) {
                throw new Problem("A registration was refused: " + outcome);
            }
            if (placed) {
                positions.await(recorded.events().getLast().eventId()).orElseThrow();
            } else {
                positions.committed();
            }
        }
    }

    /** Inserts rows like those of the log, each in a transaction. */
    private final class Inserter implements BenchLoad.Client {
        private final Connection connection = registry.beside();
        private final PreparedStatement insert;

        Inserter(String payload) throws SQLException {
            insert =
                    connection.prepareStatement(
                            "insert into event ("
                                    + COLUMNS
                                    + ") values (?, ?, 0, 'subject', ?, 'company.registered', '1',"
                                    + " ?, '{}')");
            insert.setString(4, payload);
        }

        @Override
        public void ask() throws SQLException {
            var random = ThreadLocalRandom.current();
            Instant now = Instant.now();
            insert.setString(
                    1, SubjectId.uuid7(now, random.nextLong(), random.nextLong()).toString());
            insert.setString(
                    2, SubjectId.of(Kind.COMPANY, now, random.nextLong(), random.nextLong()));
            insert.setString(3, now.toString());
            insert.executeUpdate();
        }

        @Override
        public void close() throws SQLException {
            connection.close();
        }
    }
}
