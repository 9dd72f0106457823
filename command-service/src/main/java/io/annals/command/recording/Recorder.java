package io.annals.command.recording;

import io.annals.command.log.Positions;
import io.annals.command.rules.Instruction;
import io.annals.command.rules.References;
import io.annals.command.rules.Stamp;
import io.annals.events.Kind;
import io.annals.events.SubjectId;
import io.annals.events.Timeline;

import org.axonframework.commandhandling.gateway.CommandGateway;
import org.axonframework.modelling.command.ConcurrencyException;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.dao.PessimisticLockingFailureException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Records commands in transactions: one or many of them in each, with what else must stand or fall
 * with the events.
 */
@Component
public class Recorder {

    private static final int ATTEMPTS = 5;

    private final CommandGateway gateway;
    private final JdbcClient jdbc;
    private final TransactionTemplate transactions;
    private final Ties ties;
    private final Positions positions;
    private final SecureRandom random = new SecureRandom();

    Recorder(
            CommandGateway gateway,
            JdbcClient jdbc,
            TransactionTemplate transactions,
            Ties ties,
            Positions positions) {
        this.gateway = gateway;
        this.jdbc = jdbc;
        this.transactions = transactions;
        this.ties = ties;
        this.positions = positions;
    }

    /**
     * Runs work in a transaction, again if another was in its way, five times at most.
     *
     * @param work what {@link Transaction} offers and any SQL; a thrown exception undoes all of it
     */
    public <T> T inTransaction(Function<Transaction, T> work) {
        for (int attempt = 1; ; attempt++) {
            positions.begin();
            try {
                return transactions.execute(status -> work.apply(new Transaction()));
            } catch (ConcurrencyException
                    | PessimisticLockingFailureException
                    | DuplicateKeyException e) {
                if (attempt == ATTEMPTS) {
                    throw new PessimisticLockingFailureException(
                            "others were in the way " + ATTEMPTS + " times", e);
                }
                Thread.yield();
            } finally {
                positions.end();
            }
        }
    }

    /** A new id for a subject. */
    public String newSubject(Kind kind) {
        return SubjectId.of(kind, Instant.now(), random.nextLong(), random.nextLong());
    }

    private String newEventId() {
        return SubjectId.uuid7(Instant.now(), random.nextLong(), random.nextLong()).toString();
    }

    static boolean isConflict(Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && "23505".equals(sql.getSQLState())) {
                return true;
            }
        }
        return false;
    }

    /** A transaction that is under way. */
    public final class Transaction {

        private final Map<String, Timeline> known = new HashMap<>();
        private final Supplier<String> eventIds = Recorder.this::newEventId;

        private Transaction() {}

        /** Holds subjects against other commands until the end, in an order that all keep. */
        public void lock(Collection<String> subjects) {
            jdbc.sql(
                            "select pg_advisory_xact_lock(h) from (select distinct"
                                + " hashtextextended(s, 0) as h from unnest(:subjects::text[]) s"
                                + " order by 1) t")
                    .param("subjects", subjects.toArray(String[]::new))
                    .query((row, i) -> true)
                    .list();
        }

        /**
         * Decides on instructions for one subject, which must be locked, and stores the events.
         *
         * @param caller the name of the key
         * @param expectedHead from {@code If-Match}, null if not given
         */
        public Outcome record(
                Kind kind,
                String subject,
                List<Instruction> instructions,
                String caller,
                @Nullable Long expectedHead) {
            Outcome outcome =
                    gateway.sendAndWait(
                            new RecordFacts(
                                    subject,
                                    kind,
                                    instructions,
                                    expectedHead,
                                    references(),
                                    new Stamp(caller, eventIds),
                                    ties));
            known.remove(subject);
            return outcome;
        }

        private References references() {
            return new References() {
                @Override
                public Timeline of(Kind kind, String id) {
                    return known.computeIfAbsent(id, it -> Events.timeline(jdbc, kind, it));
                }

                @Override
                public Optional<String> owner(String claim) {
                    return Ties.owner(jdbc, claim);
                }
            };
        }
    }
}
