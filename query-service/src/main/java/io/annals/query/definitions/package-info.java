/** Counting rules as data: which companies count, as known at a position. */
@NullMarked
package io.annals.query.definitions;

import org.jspecify.annotations.NullMarked;
