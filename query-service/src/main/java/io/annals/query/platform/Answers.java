package io.annals.query.platform;

import io.annals.events.Json;

import jakarta.servlet.http.HttpServletResponse;

import org.springframework.http.HttpHeaders;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * Writes answers: the same content gives the same bytes, and no framework answers 304 for one that
 * may have moved.
 */
public final class Answers {

    /** Of what may be different when it is asked again. */
    public static final String MOVING = "no-cache";

    /** Of what never changes, its request having said as of when. */
    public static final String FIXED = "public, max-age=31536000, immutable";

    private Answers() {}

    /**
     * A whole answer as JSON.
     *
     * @param fixed whether it is the same for ever
     */
    public static void write(HttpServletResponse response, JsonNode answer, boolean fixed)
            throws IOException {
        write(response, "application/json", Json.write(answer), fixed ? FIXED : MOVING);
    }

    static void write(HttpServletResponse response, Problem problem) throws IOException {
        if (response.isCommitted()) {
            return;
        }
        response.setStatus(problem.status());
        if (problem.retryAfter() != null) {
            response.setHeader(
                    HttpHeaders.RETRY_AFTER,
                    Long.toString(Math.max(1, problem.retryAfter().toSeconds())));
        }
        write(response, "application/problem+json", Json.write(problem.json()), "no-store");
    }

    private static void write(
            HttpServletResponse response, String type, String content, String caching)
            throws IOException {
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        response.setContentType(type);
        response.setHeader(HttpHeaders.CACHE_CONTROL, caching);
        response.setContentLength(bytes.length);
        response.getOutputStream().write(bytes);
    }
}
