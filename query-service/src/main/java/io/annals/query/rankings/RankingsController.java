package io.annals.query.rankings;

import io.annals.events.Json;
import io.annals.events.Kind;
import io.annals.events.ParkFact;
import io.annals.events.Quantity;
import io.annals.query.platform.Answers;
import io.annals.query.platform.AsOf;
import io.annals.query.platform.AsOfParameters;
import io.annals.query.platform.AsOfs;
import io.annals.query.platform.Parameters;
import io.annals.query.regions.RegionHistory;
import io.annals.query.timeline.Subjects;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** {@code GET /api/v1/rankings/parks}. */
@RestController
class RankingsController {

    private static final List<String> CRITERIA =
            List.of(
                    "tenants",
                    "occupancyRate",
                    "capacity",
                    "landArea",
                    "buildingArea",
                    "services",
                    "policies");
    private static final Pattern WEIGHT =
            Pattern.compile("([A-Za-z]+):([0-9]{1,6}(\\.[0-9]{1,6})?)");

    private final AsOfs asOfs;
    private final Subjects subjects;
    private final RegionHistory regions;

    RankingsController(AsOfs asOfs, Subjects subjects, RegionHistory regions) {
        this.asOfs = asOfs;
        this.subjects = subjects;
        this.regions = regions;
    }

    @GetMapping("/api/v1/rankings/parks")
    @AsOfParameters
    @Operation(
            summary = "Open parks by weighted scores",
            description =
                    "Each criterion is scaled over the ranked parks from 0, the lowest, to 1, the"
                        + " highest; a score is their mean by the weights. What is not known of a"
                        + " park is left out of its score together with its weight, and named in"
                        + " missing. A bounded quantity counts at its bound, a range at its middle."
                        + " rankInterval: the best and the worst rank when each weight is a fifth"
                        + " more or less.")
    @Parameter(
            name = "weights",
            in = ParameterIn.QUERY,
            description =
                    "As tenants:3,occupancyRate:2; of tenants, occupancyRate, capacity, landArea,"
                            + " buildingArea, services and policies (how many). Default: 1 each")
    @Parameter(name = "region", in = ParameterIn.QUERY, description = "Only parks that lie in it")
    void parks(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Parameters parameters = Parameters.asOf(request, "weights", "region");
        Map<String, BigDecimal> weights = weights(parameters);
        AsOf asOf = asOfs.resolve(parameters);
        regions.at(asOf.validAt(), asOf.position()).check("region", parameters);
        parameters.check();
        List<Subjects.Found> parks =
                subjects.all(Kind.PARK, parameters.text("region"), ParkFact.OPEN, asOf);
        Map<String, Subjects.Found> byId = new TreeMap<>();
        Map<String, Map<String, BigDecimal>> values = new TreeMap<>();
        for (Subjects.Found park : parks) {
            byId.put(park.id(), park);
            Map<String, BigDecimal> of = new TreeMap<>();
            weights.keySet()
                    .forEach(
                            criterion ->
                                    value(park.state().path(criterion))
                                            .ifPresent(value -> of.put(criterion, value)));
            values.put(park.id(), of);
        }
        ObjectNode answer = Json.object();
        answer.set("asOf", asOf.json());
        ObjectNode shown = answer.putObject("weights");
        weights.forEach(shown::put);
        ArrayNode items = answer.putArray("items");
        for (Ranking.Ranked ranked : Ranking.of(values, weights)) {
            show(ranked, Objects.requireNonNull(byId.get(ranked.id())), weights, items.addObject());
        }
        Answers.write(response, answer, asOfs.fixed(parameters));
    }

    private static void show(
            Ranking.Ranked ranked,
            Subjects.Found park,
            Map<String, BigDecimal> weights,
            ObjectNode item) {
        item.put("rank", ranked.rank());
        item.putObject("rankInterval").put("best", ranked.best()).put("worst", ranked.worst());
        item.put("id", ranked.id()).set("name", park.state().path("name"));
        item.put("score", ranked.score());
        ArrayNode parts = item.putArray("parts");
        ArrayNode missing = item.putArray("missing");
        weights.forEach(
                (criterion, weight) -> {
                    BigDecimal scaled = ranked.scaled().get(criterion);
                    if (scaled == null) {
                        missing.add(criterion);
                        return;
                    }
                    JsonNode stated = park.state().path(criterion);
                    ObjectNode part = parts.addObject().put("criterion", criterion);
                    part.put("weight", weight);
                    if (!stated.isArray()) {
                        part.set("value", stated);
                    }
                    part.put("counted", value(stated).orElseThrow()).put("scaled", scaled);
                });
    }

    /** A quantity at its bound, a range at its middle, a list by its length. */
    private static Optional<BigDecimal> value(JsonNode stated) {
        if (stated.isArray()) {
            return Optional.of(BigDecimal.valueOf(stated.size()));
        }
        return Quantity.parse(stated)
                .map(
                        quantity ->
                                quantity.to() == null
                                        ? quantity.value()
                                        : quantity.value()
                                                .add(quantity.to())
                                                .multiply(new BigDecimal("0.5")));
    }

    private static Map<String, BigDecimal> weights(Parameters parameters) {
        Map<String, BigDecimal> weights = new LinkedHashMap<>();
        String text = parameters.text("weights");
        if (text == null) {
            CRITERIA.forEach(criterion -> weights.put(criterion, BigDecimal.ONE));
            return weights;
        }
        List<String> wrong = new ArrayList<>();
        for (String part : text.split(",", -1)) {
            Matcher weight = WEIGHT.matcher(part);
            if (!weight.matches()) {
                wrong.add(Parameters.quoted(part) + " is not criterion:weight, as tenants:3");
            } else if (!CRITERIA.contains(weight.group(1))) {
                wrong.add(
                        "there is no criterion "
                                + Parameters.quoted(weight.group(1))
                                + Parameters.nearest(weight.group(1), CRITERIA));
            } else if (new BigDecimal(weight.group(2)).signum() == 0) {
                wrong.add("the weight of " + weight.group(1) + " is 0: leave it out");
            } else if (weights.put(weight.group(1), new BigDecimal(weight.group(2))) != null) {
                wrong.add(weight.group(1) + " is weighted twice");
            }
        }
        if (!wrong.isEmpty()) {
            parameters.wrong(
                    "weights", "bad-value", wrong.stream().collect(Collectors.joining("; ")));
        }
        return weights;
    }
}
