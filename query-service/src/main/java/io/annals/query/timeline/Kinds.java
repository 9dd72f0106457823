package io.annals.query.timeline;

import io.annals.events.Kind;
import io.annals.query.platform.Parameters;
import io.annals.query.platform.Problem;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Kinds as they are named in addresses. */
public final class Kinds {

    /** Their plural names. */
    public static final List<String> NAMES =
            Arrays.stream(Kind.values()).map(Kind::plural).toList();

    private Kinds() {}

    /**
     * The kind that a path names.
     *
     * @throws Problem 404 if there is none of that name
     */
    static Kind ofPath(String plural) {
        return Kind.ofPlural(plural)
                .orElseThrow(
                        () ->
                                new Problem(
                                        404,
                                        "unknown-kind",
                                        "there is no kind "
                                                + Parameters.quoted(plural)
                                                + Parameters.nearest(plural, NAMES)
                                                + "; the kinds are "
                                                + String.join(", ", NAMES),
                                        null));
    }

    /** The kinds that a parameter names, separated by commas; all of them if it is not given. */
    public static Set<Kind> of(Parameters parameters, String name) {
        Set<Kind> kinds = EnumSet.noneOf(Kind.class);
        for (String plural : parameters.choices(name, NAMES)) {
            kinds.add(Kind.ofPlural(plural).orElseThrow());
        }
        return kinds.isEmpty() ? EnumSet.allOf(Kind.class) : kinds;
    }
}
