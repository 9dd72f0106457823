package io.annals.query.series;

import io.annals.events.Json;
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

import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** {@code GET /api/v1/series/{measure}}. */
@RestController
class SeriesController {

    private static final List<String> BORDERS = List.of("now", "then");
    private static final String DATE_FORMS =
            "a period as 2018, 2018-Q4 or 2018-10, or a day as 2018-10-31";

    private final JdbcClient database;
    private final AsOfs asOfs;
    private final RegionHistory regions;

    SeriesController(JdbcClient database, AsOfs asOfs, RegionHistory regions) {
        this.database = database;
        this.asOfs = asOfs;
        this.regions = regions;
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
    void series(
            @PathVariable("measure") String name,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        List<String> names = Arrays.stream(Measure.values()).map(Measure::text).toList();
        Measure measure =
                Measure.of(name)
                        .orElseThrow(
                                () ->
                                        new Problem(
                                                404,
                                                "no-such-measure",
                                                "there is no measure "
                                                        + Parameters.quoted(name)
                                                        + Parameters.nearest(name, names),
                                                null));
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
        if (parameters.has("definition")) {
            parameters.wrong(
                    "definition",
                    "bad-value",
                    "definition names a counting rule, and there are no definitions yet: leave it"
                            + " out");
        }
        Period.@Nullable Days from = days(parameters, "from", periods);
        Period.@Nullable Days to = days(parameters, "to", periods);
        if (from != null && to != null && to.last().isBefore(from.first())) {
            parameters.wrong("to", "bad-value", "to lies before from");
        }
        AsOf asOf = asOfs.resolve(parameters);
        String region = parameters.text("region");
        Regions today = regions.at(asOf.validAt(), asOf.position());
        if (region != null && !today.knows(region)) {
            throw new Problem(
                    400,
                    "no-such-region",
                    "there is no region "
                            + Parameters.quoted(region)
                            + " on "
                            + asOf.validAt()
                            + ", as known then"
                            + (today.codes().isEmpty()
                                    ? ""
                                    : Parameters.nearest(
                                            region,
                                            today.codes().stream().sorted().limit(5_000).toList())),
                    "region");
        }
        Series series =
                new Series(
                        measure,
                        periods.isEmpty() ? null : periods.getFirst(),
                        by.stream().flatMap(text -> Dimension.of(text).stream()).sorted().toList(),
                        then,
                        region,
                        from == null ? null : from.first(),
                        to == null ? null : to.last(),
                        asOf.validAt(),
                        day -> regions.at(day, asOf.position()));
        Series.Answer found = series.of(sums(series, asOf, today));
        ObjectNode answer =
                Json.object().put("measure", measure.text()).put("unit", measure.unit());
        answer.set("asOf", asOf.json());
        answer.set("rows", found.rows());
        answer.set("undated", found.undated());
        ObjectNode labels = answer.putObject("labels");
        found.regions().forEach(code -> labels.put(code, today.name(code)));
        parkNames(found.parks(), asOf, labels);
        Answers.write(response, answer, asOfs.fixed(parameters));
    }

    private static Period.@Nullable Days days(
            Parameters parameters, String name, List<Period> periods) {
        String text = parameters.text(name);
        if (text == null) {
            return null;
        }
        Period.Days days = Period.days(text).orElse(null);
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

    /**
     * One statement over the cube; the cells are summed by the database, the regions mapped here.
     */
    private List<Series.Sum> sums(Series series, AsOf asOf, Regions today) {
        Period period = series.period();
        boolean epochs = series.then() && series.measure().flow() && series.byRegion();
        List<LocalDate> changes = epochs ? regions.changes(asOf.position()) : List.of();
        List<Dimension> plain = series.by().stream().filter(d -> !d.regional()).toList();
        List<String> columns = new ArrayList<>();
        if (period != null && series.measure().flow()) {
            int coarsest = period.coarsest().ordinal();
            columns.add(
                    "case when grain <= %d then date_trunc('%s', day)::date end as start"
                            .formatted(coarsest, period.text()));
            columns.add("case when grain > %d then period end as undated".formatted(coarsest));
            columns.add("case when grain > %d then last_day end as last_day".formatted(coarsest));
        } else if (period != null) {
            columns.add("date_trunc('%s', day)::date as start".formatted(period.text()));
        }
        if (epochs) {
            columns.add("width_bucket(day, :changes::date[]) as epoch");
        }
        if (series.byRegion()) {
            columns.add("region");
        }
        plain.forEach(dimension -> columns.add(dimension.text()));
        String groups =
                columns.isEmpty()
                        ? ""
                        : "group by "
                                + String.join(
                                        ", ",
                                        IntStream.rangeClosed(1, columns.size())
                                                .mapToObj(Integer::toString)
                                                .toList());
        boolean filtered = series.region() != null && !series.then();
        columns.add("sum(delta) as value");
        JdbcClient.StatementSpec statement =
                database.sql(
                                """
                                select %s
                                from cube
                                where measure = :measure and position <= :position and day <= :day %s
                                %s
                                having sum(delta) <> 0
                                """
                                        .formatted(
                                                String.join(", ", columns),
                                                filtered ? "and region = any(:codes)" : "",
                                                groups))
                        .param("measure", series.measure().text())
                        .param("position", asOf.position())
                        .param("day", asOf.validAt());
        if (epochs) {
            statement =
                    statement.param(
                            "changes",
                            changes.stream().map(LocalDate::toString).toArray(String[]::new));
        }
        if (filtered) {
            statement =
                    statement.param(
                            "codes",
                            today.within(String.valueOf(series.region())).toArray(String[]::new));
        }
        return statement
                .query((row, at) -> sum(row, series, plain, epochs ? changes : null))
                .list();
    }

    private static Series.Sum sum(
            ResultSet row, Series series, List<Dimension> plain, @Nullable List<LocalDate> changes)
            throws SQLException {
        boolean dated = series.period() != null && series.measure().flow();
        LocalDate borders = null;
        if (changes != null) {
            int epoch = row.getInt("epoch");
            borders = epoch == 0 ? LocalDate.of(1, 1, 1) : changes.get(epoch - 1);
        }
        Map<Dimension, String> values = new EnumMap<>(Dimension.class);
        for (Dimension dimension : plain) {
            String value = row.getString(dimension.text());
            if (value != null) {
                values.put(dimension, value);
            }
        }
        return new Series.Sum(
                series.period() == null ? null : row.getObject("start", LocalDate.class),
                dated ? row.getString("undated") : null,
                dated ? row.getObject("last_day", LocalDate.class) : null,
                borders,
                series.byRegion() ? row.getString("region") : null,
                values,
                row.getLong("value"));
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
