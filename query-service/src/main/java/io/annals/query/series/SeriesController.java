package io.annals.query.series;

import io.annals.events.Json;
import io.annals.events.Kind;
import io.annals.events.StatedPeriod;
import io.annals.query.definitions.Definition;
import io.annals.query.definitions.Definitions;
import io.annals.query.platform.Answers;
import io.annals.query.platform.AsOf;
import io.annals.query.platform.AsOfParameters;
import io.annals.query.platform.AsOfs;
import io.annals.query.platform.Parameters;
import io.annals.query.platform.Problem;
import io.annals.query.regions.RegionHistory;
import io.annals.query.regions.Regions;
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
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** {@code GET /api/v1/series/{measure}}. */
@RestController
class SeriesController {

    static final List<String> BORDERS = List.of("now", "then");
    private static final int MOST_DEFINITIONS = 10;
    private static final String DATE_FORMS =
            "a period as 2018, 2018-Q4 or 2018-10, or a day as 2018-10-31";

    private final JdbcClient database;
    private final AsOfs asOfs;
    private final RegionHistory regions;
    private final Definitions definitions;
    private final Counts counts;

    SeriesController(
            JdbcClient database,
            AsOfs asOfs,
            RegionHistory regions,
            Definitions definitions,
            Counts counts) {
        this.database = database;
        this.asOfs = asOfs;
        this.regions = regions;
        this.definitions = definitions;
        this.counts = counts;
    }

    @GetMapping("/api/v1/series/{measure}")
    @AsOfParameters
    @Operation(
            summary = "A count over time and other dimensions",
            description =
                    "Rows {period?, …dims, value, total?, growth?, partial?}. total runs from the"
                        + " beginning of time; growth is the rise over the row before as a ratio to"
                        + " it. What is dated more coarsely than the rows stands in undated, and in"
                        + " total from its period's end. labels names the codes.")
    @Parameter(
            name = "by",
            in = ParameterIn.QUERY,
            description =
                    "At most one of year, quarter, month, and any of the measure's dimensions,"
                            + " separated by commas",
            schema = @Schema(type = "string"))
    @Parameter(
            name = "region",
            in = ParameterIn.QUERY,
            description = "Only what lies in it",
            schema = @Schema(type = "string"))
    @Parameter(
            name = "from",
            in = ParameterIn.QUERY,
            description = "Hides the rows before: 2018, 2018-Q4, 2018-10 or 2018-10-31",
            schema = @Schema(type = "string"))
    @Parameter(
            name = "to",
            in = ParameterIn.QUERY,
            description = "Hides the rows after; as from",
            schema = @Schema(type = "string"))
    @Parameter(
            name = "borders",
            in = ParameterIn.QUERY,
            description =
                    "now (default): by the mergers up to validAt; then: by those of the row's day",
            schema =
                    @Schema(
                            type = "string",
                            allowableValues = {"now", "then"}))
    @Parameter(
            name = "definition",
            in = ParameterIn.QUERY,
            description =
                    "Only companies that satisfy it on validAt (a stock: on the row's day): keyword"
                        + " is the newest known, keyword@2 that of a sequence of its stream."
                        + " Several, separated by commas, stand side by side: each row names its"
                        + " own",
            schema = @Schema(type = "string"))
    void series(
            @PathVariable("measure") String name,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        Measure measure = measure(name);
        Parameters parameters =
                Parameters.asOf(request, "by", "region", "from", "to", "borders", "definition");
        List<String> by =
                parameters.choices(
                        "by",
                        Stream.concat(
                                        Arrays.stream(Period.values()).map(Period::text),
                                        measure.dimensions().stream().map(Dimension::text))
                                .toList());
        List<Period> periods = by.stream().flatMap(text -> Period.of(text).stream()).toList();
        if (periods.size() > 1) {
            parameters.wrong("by", "bad-value", "by takes at most one of year, quarter, month");
        }
        boolean then = "then".equals(parameters.choice("borders", BORDERS));
        onlyCompaniesAreDefined(measure, parameters);
        @Nullable StatedPeriod from = days(parameters, "from", periods);
        @Nullable StatedPeriod to = days(parameters, "to", periods);
        if (from != null && to != null && to.last().isBefore(from.first())) {
            parameters.wrong("to", "bad-value", "to lies before from");
        }
        AsOf asOf = asOfs.resolve(parameters);
        List<Definition> rules = definitions.of(parameters, asOf, MOST_DEFINITIONS);
        String region = parameters.text("region");
        Regions today = regions.at(asOf.validAt(), asOf.position());
        today.check("region", parameters);
        parameters.check();
        Series series =
                new Series(
                        measure,
                        periods.isEmpty() ? null : periods.getFirst(),
                        Stream.concat(
                                        rules.size() > 1
                                                ? Stream.of(Dimension.DEFINITION)
                                                : Stream.empty(),
                                        by.stream().flatMap(text -> Dimension.of(text).stream()))
                                .sorted()
                                .toList(),
                        then,
                        region,
                        from == null ? null : from.first(),
                        to == null ? null : to.last(),
                        asOf.validAt(),
                        day -> regions.at(day, asOf.position()));
        Series.Answer found = counts.of(series, rules, asOf);
        ObjectNode answer =
                Json.object().put("measure", measure.text()).put("unit", measure.unit());
        answer.set("asOf", asOf.json());
        if (rules.size() == 1) {
            answer.set("definition", rules.getFirst().json());
        } else if (!rules.isEmpty()) {
            ArrayNode each = answer.putArray("definitions");
            rules.forEach(
                    rule -> each.addObject().put("definition", rule.text()).setAll(rule.json()));
        }
        answer.set("rows", found.rows());
        answer.set("undated", found.undated());
        ObjectNode labels = answer.putObject("labels");
        found.regions().forEach(code -> labels.put(code, today.name(code)));
        parkNames(found.parks(), asOf, labels);
        Answers.write(response, answer, asOfs.fixed(parameters));
    }

