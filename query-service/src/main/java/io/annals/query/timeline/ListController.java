package io.annals.query.timeline;

import io.annals.events.Json;
import io.annals.events.Kind;
import io.annals.query.definitions.Definition;
import io.annals.query.definitions.Definitions;
import io.annals.query.platform.Answers;
import io.annals.query.platform.AsOf;
import io.annals.query.platform.AsOfParameters;
import io.annals.query.platform.AsOfs;
import io.annals.query.platform.Parameters;
import io.annals.query.regions.RegionHistory;
import io.annals.query.timeline.Subjects.Found;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;

/** The subjects of a kind, in pages. */
@RestController
class ListController {

    private static final int LIMIT = 100;
    private static final int HIGHEST_LIMIT = 1_000;
    private static final String[] PARAMETERS =
            Stream.concat(Filters.NAMES.stream(), Stream.of("limit", "cursor"))
                    .toArray(String[]::new);

    private final AsOfs asOfs;
    private final Subjects subjects;
    private final RegionHistory regions;
    private final Definitions definitions;

    ListController(AsOfs asOfs, Subjects subjects, RegionHistory regions, Definitions definitions) {
        this.asOfs = asOfs;
        this.subjects = subjects;
        this.regions = regions;
        this.definitions = definitions;
    }

    @GetMapping("/api/v1/{kinds}")
    @AsOfParameters
    @Parameter(
            name = "region",
            in = ParameterIn.QUERY,
            description = "Takes in what lies in it, as 440100 its districts")
    @Parameter(
            name = "borders",
            in = ParameterIn.QUERY,
            description =
                    "now (default): what was merged into a region lies in it; then: a subject"
                            + " counts only where the region it was recorded with lies without any"
                            + " merger")
    @Parameter(name = "status", in = ParameterIn.QUERY, description = "A status of the kind")
    @Parameter(
            name = "q",
            in = ParameterIn.QUERY,
            description =
                    "Words that all occur in the names of now or of before, aliases, titles with"
                        + " the label of their version: Chinese by any characters, pinyin without"
                        + " tones, or its initials")
    @Parameter(name = "park", in = ParameterIn.QUERY, description = "Companies: tenants of a park")
    @Parameter(
            name = "activity",
            in = ParameterIn.QUERY,
            description = "Companies: operating, dormant, not-launched")
    @Parameter(
            name = "definition",
            in = ParameterIn.QUERY,
            description =
                    "Companies that satisfy a counting rule: keyword is the newest known, keyword@2"
                            + " that of a sequence of its stream")
    @Parameter(name = "limit", in = ParameterIn.QUERY, description = "1 to 1000, default 100")
    @Parameter(
            name = "cursor",
            in = ParameterIn.QUERY,
            description = "next of the page before; keeps its asOf, wants its filters")
    @Operation(summary = "The subjects of a kind that match, in the order of their ids")
    void list(
            @PathVariable("kinds") String kinds,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        Kind kind = Kinds.ofPath(kinds);
        Parameters parameters = Parameters.asOf(request, PARAMETERS);
        int limit = (int) parameters.whole("limit", LIMIT, 1, HIGHEST_LIMIT);
        Filters.validate(kind, parameters);
        String fingerprint = Filters.fingerprint(kind, parameters);
        Cursor cursor = Cursor.of(parameters, fingerprint);
        AsOf asOf;
        if (cursor == null) {
            asOf = asOfs.resolve(parameters);
        } else {
            parameters.check();
            asOf = cursor.asOf();
            asOfs.await(asOf);
        }
        @Nullable Definition definition =
                definitions.of(parameters, asOf, 1).stream().findFirst().orElse(null);
        Filters filters =
                Filters.of(
                        kind,
                        parameters,
                        () -> regions.at(asOf.validAt(), asOf.position()),
                        park -> subjects.known(Kind.PARK, park, asOf.position()),
                        definition);
        parameters.check();
        List<Found> found =
                subjects.matching(
                        kind, filters, asOf, cursor == null ? "" : cursor.after(), limit + 1);
        ObjectNode answer = Json.object();
        answer.set("asOf", asOf.json());
        if (definition != null) {
            answer.set("definition", definition.json());
        }
        ArrayNode items = answer.putArray("items");
        found.stream().limit(limit).forEach(one -> items.add(one.json()));
        if (found.size() > limit) {
            String asked = cursor == null ? parameters.text("knownAt") : cursor.asked();
            String next = new Cursor(asOf, asked, fingerprint, found.get(limit - 1).id()).text();
            answer.put("next", next);
            Answers.next(request, response, next);
        }
        Answers.write(response, answer, cursor != null || asOfs.fixed(parameters));
    }
}
