package io.annals.query.report;

import io.annals.events.Event;
import io.annals.events.Json;
import io.annals.events.Kind;
import io.annals.events.ParkFact;
import io.annals.events.StatedPeriod;
import io.annals.events.Timeline;
import io.annals.query.definitions.Definition;
import io.annals.query.platform.AsOf;
import io.annals.query.regions.RegionHistory;
import io.annals.query.regions.Regions;
import io.annals.query.series.Counts;
import io.annals.query.series.Dimension;
import io.annals.query.series.Measure;
import io.annals.query.series.Period;
import io.annals.query.series.Series;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The report of a region: its chapters, each number with the events and sources behind it. A count
 * says by which address it can be asked for again, and how many events of which source are in it.
 */
@Component
class IndustryReport {

    private static final int YEARS = 4;
    private static final List<String> POLICY =
            List.of(
                    "title",
                    "documentNumber",
                    "versionLabel",
                    "issuer",
                    "level",
                    "region",
                    "topics",
                    "measures",
                    "validUntil");
    private static final List<String> ORGANIZATION =
            List.of(
                    "name",
                    "type",
                    "region",
                    "founders",
                    "founderCount",
                    "members",
                    "count",
                    "seats",
                    "purpose");
    private static final List<String> FUND =
            List.of("name", "manager", "size", "region", "focus", "investments", "projectsTotal");
    private static final List<String> APPLICATION =
            List.of("name", "scenario", "operator", "region", "description");
    private static final List<String> PARK =
            List.of(
                    "name",
                    "aliases",
                    "region",
                    "address",
                    "landArea",
                    "buildingArea",
                    "founders",
                    "operator",
                    "positioning",
                    "capacity",
                    "tenants",
                    "occupancyRate",
                    "of",
                    "services",
                    "policies");

    private final Book book;
    private final Counts counts;
    private final RegionHistory history;
    private final JdbcClient db;

    IndustryReport(Book book, Counts counts, RegionHistory history, JdbcClient db) {
        this.book = book;
        this.counts = counts;
        this.history = history;
        this.db = db;
    }

    /**
     * The report.
     *
     * @param definition at most one: by which companies are counted
     */
    ObjectNode of(String region, List<Definition> definition, AsOf asOf) {
        return new Telling(region, definition, asOf).report();
    }

    /** One report in the making. */
    private final class Telling {
        private final String region;
        private final List<Definition> definition;
        private final AsOf asOf;
        private final Regions tree;
        private final Set<String> sources = new TreeSet<>();
        private final List<Book.Entry> parks;
        private final Map<Figure, List<Book.Entry>> figures = new TreeMap<>();
        private final List<Book.Entry> others = new ArrayList<>();

        Telling(String region, List<Definition> definition, AsOf asOf) {
            this.region = region;
            this.definition = definition;
            this.asOf = asOf;
            this.tree = history.at(asOf.validAt(), asOf.position());
            tree.check(region, asOf);
            this.parks =
                    book.all(Kind.PARK, region, asOf).stream()
                            .filter(park -> park.state().is(ParkFact.OPEN))
                            .toList();
            for (Book.Entry indicator : book.all(Kind.INDICATOR, null, asOf)) {
                Figure figure = Figure.of(text(indicator, "code")).orElse(null);
                boolean here = here(text(indicator, "about"));
                if (figure != null && (here || figure.compares())) {
                    figures.computeIfAbsent(figure, key -> new ArrayList<>()).add(indicator);
                } else if (here) {
                    others.add(indicator);
                }
            }
        }

        private boolean here(String about) {
            Set<String> inside = tree.within(region);
            return inside.contains(about) || inside.contains(regionOf(about));
        }

        private String regionOf(String subject) {
            return db.sql(
                            """
                            select region from version
                             where subject = :id and known_from <= :position and :position < known_to
                               and valid_from <= :day and :day < valid_to
                            """)
                    .param("id", subject)
                    .param("position", asOf.position())
                    .param("day", asOf.validAt())
                    .query((row, n) -> String.valueOf(row.getString(1)))
                    .optional()
                    .orElse("");
        }

