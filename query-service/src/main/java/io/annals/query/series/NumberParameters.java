package io.annals.query.series;

import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.Parameters;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.media.Schema;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Describes, in the OpenAPI document, the parameters by which {@link Number} is named. */
@Parameters({
    @Parameter(
            name = "period",
            in = ParameterIn.QUERY,
            description =
                    "Of the row: 2018, 2018-Q4, 2018-10, 2018-10-31, 2015/2018, or ..2018-10"
                            + " for what is dated no later than that; default:"
                            + " everything up to validAt",
            schema = @Schema(type = "string")),
    @Parameter(
            name = "region",
            in = ParameterIn.QUERY,
            description = "Only what lies in it",
            schema = @Schema(type = "string")),
    @Parameter(
            name = "province",
            in = ParameterIn.QUERY,
            description = NumberParameters.OF_ROW,
            schema = @Schema(type = "string")),
    @Parameter(
            name = "city",
            in = ParameterIn.QUERY,
            description = NumberParameters.OF_ROW,
            schema = @Schema(type = "string")),
    @Parameter(
            name = "district",
            in = ParameterIn.QUERY,
            description = NumberParameters.OF_ROW,
            schema = @Schema(type = "string")),
    @Parameter(
            name = "park",
            in = ParameterIn.QUERY,
            description = NumberParameters.OF_ROW,
            schema = @Schema(type = "string")),
    @Parameter(
            name = "industry",
            in = ParameterIn.QUERY,
            description = NumberParameters.OF_ROW,
            schema = @Schema(type = "string")),
    @Parameter(
            name = "activity",
            in = ParameterIn.QUERY,
            description = NumberParameters.OF_ROW,
            schema = @Schema(type = "string")),
    @Parameter(
            name = "level",
            in = ParameterIn.QUERY,
            description = NumberParameters.OF_ROW,
            schema = @Schema(type = "string")),
    @Parameter(
            name = "scenario",
            in = ParameterIn.QUERY,
            description = NumberParameters.OF_ROW,
            schema = @Schema(type = "string")),
    @Parameter(
            name = "definition",
            in = ParameterIn.QUERY,
            description =
                    "Only companies that satisfy it on validAt (a stock: on its day): keyword is"
                            + " the newest (of vintages: at each position), keyword@2 that of a"
                            + " sequence",
            schema = @Schema(type = "string")),
    @Parameter(
            name = "borders",
            in = ParameterIn.QUERY,
            description =
                    "now (default): by the mergers up to validAt; then: by those of the fact's day,"
                            + " or of the stock's",
            schema =
                    @Schema(
                            type = "string",
                            allowableValues = {"now", "then"})),
    @Parameter(name = "limit", in = ParameterIn.QUERY, description = "1 to 10000, default 1000"),
    @Parameter(
            name = "cursor",
            in = ParameterIn.QUERY,
            description = "next of the page before; keeps its asOf, wants its parameters")
})
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@interface NumberParameters {

    /** What each dimension's parameter is. */
    String OF_ROW = "The row's value, or none for a row that has none; where the measure has it";
}
