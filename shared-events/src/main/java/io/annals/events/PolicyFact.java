package io.annals.events;

import static io.annals.events.Field.optional;
import static io.annals.events.Field.required;

import tools.jackson.databind.node.ObjectNode;

import java.util.List;

/**
 * What can happen to a policy, and what it does to its state. Status: in-force, superseded,
 * repealed.
 */
public enum PolicyFact implements FactType {
    ISSUED("issue", "issued", contents(true)),
    AMENDED("amend", "amended", contents(false)),
    SUPERSEDED("supersede", "superseded", List.of(required("by", Shape.subject(Kind.POLICY)))),
    REPEALED("repeal", "repealed", List.of(optional("reason", Shape.LINE)));

    /** The status of a policy that applies. */
    public static final String IN_FORCE = "in-force";

    private final Declaration declaration;

    PolicyFact(String verb, String past, List<Field> fields) {
        declaration = new Declaration(Kind.POLICY, verb, past, fields);
    }

    private static List<Field> contents(boolean founding) {
        return List.of(
                new Field("title", Shape.LINE, founding, false),
                optional("titleEn", Shape.LINE),
                optional("documentNumber", Shape.NAME),
                optional("versionLabel", Shape.NAME),
                optional("issuer", Shape.PARTICIPANT),
                optional("level", Shape.LEVEL),
                new Field("region", Shape.REGION, founding, false),
                optional("topics", Shape.LINES),
                optional("measures", Shape.LINES),
                optional("validUntil", Shape.DATE));
    }

    static State evolve(State state, PolicyFact type, Timeline.Standing fact) {
        ObjectNode data = fact.data();
        return switch (type) {
            case ISSUED -> state.with(IN_FORCE).stating(data);
            case AMENDED -> state.stating(data);
            case SUPERSEDED -> state.founded() ? state.with("superseded").stating(data) : state;
            case REPEALED -> state.founded() ? state.with("repealed").stating(data) : state;
        };
    }

    @Override
    public Declaration declaration() {
        return declaration;
    }

    @Override
    public boolean statusOnly() {
        return this == REPEALED;
    }
}
