package io.annals.standalone;

import io.annals.seeds.SeedFile;
import io.annals.seeds.Seeds;

import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

import tools.jackson.databind.JsonNode;

import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Loads the seeds through the API, as anyone would load data. Begun again after an interruption it
 * sends all lines again: those that are in count as unchanged.
 */
final class Loading {
    private static final int NAMED_AT_MOST = 10;
    private static final Duration LONGEST_UNREAD = Duration.ofMinutes(5);

    private final Api api;
    private final PrintStream out;

    Loading(Api api, PrintStream out) {
        this.api = api;
        this.out = out;
    }

    void load(boolean population) {
        for (SeedFile file : Seeds.report()) {
            load(file.name(), file.lines());
        }
        if (population) {
            load("a synthetic population", Seeds.population().lines().toList());
        }
        awaitReading(Instant.now());
    }

    /** Until what was recorded before can be read. */
    private void awaitReading(Instant recorded) {
        Instant until = Instant.now().plus(LONGEST_UNREAD);
        while (Instant.now().isBefore(until)) {
            String settled = api.get("/api/v1/status").path("settled").asString("");
            if (!settled.isEmpty() && Instant.parse(settled).isAfter(recorded)) {
                return;
            }
            pause();
        }
        throw new Problem(
                "What was loaded cannot be read after " + LONGEST_UNREAD.toMinutes() + " minutes");
    }

    private void load(String what, List<String> lines) {
        String followed = api.startImport(lines);
        JsonNode progress;
        try (ProgressBar bar = bar(what, lines.size())) {
            do {
                pause();
                progress = api.get(followed);
                bar.stepTo(
                        progress.path("accepted").asLong()
                                + progress.path("unchanged").asLong()
                                + progress.path("rejected").asLong());
            } while (progress.path("status").asString().equals("running"));
        }
        out.println();
        if (progress.path("rejected").asLong() > 0) {
            int named = 0;
            for (JsonNode error : progress.path("errors")) {
                if (named++ == NAMED_AT_MOST) {
                    break;
                }
                out.println(
                        "  line "
                                + error.path("line").asLong()
                                + ": "
                                + error.path("code").asString()
                                + ": "
                                + error.path("message").asString());
            }
            throw new Problem(
                    progress.path("rejected").asLong()
                            + " of "
                            + lines.size()
                            + " lines of "
                            + what
                            + " were rejected");
        }
    }

    private ProgressBar bar(String what, long lines) {
        return new ProgressBarBuilder()
                .setTaskName("Loading " + what)
                .setInitialMax(lines)
                .setUnit(" lines", 1)
                .setStyle(ProgressBarStyle.ASCII)
                .setUpdateIntervalMillis(500)
                .showSpeed()
                .setConsumer(
                        new DelegatingProgressBarConsumer(
                                line -> {
                                    out.print("\r" + line);
                                    out.flush();
                                },
                                100))
                .build();
    }

    private static void pause() {
        try {
            Thread.sleep(Duration.ofMillis(200));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Registrations per year and district, as the report has them. */
    void printRegistrations() {
        var cells = new TreeMap<String, TreeMap<String, Long>>();
        var districts = new TreeSet<String>();
        JsonNode rows =
                api.get(
                                "/api/v1/series/company-registrations?by=year,district&region=440100&validAt=2019-10-31")
                        .path("rows");
        for (JsonNode row : rows) {
            String district = row.path("district").asString("");
            districts.add(district);
            cells.computeIfAbsent(row.path("period").asString(), _ -> new TreeMap<>())
                    .merge(district, row.path("value").asLong(), Long::sum);
        }
        if (districts.isEmpty()) {
            return;
        }
        out.println("Registrations per year, Guangzhou's districts, as of 2019-10-31:");
        out.println();
        out.print("      ");
        districts.forEach(district -> out.printf("%11s", name(district)));
        out.printf("%11s%n", "all");
        var sums = new TreeMap<String, Long>();
        cells.forEach(
                (year, row) -> {
                    row.forEach((district, value) -> sums.merge(district, value, Long::sum));
                    printRow(year, row, districts);
                });
        printRow("all", sums, districts);
        out.println();
    }

    private void printRow(String title, TreeMap<String, Long> row, TreeSet<String> districts) {
        out.printf("%-6s", title);
        districts.forEach(district -> out.printf("%,11d", row.getOrDefault(district, 0L)));
        out.printf("%,11d%n", row.values().stream().mapToLong(Long::longValue).sum());
    }

    private String name(String district) {
        if (district.isEmpty()) {
            return "unknown";
        }
        JsonNode region = api.get("/api/v1/regions/" + district);
        String name = region.path("nameEn").asString(region.path("name").asString(district));
        return name.replace(" District", "");
    }
}
