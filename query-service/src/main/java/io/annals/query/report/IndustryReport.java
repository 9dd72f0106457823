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
import io.annals.query.timeline.Book;

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
import java.util.function.Predicate;

/**
 * The report of a region: its chapters, each number with the events and sources behind it. A count
 * says by which address it can be asked for again, and how many events of which source are in it.
 */
@Component
class IndustryReport {

    private static final int YEARS = 4;

    /** Fields that hold codes or ids. */
    private static final Set<String> LABELLED = Set.of("region", "policies", "seats");

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
        private final Set<String> labelled = new TreeSet<>();
        private final List<Book.Entry> parks;
        private final Map<Figure, List<Book.Entry>> figures = new TreeMap<>();
        private final List<Book.Entry> others = new ArrayList<>();

        Telling(String region, List<Definition> definition, AsOf asOf) {
            this.region = region;
            this.definition = definition;
            this.asOf = asOf;
            this.tree = history.at(asOf.validAt(), asOf.position());
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
            ObjectNode names = report.putObject("labels");
            labelled.forEach(id -> names.put(id, nameOf(id)));
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
                                    if (LABELLED.contains(field)) {
                                        codes(value);
                                    }
                                    fact.set("events", cited(entry, entry.behind(field)));
                                });
            }
        }

        private void codes(JsonNode value) {
            value.stringValueOpt()
                    .filter(code -> Kind.ofSubject(code).isPresent())
                    .ifPresent(labelled::add);
            value.forEach(this::codes);
        }

        private void parkDistribution(ObjectNode chapter) {
            ObjectNode counted = chapter.putObject("counted");
            Series districts = series(Measure.OPEN_PARKS, null, Dimension.DISTRICT);
            Behind behind = new Behind(Measure.OPEN_PARKS, null);
            ArrayNode rows = counted.putArray("byDistrict");
            for (JsonNode row : counts.of(districts, asOf).rows()) {
                if (row.get("value").asLong() == 0) {
                    continue;
                }
                ObjectNode shown = behind.district(row);
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
                                                .put("name", park.name()));
                rows.add(shown);
            }
            counted.set("total", behind.all(rows));
        }

        private void companies(ObjectNode chapter) {
            ObjectNode counted = chapter.putObject("counted");
            Behind registered = new Behind(Measure.COMPANY_REGISTRATIONS, Period.YEAR);
            Series.Answer years =
                    counts.of(series(Measure.COMPANY_REGISTRATIONS, Period.YEAR), definition, asOf);
            years.rows().forEach(row -> registered.period((ObjectNode) row));
            years.undated().forEach(row -> registered.period((ObjectNode) row));
            counted.set("registrationsByYear", years.rows());
            counted.set("registrationsUndated", years.undated());
            ArrayNode districts = byDistrict(registered);
            counted.set("registrations", registered.all(districts));
            counted.set("registrationsByDistrict", districts);
            Behind active = new Behind(Measure.ACTIVE_COMPANIES, null);
            districts = byDistrict(active);
            counted.set("activeByDistrict", districts);
            counted.set("active", active.all(districts));
        }

        /** Most companies first. */
        private ArrayNode byDistrict(Behind behind) {
            Series districts = series(behind.measure, null, Dimension.DISTRICT);
            ArrayNode rows = Json.object().arrayNode();
            counts.of(districts, definition, asOf)
                    .rows()
                    .valueStream()
                    .map(behind::district)
                    .sorted(
                            Comparator.comparingLong((ObjectNode row) -> -row.get("value").asLong())
                                    .thenComparing(row -> row.path("district").asString("")))
                    .forEach(rows::add);
            return rows;
        }

        private Series series(Measure measure, @Nullable Period period, Dimension... by) {
            return new Series(
                    measure,
                    period,
                    List.of(by),
                    false,
                    region,
                    null,
                    null,
                    asOf.validAt(),
                    day -> history.at(day, asOf.position()));
        }

        /**
         * What stands behind the registry's own counts of a measure: how many of the facts with
         * which its subjects began are of which source, and the address that names each of them.
         */
        private final class Behind {
            private final Measure measure;
            private final List<Definition> satisfied;
            private final List<JsonNode> bySource = new ArrayList<>();

            Behind(Measure measure, @Nullable Period period) {
                this.measure = measure;
                this.satisfied = measure.kind() == Kind.COMPANY ? definition : List.of();
                Series.Answer counted =
                        counts.of(
                                series(measure, period, Dimension.DISTRICT, Dimension.SOURCE),
                                satisfied,
                                asOf);
                counted.rows().forEach(bySource::add);
                counted.undated().forEach(bySource::add);
            }

            void period(ObjectNode row) {
                String period = row.get("period").asString();
                show(row, one -> one.get("period").asString().equals(period), period, Map.of());
            }

            ObjectNode district(JsonNode row) {
                JsonNode district = row.path("district");
                String code = district.asString("none");
                ObjectNode shown = Json.object();
                shown.set("district", district);
                district.stringValueOpt().ifPresent(known -> shown.put("name", tree.name(known)));
                shown.put("value", row.get("value").asLong());
                return show(
                        shown,
                        one -> one.path("district").asString("none").equals(code),
                        null,
                        Map.of(Dimension.DISTRICT, code));
            }

            ObjectNode all(ArrayNode rows) {
                long value = rows.valueStream().mapToLong(row -> row.get("value").asLong()).sum();
                return show(
                        Json.object().put("value", value).put("measure", measure.text()),
                        one -> true,
                        null,
                        Map.of());
            }

            private ObjectNode show(
                    ObjectNode shown,
                    Predicate<JsonNode> of,
                    @Nullable String period,
                    Map<Dimension, String> by) {
                Map<String, Long> events = new TreeMap<>();
                bySource.stream()
                        .filter(of)
                        .filter(one -> one.get("value").asLong() != 0)
                        .forEach(
                                one ->
                                        events.merge(
                                                one.get("source").asString(),
                                                one.get("value").asLong(),
                                                Long::sum));
                ArrayNode from = shown.putArray("sources");
                events.forEach(
                        (source, count) -> {
                            sources.add(source);
                            from.addObject().put("id", source).put("events", count);
                        });
                return shown.put(
                        "href",
                        Counts.href(
                                measure,
                                period,
                                region,
                                by,
                                satisfied.isEmpty() ? null : satisfied.getFirst(),
                                asOf));
            }
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
