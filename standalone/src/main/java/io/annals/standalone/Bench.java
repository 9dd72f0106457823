package io.annals.standalone;

import io.annals.seeds.Population;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.logging.LoggingSystem;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.logging.LogManager;
import java.util.stream.IntStream;

/**
 * Measures a registry of its own on the embedded servers, everything durable as it ships. Each
 * figure is held against what the same machine can do in the same minutes, because the figures of
 * one machine say nothing about another.
 */
@Command(name = "bench", description = "Measures a registry of its own, and deletes it.")
final class Bench implements Callable<Integer> {

    /**
     * How much to measure.
     *
     * @param companies of the synthetic population, 3 or more
     * @param time of each round
     * @param parts what to leave in; the import is always made
     * @param to the file of Markdown into which to write the figures; null: none
     */
    record Options(int companies, Duration time, Set<Part> parts, @Nullable Path to) {}

    /** A group of figures. */
    enum Part {
        IMPORT,
        READS,
        SERIES,
        COMMANDS,
        FEED,
        START
    }

    @Option(
            names = "--folder",
            description =
                    "Empty or new folder for its data, on the disk to be measured (default:"
                            + " $$ANNALS_HOME, else ~/.annals, with -bench)",
            defaultValue = "${env:ANNALS_HOME:-${sys:user.home}/.annals}-bench")
    private Path folder = Path.of("");

    @Option(
            names = "--companies",
            defaultValue = "" + Population.DEFAULT_COMPANIES,
            description = "Size of the population (default: ${DEFAULT-VALUE})")
    private int companies;

    @Option(
            names = "--seconds",
            defaultValue = "5",
            description = "Length of each round (default: ${DEFAULT-VALUE})")
    private int seconds;

    @Option(
            names = "--only",
            split = ",",
            description = "Of ${COMPLETION-CANDIDATES}, separated by commas (default: all)")
    private Set<Part> parts = EnumSet.allOf(Part.class);

    @Option(
            names = "--to",
            description = "File of Markdown whose figures to replace, as docs/performance.md")
    private @Nullable Path to;

    @Override
    public Integer call() throws Exception {
        run(System.out, folder, new Options(companies, Duration.ofSeconds(seconds), parts, to));
        return 0;
    }

    /**
     * Measures all figures.
     *
     * @param temporaryHome an empty or new folder; nothing is left of it
     */
    static void run(PrintStream out, Path temporaryHome, Options options) throws Exception {
        if (System.getenv().keySet().stream()
                .anyMatch(
                        name ->
                                name.matches(
                                        "ANNALS_(LOG|READ)_DATABASE_URL|ANNALS_KAFKA_BOOTSTRAP"))) {
            throw new Problem(
                    "Servers of your own are named: they are not to be filled by a measurement");
        }
        if (options.companies < BenchRounds.ROUNDS || options.time.toSeconds() < 1) {
            throw new Problem("Too small to measure: 3 companies and 1 second is the least");
        }
        var home = new Home(temporaryHome);
        if (Files.isDirectory(temporaryHome) && !isEmpty(temporaryHome)) {
            throw new Problem(
                    home.folder() + " is not empty: name another by --folder, or delete it");
        }
        Files.createDirectories(home.folder());
        System.setProperty("annals.log", home.folder().resolve("annals.log").toString());
        System.setProperty(LoggingSystem.SYSTEM_PROPERTY, LoggingSystem.NONE);
        LogManager.getLogManager().reset();
        var figures = new BenchFigures(out);
        machine(figures, home, options);
        try {
            measure(home, figures, options);
        } catch (Exception e) {
            throw new IllegalStateException(
                    "The measurement failed; what it left is in " + home.folder(), e);
        }
        home.deleteContents();
        Files.deleteIfExists(home.folder());
        if (options.to != null) {
            figures.write(options.to);
        }
    }

    private static void measure(Home home, BenchFigures figures, Options options) throws Exception {
        var population = Population.of(Population.DEFAULT_SEED, options.companies);
        String key;
        try (var registry = BenchRegistry.start(home)) {
            // where the run is interrupted, its PostgreSQL must not live on
            SpringApplication.getShutdownHandlers().add(registry::close);
            key = registry.key();
            var processes = new BenchProcesses(ProcessHandle.current().pid(), home);
            var writes = new BenchWrites(registry, figures, processes, population, options.time);
            var reads = new BenchReads(registry, figures, options.time);
            writes.imports();
            if (options.parts.contains(Part.READS)) {
                reads.asOf();
            }
            if (options.parts.contains(Part.SERIES)) {
                reads.series();
            }
            if (options.parts.contains(Part.COMMANDS)) {
                writes.commands();
            }
            if (options.parts.contains(Part.FEED)) {
                new BenchFeed(registry, figures, population, options.time).latency();
            }
        }
        if (!options.parts.contains(Part.START)) {
            return;
        }
        List<String> paths =
                IntStream.range(0, Math.min(options.companies, 1_000))
                        .mapToObj(
                                i ->
                                        "/api/v1/companies/"
                                                + Population.id(i)
                                                + "?validAt=2019-10-31")
                        .toList();
        new BenchStart(home, key, paths, figures, options.time).startsAndMemory();
    }

    private static void machine(BenchFigures figures, Home home, Options options)
            throws IOException {
        var system = ManagementFactory.getOperatingSystemMXBean();
        figures.machine(
                String.format(
                        Locale.ROOT,
                        "%d cores, %s, load %.1f before; %s %s (%s)",
                        Runtime.getRuntime().availableProcessors(),
                        system instanceof com.sun.management.OperatingSystemMXBean more
                                ? "%.1f GB of memory".formatted(more.getTotalMemorySize() / 1e9)
                                : "memory not told",
                        system.getSystemLoadAverage(),
                        System.getProperty("os.name"),
                        System.getProperty("os.version"),
                        System.getProperty("os.arch")));
        figures.machine(
                "JDK "
                        + System.getProperty("java.vm.version")
                        + ", "
                        + (BenchStart.options().isEmpty()
                                ? "no options"
                                : String.join(" ", BenchStart.options())));
        figures.machine(
                "Data on "
                        + Files.getFileStore(home.folder()).type()
                        + ", fsync and synchronous_commit on; load and servers share the machine");
        figures.machine(
                String.format(
                        Locale.ROOT,
                        "%,d companies, medians of %d rounds of %d s after one to warm up; %s",
                        options.companies,
                        BenchRounds.ROUNDS,
                        options.time.toSeconds(),
                        Instant.now().truncatedTo(ChronoUnit.MINUTES)));
    }

    private static boolean isEmpty(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.findAny().isEmpty();
        }
    }
}
