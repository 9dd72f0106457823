/** The industry report of a region, told from the events. */
@NullMarked
package io.annals.query.report;

import org.jspecify.annotations.NullMarked;
