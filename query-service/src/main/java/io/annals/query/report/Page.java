package io.annals.query.report;

import org.springframework.web.util.HtmlUtils;

import tools.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeSet;

/** A report as a page fit to print: the JSON, told in tables, each number with its source. */
final class Page {

    private static final String HEAD =
            """
            <!doctype html>
            <html lang="en"><head><meta charset="utf-8"><title>%1$s</title><style>
            body { font: 15px/1.5 Georgia, "Noto Serif CJK SC", serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #1b1b1b }
            h1 { font-size: 1.7rem } h2 { border-bottom: 2px solid #1b1b1b; margin-top: 2.2rem } h3 { margin-bottom: .3rem }
            table { border-collapse: collapse; width: 100%%; margin: .5rem 0 1rem; font-size: .92em } caption { text-align: left; font-style: italic }
            th, td { border: 1px solid #bbb; padding: .25rem .5rem; text-align: left; vertical-align: top } th { background: #f2f2ee }
            .number { text-align: right; font-variant-numeric: tabular-nums } .source, .none { color: #666; font-size: .85em }
            @media print { body { margin: 0; max-width: none } h2 { break-after: avoid } tr { break-inside: avoid } }
            </style></head><body><h1>%1$s</h1>
            """;

    private final StringBuilder html = new StringBuilder();
    private final Map<String, Integer> notes;

    private Page(Map<String, Integer> notes) {
        this.notes = notes;
    }

    static String of(JsonNode report) {
        Map<String, Integer> notes = new LinkedHashMap<>();
        report.get("sources").forEach(one -> notes.put(text(one, "id"), notes.size() + 1));
        Page page = new Page(notes);
        page.tell(report);
        return page.html.toString();
    }

    private void tell(JsonNode report) {
        String title = "Blockchain industry and parks: " + text(report.get("region"), "name");
        html.append(HEAD.formatted(escape(title)));
        JsonNode asOf = report.get("asOf");
        html.append(
                "<p>As of %s, as known at %s (position %d of the log).</p>%n"
                        .formatted(
                                text(asOf, "validAt"),
                                text(asOf, "knownAt"),
                                asOf.get("position").asLong()));
        int number = 1;
        for (JsonNode chapter : report.get("chapters")) {
            html.append(
                    "<section id=\"%s\"><h2>%d. %s</h2>%n"
                            .formatted(
                                    text(chapter, "id"), number++, escape(text(chapter, "title"))));
            chapter.path("figures").forEach(this::figure);
            counted(chapter.path("counted"));
            rows(chapter.path("rows"));
            if (chapter.path("noData").asBoolean(false)) {
                html.append("<p class=\"none\">No data.</p>\n");
            }
            html.append("</section>\n");
        }
        html.append("<section id=\"sources\"><h2>Sources</h2><ol>\n");
        report.get("sources")
                .forEach(
                        one ->
                                html.append(
                                        "<li>%s. %s%s</li>%n"
                                                .formatted(
                                                        escape(text(one, "title")),
                                                        escape(text(one, "publisher")),
                                                        one.has("publishedOn")
                                                                ? ", " + text(one, "publishedOn")
                                                                : "")));
        html.append("</ol></section></body></html>\n");
    }

    private void figure(JsonNode figure) {
        html.append(
                "<table><caption>%s</caption><tr><th>Figure</th><th>Of</th><th>Unit</th><th>Period</th><th>Value</th><th>Source</th></tr>%n"
                        .formatted(escape(text(figure, "title"))));
        for (JsonNode series : figure.get("series")) {
            for (JsonNode value : series.get("values")) {
                String reading = value.has("reading") ? " (" + text(value, "reading") + ")" : "";
                row(
                        text(series, "name"),
                        text(series.get("about"), "name"),
                        text(series, "unit"),
                        text(value, "period"),
                        value.has("noData") ? "no data" : shown(value.get("value")) + reading,
                        note(value.path("events")));
            }
        }
        if (figure.path("noData").asBoolean(false)) {
            html.append("<tr><td colspan=\"6\" class=\"none\">no data</td></tr>\n");
        }
        html.append("</table>\n");
    }

