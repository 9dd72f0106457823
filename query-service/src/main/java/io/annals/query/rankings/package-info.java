/** Parks by weighted scores, and how far a rank depends on the weights. */
@NullMarked
package io.annals.query.rankings;

import org.jspecify.annotations.NullMarked;
