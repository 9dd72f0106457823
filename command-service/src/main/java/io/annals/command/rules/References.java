package io.annals.command.rules;

import io.annals.events.Kind;
import io.annals.events.Timeline;

import java.util.Optional;

/** Other subjects, as a command may refer to them. */
public interface References {

    /** The subject's whole line as known now; an unknown id gives an empty one. */
    Timeline of(Kind kind, String id);

    /** The subject to which a unique value belongs, as {@link Rules#claims} names it. */
    Optional<String> owner(String claim);
}
