/** Answers that are frozen so that they can be cited, and what has moved since. */
@NullMarked
package io.annals.query.citations;

import org.jspecify.annotations.NullMarked;
