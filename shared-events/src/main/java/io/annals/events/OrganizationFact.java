package io.annals.events;

import static io.annals.events.Field.optional;
import static io.annals.events.Field.required;

import tools.jackson.databind.JsonNode;

import java.util.List;

/**
 * What can happen to an association, alliance, institute or academy, and what it does to its state.
 * Status: active, dissolved.
 */
public enum OrganizationFact implements FactType {
    ESTABLISHED(
            "establish",
            "established",
            required("name", Shape.NAME),
            optional("nameEn", Shape.NAME),
            optional("nameZh", Shape.NAME),
            optional("aliases", Shape.NAMES),
            required("type", Shape.choice("association", "alliance", "institute", "academy")),
            required("region", Shape.REGION),
            optional("founders", Shape.PARTICIPANTS),
            optional("founderCount", Shape.COUNT),
            optional(
                    "seats",
                    Shape.list(
                            Shape.members(
                                    required("region", Shape.REGION),
                                    required("role", Shape.NAME)))),
            optional("purpose", Shape.PROSE)),
    RENAMED(
            "rename",
            "renamed",
            required("name", Shape.NAME),
            optional("nameEn", Shape.NAME),
            optional("nameZh", Shape.NAME),
            optional("aliases", Shape.NAMES)),
    RELOCATED("relocate", "relocated", required("region", Shape.REGION)),
    MEMBERS_ADMITTED(
            "admit-members",
            "members-admitted",
            optional("members", Shape.PARTICIPANTS),
            optional("count", Shape.COUNT)),
    DISSOLVED("dissolve", "dissolved", optional("reason", Shape.LINE));

    /** The status of an organization that exists. */
    public static final String ACTIVE = "active";

    private final Declaration declaration;

    OrganizationFact(String verb, String past, Field... fields) {
        declaration = new Declaration(Kind.ORGANIZATION, verb, past, List.of(fields));
    }

    /** {@code count} is how many members there are from then on, {@code members} who joined. */
    static State evolve(State state, OrganizationFact type, Timeline.Standing fact) {
        return switch (type) {
            case ESTABLISHED -> state.with(ACTIVE).stating(fact.data());
            case RENAMED -> state.keepingFormerName(fact.data()).stating(fact.data());
            case RELOCATED -> state.stating(fact.data());
            case MEMBERS_ADMITTED -> {
                State next = state;
                for (JsonNode member : fact.data().path("members")) {
                    next = next.adding("members", member);
                }
                yield next.stating(Json.only(fact.data(), "count"));
            }
            case DISSOLVED ->
                    state.founded() ? state.with("dissolved").stating(fact.data()) : state;
        };
    }

    @Override
    public Declaration declaration() {
        return declaration;
    }

    @Override
    public boolean statusOnly() {
        return this == DISSOLVED;
    }
}
