package io.annals.events;

import static io.annals.events.Field.required;

import java.util.List;
import java.util.Set;

/**
 * An answer of this registry, frozen so that it can be cited: its address with every parameter
 * resolved, its bytes and their SHA-256. It has neither valid time nor a source of its own, and is
 * never corrected. Status: frozen.
 */
public enum CitationFact implements FactType {
    FROZEN(
            "freeze",
            "frozen",
            required("url", Shape.LINE),
            required("mediaType", Shape.choice("application/json")),
            required("sha256", Shape.SHA256),
            required("answer", Shape.ANSWER));

    /**
     * What cannot be frozen, by the first part of its path below {@code /api/v1/}: what says not as
     * of when, and citations of citations.
     */
    public static final Set<String> NOT_READS =
            Set.of("citations", "imports", "keys", "snapshot", "status");

    private final Declaration declaration;

    CitationFact(String verb, String past, Field... fields) {
        declaration = new Declaration(Kind.CITATION, verb, past, List.of(fields));
    }

    static State evolve(State state, CitationFact type, Timeline.Standing fact) {
        return switch (type) {
            case FROZEN -> state.with("frozen").stating(fact.data());
        };
    }

    @Override
    public Declaration declaration() {
        return declaration;
    }
}
