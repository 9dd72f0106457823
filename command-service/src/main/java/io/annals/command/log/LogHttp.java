package io.annals.command.log;

import io.annals.command.access.Keys;
import io.annals.command.access.Role;
import io.annals.command.platform.Bodies;
import io.annals.events.Json;
import io.annals.events.Recorded;

import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

import tools.jackson.databind.JsonNode;

import java.time.OffsetDateTime;

/**
 * {@code /api/v1/status}: where the log is, and how far it is published; {@code /api/v1/republish}:
 * send it again.
 */
@RestController
class LogHttp {

    private final JdbcClient jdbc;
    private final Keys keys;

    LogHttp(JdbcClient jdbc, Keys keys) {
        this.jdbc = jdbc;
        this.keys = keys;
    }

    @GetMapping("/api/v1/status")
    ResponseEntity<byte[]> status() {
        JsonNode status =
                jdbc.sql(
                                "select log_id, head.position, publisher.position, settled from"
                                        + " head, publisher")
                        .query(
                                (row, i) ->
                                        (JsonNode)
                                                Json.object()
                                                        .put("service", "command")
                                                        .put("logId", row.getString(1))
                                                        .put("head", row.getLong(2))
                                                        .put("position", row.getLong(3))
                                                        .put("lag", row.getLong(2) - row.getLong(3))
                                                        .put(
                                                                "settled",
                                                                Recorded.instant(
                                                                        row.getObject(
                                                                                        4,
                                                                                        OffsetDateTime
                                                                                                .class)
                                                                                .toInstant())))
                        .single();
        return Bodies.answer(200, status);
    }

    @PostMapping("/api/v1/republish")
    ResponseEntity<byte[]> republish(
            @RequestHeader(name = "Authorization", required = false)
                    @Nullable String authorization) {
        keys.require(Role.ADMINISTRATOR, authorization);
        jdbc.sql("update publisher set position = 0, generation = generation + 1").update();
        return Bodies.answer(202, Json.object().put("from", 1));
    }
}
