package io.annals.query.regions;

import io.annals.events.Json;
import io.annals.events.State;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

import java.time.LocalDate;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;

/** All divisions of all times, as known at every position: small enough to be held in memory. */
@Component
public final class RegionHistory {

    private static final int KEPT_TREES = 64;

    private record Row(String code, long from, long to, long knownFrom, long knownTo, State state) {
        boolean at(long day, long position) {
            return from <= day && day < to && knownFrom <= position && position < knownTo;
        }
    }

    private record Point(long day, long position) {}

    /** What is known up to a position: complete for every position up to it. */
    private record Loaded(
            long position, List<Row> rows, NavigableSet<Long> days, NavigableSet<Long> positions) {

        Point floor(long day, long position) {
            return new Point(floor(days, day), floor(positions, position));
        }

        /** The days on which some division changes, as ever known up to a position. */
        List<LocalDate> changes(long position) {
            return rows.stream()
                    .filter(row -> row.knownFrom <= position)
                    .map(row -> row.from)
                    .distinct()
                    .sorted()
                    .map(LocalDate::ofEpochDay)
                    .toList();
        }

        private static long floor(NavigableSet<Long> steps, long at) {
            Long floor = steps.floor(at);
            return floor == null ? Long.MIN_VALUE : floor;
        }
    }

    private final JdbcClient database;
    private final Map<Point, Regions> trees =
            new LinkedHashMap<>(KEPT_TREES, 0.75f, true) {
                @Override
                protected boolean removeEldestEntry(Map.Entry<Point, Regions> eldest) {
                    return size() > KEPT_TREES;
                }
            };
    private @Nullable Loaded loaded;

    RegionHistory(JdbcClient database) {
        this.database = database;
    }

    /**
     * The divisions of a day as known at a position.
     *
     * @param position one that is applied
     */
    public synchronized Regions at(LocalDate day, long position) {
        Loaded known = upTo(position);
        Point point = known.floor(day.toEpochDay(), position);
        Regions tree = trees.get(point);
        if (tree == null) {
            Map<String, State> states = new HashMap<>();
            for (Row row : known.rows) {
                if (row.at(day.toEpochDay(), position)) {
                    states.put(row.code, row.state);
                }
            }
            tree = new Regions(states);
            trees.put(point, tree);
        }
        return tree;
    }

    /**
     * The days on which some division changes, as ever known up to a position, in order; between
     * two of them the tree is the same.
     *
     * @param position one that is applied
     */
    public synchronized List<LocalDate> changes(long position) {
        return upTo(position).changes(position);
    }

    /**
     * The positions up to one at which some division changes; between two of them all trees are the
     * same.
     */
    public synchronized NavigableSet<Long> positions(long position) {
        return new TreeSet<>(upTo(position).positions.headSet(position, true));
    }

    private Loaded upTo(long position) {
        Loaded known = loaded;
        if (known != null && position <= known.position) {
            return known;
        }
        if (known != null && !changedBetween(known.position, position)) {
            known = new Loaded(position, known.rows, known.days, known.positions);
        } else {
            known = load();
        }
        loaded = known;
        return known;
    }

    private boolean changedBetween(long after, long upTo) {
        return database.sql(
                        """
                        select exists (
                            select from change where kind = 'region' and position > ? and position <= ?)
                        """)
                .params(after, upTo)
                .query(Boolean.class)
                .single();
    }

    /** One statement, so that rows and position are of one moment. */
    private Loaded load() {
        NavigableSet<Long> days = new TreeSet<>();
        NavigableSet<Long> positions = new TreeSet<>();
        long[] position = {0};
        List<Row> rows =
                database
                        .sql(
                                """
                                select a.position, v.subject, v.valid_from,
                                       nullif(v.valid_to, 'infinity') as valid_to,
                                       v.known_from, v.known_to, v.state
                                from applied a left join version v on v.kind = 'region'
                                order by v.known_from
                                """)
                        .query(
                                (row, at) -> {
                                    position[0] = row.getLong("position");
                                    String code = row.getString("subject");
                                    LocalDate to = row.getObject("valid_to", LocalDate.class);
                                    return code == null
                                            ? null
                                            : new Row(
                                                    code,
                                                    row.getObject("valid_from", LocalDate.class)
                                                            .toEpochDay(),
                                                    to == null ? Long.MAX_VALUE : to.toEpochDay(),
                                                    row.getLong("known_from"),
                                                    row.getLong("known_to"),
                                                    State.of(Json.read(row.getString("state"))));
                                })
                        .list()
                        .stream()
                        .filter(row -> row != null)
                        .toList();
        for (Row row : rows) {
            days.add(row.from);
            days.add(row.to);
            positions.add(row.knownFrom);
            positions.add(row.knownTo);
        }
        return new Loaded(position[0], rows, days, positions);
    }
}
