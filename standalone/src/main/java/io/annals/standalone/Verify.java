package io.annals.standalone;

import io.annals.events.Event;
import io.annals.events.Json;
import io.annals.events.Kind;
import io.annals.events.Timeline;
import io.annals.query.series.Cell;

import org.jspecify.annotations.Nullable;

import java.io.PrintStream;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Folds the whole log again and compares it with the read model (guarantee G5): for every subject
 * the whole line, that is every V, at sampled K; the feed's states before and after; and the sums
 * of the counts. Reads both databases only.
 */
final class Verify {

    /**
     * Positions at which each subject is compared, at most: all of its events where it has no more.
     */
    private static final int SAMPLES = 20;

    /**
     * A database.
     *
     * @param url JDBC URL
     * @param user who may read it
     * @param password of the user
     */
    record Database(String url, String user, String password) {
        Connection open() throws SQLException {
            Connection connection = DriverManager.getConnection(url, user, password);
            connection.setAutoCommit(false);
            connection.setReadOnly(true);
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            return connection;
        }
    }

    /** A row of the read model, or a span of the fold, in one form. */
    private record Row(String validFrom, String validTo, String state) {}

    private record Entry(long position, Event event) {}

    private final PrintStream out;
    private final Random random = new Random(1);
    private final Map<String, Long> counts = new TreeMap<>();
    private long subjects;
    private long lines;

    Verify(PrintStream out) {
        this.out = out;
    }

    /** The first difference, or empty if there is none. */
    Optional<String> firstDifference(Database log, Database read) throws SQLException {
        try (Connection model = read.open();
                Connection events = log.open()) {
            long applied = one(model, "select position from applied");
            Optional<String> difference = subjects(events, model, applied);
            if (difference.isEmpty()) {
                difference = counts(model, applied);
            }
            out.printf(
                    "Verified up to position %,d: %,d subjects, %,d lines%n",
                    applied, subjects, lines);
            return difference;
        }
    }

