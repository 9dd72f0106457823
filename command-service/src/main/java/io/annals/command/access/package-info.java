/** Who may write: keys, kept hashed, and their roles. */
@NullMarked
package io.annals.command.access;

import org.jspecify.annotations.NullMarked;
