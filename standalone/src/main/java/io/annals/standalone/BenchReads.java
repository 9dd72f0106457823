package io.annals.standalone;

import org.postgresql.PGConnection;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;

/** What reading costs: a subject as of any date, as known at any position, and a series. */
final class BenchReads {
    private static final int CLIENTS = 8;
    private static final int SAMPLES = 50_000;
    private static final LocalDate LAST_DAY = LocalDate.of(2026, 12, 31);
    private static final LocalDate CENSUS = LocalDate.of(2019, 10, 31);

    /** The statement of the query-service's {@code Subjects.at}. */
    private static final String AS_OF =
            """
            select v.subject, v.valid_from, v.state,
                   (select c.sequence from change c
                     where c.subject = v.subject and c.position <= ?
                     order by c.position desc limit 1) as sequence
              from version v
             where v.subject = ? and v.kind = 'company'
               and v.known_from <= ? and ? < v.known_to
               and v.valid_from <= ? and ? < v.valid_to
            """;

    /** The rows of {@code company-registrations} by year and district, told from the versions. */
    private static final String GROUPED =
            """
            select extract(year from valid_from)::int::text,
                   case region when '440116' then '440112' when '440183' then '440118'
                               when '440184' then '440117' else region end,
                   count(*)
              from (select distinct on (subject) subject, valid_from, region
                      from version
                     where kind = 'company' and known_from <= ? and ? < known_to
                     order by subject, valid_from) founded
             where valid_from <= ?
             group by 1, 2
            """;

    /** A point at which a company has a state. */
    private record Point(String id, LocalDate validAt, long position) {}

    private final BenchRegistry registry;
    private final BenchFigures figures;
    private final Duration time;

    BenchReads(BenchRegistry registry, BenchFigures figures, Duration time) {
        this.registry = registry;
        this.figures = figures;
        this.time = time;
    }

    void asOf() throws Exception {
        long head = registry.awaitReading();
        List<Point> points = points(head);
        fillPlain();
        BenchRounds sql =
                new BenchRounds()
                        .add("plain", () -> rate(1, () -> new ByKey(points)))
                        .add("as of", () -> rate(1, () -> new AsOf(points)))
                        .run();
        figures.add(
                "As-of read in SQL, 1 connection",
                sql.median("as of"),
                "/s",
                "by primary key",
                sql.median("plain"),
                sql.ratio("as of", "plain"),
                "aim 0.6 or more; random companies, days and positions");
        BenchRounds http =
                new BenchRounds()
                        .add(
                                "status",
                                () -> rate(CLIENTS, () -> new Getter(List.of("/api/v1/status"))))
                        .add(
                                "as of",
                                () ->
                                        rate(
                                                CLIENTS,
                                                () ->
                                                        new Getter(
                                                                points.stream()
                                                                        .map(
                                                                                point ->
                                                                                        "/api/v1/companies/"
                                                                                                + point.id
                                                                                                + "?validAt="
                                                                                                + point.validAt
                                                                                                + "&knownAt=@"
                                                                                                + point.position)
                                                                        .toList())))
                        .run();
        figures.add(
                "As-of read over HTTP, 8 clients",
                http.median("as of"),
                "/s",
                "GET /status",
                http.median("status"),
                http.ratio("as of", "status"),
                "");
    }

    private double[] rate(int clients, BenchLoad.Clients of) throws Exception {
        return new double[] {BenchLoad.run(clients, time, of).perSecond()};
    }

