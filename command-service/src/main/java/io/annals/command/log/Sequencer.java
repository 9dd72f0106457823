package io.annals.command.log;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;

/**
 * Gives committed events their positions: what is visible, by global index, in one transaction and
 * one statement.
 *
 * <p>Nothing is read by a cursor, so nothing can be skipped: what commits late gets a later
 * position. The lock on the row {@code head} is the fence between two that believe to lead. Not for
 * use by several threads.
 */
public final class Sequencer {

    /** Most events of a batch, unless a single transaction has more. */
    static final int BATCH = 5_000;

    private static final Duration CLOCK_TOLERANCE = Duration.ofMinutes(1);

    private static final String TAKE =
            """
            with due as (
                select distinct tx from (select tx from pending order by global_index limit ?) first),
            taken as (
                delete from pending using due where pending.tx = due.tx returning global_index),
            placed as (
                insert into log (position, global_index, recorded_at)
                select ? + row_number() over (order by global_index), global_index, ? from taken
                returning position, global_index)
            select position, (select event_id from event where global_index = placed.global_index)
            from placed
            """;

    /**
     * A committed head of the log.
     *
     * @param logId which log it is
     * @param position of the last event
     * @param settled every event recorded up to this moment has a position up to {@code position}
     */
    public record Head(String logId, long position, Instant settled) {}

    /** What one step did: the head as committed and the places of the batch. */
    public record Step(Head head, Map<String, Positions.Place> placed) {}

    private final Connection connection;

    /**
     * A sequencer on a connection of its own.
     *
     * @param connection holds the advisory lock that elects
     */
    public Sequencer(Connection connection) throws SQLException {
        this.connection = connection;
        connection.setAutoCommit(false);
    }

    /**
     * Takes one batch, or advances the settled time if there is none.
     *
     * @throws SQLException when the outcome is unknown; the next leader goes on from what is
     *     committed
     * @throws IllegalStateException when the clocks of the database and of this machine differ by
     *     more than a minute
     */
    public Step step() throws SQLException {
        try {
            Head before = lockHead();
            Instant now = now(before.settled());
            Map<String, Positions.Place> placed = take(before.position(), now);
            Head after = new Head(before.logId(), before.position() + placed.size(), now);
            try (PreparedStatement update =
                    connection.prepareStatement("update head set position = ?, settled = ?")) {
                update.setLong(1, after.position());
                update.setObject(2, after.settled().atOffset(ZoneOffset.UTC));
                update.executeUpdate();
            }
            connection.commit();
            return new Step(after, placed);
        } catch (SQLException | RuntimeException e) {
            connection.rollback();
            throw e;
        }
    }

    private Head lockHead() throws SQLException {
        try (Statement lock = connection.createStatement();
                ResultSet row =
                        lock.executeQuery(
                                "select log_id, position, settled from head for update")) {
            row.next();
            return new Head(
                    row.getString(1),
                    row.getLong(2),
                    row.getObject(3, OffsetDateTime.class).toInstant());
        }
    }

    private Instant now(Instant settled) throws SQLException {
        try (Statement ask = connection.createStatement();
                ResultSet row = ask.executeQuery("select clock_timestamp()")) {
            row.next();
            Instant database = row.getObject(1, OffsetDateTime.class).toInstant();
            if (Duration.between(database, Instant.now()).abs().compareTo(CLOCK_TOLERANCE) > 0) {
                throw new IllegalStateException(
                        "the clock of the database ("
                                + database
                                + ") and of this machine ("
                                + Instant.now()
                                + ") differ by more than a minute");
            }
            Instant next = settled.plusNanos(1_000);
            return database.isAfter(next) ? database : next;
        }
    }

    private Map<String, Positions.Place> take(long position, Instant now) throws SQLException {
        Map<String, Positions.Place> placed = new HashMap<>();
        try (PreparedStatement take = connection.prepareStatement(TAKE)) {
            take.setInt(1, BATCH);
            take.setLong(2, position);
            take.setObject(3, now.atOffset(ZoneOffset.UTC));
            try (ResultSet row = take.executeQuery()) {
                while (row.next()) {
                    placed.put(row.getString(2), new Positions.Place(row.getLong(1), now));
                }
            }
        }
        return placed;
    }
}
