package io.annals.events;

import static io.annals.events.Field.optional;
import static io.annals.events.Field.required;

import java.util.List;

/** What can happen to an application, and what it does to its state. Status: live, retired. */
public enum ApplicationFact implements FactType {
    LAUNCHED(
            "launch",
            "launched",
            required("name", Shape.NAME),
            optional("nameEn", Shape.NAME),
            optional("nameZh", Shape.NAME),
            required("scenario", Shape.SCENARIO),
            optional("operator", Shape.PARTICIPANT),
            required("region", Shape.REGION),
            optional("description", Shape.PROSE)),
    DESCRIBED("describe", "described", required("description", Shape.PROSE)),
    RETIRED("retire", "retired", optional("reason", Shape.LINE));

    /** The status of an application in use. */
    public static final String LIVE = "live";

    private final Declaration declaration;

    ApplicationFact(String verb, String past, Field... fields) {
        declaration = new Declaration(Kind.APPLICATION, verb, past, List.of(fields));
    }

    static State evolve(State state, ApplicationFact type, Timeline.Standing fact) {
        return switch (type) {
            case LAUNCHED -> state.with(LIVE).stating(fact.data());
            case DESCRIBED -> state.stating(fact.data());
            case RETIRED -> state.founded() ? state.with("retired").stating(fact.data()) : state;
        };
    }

    @Override
    public Declaration declaration() {
        return declaration;
    }

    @Override
    public boolean statusOnly() {
        return this == RETIRED;
    }
}