    /**
     * Points of random versions: any company, any day and any position at which that version is the
     * answer.
     */
    private List<Point> points(long head) throws SQLException {
        List<Point> points = new ArrayList<>();
        try (Connection read = registry.read();
                PreparedStatement select =
                        read.prepareStatement(
                                """
                                select subject, valid_from, least(valid_to, date '2027-01-01'),
                                       known_from, least(known_to, ? + 1)
                                  from version
                                 where kind = 'company' and known_from <= ? and valid_from <= date '2026-12-31'
                                 order by random() limit ?
                                """)) {
            select.setLong(1, head);
            select.setLong(2, head);
            select.setInt(3, SAMPLES);
            var random = ThreadLocalRandom.current();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    long from = row.getObject(2, LocalDate.class).toEpochDay();
                    long to = row.getObject(3, LocalDate.class).toEpochDay();
                    points.add(
                            new Point(
                                    row.getString(1),
                                    LocalDate.ofEpochDay(random.nextLong(from, to)),
                                    random.nextLong(row.getLong(4), row.getLong(5))));
                }
            }
        }
        return points;
    }

    /** The newest state of every company in a table with a primary key and nothing else. */
    private void fillPlain() throws SQLException, IOException {
        try (Connection read = registry.read();
                Connection beside = registry.beside();
                Statement statement = beside.createStatement()) {
            var out =
                    read.unwrap(PGConnection.class)
                            .getCopyAPI()
                            .copyOut(
                                    """
                                    copy (select distinct on (subject) subject, state from version
                                           where kind = 'company' and known_to = 9223372036854775807
                                           order by subject, valid_from desc) to stdout
                                    """);
            var in = beside.unwrap(PGConnection.class).getCopyAPI().copyIn("copy plain from stdin");
            for (byte[] row = out.readFromCopy(); row != null; row = out.readFromCopy()) {
                in.writeToCopy(row, 0, row.length);
            }
            in.endCopy();
            statement.execute("analyze plain");
        }
    }

    void series() throws Exception {
        long head = registry.awaitReading();
        String path =
                "/api/v1/series/company-registrations?by=year,district&validAt="
                        + CENSUS
                        + "&knownAt=@"
                        + head;
        try (BenchHttp reader = registry.reader();
                Connection read = registry.read();
                Statement statement = read.createStatement();
                PreparedStatement grouped = read.prepareStatement(GROUPED)) {
            statement.execute("analyze version");
            grouped.setLong(1, head);
            grouped.setLong(2, head);
            grouped.setObject(3, CENSUS);
            BenchRounds rounds =
                    new BenchRounds()
                            .add("grouped", () -> medianMillis(() -> grouped(grouped)))
                            .add("series", () -> medianMillis(() -> reader.get(path)))
                            .run();
            boolean same = grouped(grouped).equals(shown(reader.get(path).json()));
            figures.add(
                    "Registrations by year and district, over HTTP",
                    rounds.median("series"),
                    "ms",
                    "GROUP BY over the versions",
                    rounds.median("grouped"),
                    rounds.ratio("series", "grouped"),
                    "time, so less is better; "
                            + (same ? "both give the same numbers" : "THE NUMBERS DIFFER"));
        }
    }

    /** Median of as many as fit the time, in ms. */
    private double[] medianMillis(BenchLoad.Client operation) throws Exception {
        List<Double> taken = new ArrayList<>();
        long until = System.nanoTime() + time.toNanos();
        while (System.nanoTime() < until) {
            long began = System.nanoTime();
            operation.ask();
            taken.add((System.nanoTime() - began) / 1e6);
        }
        return new double[] {
            BenchRounds.median(taken.stream().mapToDouble(Double::doubleValue).toArray())
        };
    }

    private static Map<String, Long> grouped(PreparedStatement grouped) throws SQLException {
        Map<String, Long> cells = new TreeMap<>();
        try (ResultSet row = grouped.executeQuery()) {
            while (row.next()) {
                cells.put(row.getString(1) + " " + row.getString(2), row.getLong(3));
            }
        }
        return cells;
    }

    private static Map<String, Long> shown(JsonNode series) {
        Map<String, Long> cells = new TreeMap<>();
        for (JsonNode row : series.path("rows")) {
            if (row.path("value").asLong() != 0) {
                cells.put(
                        row.path("period").asString() + " " + row.path("district").asString(""),
                        row.path("value").asLong());
            }
        }
        return cells;
    }

    /** Reads companies as of their points. */
    private final class AsOf implements BenchLoad.Client {
        private final Connection connection = registry.read();
        private final PreparedStatement select = connection.prepareStatement(AS_OF);
        private final List<Point> points;

        AsOf(List<Point> points) throws SQLException {
            this.points = points;
        }

        @Override
        public void ask() throws SQLException {
            Point point = points.get(ThreadLocalRandom.current().nextInt(points.size()));
            select.setLong(1, point.position);
            select.setString(2, point.id);
            select.setLong(3, point.position);
            select.setLong(4, point.position);
            select.setObject(5, point.validAt);
            select.setObject(6, point.validAt);
            readState(select, "state");
        }

        @Override
        public void close() throws SQLException {
            connection.close();
        }
    }

    /** Reads the same companies by their primary key. */
    private final class ByKey implements BenchLoad.Client {
        private final Connection connection = registry.beside();
        private final PreparedStatement select =
                connection.prepareStatement("select id, state from plain where id = ?");
        private final List<Point> points;

        ByKey(List<Point> points) throws SQLException {
            this.points = points;
        }

        @Override
        public void ask() throws SQLException {
            select.setString(1, points.get(ThreadLocalRandom.current().nextInt(points.size())).id);
            readState(select, "state");
        }

        @Override
        public void close() throws SQLException {
            connection.close();
        }
    }

    private static void readState(PreparedStatement select, String column) throws SQLException {
        try (ResultSet row = select.executeQuery()) {
            if (!row.next() || row.getString(column).isEmpty()) {
                throw new Problem("A company has no state at a point at which it had one");
            }
        }
    }

    /** Gets paths at random. */
    private final class Getter implements BenchLoad.Client {
        private final BenchHttp http = registry.reader();
        private final List<String> paths;

        Getter(List<String> paths) throws IOException {
            this.paths = paths;
        }

        @Override
        public void ask() throws IOException {
            String path = paths.get(ThreadLocalRandom.current().nextInt(paths.size()));
            BenchHttp.Answer answer = http.get(path);
            if (answer.status() != 200) {
                throw new Problem(path + " was answered " + answer.status() + ": " + answer.json());
            }
        }

        @Override
        public void close() throws IOException {
            http.close();
        }
    }
}
