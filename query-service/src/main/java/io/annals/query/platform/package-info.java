/**
 * What every read shares: as of when it is answered, how its parameters are read and its errors
 * told, and the way on to the command-service for whatever is not a read.
 */
@NullMarked
package io.annals.query.platform;

import org.jspecify.annotations.NullMarked;
