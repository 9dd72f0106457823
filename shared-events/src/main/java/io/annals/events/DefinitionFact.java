package io.annals.events;

import static io.annals.events.Field.optional;
import static io.annals.events.Field.required;

import java.util.List;

/**
 * A counting rule as data: which companies count, by keywords in some of their fields and by what
 * activity is reported of them. It has no valid time. Status: adopted, withdrawn.
 */
public enum DefinitionFact implements FactType {
    ADOPTED(
            "adopt",
            "adopted",
            required("code", Shape.CODE),
            title(),
            keywords(),
            criteria(),
            activity()),
    REVISED("revise", "revised", title(), keywords(), criteria(), activity()),
    WITHDRAWN("withdraw", "withdrawn", optional("reason", Shape.LINE));

    /** The status of a definition that may be counted by. */
    public static final String ADOPTED_STATUS = "adopted";

    private final Declaration declaration;

    DefinitionFact(String verb, String past, Field... fields) {
        declaration = new Declaration(Kind.DEFINITION, verb, past, List.of(fields));
    }

    private static Field title() {
        return optional("name", Shape.NAME);
    }

    private static Field keywords() {
        return optional("keywords", Shape.NAMES);
    }

    private static Field criteria() {
        return optional(
                "fields",
                Shape.list(Shape.choice("name", "formerName", "businessScope", "products")));
    }

    private static Field activity() {
        return optional("activity", Shape.ACTIVITY);
    }

    static State evolve(State state, DefinitionFact type, Timeline.Standing fact) {
        return switch (type) {
            case ADOPTED -> state.with(ADOPTED_STATUS).stating(fact.data());
            case REVISED -> state.stating(fact.data());
            case WITHDRAWN ->
                    state.founded() ? state.with("withdrawn").stating(fact.data()) : state;
        };
    }

    @Override
    public Declaration declaration() {
        return declaration;
    }

    @Override
    public boolean statusOnly() {
        return this == WITHDRAWN;
    }
}
