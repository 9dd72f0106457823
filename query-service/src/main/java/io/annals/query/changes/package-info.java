/** The feed of changes, in pages and as server-sent events. */
@NullMarked
package io.annals.query.changes;

import org.jspecify.annotations.NullMarked;
