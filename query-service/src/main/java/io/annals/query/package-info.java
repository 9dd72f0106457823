/**
 * The read side: a bitemporal read model, kept by one applier from Kafka, and everything that is
 * read from it.
 */
@NullMarked
package io.annals.query;

import org.jspecify.annotations.NullMarked;
