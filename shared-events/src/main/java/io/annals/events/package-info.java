/**
 * The contract of Annals: what an event is, how dates and quantities are written, and the one fold
 * that gives a subject's state as of a day, as known at a position of the log.
 *
 * <p>Pure: no clock, no random, no framework. A Kafka consumer can use it as the services do.
 */
@NullMarked
package io.annals.events;

import org.jspecify.annotations.NullMarked;
