package io.annals.standalone;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What was measured, and on what: printed as it comes, and as a table of Markdown. */
final class BenchFigures {
    private static final String BEGIN = "<!-- figures -->";
    private static final String END = "<!-- /figures -->";

    /**
     * A figure.
     *
     * @param name what it is
     * @param value of it, with its unit
     * @param ceiling what it is held against, with its value in this same run; empty if nothing
     * @param ratio of the value to the ceiling's, null without one
     * @param remark the aim, or what else there is to know; may be empty
     */
    private record Figure(
            String name, String value, String ceiling, @Nullable Double ratio, String remark) {}

    private final PrintStream out;
    private final List<String> machine = new ArrayList<>();
    private final List<Figure> figures = new ArrayList<>();

    BenchFigures(PrintStream out) {
        this.out = out;
    }

    /** A line on the machine or the run. */
    void machine(String line) {
        machine.add(line);
        out.println(line);
    }

    void add(String name, double value, String unit, String remark) {
        add(new Figure(name, amount(value, unit), "", null, remark));
    }

    void add(
            String name,
            double value,
            String unit,
            String ceiling,
            double ceilingValue,
            double ratio,
            String remark) {
        add(
                new Figure(
                        name,
                        amount(value, unit),
                        ceiling + ": " + amount(ceilingValue, unit),
                        ratio,
                        remark));
    }

    private void add(Figure figure) {
        figures.add(figure);
        out.printf(
                "%-52s %12s%s%s%s%n",
                figure.name,
                figure.value,
                figure.ceiling.isEmpty() ? "" : "  | " + figure.ceiling,
                figure.ratio == null ? "" : "  | ratio " + number(figure.ratio),
                figure.remark.isEmpty() ? "" : "  | " + figure.remark);
    }

    /**
     * Into the section between the markers; where there is no such file or section, at the end of
     * it.
     */
    void write(Path file) throws IOException {
        String section = BEGIN + "\n" + markdown() + END;
        String text = Files.exists(file) ? Files.readString(file) : "# Performance\n\n";
        int begin = text.indexOf(BEGIN);
        int end = text.indexOf(END);
        String after =
                begin >= 0 && end > begin
                        ? text.substring(0, begin) + section + text.substring(end + END.length())
                        : text + (text.endsWith("\n") ? "" : "\n") + section + "\n";
        if (file.toAbsolutePath().getParent() != null) {
            Files.createDirectories(file.toAbsolutePath().getParent());
        }
        Files.writeString(file, after);
        out.println("Written to " + file);
    }

    private String markdown() {
        var text = new StringBuilder();
        machine.forEach(line -> text.append("- ").append(line).append('\n'));
        text.append("\n| figure | value | ceiling in the same run | ratio | |\n")
                .append("| --- | ---: | --- | ---: | --- |\n");
        for (Figure figure : figures) {
            text.append("| ")
                    .append(figure.name)
                    .append(" | ")
                    .append(figure.value)
                    .append(" | ")
                    .append(figure.ceiling)
                    .append(" | ")
                    .append(figure.ratio == null ? "" : number(figure.ratio))
                    .append(" | ")
                    .append(figure.remark)
                    .append(" |\n");
        }
        return text.toString();
    }

    private static String amount(double value, String unit) {
        return number(value) + " " + unit;
    }

    /** To three digits or so. */
    static String number(double value) {
        double size = Math.abs(value);
        return String.format(
                Locale.ROOT,
                size >= 100 ? "%,.0f" : size >= 10 ? "%.1f" : size >= 1 ? "%.2f" : "%.3f",
                value);
    }
}
