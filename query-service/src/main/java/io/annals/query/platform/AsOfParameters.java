package io.annals.query.platform;

import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.Parameters;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.media.Schema;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Describes, in the OpenAPI document, the parameters that {@link AsOfs} reads. */
@Parameters({
    @Parameter(
            name = "validAt",
            in = ParameterIn.QUERY,
            description = "The day of which the answer speaks, as 2019-10-31; default today",
            schema = @Schema(type = "string", format = "date")),
    @Parameter(
            name = "knownAt",
            in = ParameterIn.QUERY,
            description =
                    "Whose knowledge it has: a moment (RFC 3339), a date (the end of that day;"
                            + " today's: all settled now), or a position of the log as @1234;"
                            + " default all settled now",
            schema = @Schema(type = "string")),
    @Parameter(
            name = "minPosition",
            in = ParameterIn.QUERY,
            description =
                    "The position that a command answered: what it recorded is known to this"
                            + " instance before it answers, within 2 s, else 503",
            schema = @Schema(type = "integer", format = "int64"))
})
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface AsOfParameters {}
