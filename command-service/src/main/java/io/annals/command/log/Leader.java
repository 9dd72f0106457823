package io.annals.command.log;

import io.annals.command.platform.Database;
import io.annals.command.platform.Settings;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * One process at a time sequences and publishes. An advisory lock elects it, on the connection that
 * also sequences: who loses the connection loses both.
 */
@Component
class Leader implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(Leader.class);
    private static final String ELECT =
            "select pg_try_advisory_lock(hashtextextended('annals leader', 0))";
    private static final long RETRY_MS = 500;
    private static final long SETTLE_MS = 200;
    private static final long LOOK_MS = 40;

    /** A batch costs a commit, a message and a commit of each reader: under load it gathers. */
    private static final long GATHER_MS = 10;

    private final Database.OwnConnections connections;
    private final Positions positions;
    private final Publisher publisher;
    private final Semaphore work = new Semaphore(0);
    private volatile @Nullable Thread thread;
    private volatile boolean running;

    Leader(Database.OwnConnections connections, Positions positions, Settings settings) {
        this.connections = connections;
        this.positions = positions;
        this.publisher = new Publisher(connections, settings.kafka());
        positions.onDemand(this::wake);
    }

    private void wake() {
        if (work.availablePermits() == 0) {
            work.release();
        }
    }

    @Override
    public void start() {
        running = true;
        thread = Thread.ofPlatform().name("annals-leader").start(this::run);
    }

    @Override
    public void stop() {
        running = false;
        Thread thread = this.thread;
        if (thread != null) {
            thread.interrupt();
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
            try (Connection connection = connections.open()) {
                if (elected(connection)) {
                    LOG.info("this process leads: it gives positions and publishes");
                    lead(connection);
                }
            } catch (SQLException | RuntimeException e) {
                LOG.warn("not leading: {}", e.toString());
            } catch (InterruptedException e) {
                return;
            } finally {
                publisher.stop();
            }
            pause();
        }
    }

    private void pause() {
        try {
            Thread.sleep(RETRY_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            running = false;
        }
    }

    private static boolean elected(Connection connection) throws SQLException {
        try (Statement elect = connection.createStatement();
                ResultSet row = elect.executeQuery(ELECT)) {
            row.next();
            return row.getBoolean(1);
        }
    }

    private void lead(Connection connection) throws SQLException, InterruptedException {
        Sequencer sequencer = new Sequencer(connection);
        publisher.start();
        long steppedAt = 0;
        boolean told = true;
        while (running) {
            if (told || since(steppedAt) >= SETTLE_MS || waiting(connection)) {
                gather(steppedAt);
                Sequencer.Step step = sequencer.step();
                steppedAt = System.nanoTime();
                positions.placed(step.placed());
                publisher.announce(step.head());
            }
            told = work.tryAcquire(LOOK_MS, TimeUnit.MILLISECONDS);
            work.drainPermits();
        }
    }

    private void gather(long steppedAt) throws InterruptedException {
        while (positions.moreToCome() && since(steppedAt) < GATHER_MS) {
            Thread.sleep(1);
        }
    }

    private static long since(long nanos) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - nanos);
    }

    private static boolean waiting(Connection connection) throws SQLException {
        try (Statement look = connection.createStatement();
                ResultSet row = look.executeQuery("select exists (select from pending)")) {
            row.next();
            return row.getBoolean(1);
        } finally {
            connection.commit();
        }
    }
}
