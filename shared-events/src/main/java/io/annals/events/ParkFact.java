package io.annals.events;

import static io.annals.events.Field.optional;
import static io.annals.events.Field.required;

import tools.jackson.databind.node.ObjectNode;

import java.util.List;

/** What can happen to a park, and what it does to its state. Status: open, closed. Areas in m². */
public enum ParkFact implements FactType {
    OPENED(
            "open",
            "opened",
            required("name", Shape.NAME),
            optional("nameEn", Shape.NAME),
            optional("nameZh", Shape.NAME),
            optional("aliases", Shape.NAMES),
            required("region", Shape.REGION),
            optional("address", Shape.LINE),
            optional("landArea", Shape.AREA),
            optional("buildingArea", Shape.AREA),
            optional("operator", Shape.PARTICIPANT),
            optional("founders", Shape.PARTICIPANTS),
            optional("positioning", Shape.PROSE),
            optional("capacity", Shape.COUNT),
            optional("services", Shape.LINES)),
    RENAMED(
            "rename",
            "renamed",
            required("name", Shape.NAME),
            optional("nameEn", Shape.NAME),
            optional("nameZh", Shape.NAME),
            optional("aliases", Shape.NAMES)),
    RELOCATED(
            "relocate",
            "relocated",
            required("region", Shape.REGION),
            optional("address", Shape.LINE)),
    RESIZED(
            "resize",
            "resized",
            optional("landArea", Shape.AREA),
            optional("buildingArea", Shape.AREA),
            optional("capacity", Shape.COUNT)),
    OPERATOR_CHANGED(
            "change-operator", "operator-changed", optional("operator", Shape.PARTICIPANT)),
    OCCUPANCY_REPORTED(
            "report-occupancy",
            "occupancy-reported",
            optional("tenants", Shape.COUNT),
            optional("occupancyRate", Shape.SHARE),
            optional("of", Shape.choice("area", "rooms", "firms"))),
    SERVICES_OFFERED("offer-services", "services-offered", required("services", Shape.LINES)),
    POLICY_GRANTED(
            "grant-policy", "policy-granted", required("policy", Shape.subject(Kind.POLICY))),
    CLOSED("close", "closed", optional("reason", Shape.LINE)),
    REOPENED("reopen", "reopened", optional("reason", Shape.LINE));

    /** Statuses of a park. */
    public static final String OPEN = "open";

    /** As {@link #OPEN}. */
    public static final String SHUT = "closed";

    private final Declaration declaration;

    ParkFact(String verb, String past, Field... fields) {
        declaration = new Declaration(Kind.PARK, verb, past, List.of(fields));
    }

    static State evolve(State state, ParkFact type, Timeline.Standing fact) {
        ObjectNode data = fact.data();
        return switch (type) {
            case OPENED -> state.with(OPEN).stating(data);
            case RENAMED -> state.keepingFormerName(data).stating(data);
            case RELOCATED -> state.without("address").stating(data);
            case RESIZED, OPERATOR_CHANGED, OCCUPANCY_REPORTED, SERVICES_OFFERED ->
                    state.stating(data);
            case POLICY_GRANTED -> state.adding("policies", data.get("policy"));
            case CLOSED ->
                    state.founded() ? state.with(SHUT).without("reason").stating(data) : state;
            case REOPENED ->
                    state.founded() ? state.with(OPEN).without("reason").stating(data) : state;
        };
    }

    @Override
    public Declaration declaration() {
        return declaration;
    }

    @Override
    public boolean statusOnly() {
        return this == CLOSED || this == REOPENED;
    }
}
