package io.annals.query.platform;

import io.annals.events.Json;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/** An answer that is an error, as problem details (RFC 9457) with a stable code. */
public final class Problem extends RuntimeException {

    /**
     * What is wrong with one parameter, or with one member of a body.
     *
     * @param parameter its name in the query string; or where it is in the body, a JSON Pointer
     * @param code stable, for programs
     * @param message for people: what is wrong and what would be right
     */
    public record Finding(String parameter, String code, String message) {}

    private final int status;
    private final String code;
    private final List<Finding> findings;
    private final ObjectNode more = Json.object();
    private @Nullable Duration retryAfter;

    private Problem(int status, String code, String detail, List<Finding> findings) {
        super(detail, null, false, false);
        this.status = status;
        this.code = code;
        this.findings = List.copyOf(findings);
    }

    /**
     * One error.
     *
     * @param parameter the parameter that is wrong, or the pointer to what is; null if it is none
     */
    public Problem(int status, String code, String detail, @Nullable String parameter) {
        this(
                status,
                code,
                detail,
                parameter == null ? List.of() : List.of(new Finding(parameter, code, detail)));
    }

    /** A 400 that tells all that is wrong at once. */
    static Problem of(List<Finding> findings) {
        return new Problem(
                400,
                findings.getFirst().code(),
                findings.stream().map(Finding::message).collect(Collectors.joining("; ")),
                findings);
    }

    /** A 503 that may be asked again after some seconds. */
    public static Problem later(String code, String detail, Duration retryAfter) {
        Problem problem = new Problem(503, code, detail, List.of());
        problem.retryAfter = retryAfter;
        return problem;
    }

    /** Adds a member of this problem's own; one that is null is left out. */
    public Problem with(String member, @Nullable String value) {
        if (value != null) {
            more.put(member, value);
        }
        return this;
    }

    /** HTTP status. */
    public int status() {
        return status;
    }

    /** After how long it may be asked again, if that helps. */
    @Nullable Duration retryAfter() {
        return retryAfter;
    }

    /** {@code {type, title, status, detail, code, …, errors}}. */
    ObjectNode json() {
        HttpStatus known = HttpStatus.resolve(status);
        ObjectNode json =
                Json.object()
                        .put("type", "about:blank")
                        .put("title", known == null ? "Error" : known.getReasonPhrase())
                        .put("status", status)
                        .put("detail", getMessage())
                        .put("code", code);
        json.setAll(more);
        ArrayNode errors = json.putArray("errors");
        for (Finding finding : findings) {
            errors.addObject()
                    .put(
                            finding.parameter().startsWith("/") ? "pointer" : "parameter",
                            finding.parameter())
                    .put("code", finding.code())
                    .put("message", finding.message());
        }
        return json;
    }
}
