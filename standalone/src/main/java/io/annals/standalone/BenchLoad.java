package io.annals.standalone;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** A closed load: so many clients, each asking again as soon as it is answered. */
final class BenchLoad {
    private static final Duration LONGEST_OVERTIME = Duration.ofMinutes(2);

    /** One of them, on a thread of its own. */
    interface Client extends AutoCloseable {
        void ask() throws Exception;

        @Override
        default void close() throws IOException, SQLException {}
    }

    /** Makes a client. */
    interface Clients {
        Client connect() throws Exception;
    }

    private BenchLoad() {}

    /**
     * What a load came to.
     *
     * @param operations how many
     * @param seconds in how long
     * @param processorSeconds what the clients themselves took of the processors
     */
    record Result(long operations, double seconds, double processorSeconds) {
        double perSecond() {
            return operations / seconds;
        }
    }

    /** The first failure of any client is thrown: what fails is not a figure. */
    static Result run(int clients, Duration time, Clients of) throws Exception {
        List<Client> connected = new ArrayList<>();
        try (var threads =
                Executors.newFixedThreadPool(
                        clients, Thread.ofPlatform().name("bench-client-", 1).daemon().factory())) {
            for (int i = 0; i < clients; i++) {
                connected.add(of.connect());
            }
            long began = System.nanoTime();
            long until = began + time.toNanos();
            List<Future<Result>> counting = new ArrayList<>();
            for (Client client : connected) {
                counting.add(
                        threads.submit(
                                () -> {
                                    long done = 0;
                                    while (System.nanoTime() < until) {
                                        client.ask();
                                        done++;
                                    }
                                    double used =
                                            ManagementFactory.getThreadMXBean()
                                                            .getCurrentThreadCpuTime()
                                                    / 1e9;
                                    return new Result(
                                            done, (System.nanoTime() - began) / 1e9, used);
                                }));
            }
            Result all = new Result(0, 0, 0);
            try {
                for (Future<Result> count : counting) {
                    Result one =
                            count.get(time.plus(LONGEST_OVERTIME).toSeconds(), TimeUnit.SECONDS);
                    all =
                            new Result(
                                    all.operations + one.operations,
                                    Math.max(all.seconds, one.seconds),
                                    all.processorSeconds + Math.max(0, one.processorSeconds));
                }
            } catch (ExecutionException e) {
                threads.shutdownNow();
                throw e.getCause() instanceof Exception cause ? cause : e;
            }
            return all;
        } finally {
            for (Client client : connected) {
                client.close();
            }
        }
    }
}
