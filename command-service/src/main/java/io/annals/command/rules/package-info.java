/**
 * The rules of recording, pure: a subject's timeline and instructions give events or a rejection.
 *
 * <p>{@link Instructions} reads what a caller asks, {@link Rules} decides it. Each kind has its
 * rules on the valid-time line in a file of its own; {@link Line} is that line by days.
 */
@NullMarked
package io.annals.command.rules;

import org.jspecify.annotations.NullMarked;
