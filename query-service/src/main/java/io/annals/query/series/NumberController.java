package io.annals.query.series;

import io.annals.events.Event;
import io.annals.events.Json;
import io.annals.events.Kind;
import io.annals.events.Recorded;
import io.annals.events.StatedPeriod;
import io.annals.query.definitions.Definition;
import io.annals.query.definitions.Definitions;
import io.annals.query.diff.Cause.Why;
import io.annals.query.diff.Diffs;
import io.annals.query.platform.Answers;
import io.annals.query.platform.AsOf;
import io.annals.query.platform.AsOfParameters;
import io.annals.query.platform.AsOfs;
import io.annals.query.platform.Parameters;
import io.annals.query.regions.RegionHistory;
import io.annals.query.series.Vintages.Vintage;
import io.annals.query.timeline.Cursor;
import io.annals.query.timeline.Subjects;
import io.swagger.v3.oas.annotations.Operation;

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
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** {@code GET /api/v1/series/{measure}/vintages} and {@code /events}: what one number hides. */
@RestController
class NumberController {

    private static final int LIMIT = 1_000;
    private static final int HIGHEST_LIMIT = 10_000;

    /** The part of an answer that a request asks for, of one of the lists, which goes on. */
    private record Asked(
            String list,
            Number number,
            AsOf asOf,
            @Nullable Definition definition,
            int limit,
            long after,
            @Nullable String knownAt,
            boolean fixed) {}

    private final JdbcClient database;
    private final AsOfs asOfs;
    private final ZoneId zone;
    private final RegionHistory regions;
    private final Definitions definitions;
    private final Vintages vintages;
    private final Counted counted;
    private final Subjects subjects;

    NumberController(
            JdbcClient database,
            AsOfs asOfs,
            ZoneId zone,
            RegionHistory regions,
            Definitions definitions,
            Vintages vintages,
            Counted counted,
            Subjects subjects) {
        this.database = database;
        this.asOfs = asOfs;
        this.zone = zone;
        this.regions = regions;
        this.definitions = definitions;
        this.vintages = vintages;
        this.counted = counted;
        this.subjects = subjects;
    }

    @GetMapping("/api/v1/series/{measure}/vintages")
    @AsOfParameters
    @NumberParameters
    @Operation(
            summary = "Every value that a number of a series ever had",
            description =
                    "What the series answered for the row at each position up to knownAt, by the"
                        + " definition and the borders known there: items {value, knownFrom,"
                        + " knownTo, positionFrom, positionTo, cause?, event?}, half-open, the last"
                        + " one open. Several may begin at one moment, as facts that were recorded"
                        + " together. There is none while the region or the definition was not"
                        + " known. cause: new-fact, late-fact (recorded after the day on which the"
                        + " number is taken), correction, retraction, void, definition, borders.")
    void vintages(
            @PathVariable("measure") String name,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        Asked asked = asked(name, request);
        Number number = asked.number;
        List<Vintage> found =
                vintages.of(number, asked.asOf).stream()
                        .filter(vintage -> vintage.from() > asked.after)
                        .limit(asked.limit + 1L)
                        .toList();
        List<Vintage> page = found.subList(0, Math.min(asked.limit, found.size()));
        ObjectNode answer = answer(asked);
        items(page, number.day(asked.asOf), answer.putArray("items"));
        write(
                answer,
                found.size() > page.size() ? (Long) page.getLast().from() : null,
                asked,
                request,
                response);
    }

    @GetMapping("/api/v1/series/{measure}/events")
    @AsOfParameters
    @NumberParameters
    @Operation(
            summary = "The events and sources behind a number of a series",
            description =
                    "value, the number, and what it counts: items {id, name, effectiveOn?, events},"
                        + " one for each fact of a flow and one for each subject of a stock, with"
                        + " the events as they stand from which it follows that it counts:"
                        + " {eventId, type, subject, sequence, position, source, quote?, note?}.")
    void events(
            @PathVariable("measure") String name,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        Asked asked = asked(name, request);
        List<Counted.Item> all = counted.of(asked.number, asked.definition, asked.asOf);
        int from = (int) Math.min(asked.after, all.size());
        int to = Math.min(from + asked.limit, all.size());
        ObjectNode answer = answer(asked);
        answer.put("value", all.stream().mapToLong(Counted.Item::value).sum());
        answer.set("items", counted.shown(all.subList(from, to), asked.number, asked.asOf));
        write(answer, to < all.size() ? (Long) (long) to : null, asked, request, response);
    }

