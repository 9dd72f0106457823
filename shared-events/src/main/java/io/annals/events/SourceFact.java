package io.annals.events;

import static io.annals.events.Field.optional;
import static io.annals.events.Field.required;

import tools.jackson.databind.node.ObjectNode;

import java.util.List;

/** A source is cited, and no more. It has no valid time and no source of its own. Status: cited. */
public enum SourceFact implements FactType {
    CITED(
            "cite",
            "cited",
            required("title", Shape.LINE),
            required("publisher", Shape.LINE),
            optional("author", Shape.LINE),
            optional("publishedOn", Shape.DATE),
            optional("url", Shape.LINE),
            optional("file", Shape.LINE));

    private final Declaration declaration;

    SourceFact(String verb, String past, Field... fields) {
        declaration = new Declaration(Kind.SOURCE, verb, past, List.of(fields));
    }

    static State evolve(State state, SourceFact type, Timeline.Standing fact) {
        ObjectNode data = fact.data();
        return switch (type) {
            case CITED -> state.with("cited").stating(data);
        };
    }

    @Override
    public Declaration declaration() {
        return declaration;
    }
}