        ObjectNode report() {
            ObjectNode report = Json.object().put("report", "industry");
            report.putObject("region").put("code", region).put("name", tree.name(region));
            report.set("asOf", asOf.json());
            definition.forEach(one -> report.set("definition", one.json()));
            ArrayNode chapters = report.putArray("chapters");
            published(chapters, "economy", "Economy");
            published(chapters, "research", "Research");
            published(chapters, "talent", "Talent");
            table(chapters, "policies", "Policies", Kind.POLICY, POLICY);
            table(chapters, "organizations", "Organizations", Kind.ORGANIZATION, ORGANIZATION);
            table(chapters, "funds", "Funds", Kind.FUND, FUND);
            table(chapters, "applications", "Applications", Kind.APPLICATION, APPLICATION);
            parkDistribution(published(chapters, "parks", "Parks"));
            companies(published(chapters, "companies", "Companies"));
            cases(chapters);
            if (!others.isEmpty()) {
                ObjectNode chapter = chapter(chapters, "other-figures", "Other published figures");
                figure(chapter.putArray("figures"), "other", "Other published figures", others);
            }
            report.set("sources", sources());
            return report;
        }

        private ObjectNode chapter(ArrayNode chapters, String id, String title) {
            return chapters.addObject().put("id", id).put("title", title);
        }

        private ObjectNode published(ArrayNode chapters, String id, String title) {
            ObjectNode chapter = chapter(chapters, id, title);
            ArrayNode shown = chapter.putArray("figures");
            for (Figure figure : Figure.values()) {
                if (figure.chapter().equals(id)) {
                    List<Book.Entry> indicators =
                            new ArrayList<>(figures.getOrDefault(figure, List.of()));
                    indicators.sort(
                            Comparator.comparing(
                                            (Book.Entry one) ->
                                                    figure.codes().indexOf(text(one, "code")))
                                    .thenComparing(one -> text(one, "about")));
                    figure(
                            shown,
                            figure.name().toLowerCase(Locale.ROOT),
                            figure.title(),
                            indicators);
                }
            }
            return chapter;
        }

        /** The numbers of a figure; a year of which nothing is published has no data. */
        private void figure(ArrayNode into, String id, String title, List<Book.Entry> indicators) {
            ObjectNode figure = into.addObject().put("id", id).put("title", title);
            ArrayNode series = figure.putArray("series");
            for (Book.Entry indicator : indicators) {
                ObjectNode one =
                        series.addObject()
                                .put("indicator", indicator.id())
                                .put("code", text(indicator, "code"))
                                .put("name", text(indicator, "name"));
                String about = text(indicator, "about");
                one.putObject("about").put("id", about).put("name", nameOf(about));
                one.put("unit", text(indicator, "unit"));
                values(indicator, one.putArray("values"));
            }
            if (indicators.isEmpty()) {
                figure.put("noData", true);
            }
        }

        private void values(Book.Entry indicator, ArrayNode into) {
            List<JsonNode> observations = new ArrayList<>();
            indicator
                    .state()
                    .field("observations")
                    .ifPresent(all -> all.forEach(observations::add));
            Set<String> periods = new TreeSet<>();
            observations.forEach(one -> periods.add(one.get("period").asString()));
            boolean yearly =
                    periods.isEmpty() || periods.stream().anyMatch(period -> period.length() == 4);
            for (int year = asOf.validAt().getYear() - YEARS;
                    yearly && year < asOf.validAt().getYear();
                    year++) {
                if (!periods.contains(Integer.toString(year))) {
                    observations.add(
                            Json.object()
                                    .put("period", Integer.toString(year))
                                    .put("noData", true));
                }
            }
            observations.sort(
                    Comparator.comparing(
                                    (JsonNode one) ->
                                            StatedPeriod.parse(one.get("period").asString())
                                                    .orElseThrow()
                                                    .last())
                            .thenComparing(one -> one.get("period").asString())
                            .thenComparing(one -> one.path("sequence").asLong(0)));
            for (JsonNode one : observations) {
                ObjectNode value = into.addObject();
                for (String name : List.of("period", "value", "noData", "reading", "statement")) {
                    if (one.has(name)) {
                        value.set(name, one.get(name));
                    }
                }
                if (one.has("sequence")) {
                    value.set(
                            "events",
                            cited(
                                    indicator,
                                    List.of(indicator.standing(one.get("sequence").asLong()))));
                }
            }
        }

