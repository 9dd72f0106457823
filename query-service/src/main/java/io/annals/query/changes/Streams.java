package io.annals.query.changes;

import io.annals.events.Json;
import io.annals.events.Recorded;
import io.annals.query.platform.Applied;
import io.annals.query.regions.RegionHistory;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;

/**
 * Serves streams, each on the (virtual) thread of its request: one that is slow or dead holds up
 * nobody but itself. Each matching change is sent once per cursor, in order, however it is found:
 * in memory or, further back, in the database.
 */
@Component
class Streams {

    private static final Duration HEARTBEAT = Duration.ofSeconds(15);
    private static final Duration RETRY = Duration.ofSeconds(1);
    private static final int BATCH = 256;

    private final Applied applied;
    private final Tail tail;
    private final Changes changes;
    private final RegionHistory regions;
    private final Clock clock;
    private final Duration heartbeat;

    @Autowired
    Streams(Applied applied, Tail tail, Changes changes, RegionHistory regions, ZoneId zone) {
        this(applied, tail, changes, regions, Clock.system(zone), HEARTBEAT);
    }

    Streams(
            Applied applied,
            Tail tail,
            Changes changes,
            RegionHistory regions,
            Clock clock,
            Duration heartbeat) {
        this.applied = applied;
        this.tail = tail;
        this.changes = changes;
        this.regions = regions;
        this.clock = clock;
        this.heartbeat = heartbeat;
    }

    /**
     * Sends what matches behind a position, and never returns by itself while the service runs and
     * follows this log.
     *
     * @throws IOException when the client is gone
     */
    void serve(Interest wanted, long after, OutputStream out)
            throws IOException, InterruptedException {
        Interest interest = wanted;
        long cursor = after;
        long beat = System.nanoTime();
        long joined = tail.join();
        try {
            send(out, "retry: 1000\n: welcome\n\n");
            while (tail.goesOn(joined)) {
                Changes.@Nullable Page page = next(interest, cursor);
                boolean stuck = page == null;
                if (page != null) {
                    StringBuilder text = new StringBuilder();
                    page.items().forEach(change -> event(change, text));
                    if (!text.isEmpty()) {
                        send(out, text.toString());
                    }
                    stuck = page.next() == cursor && tail.after(cursor, 1) == null;
                    cursor = page.next();
                }
                Duration left = heartbeat.minusNanos(System.nanoTime() - beat);
                if (!left.isPositive()) {
                    send(out, heartbeat(cursor));
                    beat = System.nanoTime();
                    interest = today(interest);
                } else if (stuck) {
                    Thread.sleep(RETRY.compareTo(left) < 0 ? RETRY : left);
                } else {
                    tail.await(cursor, joined, left);
                }
            }
        } finally {
            tail.leave();
        }
    }

    /**
     * What matches behind a position; null if the database that is needed for it does not answer
     * now.
     */
    private Changes.@Nullable Page next(Interest interest, long cursor) {
        List<Change> recent = tail.after(cursor, BATCH);
        if (recent != null) {
            return new Changes.Page(
                    recent.stream().filter(interest::matches).toList(),
                    recent.isEmpty() ? cursor : recent.getLast().position());
        }
        try {
            long upTo = applied.now().position();
            return changes.page(interest, cursor, Math.max(cursor, upTo), BATCH);
        } catch (DataAccessException e) {
            return null;
        }
    }

    /** By the divisions of now: a stream outlives days and mergers. */
    private Interest today(Interest interest) {
        if (interest.region() == null) {
            return interest;
        }
        try {
            return interest.within(
                    regions.at(LocalDate.now(clock), applied.now().settledPosition()));
        } catch (DataAccessException e) {
            return interest;
        }
    }

    private static void event(Change change, StringBuilder into) {
        into.append("id: ")
                .append(change.position())
                .append("\nevent: change\ndata: ")
                .append(change.json())
                .append("\n\n");
    }

    private String heartbeat(long cursor) {
        Applied.Snapshot now = applied.now();
        ObjectNode data =
                Json.object()
                        .put("position", cursor)
                        .put(
                                "settled",
                                now.settled() == null ? null : Recorded.instant(now.settled()));
        return ": heartbeat\nid: "
                + cursor
                + "\nevent: heartbeat\ndata: "
                + Json.write(data)
                + "\n\n";
    }

    private static void send(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }
}
