package io.annals.command.recording;

import io.annals.command.platform.Problem;
import io.annals.command.rules.Decision;
import io.annals.command.rules.Finding;
import io.annals.events.Json;

import java.util.List;

/** Refusals as problem documents. */
public final class Refusals {

    private Refusals() {}

    /** A rule's refusal. */
    public static Problem problem(Decision.Rejected rejected) {
        int status =
                switch (rejected.reason()) {
                    case NOT_FOUND -> 404;
                    case GONE -> 410;
                    case CONFLICT -> 409;
                    case INVALID ->
                            rejected.findings().stream()
                                            .anyMatch(f -> f.code().equals("unknown-field"))
                                    ? 400
                                    : 422;
                };
        return Problem.of(
                status,
                rejected.code(),
                rejected.detail(),
                rejected.findings().stream().map(Finding::json).toList());
    }

    /** A value that another subject has. */
    public static Problem problem(Outcome.Taken taken) {
        String what = taken.value().substring(0, taken.value().indexOf(':'));
        String detail =
                what
                        + " "
                        + taken.value().substring(what.length() + 1)
                        + " belongs to "
                        + taken.owner();
        return Problem.of(
                409,
                what + "-taken",
                detail,
                List.of(
                        Json.object()
                                .put(
                                        "pointer",
                                        what.equals("credit-code") ? "/creditCode" : "/code")
                                .put("code", what + "-taken")
                                .put("message", detail)
                                .put("subject", taken.owner())));
    }
}
