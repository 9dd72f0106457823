package io.annals.query.platform;

import io.annals.events.Json;
import io.annals.events.Recorded;
import io.swagger.v3.oas.annotations.Operation;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;

@RestController
class StatusController {

    private final Applied applied;

    StatusController(Applied applied) {
        this.applied = applied;
    }

    @GetMapping("/api/v1/status")
    @Operation(
            summary = "How far this instance is",
            description =
                    "Log id, highest position announced, position applied here, lag between them,"
                            + " settled time; stopped says why the applier gave up, if it has.")
    void status(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Parameters.only(request).check();
        Applied.Snapshot now = applied.now();
        long head = Math.max(now.head(), now.position());
        ObjectNode answer =
                Json.object()
                        .put("service", "query")
                        .put("logId", now.logId())
                        .put("head", head)
                        .put("position", now.position())
                        .put("lag", head - now.position())
                        .put(
                                "settled",
                                now.settled() == null ? null : Recorded.instant(now.settled()));
        if (now.stopped() != null) {
            answer.put("stopped", now.stopped());
        }
        Answers.write(response, answer, false);
    }
}
