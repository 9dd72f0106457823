package io.annals.command.platform;

import io.annals.events.FieldError;
import io.annals.events.Json;

import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;

import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * An answer that is an error: RFC 9457 with a stable {@code code} and all that is wrong in {@code
 * errors}.
 */
public final class Problem extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int status;
    private final String code;
    private final transient List<ObjectNode> errors;
    private final transient Map<String, String> headers;

    private Problem(
            int status,
            String code,
            String detail,
            List<ObjectNode> errors,
            Map<String, String> headers) {
        super(detail, null, false, false);
        this.status = status;
        this.code = code;
        this.errors = errors;
        this.headers = headers;
    }

    /** An error without parts. */
    public static Problem of(int status, String code, String detail) {
        return new Problem(status, code, detail, List.of(), Map.of());
    }

    /** An error with its parts, each already as JSON. */
    public static Problem of(int status, String code, String detail, List<ObjectNode> errors) {
        return new Problem(status, code, detail, errors, Map.of());
    }

    /** Not now: ask again. */
    public static Problem later(String code, String detail) {
        return new Problem(503, code, detail, List.of(), Map.of("Retry-After", "1"));
    }

    /** A path that takes other methods. */
    static Problem wrongMethod(String method, Set<String> methods) {
        return new Problem(
                405,
                "method-not-allowed",
                method + " is not possible here",
                List.of(),
                Map.of("Allow", String.join(", ", methods)));
    }

    /**
     * What is wrong with the fields of a body: 400 where it is malformed or names an unknown field,
     * else 422.
     */
    public static Problem fields(List<FieldError> errors) {
        boolean malformed =
                errors.stream()
                        .anyMatch(
                                e ->
                                        e.code().equals("unknown-field")
                                                || e.code().equals("malformed"));
        return new Problem(
                malformed ? 400 : 422,
                malformed
                        ? errors.stream().anyMatch(e -> e.code().equals("malformed"))
                                ? "malformed"
                                : "unknown-field"
                        : "invalid-fields",
                errors.size() == 1
                        ? errors.getFirst().pointer() + " " + errors.getFirst().message()
                        : errors.size() + " fields are wrong",
                errors.stream().map(Problem::json).toList(),
                Map.of());
    }

    private static ObjectNode json(FieldError error) {
        return Json.object()
                .put("pointer", error.pointer())
                .put("code", error.code())
                .put("message", error.message());
    }

    /** The HTTP status. */
    public int status() {
        return status;
    }

    /** Stable, for programs. */
    public String code() {
        return code;
    }

    /** The document. */
    public ObjectNode body() {
        ObjectNode body =
                Json.object()
                        .put("type", "about:blank")
                        .put("title", HttpStatus.valueOf(status).getReasonPhrase())
                        .put("status", status)
                        .put("detail", getMessage())
                        .put("code", code);
        ArrayNode parts = body.putArray("errors");
        errors.forEach(parts::add);
        return body;
    }

    /** The answer. */
    public ResponseEntity<byte[]> answer() {
        ResponseEntity.BodyBuilder answer =
                ResponseEntity.status(status).contentType(MediaType.APPLICATION_PROBLEM_JSON);
        headers.forEach(answer::header);
        if (status == 401) {
            answer.header("WWW-Authenticate", "Bearer");
        }
        return answer.body(Json.mapper().writeValueAsBytes(body()));
    }
}
