/**
 * Commands become events: one Axon shell around the pure rules, in one transaction with claims and
 * idempotency keys.
 */
@NullMarked
package io.annals.command.recording;

import org.jspecify.annotations.NullMarked;
