package io.annals.query.series;

import io.annals.events.Json;
import io.annals.events.Kind;
import io.annals.events.Recorded;
import io.annals.events.StatedPeriod;
import io.annals.query.definitions.Definitions;
import io.annals.query.platform.Answers;
import io.annals.query.platform.AsOf;
import io.annals.query.platform.AsOfParameters;
import io.annals.query.platform.AsOfs;
import io.annals.query.platform.Parameters;
import io.annals.query.regions.RegionHistory;
import io.annals.query.series.Vintages.Vintage;
import io.annals.query.timeline.Cursor;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.media.Schema;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** {@code GET /api/v1/series/{measure}/vintages}. */
@RestController
class VintagesController {

    private static final int LIMIT = 1_000;
    private static final int HIGHEST_LIMIT = 10_000;

    /** The event at a position. */
    private record Placed(
            Instant recordedAt, String kind, String type, String subject, long sequence) {}

    private final JdbcClient database;
    private final AsOfs asOfs;
    private final ZoneId zone;
    private final RegionHistory regions;
    private final Definitions definitions;
    private final Vintages vintages;

    VintagesController(
            JdbcClient database,
            AsOfs asOfs,
            ZoneId zone,
            RegionHistory regions,
            Definitions definitions,
            Vintages vintages) {
        this.database = database;
        this.asOfs = asOfs;
        this.zone = zone;
        this.regions = regions;
        this.definitions = definitions;
        this.vintages = vintages;
    }

    @GetMapping("/api/v1/series/{measure}/vintages")
    @AsOfParameters
    @Operation(
            summary = "Every value that a number of a series ever had",
            description =
                    "What the series answered for the period at each position up to knownAt, by the"
                        + " definition and the borders known there: items {value, knownFrom,"
                        + " knownTo, positionFrom, positionTo, cause?, event?}, half-open, the last"
                        + " one open. Several may begin at one moment, as facts that were recorded"
                        + " together. There is none while the region or the definition was not"
                        + " known. cause: new-fact, late-fact (recorded after the day on which the"
                        + " number is taken), correction, retraction, void, definition, borders.")
    @Parameter(
            name = "period",
            in = ParameterIn.QUERY,
            description = "2018, 2018-Q4, 2018-10, 2018-10-31 or 2015/2018",
            required = true,
            schema = @Schema(type = "string"))
    @Parameter(
            name = "region",
            in = ParameterIn.QUERY,
            description = "Only what lies in it",
            schema = @Schema(type = "string"))
    @Parameter(
            name = "definition",
            in = ParameterIn.QUERY,
            description =
                    "Only companies that satisfy it on validAt (a stock: on its day): keyword is"
                            + " the newest at each position, keyword@2 that of a sequence",
            schema = @Schema(type = "string"))
    @Parameter(
            name = "borders",
            in = ParameterIn.QUERY,
            description =
                    "now (default): by the mergers up to validAt; then: by those of the fact's day,"
                            + " or of the stock's",
            schema =
                    @Schema(
                            type = "string",
                            allowableValues = {"now", "then"}))
    @Parameter(name = "limit", in = ParameterIn.QUERY, description = "1 to 10000, default 1000")
    @Parameter(
            name = "cursor",
            in = ParameterIn.QUERY,
            description = "next of the page before; keeps its asOf, wants its parameters")
    void vintages(
            @PathVariable("measure") String name,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        Measure measure = SeriesController.measure(name);
        Parameters parameters =
                Parameters.asOf(
                        request, "period", "region", "definition", "borders", "limit", "cursor");
        int limit = (int) parameters.whole("limit", LIMIT, 1, HIGHEST_LIMIT);
        boolean then = "then".equals(parameters.choice("borders", SeriesController.BORDERS));
        SeriesController.onlyCompaniesAreDefined(measure, parameters);
        String text = parameters.text("period");
        @Nullable StatedPeriod period = text == null ? null : StatedPeriod.parse(text).orElse(null);
        if (period == null) {
            parameters.wrong(
                    "period",
                    "bad-value",
                    "period must be one as 2018, 2018-Q4, 2018-10, 2018-10-31 or 2015/2018"
                            + (text == null ? "" : ", not " + Parameters.quoted(text)));
        }
        @Nullable String region = parameters.text("region");
        @Nullable String definition = parameters.text("definition");
        String asked =
                Stream.of(measure.text(), text, region, definition, String.valueOf(then))
                        .map(String::valueOf)
                        .reduce("", (all, one) -> all + one.length() + ":" + one);
        @Nullable Cursor cursor = Cursor.of(parameters, asked);
        AsOf asOf;
        if (cursor == null) {
            asOf = asOfs.resolve(parameters);
        } else {
            parameters.check();
            asOf = cursor.asOf();
            asOfs.await(asOf);
        }
        StatedPeriod days = Objects.requireNonNull(period);
        if (days.first().isAfter(asOf.validAt())) {
            parameters.wrong(
                    "period",
                    "not-yet",
                    "period begins after validAt, " + asOf.validAt() + ": it has no number yet");
        }
        definitions.of(parameters, asOf, 1);
        parameters.check();
        if (region != null) {
            regions.at(asOf.validAt(), asOf.position()).check(region, asOf);
        }
        long after = cursor == null ? 0 : Long.parseLong(cursor.after());
        List<Vintage> found =
                vintages
                        .of(new Vintages.Number(measure, days, region, definition, then), asOf)
                        .stream()
                        .filter(vintage -> vintage.from() > after)
                        .limit(limit + 1L)
                        .toList();
        ObjectNode answer =
                Json.object()
                        .put("measure", measure.text())
                        .put("unit", measure.unit())
                        .put("period", days.text());
        answer.set("asOf", asOf.json());
        items(
                found.subList(0, Math.min(limit, found.size())),
                earlier(days.last(), asOf.validAt()),
                answer.putArray("items"));
        if (found.size() > limit) {
            String next =
                    new Cursor(
                                    asOf,
                                    cursor == null ? parameters.text("knownAt") : cursor.asked(),
                                    asked,
                                    Long.toString(found.get(limit - 1).from()))
                            .text();
            answer.put("next", next);
            Answers.next(request, response, next);
        }
        Answers.write(response, answer, cursor != null || asOfs.fixed(parameters));
    }

