package io.annals.command.platform;

import io.annals.events.FieldError;
import io.annals.events.Json;

import jakarta.servlet.http.HttpServletRequest;

import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.util.List;

/** JSON in and out, with the digits kept and the size bounded. */
public final class Bodies {

    /** Largest body of a single command, in bytes. */
    public static final int MAX_BYTES = 1_000_000;

    private Bodies() {}

    /**
     * The body of a request.
     *
     * @throws Problem 413 over {@link #MAX_BYTES}, 400 when it is not JSON, 415 when it says that
     *     it is not
     */
    public static JsonNode json(HttpServletRequest request) {
        String type = request.getContentType();
        if (type != null
                && !type.startsWith("application/json")
                && !type.contains("+json")
                && !type.startsWith("application/x-www-form-urlencoded")) {
            throw Problem.of(415, "not-json", "the body must be application/json, not " + type);
        }
        byte[] bytes;
        try {
            bytes = request.getInputStream().readNBytes(MAX_BYTES + 1);
        } catch (IOException e) {
            throw Problem.of(400, "malformed", "the body broke off");
        }
        if (bytes.length > MAX_BYTES) {
            throw Problem.of(413, "too-large", "the body has more than " + MAX_BYTES + " bytes");
        }
        return parse(bytes);
    }

    private static JsonNode parse(byte[] bytes) {
        try {
            JsonNode body = Json.read(bytes);
            if (!body.isMissingNode()) {
                return body;
            }
        } catch (JacksonException e) {
            String message = "the body is not JSON";
            if (e.getLocation() != null) {
                message +=
                        " at line %d, column %d"
                                .formatted(
                                        e.getLocation().getLineNr(), e.getLocation().getColumnNr());
            }
            throw Problem.fields(List.of(new FieldError("", "malformed", message)));
        }
        throw Problem.fields(List.of(new FieldError("", "malformed", "the body is empty")));
    }

    /** An answer. */
    public static ResponseEntity<byte[]> answer(int status, JsonNode body) {
        return ResponseEntity.status(status)
                .contentType(MediaType.APPLICATION_JSON)
                .body(Json.mapper().writeValueAsBytes(body));
    }
}
