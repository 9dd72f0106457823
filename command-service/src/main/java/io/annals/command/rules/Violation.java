package io.annals.command.rules;

import io.annals.events.Timeline.Standing;

import org.jspecify.annotations.Nullable;

/**
 * A rule of the valid-time line that a fact breaks.
 *
 * @param rule its code
 * @param fact which may not stand where it stands
 * @param cause the other fact because of which, if it is one
 * @param message for people
 */
record Violation(String rule, Standing fact, @Nullable Standing cause, String message) {

    /** Whether it is this rule broken by this fact, whatever the cause. */
    boolean same(Violation other) {
        return rule.equals(other.rule) && fact.sequence() == other.fact.sequence();
    }
}
