package io.annals.standalone;

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
        default void close() throws Exception {}
    }

    /** Makes a client. */
    interface Clients {
        Client connect() throws Exception;
    }

    private BenchLoad() {}

    /** Operations a second. The first failure of any client is thrown: what fails is not a figure. */
    static double perSecond(int clients, Duration time, Clients of) throws Exception {
        List<Client> connected = new ArrayList<>();
        try (var threads = Executors.newFixedThreadPool(
                clients, Thread.ofPlatform().name("bench-client-", 1).daemon().factory())) {
            for (int i = 0; i < clients; i++) {
                connected.add(of.connect());
            }
            long began = System.nanoTime();
            long until = began + time.toNanos();
            List<Future<Long>> counting = new ArrayList<>();
            for (Client client : connected) {
                counting.add(threads.submit(() -> {
                    long done = 0;
                    while (System.nanoTime() < until) {
                        client.ask();
                        done++;
                    }
                    return done;
                }));
            }
            long done = 0;
            try {
                for (Future<Long> count : counting) {
                    done += count.get(
                            time.plus(LONGEST_OVERTIME).toSeconds(), TimeUnit.SECONDS);
                }
            } catch (ExecutionException e) {
                threads.shutdownNow();
                throw e.getCause() instanceof Exception cause ? cause : e;
            }
            return done / ((System.nanoTime() - began) / 1e9);
        } finally {
            for (Client client : connected) {
                client.close();
            }
        }
    }
}
