package io.annals.query.timeline;

import io.annals.events.Event;
import io.annals.events.Json;
import io.annals.events.Kind;
import io.annals.events.Recorded;
import io.annals.events.SubjectId;
import io.annals.events.Timeline;
import io.annals.query.platform.Answers;
import io.annals.query.platform.AsOf;
import io.annals.query.platform.AsOfParameters;
import io.annals.query.platform.AsOfs;
import io.annals.query.platform.Parameters;
import io.annals.query.timeline.Subjects.Found;
import io.annals.query.timeline.Subjects.Placed;
import io.annals.query.timeline.Subjects.Version;
import io.swagger.v3.oas.annotations.Operation;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.util.RawValue;

import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** One subject: its state, its versions, its events. */
@RestController
class SubjectController {

    private final AsOfs asOfs;
    private final Subjects subjects;

    SubjectController(AsOfs asOfs, Subjects subjects) {
        this.asOfs = asOfs;
        this.subjects = subjects;
    }

    @GetMapping("/api/v1/{kinds}/{id}")
    @AsOfParameters
    @Operation(
            summary = "The state of a subject",
            description =
                    "ETag is the sequence of its last event known, which If-Match of a command is"
                        + " held against. 404 where it is not founded on that day, 410 once it is"
                        + " void.")
    void state(
            @PathVariable("kinds") String kinds,
            @PathVariable("id") String id,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        Kind kind = Kinds.ofPath(kinds);
        Parameters parameters = Parameters.asOf(request);
        AsOf asOf = asOfs.resolve(parameters);
        Found found = subjects.require(kind, id, asOf);
        ObjectNode answer = found.json();
        answer.set("asOf", asOf.json());
        response.setHeader(HttpHeaders.ETAG, "\"" + found.sequence() + "\"");
        Answers.write(response, answer, asOfs.fixed(parameters));
    }

    @GetMapping("/api/v1/{kinds}/{id}/history")
    @AsOfParameters
    @Operation(
            summary = "The versions of a subject",
            description =
                    "Every state that it ever had in the knowledge of some moment, with the days on"
                        + " which it holds (validFrom, validTo) and the moments and positions"
                        + " between which that was known, half-open; null: no end, or none known"
                        + " yet. validAt chooses nothing here and is only echoed.")
    void history(
            @PathVariable("kinds") String kinds,
            @PathVariable("id") String id,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        Kind kind = Kinds.ofPath(kinds);
        Parameters parameters = Parameters.asOf(request);
        AsOf asOf = asOfs.resolve(parameters);
        checkKnown(kind, id, asOf);
        Map<Long, Instant> recorded = subjects.recorded(id, asOf.position());
        ObjectNode answer = Json.object();
        answer.set("asOf", asOf.json());
        ArrayNode items = answer.put("id", id).put("kind", kind.singular()).putArray("items");
        for (Version version : subjects.versions(id, asOf.position())) {
            boolean open = version.knownTo() == Subjects.OPEN;
            items.addObject()
                    .put("validFrom", day(version.validFrom()))
                    .put("validTo", day(version.validTo()))
                    .put("knownFrom", Recorded.instant(recorded.get(version.knownFrom())))
                    .put("knownTo", open ? null : Recorded.instant(recorded.get(version.knownTo())))
                    .put("positionFrom", version.knownFrom())
                    .put("positionTo", open ? null : (Long) version.knownTo())
                    .putRawValue("state", new RawValue(version.state()));
        }
        Answers.write(response, answer, asOfs.fixed(parameters));
    }

    @GetMapping("/api/v1/{kinds}/{id}/events")
    @AsOfParameters
    @Operation(
            summary = "The events of a subject",
            description =
                    "As they were recorded. standing: the state rests on this one's data."
                            + " amendedBy: the sequences of the corrections and retractions that"
                            + " replaced it. validAt chooses nothing here and is only echoed.")
    void events(
            @PathVariable("kinds") String kinds,
            @PathVariable("id") String id,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        Kind kind = Kinds.ofPath(kinds);
        Parameters parameters = Parameters.asOf(request);
        AsOf asOf = asOfs.resolve(parameters);
        checkKnown(kind, id, asOf);
        ObjectNode answer = Json.object();
        answer.set("asOf", asOf.json());
        answer.put("id", id).put("kind", kind.singular());
        answer.set("items", items(kind, subjects.events(kind, id, asOf.position())));
        Answers.write(response, answer, asOfs.fixed(parameters));
    }

    /**
     * The events, each with what replaced it: an original by its amendments, an amendment by later
     * ones of the same.
     */
    static ArrayNode items(Kind kind, List<Placed> placed) {
        List<Event> events = placed.stream().map(one -> Event.of(one.event())).toList();
        Set<Long> standing =
                Timeline.of(kind, events).steps().stream()
                        .map(step -> step.fact().event().sequence())
                        .collect(Collectors.toSet());
        ArrayNode items = Json.object().arrayNode();
        for (int i = 0; i < events.size(); i++) {
            Event event = events.get(i);
            ObjectNode item = items.addObject().put("position", placed.get(i).position());
            item.setAll(placed.get(i).event());
            item.put("standing", standing.contains(event.sequence()));
            ArrayNode amendedBy = item.putArray("amendedBy");
            Long original = event.amends() != null ? event.amends() : (Long) event.sequence();
            events.stream()
                    .filter(later -> original.equals(later.amends()))
                    .filter(later -> later.sequence() > event.sequence())
                    .forEach(later -> amendedBy.add(later.sequence()));
        }
        return items;
    }

    private static @Nullable String day(LocalDate day) {
        return day.equals(LocalDate.MIN) || day.equals(LocalDate.MAX) ? null : day.toString();
    }

    private void checkKnown(Kind kind, String id, AsOf asOf) {
        if (!SubjectId.fits(kind, id)) {
            throw Subjects.unknown(kind, id);
        }
        subjects.voided(kind, id, asOf.position())
                .ifPresent(
                        event -> {
                            throw Subjects.gone(kind, id, event);
                        });
        if (!subjects.known(kind, id, asOf.position())) {
            throw Subjects.unknown(kind, id);
        }
    }
}