    private void counted(JsonNode counted) {
        for (Map.Entry<String, JsonNode> part : counted.properties()) {
            JsonNode value = part.getValue();
            if (value.isArray() && !value.isEmpty()) {
                List<String> columns = new ArrayList<>(value.get(0).propertyNames());
                html.append("<table><caption>")
                        .append(words(part.getKey()))
                        .append("</caption><tr>");
                columns.forEach(name -> html.append("<th>").append(words(name)).append("</th>"));
                html.append("</tr>\n");
                value.forEach(
                        one ->
                                row(
                                        columns.stream()
                                                .map(name -> shown(one.path(name)))
                                                .toArray(String[]::new)));
                html.append("</table>\n");
            } else if (value.isObject()) {
                html.append(
                        "<p>%s: <b>%s</b> <span class=\"source\">%s</span></p>%n"
                                .formatted(
                                        words(part.getKey()),
                                        shown(value.get("value")),
                                        escape(text(value, "href"))));
            }
        }
    }

    private void rows(JsonNode rows) {
        for (JsonNode one : rows) {
            JsonNode facts = one.get("facts");
            String name = shown(facts.path("name").path("value"));
            String title = name.isEmpty() ? shown(facts.path("title").path("value")) : name;
            html.append(
                    "<h3>%s</h3><table><tr><th>status</th><td>%s, since %s</td><td class=\"source\">%s</td></tr>%n"
                            .formatted(
                                    escape(title),
                                    escape(text(one, "status")),
                                    escape(text(one, "since")),
                                    note(one.path("events"))));
            for (Map.Entry<String, JsonNode> fact : facts.properties()) {
                html.append(
                        "<tr><th>%s</th><td>%s</td><td class=\"source\">%s</td></tr>%n"
                                .formatted(
                                        words(fact.getKey()),
                                        escape(shown(fact.getValue().get("value"))),
                                        note(fact.getValue().path("events"))));
            }
            html.append("</table>\n");
        }
    }

    private void row(String... cells) {
        html.append("<tr>");
        for (String cell : cells) {
            boolean number = cell.matches("-?[0-9][0-9,.]*");
            html.append(number ? "<td class=\"number\">" : "<td>")
                    .append(escape(cell))
                    .append("</td>");
        }
        html.append("</tr>\n");
    }

    /** The numbers of the sources behind some events. */
    private String note(JsonNode events) {
        TreeSet<Integer> numbers = new TreeSet<>();
        events.forEach(
                event -> {
                    Integer number = notes.get(text(event, "source"));
                    if (number != null) {
                        numbers.add(number);
                    }
                });
        return numbers.isEmpty() ? "" : numbers.toString();
    }

    private static String words(String name) {
        return escape(name.replaceAll("([A-Z])", " $1").toLowerCase(Locale.ROOT));
    }

    /** A value in words: {@code more than 0.60}, {@code about 300}, lists by commas. */
    private static String shown(JsonNode value) {
        if (value.isArray()) {
            StringJoiner list = new StringJoiner("; ");
            value.forEach(one -> list.add(shown(one)));
            return list.toString();
        }
        if (value.isObject()) {
            StringJoiner members = new StringJoiner(" ");
            value.properties()
                    .forEach(
                            member ->
                                    members.add(
                                            (member.getKey()
                                                                    .matches(
                                                                            "name|id|region|role|amount|currency")
                                                            ? ""
                                                            : words(member.getKey()) + " ")
                                                    + shown(member.getValue())));
            return members.toString();
        }
        return value.isMissingNode() || value.isNull() ? "" : value.asString();
    }

    private static String text(JsonNode node, String name) {
        return node.path(name).asString("");
    }

    private static String escape(String text) {
        return HtmlUtils.htmlEscape(text, "UTF-8");
    }
}
