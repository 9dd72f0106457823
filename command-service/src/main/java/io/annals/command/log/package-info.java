/** The one log: positions, the settled time, and the way into Kafka. */
@NullMarked
package io.annals.command.log;

import org.jspecify.annotations.NullMarked;
