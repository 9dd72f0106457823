package io.annals.command.recording;

import io.annals.command.platform.Problem;
import io.annals.events.Json;

import org.erdtman.jcs.JsonCanonicalizer;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Optional;

/** Accepted answers by their {@code Idempotency-Key}, for ever. */
@Component
class Idempotency {

    /**
     * Whose key it is.
     *
     * @param caller the name of the access key
     * @param method of the request
     * @param path of the request
     * @param key the header's value
     * @param body SHA-256 of the canonical body
     */
    record Request(String caller, String method, String path, String key, byte[] body) {}

    /** An answer that was given: its HTTP status, and the JSON without position and recordedAt. */
    record Answer(int status, JsonNode body) {}

    private final JdbcClient jdbc;

    Idempotency(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** SHA-256 of JSON in the canonical form of RFC 8785. */
    static byte[] sha256(JsonNode body) {
        try {
            byte[] canonical =
                    body.isContainer()
                            ? new JsonCanonicalizer(Json.write(body)).getEncodedUTF8()
                            : Json.write(body).getBytes(StandardCharsets.UTF_8);
            return MessageDigest.getInstance("SHA-256").digest(canonical);
        } catch (IOException | NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Looks a key up. Of two transactions that use one at once the second cannot keep it, is undone
     * and finds it when it tries again.
     *
     * @throws Problem 422 when it was used with another body
     */
    Optional<Answer> find(Request request) {
        return jdbc.sql(
                        """
                        select body_sha256, status, answer from idempotency
                        where caller = :caller and method = :method and path = :path and key = :key
                        """)
                .param("caller", request.caller())
                .param("method", request.method())
                .param("path", request.path())
                .param("key", request.key())
                .query(
                        (row, i) -> {
                            if (!Arrays.equals(row.getBytes(1), request.body())) {
                                throw Problem.of(
                                        422,
                                        "idempotency-key-reused",
                                        "this Idempotency-Key was used with another body");
                            }
                            return new Answer(row.getInt(2), Json.read(row.getString(3)));
                        })
                .optional();
    }

    void keep(Request request, Answer answer) {
        jdbc.sql(
                        """
                        insert into idempotency (caller, method, path, key, body_sha256, status, answer)
                        values (:caller, :method, :path, :key, :body, :status, :answer)
                        """)
                .param("caller", request.caller())
                .param("method", request.method())
                .param("path", request.path())
                .param("key", request.key())
                .param("body", request.body())
                .param("status", answer.status())
                .param("answer", Json.write(answer.body()))
                .update();
    }
}
