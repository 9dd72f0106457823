package io.annals.query.changes;

import io.annals.query.platform.Applied;

import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The last few thousand changes in memory, so that however many streams there are, each change is
 * read from the database once. Filled only while somebody listens; never ahead of what is applied.
 */
@Component
class Tail {

    private static final int SIZE = 4_096;
    private static final int PAGE = 500;
    private static final long MOST_CHARACTERS = 32_000_000;
    private static final long RETRY_MILLIS = 500;
    private static final Interest ALL = new Interest(null, null, null, null, Set.of());

    private final Applied applied;
    private final Changes changes;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition filled = lock.newCondition();
    private final Condition wanted = lock.newCondition();
    private final @Nullable Change[] ring = new Change[SIZE];

    /** The changes behind {@code before}, up to {@code last}, are here. */
    private long before;

    private long last;
    private long characters;
    private int listeners;
    private long generation;
    private @Nullable String logId;
    private boolean closing;

    Tail(Applied applied, Changes changes) {
        this.applied = applied;
        this.changes = changes;
        applied.onAdvance(this::wake);
        Thread.ofVirtual().name("tail").start(this::run);
    }

    /** Begins to listen. What is returned stays the same as long as positions mean the same. */
    long join() {
        lock.lock();
        try {
            if (listeners++ == 0) {
                wanted.signalAll();
            }
            return generation;
        } finally {
            lock.unlock();
        }
    }

    void leave() {
        lock.lock();
        try {
            listeners--;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Whether a stream that joined then can go on: not when the service stops or follows another
     * log.
     */
    boolean goesOn(long joined) {
        lock.lock();
        try {
            return !closing && joined == generation;
        } finally {
            lock.unlock();
        }
    }

    /**
     * The changes behind a position, at most some; empty if it is the last here or ahead of it.
     *
     * @return null if they are not all in memory
     */
    @Nullable List<Change> after(long position, int most) {
        lock.lock();
        try {
            if (position < before) {
                return null;
            }
            List<Change> found = new ArrayList<>();
            for (long at = position + 1; at <= last && found.size() < most; at++) {
                found.add(Objects.requireNonNull(ring[(int) (at % SIZE)]));
            }
            return found;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until there is something behind a position, or the stream cannot go on, or for some
     * time.
     */
    void await(long position, long joined, Duration atMost) throws InterruptedException {
        long left = atMost.toNanos();
        lock.lock();
        try {
            while (left > 0
                    && last <= position
                    && before <= position
                    && !closing
                    && joined == generation) {
                left = filled.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    private void wake() {
        lock.lock();
        try {
            wanted.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Before the web server waits for its requests to end: streams would not. */
    @EventListener(ContextClosedEvent.class)
    void close() {
        lock.lock();
        try {
            closing = true;
            wanted.signalAll();
            filled.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        boolean idle = true;
        while (true) {
            try {
                long after;
                long upTo;
                lock.lock();
                try {
                    while (!closing && (listeners == 0 || !ahead())) {
                        idle |= listeners == 0;
                        wanted.await();
                    }
                    if (closing) {
                        return;
                    }
                    upTo = applied.now().position();
                    if (idle && upTo - last > PAGE) {
                        clear(upTo);
                        continue;
                    }
                    idle = false;
                    after = last;
                } finally {
                    lock.unlock();
                }
                if (!fill(changes.page(ALL, after, upTo, PAGE).items())) {
                    pause();
                }
            } catch (InterruptedException e) {
                return;
            } catch (DataAccessException e) {
                pause();
            } catch (RuntimeException e) {
                LoggerFactory.getLogger(Tail.class).error("the tail of changes", e);
                pause();
            }
        }
    }

    /** Whether there is more to read; begins anew where the log is another. */
    private boolean ahead() {
        Applied.Snapshot now = applied.now();
        if (!Objects.equals(logId, now.logId())) {
            if (logId != null) {
                generation++;
            }
            logId = now.logId();
            clear(now.position());
        }
        return now.position() > last;
    }

    private void clear(long position) {
        before = position;
        last = position;
        characters = 0;
        Arrays.fill(ring, null);
        filled.signalAll();
    }

    /** Whether there was anything that follows on what is here. */
    private boolean fill(List<Change> more) {
        lock.lock();
        try {
            for (Change change : more) {
                if (change.position() != last + 1) {
                    return false;
                }
                int at = (int) (change.position() % SIZE);
                drop(at);
                ring[at] = change;
                last = change.position();
                characters += change.json().length();
                before = Math.max(before, last - SIZE);
                while (characters > MOST_CHARACTERS && before < last - 1) {
                    drop((int) (++before % SIZE));
                }
            }
            filled.signalAll();
            return !more.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    private void drop(int at) {
        Change old = ring[at];
        if (old != null) {
            characters -= old.json().length();
            ring[at] = null;
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(RETRY_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
