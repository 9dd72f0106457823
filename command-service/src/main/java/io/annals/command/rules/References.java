package io.annals.command.rules;

import io.annals.events.Kind;
import io.annals.events.Timeline;

/** Other subjects, as a command may refer to them. */
@FunctionalInterface
public interface References {

    /** The subject's whole line as known now; an unknown id gives an empty one. */
    Timeline of(Kind kind, String id);
}
