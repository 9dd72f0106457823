/**
 * What a new registry begins with, as commands in the import format: the report, and a synthetic
 * population of companies that fits its totals.
 */
@NullMarked
package io.annals.seeds;

import org.jspecify.annotations.NullMarked;