        private ArrayNode cited(Book.Entry entry, List<Event> events) {
            events.forEach(
                    event -> {
                        if (event.source() != null) {
                            sources.add(event.source().id());
                        }
                    });
            return entry.named(events);
        }

        private void table(
                ArrayNode chapters, String id, String title, Kind kind, List<String> fields) {
            ObjectNode chapter = chapter(chapters, id, title);
            ArrayNode rows = chapter.putArray("rows");
            for (Book.Entry entry : book.all(kind, region, asOf)) {
                row(entry, fields, rows.addObject());
            }
            if (rows.isEmpty()) {
                chapter.put("noData", true);
            }
        }

        private void row(Book.Entry entry, List<String> fields, ObjectNode row) {
            row.put("id", entry.id()).put("status", entry.state().status());
            Timeline.Standing founding = entry.founding();
            row.put("since", Objects.toString(founding.effectiveOn(), null));
            row.set("events", cited(entry, List.of(founding.event())));
            ObjectNode facts = row.putObject("facts");
            for (String field : fields) {
                entry.state()
                        .field(field)
                        .ifPresent(
                                value -> {
                                    ObjectNode fact = facts.putObject(field);
                                    fact.set("value", value);
                                    fact.set("events", cited(entry, entry.behind(field)));
                                });
            }
        }

        private void parkDistribution(ObjectNode chapter) {
            ObjectNode counted = chapter.putObject("counted");
            Series series = series(Measure.OPEN_PARKS, null, List.of(Dimension.DISTRICT));
            ArrayNode rows = counted.putArray("byDistrict");
            long all = 0;
            for (JsonNode row : counts.of(series, asOf).rows()) {
                if (row.get("value").asLong() == 0) {
                    continue;
                }
                all += row.get("value").asLong();
                ObjectNode shown = district(rows.addObject(), row);
                ArrayNode names = shown.putArray("parks");
                parks.stream()
                        .filter(
                                park ->
                                        tree.district(String.valueOf(park.state().text("region")))
                                                .equals(row.path("district").stringValueOpt()))
                        .forEach(
                                park ->
                                        names.addObject()
                                                .put("id", park.id())
                                                .put("name", park.state().text("name")));
            }
            counted.set("total", count(Measure.OPEN_PARKS, all, ""));
        }

        private ObjectNode district(ObjectNode shown, JsonNode row) {
            JsonNode district = row.path("district");
            shown.set("district", district);
            district.stringValueOpt().ifPresent(code -> shown.put("name", tree.name(code)));
            return shown.put("value", row.get("value").asLong());
        }

        private void companies(ObjectNode chapter) {
            ObjectNode counted = chapter.putObject("counted");
            Series years = series(Measure.COMPANY_REGISTRATIONS, Period.YEAR, List.of());
            Series.Answer registered = counts.of(years, definition, asOf);
            counted.set("registrationsByYear", registered.rows());
            counted.set("registrationsUndated", registered.undated());
            ArrayNode rows = registered.rows();
            long total = rows.isEmpty() ? 0 : rows.get(rows.size() - 1).get("total").asLong();
            counted.set("registrations", count(Measure.COMPANY_REGISTRATIONS, total, "by=year"));
            for (Measure measure :
                    List.of(Measure.COMPANY_REGISTRATIONS, Measure.ACTIVE_COMPANIES)) {
                List<ObjectNode> districts = new ArrayList<>();
                long all = 0;
                for (JsonNode row :
                        counts.of(
                                        series(measure, null, List.of(Dimension.DISTRICT)),
                                        definition,
                                        asOf)
                                .rows()) {
                    all += row.get("value").asLong();
                    districts.add(district(Json.object(), row));
                }
                districts.sort(
                        Comparator.comparingLong((ObjectNode row) -> -row.get("value").asLong())
                                .thenComparing(row -> row.path("district").asString("")));
                boolean stock = measure == Measure.ACTIVE_COMPANIES;
                ArrayNode shown =
                        counted.putArray(stock ? "activeByDistrict" : "registrationsByDistrict");
                districts.forEach(shown::add);
                if (stock) {
                    counted.set("active", count(measure, all, "by=district"));
                }
            }
        }

