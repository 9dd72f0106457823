/** How names are found: by characters, pinyin, initials. */
@NullMarked
package io.annals.query.search;

import org.jspecify.annotations.NullMarked;
