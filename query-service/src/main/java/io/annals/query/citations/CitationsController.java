package io.annals.query.citations;

import io.annals.events.Json;
import io.annals.events.Kind;
import io.annals.query.platform.Answers;
import io.annals.query.platform.AsOf;
import io.annals.query.platform.AsOfParameters;
import io.annals.query.platform.AsOfs;
import io.annals.query.platform.CommandProxy;
import io.annals.query.platform.Parameters;
import io.annals.query.platform.Problem;
import io.annals.query.timeline.Subjects;
import io.annals.query.timeline.Subjects.Found;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.responses.ApiResponse;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.http.HttpHeaders;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** {@code /api/v1/citations}: freezes answers, gives them back, and says what has moved since. */
@RestController
class CitationsController {

    private static final List<String> MEMBERS = List.of("id", "url", "note");
    private static final int LONGEST_BODY = 100_000;
    private static final int LONGEST_COMMAND = 1_000_000;

    private final AsOfs asOfs;
    private final Subjects subjects;
    private final CommandProxy commands;
    private final Readings readings;
    private final Moves moves;

    CitationsController(
            AsOfs asOfs, Subjects subjects, CommandProxy commands, Readings readings, Moves moves) {
        this.asOfs = asOfs;
        this.subjects = subjects;
        this.commands = commands;
        this.readings = readings;
        this.moves = moves;
    }

    /**
     * First the command-service is asked with what is asked for alone: so who may not write, and
     * what was frozen with the same Idempotency-Key before, is answered without reading anything.
     */
    @PostMapping("/api/v1/citations")
    @Parameter(name = "Authorization", in = ParameterIn.HEADER, description = "Bearer and a key")
    @Parameter(
            name = "Idempotency-Key",
            in = ParameterIn.HEADER,
            description = "Asked again with it and the same body, it is the first answer again")
    @Operation(
            summary = "Freezes the answer of a read",
            description =
                    "{url, note?, id?}; url is that of a read of this registry, from /api/v1/ on."
                            + " It is resolved to the point at which it is answered, and answered"
                            + " as a command is, with url and sha256 (of the bytes that are"
                            + " frozen). 422 if the read cannot be frozen, 413 if the event"
                            + " would have more than a million bytes.",
            responses =
                    @ApiResponse(
                            responseCode = "201",
                            description = "Frozen; Location is that of the citation"))
    void freeze(HttpServletRequest request, HttpServletResponse response) throws IOException {
        byte[] whole = request.getInputStream().readNBytes(LONGEST_BODY + 1);
        ObjectNode asked;
        try {
            asked = asked(whole);
        } catch (Problem wrong) {
            HttpResponse<InputStream> answer = commands.passOn(request, bytes(Json.object()));
            if (answer.statusCode() == 401 || answer.statusCode() == 403) {
                commands.relay(answer, answer.body(), response);
                return;
            }
            answer.body().close();
            throw wrong;
        }
        HttpResponse<InputStream> before =
                commands.passOn(request, bytes(Json.object().set("asked", asked)));
        byte[] told;
        try (InputStream body = before.body()) {
            told = body.readAllBytes();
        }
        if (before.statusCode() != 422 || !code(told).equals("invalid-fields")) {
            commands.relay(before, new ByteArrayInputStream(told), response);
            return;
        }
        JsonNode url = asked.get("url");
        if (url == null || !url.isString()) {
            throw Read.wrong("required", "is required: the address of a read, from /api/v1/ on");
        }
        Read read = Read.of(url.stringValue(), request.getHeader(HttpHeaders.HOST));
        Read fixed = read.at(Json.read(ask(request, read).text()));
        Readings.Answer answer = ask(request, fixed);
        String text = answer.text();
        ObjectNode command = asked.deepCopy();
        command.put("url", fixed.url())
                .put("mediaType", answer.mediaType())
                .put("sha256", sha256(text))
                .put("answer", text)
                .set("asked", asked);
        byte[] event = bytes(command);
        if (event.length > LONGEST_COMMAND) {
            throw new Problem(
                    413,
                    "too-large",
                    "the answer has too much for one event, of "
                            + LONGEST_COMMAND
                            + " bytes in all: lower its limit",
                    "/url");
        }
        HttpResponse<InputStream> recorded = commands.passOn(request, event);
        commands.relay(recorded, recorded.body(), response);
    }

