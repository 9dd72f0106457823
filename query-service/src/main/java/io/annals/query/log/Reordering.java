package io.annals.query.log;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Puts the records of many partitions back into the order of the log, and knows from where each
 * partition has to be read again after a crash. Not thread-safe.
 *
 * @param <P> a partition
 * @param <R> a record
 */
final class Reordering<P, R> {

    private record Read(long offset, long position) {}

    private static final class Partition {
        final Deque<Read> unapplied = new ArrayDeque<>();
        long nextOffset;
        long highest;
        long leftOut = Long.MAX_VALUE;

        Partition(long nextOffset) {
            this.nextOffset = nextOffset;
        }
    }

    private final int window;
    private final boolean searching;
    private final Map<P, Partition> partitions = new HashMap<>();
    private final TreeMap<Long, R> waiting = new TreeMap<>();
    private long next;

    /**
     * Starts after what is applied.
     *
     * @param applied the last position that is applied
     * @param window how far ahead of the next position a partition is read before it is paused
     * @param searching whether to read on and on instead, for a next position that may have been
     *     sent again much later; what lies beyond the window is left out then, and has to be read
     *     again
     */
    Reordering(long applied, int window, boolean searching) {
        this.next = applied + 1;
        this.window = window;
        this.searching = searching;
    }

    /** Begins with a partition at an offset. */
    void assign(P partition, long offset) {
        partitions.put(partition, new Partition(offset));
    }

    /** The position that is applied next. */
    long next() {
        return next;
    }

    /**
     * Takes in a record; those of one partition in order of their offsets.
     *
     * @return the record that was waiting at the same position before, and stays; else null
     */
    @Nullable R read(P partition, long offset, long position, R record) {
        Partition at = partitions.get(partition);
        at.nextOffset = offset + 1;
        at.highest = Math.max(at.highest, position);
        if (position < next) {
            return null;
        }
        if (searching && position > next + window) {
            at.leftOut = Math.min(at.leftOut, offset);
            return null;
        }
        at.unapplied.add(new Read(offset, position));
        return waiting.putIfAbsent(position, record);
    }

    /** The record of the position, null if it was not read yet or is applied. */
    @Nullable R at(long position) {
        return waiting.get(position);
    }

    /** Whether records wait for one that was not read yet. */
    boolean gap() {
        return !waiting.containsKey(next) && (!waiting.isEmpty() || leftOut());
    }

    /** Whether something was left out, so that it has to be read again. */
    boolean leftOut() {
        return partitions.values().stream().anyMatch(at -> at.leftOut != Long.MAX_VALUE);
    }

    /** Forgets what is applied now. */
    void applied(long position) {
        waiting.headMap(position, true).clear();
        next = position + 1;
        for (Partition partition : partitions.values()) {
            while (!partition.unapplied.isEmpty()
                    && partition.unapplied.getFirst().position <= position) {
                partition.unapplied.removeFirst();
            }
            if (partition.unapplied.isEmpty()) {
                partition.highest = 0;
            }
        }
    }

    /** The lowest offset of the partition that is not applied: from there it is read again. */
    long offset(P partition) {
        Partition at = partitions.get(partition);
        return Math.min(
                at.leftOut,
                at.unapplied.isEmpty() ? at.nextOffset : at.unapplied.getFirst().offset);
    }

    /**
     * The partitions that were read far enough ahead, to be left alone until what lies before is
     * applied.
     */
    Set<P> ahead() {
        Set<P> ahead = new HashSet<>();
        if (searching) {
            return ahead;
        }
        partitions.forEach(
                (name, partition) -> {
                    if (partition.highest > next + window) {
                        ahead.add(name);
                    }
                });
        return ahead;
    }
}
