package io.annals.query.platform;

import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/**
 * How far the log is applied to this database. Everything up to the position is readable once it is
 * told here: the leading applier tells after its commit, other instances learn it from the database
 * within about 50 ms.
 */
@Component
public final class Applied implements AutoCloseable {

    /**
     * A moment of the read model.
     *
     * @param logId the log that is followed; null before the first record
     * @param position the last position that is applied; 0 if none
     * @param settled nothing will ever be recorded at or before this instant beyond {@code
     *     settledPosition}; null if not announced yet
     * @param settledPosition the last position at {@code settled}; never more than {@code position}
     * @param head the highest position that was announced
     * @param stopped why the applier of this instance gave up; null while it has not
     */
    public record Snapshot(
            @Nullable String logId,
            long position,
            @Nullable Instant settled,
            long settledPosition,
            long head,
            @Nullable String stopped) {

        /** How many positions are announced and not applied. */
        public long lag() {
            return Math.max(0, head - position);
        }
    }

    private static final long POLL_MILLIS = 50;

    private final JdbcClient database;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition advanced = lock.newCondition();
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private final Thread poller;
    private volatile Snapshot now = new Snapshot(null, 0, null, 0, 0, null);
    private volatile boolean leading;
    private volatile boolean closed;

    Applied(JdbcClient database) {
        this.database = database;
        poll();
        this.poller = Thread.ofPlatform().daemon().name("applied").start(this::follow);
    }

    /** The newest that is known here; never blocks. */
    public Snapshot now() {
        return now;
    }

    /**
     * Waits until the predicate holds.
     *
     * @return whether it does; false after the time
     */
    public boolean await(Predicate<Snapshot> wanted, Duration atMost) {
        if (wanted.test(now)) {
            return true;
        }
        long left = atMost.toNanos();
        lock.lock();
        try {
            while (!wanted.test(now)) {
                if (left <= 0 || closed) {
                    return false;
                }
                left = advanced.awaitNanos(left);
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Has the listener called after each change of {@link #now()}, on the thread that tells it: it
     * must be quick.
     */
    public void onAdvance(Runnable listener) {
        listeners.add(listener);
    }

    /** From now on only {@link #tell} is heard, the database is not asked. */
    public void lead(boolean leading) {
        this.leading = leading;
    }

    /** The applier of this instance gave up. */
    public void stopped(String why) {
        Snapshot last = now;
        tell(
                new Snapshot(
                        last.logId(),
                        last.position(),
                        last.settled(),
                        last.settledPosition(),
                        last.head(),
                        why));
    }

    /** The leading applier has committed this. */
    public void tell(Snapshot next) {
        lock.lock();
        try {
            if (next.equals(now)) {
                return;
            }
            now = next;
            advanced.signalAll();
        } finally {
            lock.unlock();
        }
        for (Runnable listener : listeners) {
            try {
                listener.run();
            } catch (RuntimeException e) {
                LoggerFactory.getLogger(Applied.class).warn("a listener failed", e);
            }
        }
    }

    /** What the database says; {@code stopped} is what this instance knows of itself. */
    Snapshot read() {
        return database.sql("select log_id, position, settled, settled_position, head from applied")
                .query(
                        (row, at) -> {
                            Timestamp settled = row.getTimestamp("settled");
                            return new Snapshot(
                                    row.getString("log_id"),
                                    row.getLong("position"),
                                    settled == null ? null : settled.toInstant(),
                                    row.getLong("settled_position"),
                                    row.getLong("head"),
                                    now.stopped());
                        })
                .single();
    }

    private void poll() {
        Snapshot read = read();
        if (!leading) {
            tell(read);
        }
    }

    private void follow() {
        while (!closed) {
            try {
                TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
                if (!leading) {
                    poll();
                }
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException databaseIsAway) {
                continue;
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        poller.interrupt();
        lock.lock();
        try {
            advanced.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
