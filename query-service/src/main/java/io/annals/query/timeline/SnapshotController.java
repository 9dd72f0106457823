package io.annals.query.timeline;

import io.annals.events.Json;
import io.annals.events.Kind;
import io.annals.query.platform.Answers;
import io.annals.query.platform.AsOf;
import io.annals.query.platform.AsOfParameters;
import io.annals.query.platform.AsOfs;
import io.annals.query.platform.Parameters;
import io.annals.query.timeline.Subjects.Version;
import io.annals.query.timeline.Subjects.WholeLine;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.http.HttpHeaders;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.util.RawValue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;

/** Everything that is known at a position. */
@RestController
class SnapshotController {

    private static final int ROWS = 2_000;

    private final AsOfs asOfs;
    private final Subjects subjects;

    SnapshotController(AsOfs asOfs, Subjects subjects) {
        this.asOfs = asOfs;
        this.subjects = subjects;
    }

    /**
     * Read in pages, not with one cursor: a slow reader must hold neither a connection nor a
     * snapshot of the database.
     */
    @GetMapping("/api/v1/snapshot")
    @AsOfParameters
    @Parameter(
            name = "kinds",
            in = ParameterIn.QUERY,
            description = "Kinds separated by commas, as companies,parks; default all")
    @Operation(
            summary = "Every subject's whole line, as NDJSON",
            description =
                    "The first line names the position; the changes after it bring what came since."
                            + " Then one line for each subject, in the order of the ids. validAt"
                            + " chooses nothing here and is only echoed.")
    void snapshot(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Parameters parameters = Parameters.asOf(request, "kinds");
        Set<Kind> kinds = Kinds.of(parameters, "kinds");
        AsOf asOf = asOfs.resolve(parameters);
        List<WholeLine> lines = subjects.lines(kinds, asOf.position(), "", ROWS);
        response.setContentType("application/x-ndjson");
        response.setHeader(
                HttpHeaders.CACHE_CONTROL,
                asOfs.fixed(parameters) ? Answers.FIXED : Answers.MOVING);
        if (request.getMethod().equals("HEAD")) {
            return;
        }
        OutputStream out = response.getOutputStream();
        ObjectNode first = Json.object().put("position", asOf.position());
        first.set("asOf", asOf.json());
        out.write(line(first));
        while (!lines.isEmpty()) {
            for (WholeLine whole : lines) {
                out.write(line(json(whole)));
            }
            lines = subjects.lines(kinds, asOf.position(), lines.getLast().id(), ROWS);
        }
    }

    private static ObjectNode json(WholeLine whole) {
        ObjectNode json = Json.object().put("id", whole.id()).put("kind", whole.kind());
        ArrayNode versions = json.putArray("versions");
        for (Version version : whole.versions()) {
            boolean timeless = version.validFrom().equals(LocalDate.MIN);
            boolean open = version.validTo().equals(LocalDate.MAX);
            versions.addObject()
                    .put("validFrom", timeless ? null : version.validFrom().toString())
                    .put("validTo", open ? null : version.validTo().toString())
                    .putRawValue("state", new RawValue(version.state()));
        }
        return json;
    }

    private static byte[] line(ObjectNode json) {
        return (Json.write(json) + "\n").getBytes(StandardCharsets.UTF_8);
    }
}
