package io.annals.standalone;

import io.annals.standalone.BenchProcesses.Memory;

import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A start on a home that has been used, as a process of its own, by the same JVM with the same
 * options: from the beginning of the process until it says that it is ready, and the memory that it
 * takes with its PostgreSQL.
 */
final class BenchStart {
    private static final Duration LONGEST_START = Duration.ofMinutes(3);
    private static final int CLIENTS = 8;

    private final Home home;
    private final String key;
    private final List<String> companies;
    private final BenchFigures figures;
    private final Duration time;

    /**
     * What is to be measured.
     *
     * @param home of a registry that was closed
     * @param key to write with
     * @param companies paths that can be read in it
     */
    BenchStart(Home home, String key, List<String> companies, BenchFigures figures, Duration time) {
        this.home = home;
        this.key = key;
        this.companies = companies;
        this.figures = figures;
        this.time = time;
    }

    void startsAndMemory() throws Exception {
        double[] seconds = new double[BenchRounds.ROUNDS];
        for (int i = 0; i < seconds.length; i++) {
            var listen = new Run.Listen("127.0.0.1", Ports.free(), Ports.free());
            Path says = home.folder().resolve("up.out");
            long began = System.nanoTime();
            Process process = start(listen, says);
            var stop = new Thread(process::destroy);
            Runtime.getRuntime().addShutdownHook(stop);
            try {
                awaitReady(process, says);
                seconds[i] = (System.nanoTime() - began) / 1e9;
                if (i == seconds.length - 1) {
                    figures.add(
                            "Start to ready, used home",
                            BenchRounds.median(seconds),
                            "s",
                            "from the start of the process");
                    memory(process, listen);
                }
            } finally {
                process.destroy();
                if (!process.waitFor(1, TimeUnit.MINUTES)) {
                    process.destroyForcibly();
                }
                Runtime.getRuntime().removeShutdownHook(stop);
            }
        }
    }

    private void memory(Process process, Run.Listen listen) throws Exception {
        var processes = new BenchProcesses(process.pid(), home);
        Memory ready = processes.memory();
        if (ready == null) {
            figures.machine("Memory: not told by this system");
            return;
        }
        add("Memory of the whole run, at ready", ready);
        Memory most = ready;
        var ended = new java.util.concurrent.atomic.AtomicBoolean();
        var load =
                Thread.ofPlatform()
                        .start(
                                () -> {
                                    try {
                                        BenchLoad.run(
                                                CLIENTS,
                                                time.multipliedBy(2),
                                                () -> new Reader(listen));
                                    } catch (Exception e) {
                                        throw new IllegalStateException(e);
                                    } finally {
                                        ended.set(true);
                                    }
                                });
        while (!ended.get()) {
            Thread.sleep(500);
            Memory now = processes.memory();
            if (now != null && now.all() > most.all()) {
                most = now;
            }
        }
        load.join();
        add("Memory of the whole run, most while 8 clients read", most);
    }

    private void add(String name, Memory memory) {
        figures.add(
                name,
                memory.all(),
                "MB",
                "aim below 1,200; JVM %,.0f resident, PostgreSQL %,.0f proportional"
                        .formatted(memory.java(), memory.postgres()));
    }

    private Process start(Run.Listen listen, Path says) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options());
        String classes = System.getProperty("java.class.path");
        if (classes.endsWith(".jar") && !classes.contains(File.pathSeparator)) {
            command.addAll(List.of("-jar", classes));
        } else {
            command.addAll(List.of("-cp", classes, Annals.class.getName()));
        }
        command.addAll(
                List.of(
                        "up",
                        "--empty",
                        "--home=" + home.folder(),
                        "--port=" + listen.port(),
                        "--command-port=" + listen.commandPort()));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(says.toFile())
                .start();
    }

    /** Those of this JVM, without an agent that measures or debugs it. */
    static List<String> options() {
        return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(option -> option.startsWith("-X") || option.startsWith("--"))
                .toList();
    }

    private static void awaitReady(Process process, Path says) throws Exception {
        long until = System.nanoTime() + LONGEST_START.toNanos();
        while (!Files.exists(says) || !Files.readString(says).contains("\nReady")) {
            if (!process.isAlive() || System.nanoTime() > until) {
                throw new Problem(
                        "The second start did not become ready: " + Files.readString(says));
            }
            Thread.sleep(10);
        }
    }

    private final class Reader implements BenchLoad.Client {
        private final BenchHttp http;
        private int next;

        Reader(Run.Listen listen) throws IOException {
            http = new BenchHttp(listen.url(), key);
        }

        @Override
        public void ask() throws IOException {
            String path = companies.get(next++ % companies.size());
            BenchHttp.Answer answer = http.get(path);
            if (answer.status() != 200) {
                throw new Problem(path + " was answered " + answer.status());
            }
        }

        @Override
        public void close() throws IOException {
            http.close();
        }
    }
}
