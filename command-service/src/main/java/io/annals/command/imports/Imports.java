package io.annals.command.imports;

import io.annals.command.log.Positions;
import io.annals.command.platform.Database;
import io.annals.command.platform.Problem;
import io.annals.command.recording.Outcome;
import io.annals.command.recording.Recorder;
import io.annals.command.recording.Refusals;
import io.annals.events.Event;
import io.annals.events.Json;
import io.annals.events.Kind;
import io.annals.events.SubjectId;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * Files of commands. A file is stored whole before it is accepted, then worked off in chunks; a
 * chunk, its events, its errors and the progress are one transaction, so whoever takes it up again
 * goes on exactly where it was.
 */
@Component
class Imports implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(Imports.class);
    private static final int CHUNK = 200;
    private static final int MAX_LINE = 1_000_000;

    /** The lines of a file, one after the other; null after the last. */
    @FunctionalInterface
    interface Lines {
        @Nullable String next() throws IOException;
    }

    /** Undoes a dry run. */
    private static final class DryRun extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final transient Counts counts;

        DryRun(Counts counts) {
            super(null, null, false, false);
            this.counts = counts;
        }
    }

    /** What became of the lines of a chunk. */
    private static final class Counts {
        private long done;
        private long accepted;
        private long unchanged;
        private long warnings;
        private final List<String> keys = new ArrayList<>();
        private final List<String> eventIds = new ArrayList<>();
        private final List<Long> badLines = new ArrayList<>();
        private final List<String> badErrors = new ArrayList<>();

        private void bad(long line, ArrayNode errors) {
            badLines.add(line);
            badErrors.add(Json.write(errors));
        }
    }

    private final JdbcClient jdbc;
    private final TransactionTemplate transactions;
    private final Recorder recorder;
    private final Positions positions;
    private final Semaphore work = new Semaphore(0);
    private volatile boolean running;
    private @Nullable Thread thread;

    Imports(
            JdbcClient jdbc,
            TransactionTemplate transactions,
            Recorder recorder,
            Positions positions) {
        this.jdbc = jdbc;
        this.transactions = transactions;
        this.recorder = recorder;
        this.positions = positions;
    }

    /**
     * Stores a file, all or nothing.
     *
     * @return the import's id
     * @throws Problem 413 when a line has more than a million characters
     */
    String accept(Lines lines, String caller, boolean dryRun) {
        String id =
                "imp_"
                        + SubjectId.uuid7(
                                Instant.now(),
                                ThreadLocalRandom.current().nextLong(),
                                UUID.randomUUID().getLeastSignificantBits());
        transactions.executeWithoutResult(
                status -> {
                    jdbc.sql(
                                    "set local statement_timeout = 0; set local"
                                            + " idle_in_transaction_session_timeout = '10min'")
                            .update();
                    jdbc.sql(
                                    "insert into import (id, caller, dry_run) values (:id, :caller,"
                                            + " :dryRun)")
                            .param("id", id)
                            .param("caller", caller)
                            .param("dryRun", dryRun)
                            .update();
                    long count = store(id, lines);
                    jdbc.sql("update import set lines = :lines where id = :id")
                            .param("lines", count)
                            .param("id", id)
                            .update();
                });
        work.release();
        return id;
    }

    private long store(String id, Lines lines) {
        List<String> chunk = new ArrayList<>(CHUNK);
        long number = 0;
        try {
            for (String line = lines.next(); line != null; line = lines.next()) {
                number++;
                if (line.length() > MAX_LINE) {
                    throw Problem.of(
                            413,
                            "line-too-long",
                            "line " + number + " has more than " + MAX_LINE + " characters");
                }
                chunk.add(line.replace("\0", ""));
                if (chunk.size() == CHUNK) {
                    store(id, number - chunk.size() + 1, chunk);
                    chunk.clear();
                }
            }
        } catch (IOException e) {
            throw Problem.of(
                    400,
                    "malformed",
                    "the body cannot be read after line "
                            + number
                            + ": "
                            + e.getMessage()
                            + "; nothing is imported");
        }
        if (!chunk.isEmpty()) {
            store(id, number - chunk.size() + 1, chunk);
        }
        return number;
    }

    private void store(String id, long firstLine, List<String> lines) {
        jdbc.sql(
                        "insert into import_chunk (import_id, first_line, lines) values (:id,"
                                + " :first, :lines)")
                .param("id", id)
                .param("first", firstLine)
                .param("lines", lines.toArray(String[]::new))
                .update();
    }

    /** An import's progress as JSON; its errors from the line after {@code after} on. */
    Optional<ObjectNode> progress(String id, long after, int limit) {
        Optional<ObjectNode> progress =
                jdbc.sql("select *, finished_at is not null as finished from import where id = :id")
                        .param("id", id)
                        .query(
                                (row, i) -> {
                                    String failure = row.getString("failure");
                                    ObjectNode json = Json.object().put("id", id);
                                    json.put(
                                            "status",
                                            failure != null
                                                    ? "failed"
                                                    : row.getBoolean("finished")
                                                            ? "done"
                                                            : "running");
                                    if (failure != null) {
                                        json.put("failure", failure);
                                    }
                                    json.put("dryRun", row.getBoolean("dry_run"));
                                    for (String count :
                                            List.of(
                                                    "lines",
                                                    "done",
                                                    "accepted",
                                                    "unchanged",
                                                    "rejected",
                                                    "warnings")) {
                                        json.put(count, row.getLong(count));
                                    }
                                    return json;
                                })
                        .optional();
        progress.ifPresent(
                json -> {
                    ArrayNode errors = json.putArray("errors");
                    jdbc.sql(
                                    "select line, errors from import_error where import_id = :id"
                                            + " and line > :after order by line limit :limit")
                            .param("id", id)
                            .param("after", after)
                            .param("limit", limit)
                            .query(
                                    (row, i) -> {
                                        ArrayNode all = (ArrayNode) Json.read(row.getString(2));
                                        ObjectNode error =
                                                errors.addObject().put("line", row.getLong(1));
                                        error.put("code", all.get(0).get("code").stringValue());
                                        error.put(
                                                "message", all.get(0).get("message").stringValue());
                                        error.set("errors", all);
                                        return error;
                                    })
                            .list();
                    if (errors.size() == limit) {
                        json.put("next", errors.get(limit - 1).get("line").longValue());
                    }
                });
        return progress;
    }

    @Override
    public void start() {
        running = true;
        thread = Thread.ofPlatform().name("annals-imports").start(this::run);
    }

    @Override
    public void stop() {
        running = false;
        Thread thread = this.thread;
        if (thread != null) {
            work.release();
            try {
                thread.join(TimeUnit.SECONDS.toMillis(10));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    private void run() {
        while (running) {
            try {
                for (String id :
                        jdbc.sql(
                                        "select id from import where finished_at is null order by"
                                                + " created_at")
                                .query(String.class)
                                .list()) {
                    while (running && chunk(id)) {
                        positions.committed();
                    }
                }
                work.tryAcquire(1, TimeUnit.SECONDS);
                work.drainPermits();
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                LOG.warn("imports go on in a second: {}", e.toString());
                pause();
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(1_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Works off one chunk, or ends the import; false if there is nothing more to do here. */
    private boolean chunk(String id) {
        try {
            return recorder.inTransaction(transaction -> chunk(transaction, id, false));
        } catch (DryRun dry) {
            transactions.executeWithoutResult(
                    status -> {
                        keep(id, dry.counts, false);
                        jdbc.sql("delete from import_chunk where import_id = :id")
                                .param("id", id)
                                .update();
                        finish(id);
                    });
            return false;
        } catch (RuntimeException e) {
            if (Database.isAway(e) || e instanceof TransientDataAccessException) {
                throw e;
            }
            LOG.warn("a chunk of {} is taken line by line: {}", id, e.toString());
            return recorder.inTransaction(transaction -> chunk(transaction, id, true));
        }
    }

    private boolean chunk(Recorder.Transaction transaction, String id, boolean carefully) {
        record Job(boolean dryRun, String caller) {}
        Optional<Job> job =
                jdbc.sql(
                                "select dry_run, caller from import where id = :id and finished_at"
                                        + " is null for update skip locked")
                        .param("id", id)
                        .query((row, i) -> new Job(row.getBoolean(1), row.getString(2)))
                        .optional();
        if (job.isEmpty()) {
            return false;
        }
        Counts counts = new Counts();
        List<List<Line>> chunks =
                jdbc.sql(
                                "select first_line, lines from import_chunk where import_id = :id"
                                        + " order by first_line limit :limit")
                        .param("id", id)
                        .param("limit", job.get().dryRun() ? Integer.MAX_VALUE : 1)
                        .query(
                                (row, i) ->
                                        lines(
                                                row.getLong(1),
                                                (String[]) row.getArray(2).getArray()))
                        .list();
        if (chunks.isEmpty()) {
            finish(id);
            return false;
        }
        for (List<Line> lines : chunks) {
            work(transaction, job.get().caller(), lines, counts, carefully);
        }
        if (job.get().dryRun()) {
            throw new DryRun(counts);
        }
        keep(id, counts, true);
        jdbc.sql("delete from import_chunk where import_id = :id and first_line = :first")
                .param("id", id)
                .param("first", chunks.getFirst().getFirst().number())
                .update();
        return true;
    }

    private static List<Line> lines(long first, String[] texts) {
        List<Line> lines = new ArrayList<>(texts.length);
        for (int i = 0; i < texts.length; i++) {
            lines.add(
                    texts[i].isBlank()
                            ? new Line(first + i, "", null, null, List.of(), List.of())
                            : Line.read(first + i, texts[i]));
        }
        return lines;
    }

    private void work(
            Recorder.Transaction transaction,
            String caller,
            List<Line> lines,
            Counts counts,
            boolean carefully) {
        transaction.lock(lines.stream().map(Line::subject).filter(Objects::nonNull).toList());
        Set<String> known =
                new HashSet<>(
                        jdbc.sql("select key from import_key where key = any(:keys)")
                                .param("keys", lines.stream().map(Line::key).toArray(String[]::new))
                                .query(String.class)
                                .list());
        known.addAll(counts.keys);
        for (Line line : lines) {
            counts.done++;
            if (line.kind() == null && line.errors().isEmpty()) {
                continue;
            }
            if (!line.errors().isEmpty()) {
                ArrayNode errors = Json.object().arrayNode();
                line.errors()
                        .forEach(
                                e ->
                                        errors.addObject()
                                                .put("pointer", e.pointer())
                                                .put("code", e.code())
                                                .put("message", e.message()));
                counts.bad(line.number(), errors);
            } else if (!known.add(line.key())) {
                counts.unchanged++;
            } else if (!(carefully
                    ? saved(transaction, caller, line, counts)
                    : record(transaction, caller, line, counts))) {
                known.remove(line.key());
            }
        }
    }

    private boolean saved(
            Recorder.Transaction transaction, String caller, Line line, Counts counts) {
        jdbc.sql("savepoint line").update();
        try {
            boolean recorded = record(transaction, caller, line, counts);
            jdbc.sql("release savepoint line").update();
            return recorded;
        } catch (RuntimeException e) {
            if (Database.isAway(e)) {
                throw e;
            }
            jdbc.sql("rollback to savepoint line").update();
            ArrayNode errors = Json.object().arrayNode();
            errors.addObject()
                    .put("pointer", "")
                    .put("code", "not-storable")
                    .put("message", "the line cannot be stored");
            counts.bad(line.number(), errors);
            LOG.warn("line {} cannot be stored: {}", line.number(), e.toString());
            return false;
        }
    }

    private boolean record(
            Recorder.Transaction transaction, String caller, Line line, Counts counts) {
        Kind kind = Objects.requireNonNull(line.kind());
        String subject = line.subject() == null ? recorder.newSubject(kind) : line.subject();
        return switch (transaction.record(kind, subject, line.instructions(), caller, null)) {
            case Outcome.Recorded recorded -> {
                Event last = recorded.events().getLast();
                counts.accepted++;
                counts.warnings += recorded.warnings().size();
                counts.keys.add(line.key());
                counts.eventIds.add(last.eventId());
                yield true;
            }
            case Outcome.Refused refused -> refused(line, Refusals.problem(refused.why()), counts);
            case Outcome.Taken taken -> refused(line, Refusals.problem(taken), counts);
            case Outcome.Changed changed -> throw new IllegalStateException("no head was expected");
        };
    }

    private static boolean refused(Line line, Problem problem, Counts counts) {
        ArrayNode errors = (ArrayNode) problem.body().get("errors");
        if (errors.isEmpty()) {
            errors.addObject()
                    .put("pointer", "")
                    .put("code", problem.code())
                    .put("message", problem.getMessage());
        }
        counts.bad(line.number(), errors);
        return false;
    }

    private void keep(String id, Counts counts, boolean keys) {
        jdbc.sql(
                        """
                        update import set done = done + :done, accepted = accepted + :accepted,
                            unchanged = unchanged + :unchanged, rejected = rejected + :rejected,
                            warnings = warnings + :warnings
                        where id = :id
                        """)
                .param("done", counts.done)
                .param("accepted", counts.accepted)
                .param("unchanged", counts.unchanged)
                .param("rejected", counts.badLines.size())
                .param("warnings", counts.warnings)
                .param("id", id)
                .update();
        jdbc.sql(
                        "insert into import_error (import_id, line, errors) select :id, line,"
                            + " errors from unnest(:lines::bigint[], :errors::text[]) as bad (line,"
                            + " errors)")
                .param("id", id)
                .param("lines", counts.badLines.toArray(Long[]::new))
                .param("errors", counts.badErrors.toArray(String[]::new))
                .update();
        if (keys) {
            jdbc.sql(
                            "insert into import_key (key, event_id) select key, event_id from"
                                + " unnest(:keys::text[], :ids::text[]) as fresh (key, event_id)"
                                + " order by key")
                    .param("keys", counts.keys.toArray(String[]::new))
                    .param("ids", counts.eventIds.toArray(String[]::new))
                    .update();
        }
    }

    private void finish(String id) {
        jdbc.sql("update import set finished_at = clock_timestamp() where id = :id")
                .param("id", id)
                .update();
    }
}
