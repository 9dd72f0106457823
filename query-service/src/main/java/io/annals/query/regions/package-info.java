/** Which region lies in which, on a day, as known at a position. */
@NullMarked
package io.annals.query.regions;

import org.jspecify.annotations.NullMarked;
