package io.annals.query.platform;

import io.annals.events.Json;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;

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

    /**
     * Tells where the next page is: at the same request with the cursor, which has what {@code
     * minPosition} asks for.
     */
    public static void next(
            HttpServletRequest request, HttpServletResponse response, String cursor) {
        @Nullable String query = request.getQueryString();
        String kept =
                query == null
                        ? ""
                        : Arrays.stream(query.split("&"))
                                .filter(part -> !part.isEmpty())
                                .filter(part -> !part.startsWith("cursor="))
                                .filter(part -> !part.startsWith("minPosition="))
                                .map(part -> part + "&")
                                .collect(Collectors.joining());
        response.setHeader(
                HttpHeaders.LINK,
                "<"
                        + request.getRequestURI()
                        + "?"
                        + kept
                        + "cursor="
                        + cursor
                        + ">; rel=\"next\"");
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

    /**
     * A whole answer of another type.
     *
     * @param fixed whether it is the same for ever
     */
    public static void write(
            HttpServletResponse response, String type, String content, boolean fixed)
            throws IOException {
        write(response, type, content, fixed ? FIXED : MOVING);
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
