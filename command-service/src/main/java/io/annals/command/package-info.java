/** Accepts commands, keeps the events, gives each its place in the one log and publishes it. */
@NullMarked
package io.annals.command;

import org.jspecify.annotations.NullMarked;