    private Asked asked(String name, HttpServletRequest request) {
        Measure measure = SeriesController.measure(name);
        String list = request.getRequestURI().replaceFirst(".*/", "");
        Parameters parameters =
                Parameters.asOf(request, Number.parameters(measure, "limit", "cursor"));
        int limit = (int) parameters.whole("limit", LIMIT, 1, HIGHEST_LIMIT);
        Number number = Number.of(measure, parameters);
        @Nullable Cursor cursor = Cursor.of(parameters, list + number);
        if (cursor != null && !cursor.after().matches("[0-9]{1,18}")) {
            parameters.wrong("cursor", "bad-value", "cursor must be one that next has answered");
        }
        AsOf asOf;
        if (cursor == null) {
            asOf = asOfs.resolve(parameters);
        } else {
            parameters.check();
            asOf = cursor.asOf();
            asOfs.await(asOf);
        }
        List<Definition> found = definitions.of(parameters, asOf, 1);
        number.check(
                regions.at(asOf.validAt(), asOf.position()),
                id -> subjects.known(Kind.PARK, id, asOf.position()),
                asOf,
                parameters);
        parameters.check();
        return new Asked(
                list,
                number,
                asOf,
                found.isEmpty() ? null : found.getFirst(),
                limit,
                cursor == null ? 0 : Long.parseLong(cursor.after()),
                cursor == null ? parameters.text("knownAt") : cursor.asked(),
                cursor != null || asOfs.fixed(parameters));
    }

    private static ObjectNode answer(Asked asked) {
        Measure measure = asked.number.measure();
        ObjectNode answer =
                Json.object().put("measure", measure.text()).put("unit", measure.unit());
        StatedPeriod period = asked.number.period();
        if (period != null) {
            answer.put("period", period.text());
        }
        answer.set("asOf", asked.asOf.json());
        return answer;
    }

    /**
     * Writes a page.
     *
     * @param after what the next page goes on behind; null if there is none
     */
    private static void write(
            ObjectNode answer,
            @Nullable Long after,
            Asked asked,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        if (after != null) {
            String next =
                    new Cursor(
                                    asked.asOf,
                                    asked.knownAt,
                                    asked.list + asked.number,
                                    Long.toString(after))
                            .text();
            answer.put("next", next);
            Answers.next(request, response, next);
        }
        Answers.write(response, answer, asked.fixed);
    }

    private void items(List<Vintage> found, LocalDate day, ArrayNode items) {
        Map<Long, Recorded> events = new HashMap<>();
        database.sql(
                        """
                        select position, recorded_at, event
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
                            events.put(row.getLong("position"), Diffs.recorded(row));
                        });
        for (Vintage vintage : found) {
            Recorded begin = Objects.requireNonNull(events.get(vintage.from()));
            @Nullable Recorded end = vintage.to() == null ? null : events.get(vintage.to());
            ObjectNode item =
                    items.addObject()
                            .put("value", vintage.value())
                            .put("knownFrom", Recorded.instant(begin.recordedAt()))
                            .put("knownTo", end == null ? null : Recorded.instant(end.recordedAt()))
                            .put("positionFrom", vintage.from())
                            .put("positionTo", vintage.to());
            // nothing made it 0 in the beginning
            if (vintage.from() > 1 || vintage.value() != 0) {
                Event event = begin.event();
                item.put("cause", cause(event, begin.recordedAt(), day).text());
                item.putObject("event")
                        .put("type", event.typeName())
                        .put("subject", event.subject())
                        .put("sequence", event.sequence());
            }
        }
    }

    private Why cause(Event event, Instant recordedAt, LocalDate day) {
        return switch (event.kind()) {
            case DEFINITION -> Why.DEFINITION;
            case REGION -> Why.BORDERS;
            default -> Why.of(event, LocalDate.ofInstant(recordedAt, zone).isAfter(day));
        };
    }
}
