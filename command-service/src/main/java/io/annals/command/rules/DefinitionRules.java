package io.annals.command.rules;

import io.annals.command.rules.Line.Day;

import tools.jackson.databind.JsonNode;

import java.util.function.Consumer;

/**
 * A definition must say by what it counts: keywords and the fields to find them in, or an activity.
 */
final class DefinitionRules {

    static final String RULE = "no-criterion";
    static final String MESSAGE = "must have keywords and fields to find them in, or an activity";

    private DefinitionRules() {}

    static void judge(Day day, Consumer<Violation> found) {
        if (!counts(day.end().json())) {
            found.accept(new Violation(RULE, day.facts().getLast(), null, MESSAGE));
        }
    }

    static boolean counts(JsonNode stated) {
        boolean keywords = !stated.path("keywords").isEmpty();
        return keywords == !stated.path("fields").isEmpty()
                && (keywords || stated.path("activity").isString());
    }
}
