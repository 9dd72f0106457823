package io.annals.query.log;

import io.annals.events.Event;
import io.annals.events.Json;
import io.annals.events.Recorded;
import io.annals.events.State;
import io.annals.events.Timeline.Span;
import io.annals.query.search.Tokens;

import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

import java.io.IOException;
import java.io.StringReader;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The rows that a batch of events adds to the read model, and the versions that it closes. */
final class Rows {

    private static final long STILL = Long.MAX_VALUE;

    private record Key(String subject, LocalDate from) {}

    private static final class Version {
        final Event event;
        final Span span;
        final List<String> formerNames;
        final long knownFrom;
        long knownTo = STILL;

        Version(Event event, Line.Named named, long knownFrom) {
            this.event = event;
            this.span = named.span();
            this.formerNames = named.formerNames();
            this.knownFrom = knownFrom;
        }
    }

    private final StringBuilder changes = new StringBuilder();
    private final StringBuilder cells = new StringBuilder();
    private final List<Version> versions = new ArrayList<>();
    private final Map<Key, Version> open = new HashMap<>();
    private final Map<Key, Long> closed = new HashMap<>();
    private final Map<Map.Entry<State, List<String>>, Tokens> tokens = new HashMap<>();

    /**
     * Adds what one event changed; in order of the positions.
     *
     * @param text the event as it came
     */
    void add(Line.Change change, String text) {
        Recorded recorded = change.recorded();
        Event event = recorded.event();
        long position = recorded.position();
        copy(
                changes,
                position,
                Recorded.instant(recorded.recordedAt()),
                event.kind().singular(),
                event.subject(),
                event.sequence(),
                event.typeName(),
                event.effectiveOn(),
                text,
                change.before(),
                change.after(),
                change.changedFrom(),
                change.regions());
        for (Span span : change.closed()) {
            Key key = new Key(event.subject(), span.from());
            Version version = open.remove(key);
            if (version != null) {
                version.knownTo = position;
            } else {
                closed.put(key, position);
            }
        }
        for (Line.Named opened : change.opened()) {
            Version version = new Version(event, opened, position);
            versions.add(version);
            open.put(new Key(event.subject(), version.span.from()), version);
        }
        change.cells()
                .forEach(
                        (cell, delta) ->
                                copy(
                                        cells,
                                        cell.measure(),
                                        position,
                                        cell.day(),
                                        cell.lastDay(),
                                        cell.grain().ordinal(),
                                        cell.period(),
                                        cell.region(),
                                        cell.park(),
                                        cell.industry(),
                                        cell.activity(),
                                        cell.level(),
                                        cell.scenario(),
                                        delta,
                                        event.subject()));
    }

    /** Writes all, in the transaction of the connection. */
    void write(Connection connection) throws SQLException {
        if (!closed.isEmpty()) {
            try (PreparedStatement close =
                    connection.prepareStatement(
                            """
                            update version v set known_to = c.known_to
                            from unnest(?::text[], ?::date[], ?::bigint[])
                                as c(subject, valid_from, known_to)
                            where v.subject = c.subject and v.valid_from = c.valid_from
                              and v.known_to = 9223372036854775807
                            """)) {
                List<Key> keys = List.copyOf(closed.keySet());
                close.setArray(
                        1,
                        connection.createArrayOf(
                                "text", keys.stream().map(Key::subject).toArray()));
                close.setArray(
                        2,
                        connection.createArrayOf(
                                "text", keys.stream().map(key -> date(key.from)).toArray()));
                close.setArray(
                        3,
                        connection.createArrayOf(
                                "bigint", keys.stream().map(closed::get).toArray()));
                int found = close.executeUpdate();
                if (found != keys.size()) {
                    throw new LogBroken(
                            "the read model is not the fold of its log: of %d versions to be closed %d are there"
                                    .formatted(keys.size(), found));
                }
            }
        }
        StringBuilder rows = new StringBuilder();
        for (Version version : versions) {
            State state = version.span.state();
            LocalDate to = version.span.to();
            Tokens found =
                    tokens.computeIfAbsent(
                            Map.entry(state, version.formerNames),
                            names -> Tokens.of(names.getKey(), names.getValue()));
            copy(
                    rows,
                    version.event.subject(),
                    version.event.kind().singular(),
                    version.span.from(),
                    to == null ? "infinity" : to,
                    version.knownFrom,
                    version.knownTo,
                    Json.write(state.json()),
                    state.status(),
                    state.text("region"),
                    state.text("park"),
                    state.text("activity"),
                    state.text("industry"),
                    state.text("level"),
                    found.names(),
                    found.tokens());
        }
        copyIn(connection, "change", changes);
        copyIn(
                connection,
                """
                version (subject, kind, valid_from, valid_to, known_from, known_to, state, status,
                         region, park, activity, industry, level, names, tokens)
                """,
                rows);
        copyIn(connection, "cube", cells);
    }

    private static void copyIn(Connection connection, String table, StringBuilder rows)
            throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        try {
            connection
                    .unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyIn("copy " + table + " from stdin", new StringReader(rows.toString()));
        } catch (IOException e) {
            throw new SQLException(e);
        }
    }

    private static void copy(StringBuilder into, @Nullable Object... values) {
        for (int i = 0; i < values.length; i++) {
            if (i > 0) {
                into.append('\t');
            }
            Object value = values[i];
            switch (value) {
                case null -> into.append("\\N");
                case LocalDate day -> into.append(date(day));
                case Collection<?> list -> {
                    StringBuilder array = new StringBuilder("{");
                    for (Object item : list) {
                        if (array.length() > 1) {
                            array.append(',');
                        }
                        String text = item.toString();
                        array.append('"')
                                .append(text.replace("\\", "\\\\").replace("\"", "\\\""))
                                .append('"');
                    }
                    escape(array.append('}'), into);
                }
                default -> escape(value.toString(), into);
            }
        }
        into.append('\n');
    }

    private static void escape(CharSequence text, StringBuilder into) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '\\' -> into.append("\\\\");
                case '\t' -> into.append("\\t");
                case '\n' -> into.append("\\n");
                case '\r' -> into.append("\\r");
                default -> into.append(c);
            }
        }
    }

    private static String date(LocalDate day) {
        return day.equals(LocalDate.MIN) ? "-infinity" : day.toString();
    }
}
