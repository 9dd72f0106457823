/** What the service stands on: the database, and errors as problem documents. */
@NullMarked
package io.annals.command.platform;

import org.jspecify.annotations.NullMarked;
