package io.annals.events;

import static io.annals.events.Field.optional;
import static io.annals.events.Field.required;

import tools.jackson.databind.node.ObjectNode;

import java.util.List;

/** What can happen to a division, and what it does to its state. Status: current, former. */
public enum RegionFact implements FactType {
    ESTABLISHED(
            "establish",
            "established",
            required("code", Shape.REGION),
            required("name", Shape.NAME),
            optional("nameEn", Shape.NAME),
            optional("nameZh", Shape.NAME),
            required(
                    "level",
                    Shape.choice("country", "province", "city", "district", "county", "zone")),
            optional("parent", Shape.REGION),
            optional("partOf", Shape.list(Shape.REGION))),
    RENAMED(
            "rename",
            "renamed",
            required("name", Shape.NAME),
            optional("nameEn", Shape.NAME),
            optional("nameZh", Shape.NAME)),
    MOVED("move", "moved", required("parent", Shape.REGION)),
    MERGED("merge-into", "merged-into", required("into", Shape.REGION)),
    ABOLISHED("abolish", "abolished", optional("reason", Shape.LINE));

    /** The status of a division that exists. */
    public static final String CURRENT = "current";

    private final Declaration declaration;

    RegionFact(String verb, String past, Field... fields) {
        declaration = new Declaration(Kind.REGION, verb, past, List.of(fields));
    }

    static State evolve(State state, RegionFact type, Timeline.Standing fact) {
        ObjectNode data = fact.data();
        return switch (type) {
            case ESTABLISHED -> state.with(CURRENT).stating(data);
            case RENAMED -> state.keepingFormerName(data).stating(data);
            case MOVED -> state.stating(data);
            case MERGED, ABOLISHED -> state.founded() ? state.with("former").stating(data) : state;
        };
    }

    @Override
    public Declaration declaration() {
        return declaration;
    }

    @Override
    public boolean statusOnly() {
        return this == ABOLISHED;
    }
}
