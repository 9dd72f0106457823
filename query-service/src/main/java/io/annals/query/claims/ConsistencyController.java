package io.annals.query.claims;

import io.annals.events.Json;
import io.annals.events.Kind;
import io.annals.query.platform.Answers;
import io.annals.query.platform.AsOf;
import io.annals.query.platform.AsOfParameters;
import io.annals.query.platform.AsOfs;
import io.annals.query.platform.Parameters;
import io.annals.query.regions.RegionHistory;
import io.annals.query.regions.Regions;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.media.Schema;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Predicate;

/** {@code GET /api/v1/consistency}. */
@RestController
class ConsistencyController {

    private static final LocalDate LAST_DAY = LocalDate.of(9999, 12, 31);

    private final AsOfs asOfs;
    private final Indicators indicators;
    private final RegistryCounts counts;
    private final References references;
    private final RegionHistory regions;

    ConsistencyController(
            AsOfs asOfs,
            Indicators indicators,
            RegistryCounts counts,
            References references,
            RegionHistory regions) {
        this.asOfs = asOfs;
        this.indicators = indicators;
        this.counts = counts;
        this.references = references;
        this.regions = regions;
    }

    @GetMapping("/api/v1/consistency")
    @AsOfParameters
    @Operation(
            summary = "Claims that cannot all be true, and broken references",
            description =
                    "Published figures are held against each other by the relations that indicators"
                        + " declare, and against the registry's own counts where they claim one and"
                        + " the registry holds anything of what is counted. A number stands for all"
                        + " values that its rounding, bound or 'about' allows; what is defined"
                        + " otherwise, or not stated, contradicts nothing.")
    @Parameter(
            name = "region",
            in = ParameterIn.QUERY,
            description = "Only figures about what lies in it, and references from there",
            schema = @Schema(type = "string"))
    void consistency(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Parameters parameters = Parameters.asOf(request, "region");
        AsOf asOf = asOfs.resolve(parameters);
        Regions tree = regions.at(asOf.validAt(), asOf.position());
        String region = parameters.text("region");
        tree.check("region", parameters);
        parameters.check();
        List<Indicator> all = indicators.at(asOf, null);
        ObjectNode answer = Json.object();
        answer.set("asOf", asOf.json());
        ArrayNode findings = answer.putArray("findings");
        List<Finding> contradictions =
                Consistency.findings(
                        all,
                        counts.at(
                                asOf,
                                indicators.at(
                                        new AsOf(LAST_DAY, asOf.knownAt(), asOf.position()), null)),
                        standing(all, asOf),
                        code -> within(code, tree));
        if (region == null) {
            contradictions.forEach(finding -> findings.add(finding.json()));
            references
                    .broken(asOf, null, List.of())
                    .forEach(finding -> findings.add(finding.json()));
        } else {
            Set<String> codes = tree.within(region);
            Map<String, String> places =
                    references.regions(all.stream().map(Indicator::about).toList(), asOf);
            Predicate<Indicator> there =
                    one ->
                            codes.contains(one.about())
                                    || codes.contains(places.getOrDefault(one.about(), ""));
            contradictions.stream()
                    .filter(
                            finding ->
                                    finding.claims().stream()
                                            .anyMatch(claim -> there.test(claim.indicator())))
                    .forEach(finding -> findings.add(finding.json()));
            references
                    .broken(asOf, codes, all.stream().filter(there).map(Indicator::id).toList())
                    .forEach(finding -> findings.add(finding.json()));
        }
        Answers.write(response, answer, asOfs.fixed(parameters));
    }

    private BiFunction<String, LocalDate, Consistency.Standing> standing(
            List<Indicator> all, AsOf asOf) {
        return references.standing(
                all.stream()
                        .flatMap(one -> one.relations().stream())
                        .filter(relation -> relation.type().equals("count-of-list"))
                        .flatMap(relation -> relation.to().stream())
                        .distinct()
                        .toList(),
                asOf);
    }

    private static Set<String> within(String code, Regions tree) {
        return Kind.ofSubject(code).filter(Kind.REGION::equals).isPresent()
                ? tree.within(code)
                : Set.of();
    }
}
