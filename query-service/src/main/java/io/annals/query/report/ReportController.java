package io.annals.query.report;

import io.annals.query.definitions.Definition;
import io.annals.query.definitions.Definitions;
import io.annals.query.platform.Answers;
import io.annals.query.platform.AsOf;
import io.annals.query.platform.AsOfParameters;
import io.annals.query.platform.AsOfs;
import io.annals.query.platform.Parameters;
import io.annals.query.regions.RegionHistory;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.util.Comparator;
import java.util.List;

/** {@code GET /api/v1/reports/industry}. */
@RestController
class ReportController {

    private final AsOfs asOfs;
    private final Definitions definitions;
    private final RegionHistory regions;
    private final IndustryReport reports;

    ReportController(
            AsOfs asOfs, Definitions definitions, RegionHistory regions, IndustryReport reports) {
        this.asOfs = asOfs;
        this.definitions = definitions;
        this.regions = regions;
        this.reports = reports;
    }

    @GetMapping("/api/v1/reports/industry")
    @AsOfParameters
    @Operation(
            summary = "The industry report of a region",
            description =
                    "Economy, research, talent, policies, organizations, funds, applications, the"
                        + " distribution of parks, companies by year and by district, park cases:"
                        + " every number with the events and sources behind it, or for a count how"
                        + " many events of which source and the href that lists them; noData where"
                        + " none is published; labels names codes and ids. As JSON, or with Accept:"
                        + " text/html as a page fit to print.")
    @Parameter(
            name = "region",
            in = ParameterIn.QUERY,
            required = true,
            description = "Of which region, as 440100")
    @Parameter(
            name = "definition",
            in = ParameterIn.QUERY,
            description = "Counts only companies that satisfy it; default: all that are recorded")
    void industry(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Parameters parameters = Parameters.asOf(request, "region", "definition");
        String region = parameters.text("region");
        if (region == null) {
            parameters.wrong("region", "required", "region is needed: of which one to report");
        }
        AsOf asOf = asOfs.resolve(parameters);
        List<Definition> definition = definitions.of(parameters, asOf, 1);
        regions.at(asOf.validAt(), asOf.position()).check("region", parameters);
        parameters.check();
        ObjectNode report = reports.of(String.valueOf(region), definition, asOf);
        response.setHeader(HttpHeaders.VARY, HttpHeaders.ACCEPT);
        if (page(request)) {
            Answers.write(
                    response, "text/html;charset=UTF-8", Page.of(report), asOfs.fixed(parameters));
        } else {
            Answers.write(response, report, asOfs.fixed(parameters));
        }
    }

    /** Whether a page is preferred to JSON, as browsers do. */
    private static boolean page(HttpServletRequest request) {
        String accept = request.getHeader(HttpHeaders.ACCEPT);
        return accept != null
                && MediaType.parseMediaTypes(accept).stream()
                        .sorted(Comparator.comparingDouble(MediaType::getQualityValue).reversed())
                        .filter(
                                type ->
                                        type.isCompatibleWith(MediaType.TEXT_HTML)
                                                || type.isCompatibleWith(
                                                        MediaType.APPLICATION_JSON))
                        .findFirst()
                        .filter(type -> !type.isWildcardType())
                        .filter(type -> type.isCompatibleWith(MediaType.TEXT_HTML))
                        .isPresent();
    }
}
