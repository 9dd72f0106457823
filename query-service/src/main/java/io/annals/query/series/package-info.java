/** Counts over time: each event adds cells to a cube, a series at any (V, K) is a sum of cells. */
@NullMarked
package io.annals.query.series;

import org.jspecify.annotations.NullMarked;
