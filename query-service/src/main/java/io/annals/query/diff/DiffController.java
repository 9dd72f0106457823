package io.annals.query.diff;

import io.annals.events.Json;
import io.annals.events.Kind;
import io.annals.events.SubjectId;
import io.annals.query.definitions.Definitions;
import io.annals.query.platform.Answers;
import io.annals.query.platform.AsOf;
import io.annals.query.platform.AsOfs;
import io.annals.query.platform.Parameters;
import io.annals.query.regions.RegionHistory;
import io.annals.query.timeline.Filters;
import io.annals.query.timeline.Kinds;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.media.Schema;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** {@code GET /api/v1/diff}. */
@RestController
class DiffController {

    private static final int LIMIT = 100;
    private static final int HIGHEST_LIMIT = 1_000;

    /** The parameters that say what is compared. */
    private static final List<String> QUESTION =
            List.of(
                    "kinds",
                    "region",
                    "definition",
                    "from.validAt",
                    "from.knownAt",
                    "to.validAt",
                    "to.knownAt");

    private static final String[] PARAMETERS =
            Stream.concat(QUESTION.stream(), Stream.of("minPosition", "limit", "cursor"))
                    .toArray(String[]::new);

    private final AsOfs asOfs;
    private final Diffs diffs;
    private final RegionHistory regions;
    private final Definitions definitions;

    DiffController(AsOfs asOfs, Diffs diffs, RegionHistory regions, Definitions definitions) {
        this.asOfs = asOfs;
        this.diffs = diffs;
        this.regions = regions;
        this.definitions = definitions;
    }

    @GetMapping("/api/v1/diff")
    @Parameter(
            name = "kinds",
            in = ParameterIn.QUERY,
            description = "Kinds separated by commas, as companies,parks; default all")
    @Parameter(
            name = "region",
            in = ParameterIn.QUERY,
            description =
                    "Compares what lies in it by the borders of each point: who only left it is"
                            + " removed")
    @Parameter(
            name = "definition",
            in = ParameterIn.QUERY,
            description =
                    "Compares the companies that satisfy a counting rule, as it is known at each"
                            + " point: keyword, or keyword@2")
    @Parameter(
            name = "from.validAt",
            in = ParameterIn.QUERY,
            description = "The first point's day; default today",
            schema = @Schema(type = "string", format = "date"))
    @Parameter(
            name = "from.knownAt",
            in = ParameterIn.QUERY,
            description =
                    "The first point's knowledge: a moment, a date or @position; default all"
                            + " settled now")
    @Parameter(
            name = "to.validAt",
            in = ParameterIn.QUERY,
            description = "The second point's day; default today",
            schema = @Schema(type = "string", format = "date"))
    @Parameter(
            name = "to.knownAt",
            in = ParameterIn.QUERY,
            description =
                    "The second point's knowledge: a moment, a date or @position; default all"
                            + " settled now")
    @Parameter(
            name = "minPosition",
            in = ParameterIn.QUERY,
            description =
                    "The position that a command answered: it is known to this instance before it"
                            + " answers, within 2 s, else 503",
            schema = @Schema(type = "integer", format = "int64"))
    @Parameter(name = "limit", in = ParameterIn.QUERY, description = "1 to 1000, default 100")
    @Parameter(
            name = "cursor",
            in = ParameterIn.QUERY,
            description = "next of the page before; keeps its points, wants the same parameters")
    @Operation(
            summary = "What differs between two points, and why",
            description =
                    "{from, to, items: [{kind, id, change, before, after, fields, causes}]} in the"
                        + " order of the ids; before and after are the items of the lists at the"
                        + " points, null where there is none, so that the list at from and the"
                        + " items make the list at to. The causes are the fewest events that make"
                        + " the difference. cause: new-fact (its day is after that of the point"
                        + " that does not know it, or lies between the points'), late-fact,"
                        + " correction, retraction, void, definition, borders. known: gained (only"
                        + " to knows it), lost (only from does), both.")
    void diff(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Parameters parameters = Parameters.only(request, PARAMETERS);
        int limit = (int) parameters.whole("limit", LIMIT, 1, HIGHEST_LIMIT);
        Set<Kind> kinds = kinds(parameters);
        ObjectNode asked = Json.object();
        QUESTION.forEach(name -> asked.put(name, parameters.text(name)));
        DiffCursor cursor = DiffCursor.of(parameters, asked);
        List<AsOf> points;
        if (cursor == null) {
            points = asOfs.resolve(parameters, List.of("from.", "to."));
        } else {
            parameters.check();
            points = cursor.points();
            points.forEach(asOfs::await);
        }
        AsOf from = points.getFirst();
        AsOf to = points.getLast();
        @Nullable String region = parameters.text("region");
        if (region == null || !regions.at(from.validAt(), from.position()).knows(region)) {
            regions.at(to.validAt(), to.position()).check("region", parameters);
        }
        @Nullable String definition = parameters.text("definition");
        if (definition != null && definitions.at(definition, from.position()).isEmpty()) {
            definitions.of(parameters, to, 1);
        }
        parameters.check();
        List<ObjectNode> found =
                diffs.between(
                        from,
                        to,
                        new Diffs.Scope(kinds, region, definition, null),
                        cursor == null ? "" : cursor.after(),
                        limit + 1);
        ObjectNode answer = Json.object();
        answer.set("from", from.json());
        answer.set("to", to.json());
        ArrayNode items = answer.putArray("items");
        found.stream().limit(limit).forEach(items::add);
        if (found.size() > limit) {
            String last = found.get(limit - 1).get("id").stringValue();
            String next = new DiffCursor(points, asked, last).text();
            answer.put("next", next);
            Answers.next(request, response, next);
        }
        Answers.write(
                response,
                answer,
                cursor != null
                        || asOfs.fixed(parameters, "from.") && asOfs.fixed(parameters, "to."));
    }

    /** Those that are asked for, by default all that can be filtered as asked. */
    private static Set<Kind> kinds(Parameters parameters) {
        Set<Kind> kinds = EnumSet.copyOf(Kinds.of(parameters, "kinds"));
        String region = parameters.text("region");
        if (region != null && !SubjectId.fits(Kind.REGION, region)) {
            parameters.wrong(
                    "region",
                    "bad-value",
                    "region must be a code as 440112, CN or reg_…, not "
                            + Parameters.quoted(region));
        }
        for (String filter : List.of("region", "definition")) {
            for (Kind kind : Kind.values()) {
                if (parameters.has(filter)
                        && !Filters.of(kind).contains(filter)
                        && kinds.remove(kind)
                        && parameters.has("kinds")) {
                    parameters.wrong(
                            filter,
                            "no-such-filter",
                            kind.plural() + " cannot be filtered by " + filter);
                }
            }
        }
        return kinds;
    }
}