    private void items(List<Vintage> found, LocalDate day, ArrayNode items) {
        Map<Long, Placed> events = new HashMap<>();
        database.sql(
                        """
                        select position, recorded_at, kind, type, subject, sequence
                        from change where position = any(cast(:positions as bigint[]))
                        """)
                .param(
                        "positions",
                        found.stream()
                                .flatMap(v -> Stream.of(v.from(), v.to()))
                                .filter(Objects::nonNull)
                                .toArray(Long[]::new))
                .query(
                        row -> {
                            events.put(
                                    row.getLong("position"),
                                    new Placed(
                                            row.getObject("recorded_at", OffsetDateTime.class)
                                                    .toInstant(),
                                            row.getString("kind"),
                                            row.getString("type"),
                                            row.getString("subject"),
                                            row.getLong("sequence")));
                        });
        for (Vintage vintage : found) {
            Placed event = Objects.requireNonNull(events.get(vintage.from()));
            Placed end = vintage.to() == null ? null : events.get(vintage.to());
            ObjectNode item =
                    items.addObject()
                            .put("value", vintage.value())
                            .put("knownFrom", Recorded.instant(event.recordedAt))
                            .put("knownTo", end == null ? null : Recorded.instant(end.recordedAt))
                            .put("positionFrom", vintage.from())
                            .put("positionTo", vintage.to());
            // nothing made it 0 in the beginning
            if (vintage.from() > 1 || vintage.value() != 0) {
                item.put("cause", cause(event, day));
                item.putObject("event")
                        .put("type", event.type)
                        .put("subject", event.subject)
                        .put("sequence", event.sequence);
            }
        }
    }

    private String cause(Placed event, LocalDate day) {
        if (event.kind.equals(Kind.DEFINITION.singular())) {
            return "definition";
        }
        if (event.kind.equals(Kind.REGION.singular())) {
            return "borders";
        }
        return switch (event.type.substring(event.type.indexOf('.') + 1)) {
            case "fact-corrected" -> "correction";
            case "fact-retracted" -> "retraction";
            case "voided" -> "void";
            default ->
                    LocalDate.ofInstant(event.recordedAt, zone).isAfter(day)
                            ? "late-fact"
                            : "new-fact";
        };
    }

    private static LocalDate earlier(LocalDate one, LocalDate other) {
        return one.isBefore(other) ? one : other;
    }
}
