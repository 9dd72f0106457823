package io.annals.query.report;

import io.annals.events.Json;
import io.annals.events.StatedPeriod;

import org.springframework.web.util.HtmlUtils;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.DecimalNode;
import tools.jackson.databind.node.ObjectNode;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
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
            td .source { vertical-align: super; font-size: .7em }
            @page { margin: 15mm }
            @media print { body { margin: 0; max-width: none; font-size: 12px } h2, h3, caption { break-after: avoid } tr { break-inside: avoid } th, td { padding: .1rem .3rem } a { color: inherit; text-decoration: none } }
            </style></head><body><h1>%1$s</h1>
            """;

    private static final Comparator<String> BY_DAYS =
            Comparator.comparing((String period) -> days(period).last())
                    .thenComparing(period -> days(period).first(), Comparator.reverseOrder())
                    .thenComparing(Comparator.naturalOrder());
    private static final Set<String> NAMED = Set.of("name", "title");
    private static final Set<String> CODED = Set.of("region", "policies", "seats");
    private static final Set<String> PLAIN =
            Set.of("name", "id", "region", "role", "amount", "currency");
    private static final Map<String, String> UNITS =
            Map.of("landArea", ", m²", "buildingArea", ", m²", "occupancyRate", ", %");

    private final StringBuilder html = new StringBuilder();
    private final Map<String, Integer> notes;
    private final JsonNode labels;

    private Page(Map<String, Integer> notes, JsonNode labels) {
        this.notes = notes;
        this.labels = labels;
    }

    static String of(JsonNode report) {
        Map<String, Integer> notes = new LinkedHashMap<>();
        report.get("sources").forEach(one -> notes.put(text(one, "id"), notes.size() + 1));
        Page page = new Page(notes, report.path("labels"));
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

    /** A row for each indicator, a column for each period. */
    private void figure(JsonNode figure) {
        html.append("<table><caption>%s</caption>%n".formatted(escape(text(figure, "title"))));
        if (figure.path("noData").asBoolean(false)) {
            html.append("<tr><td class=\"none\">no data</td></tr>\n</table>\n");
            return;
        }
        List<String> periods =
                figure.get("series")
                        .valueStream()
                        .flatMap(series -> series.get("values").valueStream())
                        .map(value -> text(value, "period"))
                        .distinct()
                        .sorted(BY_DAYS)
                        .toList();
        html.append("<tr><th>Figure</th><th>Of</th><th>Unit</th>");
        periods.forEach(period -> html.append("<th>").append(escape(period)).append("</th>"));
        html.append("</tr>\n");
        for (JsonNode series : figure.get("series")) {
            boolean ratio = text(series, "unit").equals("ratio");
            html.append(
                    "<tr><td>%s</td><td>%s</td><td>%s</td>"
                            .formatted(
                                    escape(text(series, "name")),
                                    escape(text(series.get("about"), "name")),
                                    ratio ? "%" : escape(text(series, "unit"))));
            for (String period : periods) {
                StringJoiner values = new StringJoiner("<br>");
                series.get("values")
                        .valueStream()
                        .filter(value -> text(value, "period").equals(period))
                        .forEach(value -> values.add(value(value, ratio)));
                html.append("<td class=\"number\">").append(values).append("</td>");
            }
            html.append("</tr>\n");
        }
        html.append("</table>\n");
    }

    private static StatedPeriod days(String period) {
        return StatedPeriod.parse(period).orElseThrow();
    }

    private String value(JsonNode value, boolean ratio) {
        if (value.has("noData")) {
            return "<span class=\"none\">no data</span>";
        }
        String reading = value.has("reading") ? " (" + text(value, "reading") + ")" : "";
        return escape(shown(ratio ? percent(value.get("value")) : value.get("value")) + reading)
                + source(note(value.path("events")));
    }

    /** A rate of 0.063 as 6.3, also within a quantity; its digits are kept. */
    private static JsonNode percent(JsonNode rate) {
        if (rate.isNumber()) {
            return DecimalNode.valueOf(rate.decimalValue().movePointRight(2));
        }
        ObjectNode percent = Json.object();
        rate.properties().forEach(one -> percent.set(one.getKey(), percent(one.getValue())));
        return percent;
    }

    private static String source(String note) {
        return note.isEmpty() ? "" : "<span class=\"source\">" + note + "</span>";
    }

    private void counted(JsonNode counted) {
        for (Map.Entry<String, JsonNode> part : counted.properties()) {
            JsonNode value = part.getValue();
            if (value.isArray() && !value.isEmpty()) {
                table(part.getKey(), value);
            } else if (value.isObject()) {
                html.append(
                        "<p>%s: <b>%s</b>%s</p>%n"
                                .formatted(
                                        words(part.getKey()),
                                        opened(value, shown(value.get("value"))),
                                        source(note(value.path("sources")))));
            }
        }
    }

    private void table(String title, JsonNode rows) {
        List<String> columns = new ArrayList<>(rows.get(0).propertyNames());
        columns.removeAll(List.of("href", "sources"));
        html.append("<table><caption>").append(words(title)).append("</caption><tr>");
        columns.forEach(name -> html.append("<th>").append(words(name)).append("</th>"));
        html.append("</tr>\n");
        for (JsonNode row : rows) {
            html.append("<tr>");
            for (String name : columns) {
                JsonNode cell = row.path(name);
                String text =
                        cell.isNumber() && name.equals("growth")
                                ? shown(percent(cell)) + " %"
                                : shown(cell);
                html.append(cell.isNumber() ? "<td class=\"number\">" : "<td>")
                        .append(
                                name.equals("value")
                                        ? opened(row, text) + source(note(row.path("sources")))
                                        : escape(text))
                        .append("</td>");
            }
            html.append("</tr>\n");
        }
        html.append("</table>\n");
    }

    /** A number as a link to the events behind it. */
    private static String opened(JsonNode number, String text) {
        return "<a href=\"%s\">%s</a>".formatted(escape(text(number, "href")), escape(text));
    }

    private void rows(JsonNode rows) {
        for (JsonNode one : rows) {
            JsonNode facts = one.get("facts");
            String name = shown(facts.path("name").path("value"));
            String title = name.isEmpty() ? shown(facts.path("title").path("value")) : name;
            html.append("<h3>%s</h3><table>%n".formatted(escape(title)));
            String since = text(one, "since").replaceFirst("^\\.\\.", "no later than ");
            fact("status", text(one, "status") + ", since " + since, one);
            for (Map.Entry<String, JsonNode> fact : facts.properties()) {
                if (!NAMED.contains(fact.getKey())) {
                    JsonNode value = fact.getValue().get("value");
                    JsonNode told =
                            CODED.contains(fact.getKey())
                                    ? named(value)
                                    : fact.getKey().equals("occupancyRate")
                                            ? percent(value)
                                            : value;
                    fact(fact.getKey(), shown(told), fact.getValue());
                }
            }
            html.append("</table>\n");
        }
    }

    private void fact(String name, String value, JsonNode behind) {
        html.append(
                "<tr><th>%s</th><td>%s</td><td class=\"source\">%s</td></tr>%n"
                        .formatted(
                                words(name) + UNITS.getOrDefault(name, ""),
                                escape(value),
                                note(behind.path("events"))));
    }

    /** Codes and ids by the names that they have. */
    private JsonNode named(JsonNode value) {
        if (value.isArray()) {
            ArrayNode names = Json.object().arrayNode();
            value.forEach(one -> names.add(named(one)));
            return names;
        }
        if (value.isObject()) {
            ObjectNode names = Json.object();
            value.properties().forEach(one -> names.set(one.getKey(), named(one.getValue())));
            return names;
        }
        return labels.path(value.asString("")).isString() ? labels.get(value.asString("")) : value;
    }

    /** The numbers of some sources, or of those behind some events. */
    private String note(JsonNode behind) {
        TreeSet<Integer> numbers = new TreeSet<>();
        behind.forEach(
                one -> {
                    Integer number = notes.get(text(one, one.has("source") ? "source" : "id"));
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
            for (Map.Entry<String, JsonNode> member : value.properties()) {
                boolean plain = PLAIN.contains(member.getKey());
                if (!member.getKey().equals("id") || !value.has("name")) {
                    members.add(
                            (plain ? "" : words(member.getKey()) + " ") + shown(member.getValue()));
                }
            }
            return members.toString();
        }
        return value.isMissingNode() || value.isNull()
                ? ""
                : value.isNumber() ? grouped(value.decimalValue()) : value.asString();
    }

    /** {@code 2,258.935}. */
    private static String grouped(BigDecimal number) {
        String plain = number.toPlainString();
        int point = plain.indexOf('.');
        String whole = point < 0 ? plain : plain.substring(0, point);
        return whole.replaceAll("(?<=[0-9])(?=([0-9]{3})+$)", ",")
                + plain.substring(whole.length());
    }

    private static String text(JsonNode node, String name) {
        return node.path(name).asString("");
    }

    private static String escape(String text) {
        return HtmlUtils.htmlEscape(text, "UTF-8");
    }
}