    private static ObjectNode asked(byte[] body) {
        if (body.length > LONGEST_BODY) {
            throw new Problem(
                    413, "too-large", "the body has more than " + LONGEST_BODY + " bytes", null);
        }
        JsonNode asked;
        try {
            asked = Json.read(body);
        } catch (JacksonException e) {
            throw new Problem(400, "malformed", "the body is not JSON", "/");
        }
        if (!asked.isObject()) {
            throw new Problem(400, "malformed", "the body must be an object {url, …}", "/");
        }
        for (String name : asked.propertyNames()) {
            if (!MEMBERS.contains(name)) {
                throw new Problem(
                        400,
                        "unknown-field",
                        Parameters.quoted(name)
                                + " is not known here"
                                + Parameters.nearest(name, MEMBERS),
                        "/" + name);
            }
        }
        return (ObjectNode) asked;
    }

    private static String code(byte[] problem) {
        try {
            return Json.read(problem).path("code").asString("");
        } catch (JacksonException e) {
            return "";
        }
    }

    private static byte[] bytes(JsonNode json) {
        return Json.write(json).getBytes(StandardCharsets.UTF_8);
    }

    private Readings.Answer ask(HttpServletRequest request, Read read) {
        Readings.Answer answer = readings.ask(request, read);
        if (answer.status() != 200) {
            String detail =
                    answer.text().startsWith("{")
                            ? Json.read(answer.text()).path("detail").asString("")
                            : "";
            throw Read.wrong("not-answered", "is answered " + answer.status() + ": " + detail);
        }
        if (!answer.mediaType().startsWith("application/json")) {
            throw Read.wrong("not-a-read", "is answered as " + answer.mediaType() + ", not JSON");
        }
        return answer;
    }

    static String sha256(String text) {
        try {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @GetMapping("/api/v1/citations/{id}")
    @AsOfParameters
    @Operation(
            summary = "A frozen answer, and what has moved since",
            description =
                    "reproduced: whether this registry still answers the same bytes at that"
                        + " address. moved compares it with the same read at the same day with the"
                        + " knowledge of asOf: now is same, changed, or unknown where the read is"
                        + " none of this version; then count and items as of /diff, of the subjects"
                        + " that moved it, or for events and histories count and causes (the first"
                        + " 20).")
    void citation(
            @PathVariable("id") String id, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        Parameters parameters = Parameters.asOf(request);
        AsOf asOf = asOfs.resolve(parameters);
        Found found = subjects.require(Kind.CITATION, id, asOf);
        ObjectNode answer = found.json();
        answer.set("answer", found.state().path("answer"));
        Subjects.Placed freezing = subjects.events(Kind.CITATION, id, asOf.position()).getFirst();
        answer.put("position", freezing.position());
        for (String member : List.of("eventId", "recordedAt", "recordedBy", "note")) {
            if (freezing.event().has(member)) {
                answer.set(member, freezing.event().get(member));
            }
        }
        moved(request, found.state(), asOf, answer);
        answer.set("asOf", asOf.json());
        response.setHeader(HttpHeaders.ETAG, "\"" + found.sequence() + "\"");
        Answers.write(response, answer, asOfs.fixed(parameters));
    }

    private void moved(HttpServletRequest request, JsonNode citation, AsOf asOf, ObjectNode told) {
        ObjectNode moved = Json.object();
        Read read;
        JsonNode then;
        AsOf from;
        try {
            read = Read.of(citation.path("url").asString(""), null);
            then = Json.read(citation.path("answer").asString(""));
            from = read.asOf(then);
        } catch (RuntimeException notOfThisVersion) {
            told.put("reproduced", false).set("moved", moved.put("now", "unknown"));
            return;
        }
        told.put(
                "reproduced",
                read.position() <= asOf.position()
                        && readings.ask(request, read)
                                .text()
                                .equals(citation.path("answer").asString("")));
        told.set("moved", moved);
        AsOf to = new AsOf(from.validAt(), asOf.knownAt(), asOf.position());
        Readings.Answer answer = readings.ask(request, read.knownAt(to.position()));
        JsonNode now =
                answer.status() == 200 ? Json.read(answer.text()) : MissingNode.getInstance();
        if (read.content(then).equals(read.content(now))) {
            moved.put("now", "same");
            return;
        }
        moved.put("now", "changed").put("status", answer.status());
        moved.put("since", from.position());
        moves.tell(read, then, now, to, moved);
    }

    @GetMapping("/api/v1/citations/{id}/answer")
    @AsOfParameters
    @Operation(
            summary = "The frozen answer alone, to the byte",
            description = "With the media type that it had; ETag is the SHA-256 of the bytes.")
    void answer(
            @PathVariable("id") String id, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        Parameters parameters = Parameters.asOf(request);
        AsOf asOf = asOfs.resolve(parameters);
        JsonNode citation = subjects.require(Kind.CITATION, id, asOf).state();
        response.setHeader(HttpHeaders.ETAG, "\"" + citation.path("sha256").asString("") + "\"");
        Answers.write(
                response,
                citation.path("mediaType").asString(""),
                citation.path("answer").asString(""),
                asOfs.fixed(parameters));
    }
}