    private Optional<String> subjects(Connection events, Connection model, long applied)
            throws SQLException {
        long total = one(events, "select count(*) from log");
        try (PreparedStatement select =
                events.prepareStatement(
                        """
                        select event.subject, log.position, event.payload
                        from event join log using (global_index) where log.position <= ?
                        order by event.subject, event.sequence
                        """)) {
            select.setFetchSize(1_000);
            select.setLong(1, applied);
            List<Entry> stream = new ArrayList<>();
            long seen = 0;
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    Entry entry = new Entry(row.getLong(2), Event.of(Json.read(row.getString(3))));
                    if (!stream.isEmpty()
                            && !stream.getFirst()
                                    .event()
                                    .subject()
                                    .equals(entry.event().subject())) {
                        Optional<String> difference = compare(stream, model, applied);
                        if (difference.isPresent()) {
                            return difference;
                        }
                        stream.clear();
                    }
                    stream.add(entry);
                    if (++seen % 10_000 == 0) {
                        out.printf("  %,d of %,d events%n", seen, total);
                    }
                }
            }
            return stream.isEmpty() ? Optional.empty() : compare(stream, model, applied);
        }
    }

    private Optional<String> compare(List<Entry> stream, Connection model, long applied)
            throws SQLException {
        subjects++;
        String subject = stream.getFirst().event().subject();
        Kind kind = stream.getFirst().event().kind();
        for (long position : samples(stream, applied)) {
            lines++;
            List<Event> known =
                    stream.stream()
                            .filter(e -> e.position() <= position)
                            .map(Entry::event)
                            .toList();
            Timeline timeline = Timeline.of(kind, known);
            List<Row> fold =
                    timeline.spans().stream()
                            .map(
                                    span ->
                                            new Row(
                                                    text(span.from()),
                                                    text(span.to()),
                                                    Json.write(span.state().json())))
                            .toList();
            List<Row> rows = rows(model, subject, position);
            if (!fold.equals(rows)) {
                return Optional.of(
                        "%s as known at @%d: the fold is %s, the read model has %s"
                                .formatted(subject, position, fold, rows));
            }
            Optional<String> difference = feed(model, subject, timeline, position, stream);
            if (difference.isPresent()) {
                return difference;
            }
        }
        Timeline whole = Timeline.of(kind, stream.stream().map(Entry::event).toList());
        Cell.difference(Timeline.of(kind, List.of()), whole)
                .forEach((cell, delta) -> counts.merge(key(cell), (long) delta, Long::sum));
        return Optional.empty();
    }

    private SortedSet<Long> samples(List<Entry> stream, long applied) {
        SortedSet<Long> samples = new TreeSet<>();
        if (stream.size() <= SAMPLES) {
            stream.forEach(entry -> samples.add(entry.position()));
        } else {
            random.ints(SAMPLES, 0, stream.size())
                    .forEach(i -> samples.add(stream.get(i).position()));
        }
        samples.add(Math.max(1, applied));
        return samples;
    }

    private static List<Row> rows(Connection model, String subject, long position)
            throws SQLException {
        List<Row> rows = new ArrayList<>();
        try (PreparedStatement select =
                model.prepareStatement(
                        """
                        select valid_from::text, valid_to::text, state from version
                        where subject = ? and known_from <= ? and known_to > ? order by valid_from
                        """)) {
            select.setString(1, subject);
            select.setLong(2, position);
            select.setLong(3, position);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    rows.add(new Row(row.getString(1), row.getString(2), row.getString(3)));
                }
            }
        }
        return rows;
    }

    private static Optional<String> feed(
            Connection model, String subject, Timeline timeline, long position, List<Entry> stream)
            throws SQLException {
        Entry entry =
                stream.stream().filter(e -> e.position() == position).findFirst().orElse(null);
        if (entry == null) {
            return Optional.empty();
        }
        String after = timeline.latest().map(state -> Json.write(state.json())).orElse(null);
        try (PreparedStatement select =
                model.prepareStatement(
                        "select subject, sequence, after from change where position = ?")) {
            select.setLong(1, position);
            try (ResultSet row = select.executeQuery()) {
                if (!row.next()
                        || !row.getString(1).equals(subject)
                        || row.getLong(2) != entry.event().sequence()) {
                    return Optional.of(
                            "the feed does not have %s, event %d, at @%d"
                                    .formatted(subject, entry.event().sequence(), position));
                }
                return Objects.equals(after, row.getString(3))
                        ? Optional.empty()
                        : Optional.of(
                                "the feed at @%d: the fold is %s, the feed has %s"
                                        .formatted(position, after, row.getString(3)));
            }
        }
    }

    private Optional<String> counts(Connection model, long applied) throws SQLException {
        Map<String, Long> cube = new HashMap<>();
        try (PreparedStatement select =
                model.prepareStatement(
                        """
                        select measure, day::text, last_day::text, grain, period, region, park, industry, activity, level, sum(delta)
                        from cube where position <= ? group by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 having sum(delta) <> 0
                        """)) {
            select.setLong(1, applied);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    List<String> parts = new ArrayList<>();
                    for (int i = 1; i <= 10; i++) {
                        parts.add(String.valueOf(row.getString(i)));
                    }
                    cube.put(String.join("|", parts), row.getLong(11));
                }
            }
        }
        counts.values().removeIf(count -> count == 0);
        for (Map.Entry<String, Long> count : counts.entrySet()) {
            if (!count.getValue().equals(cube.remove(count.getKey()))) {
                return Optional.of(
                        "the count %s is %d in the fold and another in the read model"
                                .formatted(count.getKey(), count.getValue()));
            }
        }
        return cube.keySet().stream()
                .findFirst()
                .map(key -> "the read model counts %s, the fold does not".formatted(key));
    }

    private static String key(Cell cell) {
        return String.join(
                "|",
                cell.measure(),
                text(cell.day()),
                text(cell.lastDay()),
                Integer.toString(cell.grain().ordinal()),
                String.valueOf(cell.period()),
                String.valueOf(cell.region()),
                String.valueOf(cell.park()),
                String.valueOf(cell.industry()),
                String.valueOf(cell.activity()),
                String.valueOf(cell.level()));
    }

    private static String text(@Nullable LocalDate day) {
        return day == null ? "infinity" : day.equals(LocalDate.MIN) ? "-infinity" : day.toString();
    }

    private static long one(Connection connection, String sql) throws SQLException {
        try (Statement ask = connection.createStatement();
                ResultSet row = ask.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }
}
