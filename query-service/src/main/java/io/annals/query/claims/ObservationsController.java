package io.annals.query.claims;

import io.annals.events.Json;
import io.annals.query.claims.Indicator.Claim;
import io.annals.query.platform.Answers;
import io.annals.query.platform.AsOf;
import io.annals.query.platform.AsOfParameters;
import io.annals.query.platform.AsOfs;
import io.annals.query.platform.Parameters;
import io.annals.query.platform.Problem;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.media.Schema;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.util.List;

/** {@code GET /api/v1/indicators/{code}/observations}: a published series, with rivals. */
@RestController
class ObservationsController {

    private static final List<String> DEFINING =
            List.of("name", "nameEn", "nameZh", "unit", "frequency", "priceBasis", "measure");

    private final AsOfs asOfs;
    private final Indicators indicators;

    ObservationsController(AsOfs asOfs, Indicators indicators) {
        this.asOfs = asOfs;
        this.indicators = indicators;
    }

    @GetMapping("/api/v1/indicators/{code}/observations")
    @AsOfParameters
    @Operation(
            summary = "A published series, with rivals",
            description =
                    "One item for each period that ended by validAt, in order of its last day: the"
                        + " value of the source published last, of those the one recorded last; the"
                        + " other sources, and the other readings of one, are its rivals, in the"
                        + " same order.")
    @Parameter(
            name = "about",
            in = ParameterIn.QUERY,
            description =
                    "The id of what the indicator is about, as 440100; may be left out where there"
                            + " is one indicator of the code",
            schema = @Schema(type = "string"))
    void observations(
            @PathVariable("code") String code,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        Parameters parameters = Parameters.asOf(request, "about");
        AsOf asOf = asOfs.resolve(parameters);
        Indicator indicator = indicator(code, parameters, asOf);
        ObjectNode answer =
                Json.object()
                        .put("code", indicator.code())
                        .put("about", indicator.about())
                        .put("id", indicator.id());
        for (String name : DEFINING) {
            JsonNode value = indicator.state().get(name);
            if (value != null) {
                answer.set(name, value);
            }
        }
        answer.set("asOf", asOf.json());
        ArrayNode items = answer.putArray("items");
        ObjectNode item = null;
        @Nullable Claim shown = null;
        for (Claim claim : indicator.claims()) {
            ObjectNode json = json(claim);
            if (item != null && shown != null && shown.of(claim.period())) {
                item.withArray("rivals").add(json);
            } else {
                json.putArray("rivals");
                items.add(json);
                item = json;
                shown = claim;
            }
        }
        Answers.write(response, answer, asOfs.fixed(parameters));
    }

    private Indicator indicator(String code, Parameters parameters, AsOf asOf) {
        List<Indicator> found = indicators.at(asOf, code);
        if (found.isEmpty()) {
            throw new Problem(
                    404,
                    "unknown-indicator",
                    "there is no indicator "
                            + Parameters.quoted(code)
                            + " as known then"
                            + Parameters.nearest(code, indicators.codes(asOf)),
                    null);
        }
        List<String> abouts = found.stream().map(Indicator::about).sorted().toList();
        String about = parameters.text("about");
        if (about == null && found.size() > 1) {
            throw new Problem(
                    400,
                    "ambiguous-indicator",
                    "about must say which %s is meant: there are those about %s"
                            .formatted(code, String.join(", ", abouts)),
                    "about");
        }
        return found.stream()
                .filter(one -> about == null || one.about().equals(about))
                .findFirst()
                .orElseThrow(
                        () ->
                                new Problem(
                                        404,
                                        "unknown-indicator",
                                        "there is no %s about %s; there are those about %s"
                                                .formatted(
                                                        code,
                                                        Parameters.quoted(String.valueOf(about)),
                                                        String.join(", ", abouts)),
                                        "about"));
    }

    private static ObjectNode json(Claim claim) {
        ObjectNode json = Json.object().put("period", claim.period().text());
        json.set("value", claim.value().json());
        Finding.put(json, "reading", claim.reading());
        Finding.put(json, "statement", claim.statement());
        ObjectNode source = json.putObject("source").put("id", claim.source().id());
        Finding.put(source, "title", claim.source().title());
        Finding.put(source, "publisher", claim.source().publisher());
        Finding.put(source, "publishedOn", claim.source().publishedOn());
        Finding.put(source, "locator", claim.locator());
        Finding.put(source, "quote", claim.quote());
        Finding.put(json, "note", claim.note());
        return json.put("sequence", claim.sequence());
    }
}
