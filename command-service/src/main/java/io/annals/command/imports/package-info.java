/** Many commands at once: files of lines, taken up again after a crash. */
@NullMarked
package io.annals.command.imports;

import org.jspecify.annotations.NullMarked;