        private Series series(Measure measure, @Nullable Period period, List<Dimension> by) {
            return new Series(
                    measure,
                    period,
                    by,
                    false,
                    region,
                    null,
                    null,
                    asOf.validAt(),
                    day -> history.at(day, asOf.position()));
        }

        /** A count of the registry's own, with the address at which it can be asked for again. */
        private ObjectNode count(Measure measure, long value, String by) {
            ObjectNode count = Json.object().put("value", value).put("measure", measure.text());
            count.put(
                    "href",
                    "/api/v1/series/%s?%sregion=%s%s&validAt=%s&knownAt=@%d"
                            .formatted(
                                    measure.text(),
                                    by.isEmpty() ? "" : by + "&",
                                    region,
                                    measure.kind() != Kind.COMPANY || definition.isEmpty()
                                            ? ""
                                            : "&definition="
                                                    + definition.getFirst().code()
                                                    + "@"
                                                    + definition.getFirst().sequence(),
                                    asOf.validAt(),
                                    asOf.position()));
            ArrayNode from = count.putArray("sources");
            boolean companies = measure.kind() == Kind.COMPANY;
            String satisfied =
                    companies && !definition.isEmpty() ? "and " + Definition.SATISFIED : "";
            db.sql(
                            """
                            select event::json -> 'source' ->> 'id' as source, count(*) as events
                              from change
                             where type = :type and position <= :position
                               and subject in (
                                   select subject from version
                                    where kind = :kind and region = any(:codes)
                                      and known_from <= :position and :position < known_to
                                      and valid_from <= :day and :day < valid_to %s)
                             group by 1 order by 1
                            """
                                    .formatted(satisfied))
                    .param("type", measure.kind().founding().storedName(measure.kind()))
                    .param("kind", measure.kind().singular())
                    .param("position", asOf.position())
                    .param("day", asOf.validAt())
                    .param("codes", tree.within(region).toArray(String[]::new))
                    .params(satisfied.isEmpty() ? Map.of() : definition.getFirst().arguments())
                    .query(
                            row -> {
                                sources.add(String.valueOf(row.getString("source")));
                                from.addObject()
                                        .put("id", row.getString("source"))
                                        .put("events", row.getLong("events"));
                            });
            return count;
        }

        private void cases(ArrayNode chapters) {
            ObjectNode chapter = chapter(chapters, "park-cases", "Park cases");
            ArrayNode rows = chapter.putArray("rows");
            parks.forEach(park -> row(park, PARK, rows.addObject()));
            if (rows.isEmpty()) {
                chapter.put("noData", true);
            }
        }

        private String nameOf(String subject) {
            return tree.knows(subject)
                    ? tree.name(subject)
                    : db.sql(
                                    """
                                    select coalesce(state::json ->> 'name', state::json ->> 'title')
                                      from version
                                     where subject = :id and known_from <= :position
                                       and :position < known_to
                                     order by valid_from desc limit 1
                                    """)
                            .param("id", subject)
                            .param("position", asOf.position())
                            .query(String.class)
                            .optional()
                            .orElse(subject);
        }

        private ArrayNode sources() {
            ArrayNode all = Json.object().arrayNode();
            for (Book.Entry source : book.all(Kind.SOURCE, null, asOf)) {
                if (sources.contains(source.id())) {
                    ObjectNode one = all.addObject().put("id", source.id());
                    source.state().json().properties().stream()
                            .filter(field -> !field.getKey().equals("status"))
                            .forEach(field -> one.set(field.getKey(), field.getValue()));
                }
            }
            return all;
        }
    }

    private static String text(Book.Entry entry, String field) {
        return String.valueOf(entry.state().text(field));
    }
}
