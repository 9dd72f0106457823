/**
 * Both services in one process on an embedded PostgreSQL and Kafka, and the {@code annals} command.
 */
@NullMarked
package io.annals.standalone;

import org.jspecify.annotations.NullMarked;
