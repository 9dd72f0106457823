package io.annals.standalone;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Memory and processor time of the servers, as Linux tells them under {@code /proc}. */
final class BenchProcesses {
    /** USER_HZ, the same on every Linux that Java runs on. */
    private static final double TICKS_PER_SECOND = 100;

    /** The share of what Java shows no thread of. */
    static final String NO_LIVING_THREAD = "compiler and collector";

    private static final Pattern KAFKA =
            Pattern.compile(
                    "^(data-plane|kafka-|broker-|quorum-|raft|Expiration|share-|group-|transaction-|controller)");

    private final long java;
    private final Path postgres;

    /**
     * The servers of a run.
     *
     * @param java the JVM's process
     * @param home where its PostgreSQL has its data
     */
    BenchProcesses(long java, Home home) {
        this.java = java;
        this.postgres = home.postgres().resolve("data/postmaster.pid");
    }

    /**
     * The JVM's resident set plus PostgreSQL's share of what its processes share, in MB (10⁶ B).
     */
    record Memory(double java, double postgres) {
        double all() {
            return java + postgres;
        }
    }

    /** Null where it cannot be told. */
    @Nullable Memory memory() {
        OptionalDouble resident = megabytes(Path.of("/proc/" + java + "/status"), "VmRSS:");
        List<OptionalDouble> shares =
                postgresProcesses().stream()
                        .map(id -> megabytes(Path.of("/proc/" + id + "/smaps_rollup"), "Pss:"))
                        .filter(OptionalDouble::isPresent)
                        .toList();
        return resident.isEmpty() || shares.isEmpty()
                ? null
                : new Memory(
                        resident.getAsDouble(),
                        shares.stream().mapToDouble(OptionalDouble::getAsDouble).sum());
    }

    /** Seconds of processor time of this JVM's threads by what they do, and of PostgreSQL. */
    Map<String, Double> processorSeconds() {
        Map<String, Double> seconds = new TreeMap<>();
        var threads = ManagementFactory.getThreadMXBean();
        double told = 0;
        for (ThreadInfo thread : threads.getThreadInfo(threads.getAllThreadIds())) {
            if (thread == null) {
                continue;
            }
            double used = Math.max(0, threads.getThreadCpuTime(thread.getThreadId()) / 1e9);
            told += used;
            seconds.merge(part(thread.getThreadName()), used, Double::sum);
        }
        if (ManagementFactory.getOperatingSystemMXBean()
                instanceof com.sun.management.OperatingSystemMXBean system) {
            seconds.put(NO_LIVING_THREAD, Math.max(0, system.getProcessCpuTime() / 1e9 - told));
        }
        seconds.put(
                "PostgreSQL",
                postgresProcesses().stream().mapToDouble(this::ticks).sum() / TICKS_PER_SECOND);
        return seconds;
    }

    private static String part(String thread) {
        if (thread.startsWith("ForkJoinPool-")) {
            return "services"; // requests are handled on virtual threads
        } else if (thread.startsWith("appli") || thread.startsWith("tail")) {
            return "applier";
        } else if (thread.startsWith("annals-leader")) {
            return "sequencer";
        } else if (thread.startsWith("annals-publisher") || thread.startsWith("kafka-producer")) {
            return "publisher";
        }
        if (thread.startsWith("annals-imports")) {
            return "import";
        }
        return KAFKA.matcher(thread).find() ? "Kafka" : "rest";
    }

    private List<Long> postgresProcesses() {
        try {
            long postmaster = Long.parseLong(Files.readAllLines(postgres).getFirst().strip());
            List<Long> processes = new ArrayList<>(List.of(postmaster));
            ProcessHandle.of(postmaster).stream()
                    .flatMap(ProcessHandle::descendants)
                    .forEach(process -> processes.add(process.pid()));
            return processes;
        } catch (IOException e) {
            return List.of();
        }
    }

    /** Of the process, and of its children that have ended. */
    private double ticks(long process) {
        try {
            String stat = Files.readString(Path.of("/proc/" + process + "/stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            return Stream.of(11, 12, 13, 14).mapToDouble(i -> Double.parseDouble(fields[i])).sum();
        } catch (IOException e) {
            return 0;
        }
    }

    private static OptionalDouble megabytes(Path file, String name) {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.filter(line -> line.startsWith(name))
                    .mapToDouble(
                            line -> Double.parseDouble(line.replaceAll("[^0-9]", "")) * 1024 / 1e6)
                    .findFirst();
        } catch (IOException e) {
            return OptionalDouble.empty();
        }
    }
}