    /**
     * The measure that a path names.
     *
     * @throws Problem 404 if there is none of that name
     */
    static Measure measure(String name) {
        List<String> names = Arrays.stream(Measure.values()).map(Measure::text).toList();
        return Measure.of(name)
                .orElseThrow(
                        () ->
                                new Problem(
                                        404,
                                        "no-such-measure",
                                        "there is no measure "
                                                + Parameters.quoted(name)
                                                + Parameters.nearest(name, names),
                                        null));
    }

    /** Notes a definition that is given for what is not counted by any. */
    static void onlyCompaniesAreDefined(Measure measure, Parameters parameters) {
        if (parameters.has("definition") && measure.kind() != Kind.COMPANY) {
            parameters.wrong(
                    "definition",
                    "bad-value",
                    "definition says which companies count, and "
                            + measure.text()
                            + " counts "
                            + measure.unit()
                            + ": leave it out");
        }
    }

    private static @Nullable StatedPeriod days(
            Parameters parameters, String name, List<Period> periods) {
        String text = parameters.text(name);
        if (text == null) {
            return null;
        }
        StatedPeriod days = StatedPeriod.parse(text).orElse(null);
        if (days == null) {
            parameters.wrong(
                    name,
                    "bad-value",
                    name + " must be " + DATE_FORMS + ", not " + Parameters.quoted(text));
        } else if (periods.isEmpty()) {
            parameters.wrong(
                    name,
                    "bad-value",
                    name + " hides rows in time: it needs by=year, quarter or month");
        }
        return days;
    }

    private void parkNames(Set<String> parks, AsOf asOf, ObjectNode labels) {
        if (parks.isEmpty()) {
            return;
        }
        database.sql(
                        """
                        select distinct on (subject) subject, state::json ->> 'name' as name
                        from version
                        where subject = any(:parks) and known_from <= :position and known_to > :position
                        order by subject, valid_from <= :day desc, valid_from desc
                        """)
                .param("parks", parks.toArray(String[]::new))
                .param("position", asOf.position())
                .param("day", asOf.validAt())
                .query(
                        row -> {
                            labels.put(row.getString("subject"), row.getString("name"));
                        });
    }
}
