package io.annals.query.changes;

import io.annals.events.Json;
import io.annals.query.platform.Answers;
import io.annals.query.platform.AsOf;
import io.annals.query.platform.AsOfParameters;
import io.annals.query.platform.AsOfs;
import io.annals.query.platform.Parameters;
import io.annals.query.platform.Problem;
import io.annals.query.regions.RegionHistory;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.util.RawValue;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.stream.Stream;

/** The feed of changes: in pages, or as a stream that does not end. */
@RestController
class ChangesController {

    private static final int LIMIT = 100;
    private static final int HIGHEST_LIMIT = 1_000;

    /** Below what Tomcat accepts in all, so that streams leave room for reads. */
    private static final int MOST_STREAMS = 6_000;

    private static final String[] PARAMETERS =
            Stream.concat(Interest.NAMES.stream(), Stream.of("after", "limit"))
                    .toArray(String[]::new);

    private final AsOfs asOfs;
    private final Changes changes;
    private final RegionHistory regions;
    private final Streams streams;
    private final Semaphore places = new Semaphore(MOST_STREAMS);

    ChangesController(AsOfs asOfs, Changes changes, RegionHistory regions, Streams streams) {
        this.asOfs = asOfs;
        this.changes = changes;
        this.regions = regions;
        this.streams = streams;
    }

    @GetMapping("/api/v1/changes")
    @AsOfParameters
    @Parameter(
            name = "after",
            in = ParameterIn.QUERY,
            description = "The position behind which to go on; default 0: from the beginning")
    @Parameter(name = "limit", in = ParameterIn.QUERY, description = "1 to 1000, default 100")
    @Parameter(
            name = "kinds",
            in = ParameterIn.QUERY,
            description = "Kinds separated by commas, as companies,parks")
    @Parameter(
            name = "types",
            in = ParameterIn.QUERY,
            description = "Event types separated by commas, as company.relocated")
    @Parameter(
            name = "region",
            in = ParameterIn.QUERY,
            description = "Subjects that lay in it before or lie in it after")
    @Parameter(name = "subject", in = ParameterIn.QUERY, description = "The id of one subject")
    @Parameter(
            name = "Last-Event-ID",
            in = ParameterIn.HEADER,
            description = "Of a stream that goes on: wins over after")
    @Operation(
            summary = "Every change, in the order of the log",
            description =
                    "before and after: the state with every fact known at position - 1 and at"
                        + " position; changedFrom: the first day that differs. next moves over what"
                        + " does not match. With Accept: text/event-stream the changes come as they"
                        + " are applied, id being the position, and a heartbeat each 15 s moves the"
                        + " cursor.")
    void changes(HttpServletRequest request, HttpServletResponse response)
            throws IOException, InterruptedException {
        String accept = request.getHeader("Accept");
        boolean stream = accept != null && accept.contains("text/event-stream");
        Parameters parameters = Parameters.asOf(request, PARAMETERS);
        Interest wanted = Interest.of(parameters);
        long after = parameters.whole("after", 0, 0, Long.MAX_VALUE);
        int limit = (int) parameters.whole("limit", LIMIT, 1, HIGHEST_LIMIT);
        String lastEventId = stream ? request.getHeader("Last-Event-ID") : null;
        if (lastEventId != null && !lastEventId.isEmpty()) {
            if (lastEventId.matches("[0-9]{1,18}")) {
                after = Long.parseLong(lastEventId);
            } else {
                parameters.wrong(
                        "Last-Event-ID",
                        "bad-value",
                        "Last-Event-ID must be a position, not " + Parameters.quoted(lastEventId));
            }
        }
        if (stream && parameters.has("knownAt")) {
            parameters.wrong(
                    "knownAt", "bad-value", "a stream has no end: knownAt is for pages only");
        }
        AsOf asOf = asOfs.resolve(parameters);
        Interest interest =
                wanted.region() == null
                        ? wanted
                        : wanted.within(regions.at(asOf.validAt(), asOf.position()), parameters);
        parameters.check();
        if (stream) {
            stream(request, response, interest, after);
            return;
        }
        Changes.Page page = changes.page(interest, after, Math.max(after, asOf.position()), limit);
        ObjectNode answer = Json.object();
        answer.set("asOf", asOf.json());
        ArrayNode items = answer.putArray("items");
        page.items().forEach(change -> items.addRawValue(new RawValue(change.json())));
        answer.put("next", page.next());
        Answers.write(response, answer, asOfs.fixed(parameters));
    }

    private void stream(
            HttpServletRequest request, HttpServletResponse response, Interest interest, long after)
            throws IOException, InterruptedException {
        if (!places.tryAcquire()) {
            throw Problem.later(
                    "too-many-streams",
                    "this instance has as many streams as it can serve",
                    Duration.ofSeconds(10));
        }
        try {
            response.setContentType("text/event-stream;charset=UTF-8");
            response.setHeader("Cache-Control", "no-cache");
            response.setHeader("X-Accel-Buffering", "no");
            if (!request.getMethod().equals("HEAD")) {
                streams.serve(interest, after, response.getOutputStream());
            }
        } finally {
            places.release();
        }
    }
}
