package io.annals.command.log;

import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/** The places that events were given, for those who wait for them. */
@Component
public class Positions {

    private static final long PATIENCE_MS = 5_000;
    private static final long LOOK_AGAIN_MS = 100;
    private static final int RECENT = 20_000;

    /**
     * An event's place.
     *
     * @param position in the one log
     * @param recordedAt known time
     */
    public record Place(long position, Instant recordedAt) {}

    private final JdbcClient jdbc;
    private final Map<String, CompletableFuture<Place>> waiting = new ConcurrentHashMap<>();
    private final Map<String, Place> recent =
            Collections.synchronizedMap(
                    new LinkedHashMap<>() {
                        @Override
                        protected boolean removeEldestEntry(Map.Entry<String, Place> eldest) {
                            return size() > RECENT;
                        }
                    });
    private final AtomicInteger underWay = new AtomicInteger();
    private volatile Runnable wake = () -> {};

    Positions(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    void onDemand(Runnable wake) {
        this.wake = wake;
    }

    /** Told by the leader in this process, after its commit. */
    void placed(Map<String, Place> places) {
        recent.putAll(places);
        waiting.forEach(
                (eventId, future) -> {
                    Place place = places.get(eventId);
                    if (place != null) {
                        future.complete(place);
                    }
                });
    }

    /** Told before a transaction that may add events begins, so that a batch waits for it. */
    public void begin() {
        underWay.incrementAndGet();
    }

    /** Told when such a transaction ended, however it did. */
    public void end() {
        underWay.decrementAndGet();
    }

    /** Whether more events are about to be committed by this process. */
    boolean moreToCome() {
        return underWay.get() > 0;
    }

    /** Tells the leader in this process, if there is one, that events were committed. */
    public void committed() {
        wake.run();
    }

    /**
     * The place of a committed event, when it has one within five seconds; whoever leads. Throws
     * nothing.
     */
    public Optional<Place> await(String eventId) {
        CompletableFuture<Place> future =
                waiting.computeIfAbsent(eventId, id -> new CompletableFuture<>());
        Place already = recent.get(eventId);
        if (already != null) {
            waiting.remove(eventId);
            return Optional.of(already);
        }
        try {
            long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MS);
            wake.run();
            while (System.nanoTime() < until) {
                try {
                    return Optional.of(future.get(LOOK_AGAIN_MS, TimeUnit.MILLISECONDS));
                } catch (TimeoutException notYet) {
                    Optional<Place> place = find(eventId);
                    if (place.isPresent()) {
                        return place;
                    }
                }
            }
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } catch (ExecutionException e) {
            return Optional.empty();
        } finally {
            waiting.remove(eventId);
        }
    }

    private Optional<Place> find(String eventId) {
        try {
            return jdbc.sql(
                            """
                            select log.position, log.recorded_at
                            from event join log using (global_index) where event_id = :id
                            """)
                    .param("id", eventId)
                    .query(
                            (row, i) ->
                                    new Place(
                                            row.getLong(1),
                                            row.getObject(2, OffsetDateTime.class).toInstant()))
                    .optional();
        } catch (DataAccessException away) {
            return Optional.empty();
        }
    }
}
