/** What sources claim: published series, and where claims cannot all be true. */
@NullMarked
package io.annals.query.claims;

import org.jspecify.annotations.NullMarked;
