/** What differs between two points in both times, and why. */
@NullMarked
package io.annals.query.diff;

import org.jspecify.annotations.NullMarked;
