/**
 * Follows the log from Kafka and keeps the read model: a prefix of the log, rows and offsets in one
 * transaction.
 */
@NullMarked
package io.annals.query.log;

import org.jspecify.annotations.NullMarked;
