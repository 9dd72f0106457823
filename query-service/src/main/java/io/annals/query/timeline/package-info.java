/**
 * Subjects as of a day, as known at a position: one, many, their versions, their events, all at
 * once.
 */
@NullMarked
package io.annals.query.timeline;

import org.jspecify.annotations.NullMarked;
