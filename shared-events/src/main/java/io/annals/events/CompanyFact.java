package io.annals.events;

import static io.annals.events.Field.optional;
import static io.annals.events.Field.required;

import tools.jackson.databind.node.ObjectNode;

import java.util.List;

/** What can happen to a company, and what it does to its state. Status: active, deregistered. */
public enum CompanyFact implements FactType {
    REGISTERED(
            "register",
            "registered",
            required("name", Shape.NAME),
            optional("nameEn", Shape.NAME),
            optional("nameZh", Shape.NAME),
            optional("creditCode", Shape.CREDIT),
            required("region", Shape.REGION),
            optional("address", Shape.LINE),
            optional("industry", Shape.INDUSTRY_CODE),
            optional("businessScope", Shape.PROSE),
            optional("products", Shape.LINES),
            optional("registeredCapital", Shape.money())),
    RENAMED(
            "rename",
            "renamed",
            required("name", Shape.NAME),
            optional("nameEn", Shape.NAME),
            optional("nameZh", Shape.NAME)),
    RELOCATED(
            "relocate",
            "relocated",
            required("region", Shape.REGION),
            optional("address", Shape.LINE)),
    SCOPE_CHANGED("change-scope", "scope-changed", required("businessScope", Shape.PROSE)),
    INDUSTRY_CHANGED(
            "change-industry", "industry-changed", required("industry", Shape.INDUSTRY_CODE)),
    PRODUCTS_DECLARED("declare-products", "products-declared", required("products", Shape.LINES)),
    IDENTIFIED("identify", "identified", required("creditCode", Shape.CREDIT)),
    ACTIVITY_REPORTED(
            "report-activity",
            "activity-reported",
            required("activity", Shape.ACTIVITY),
            optional("evidence", Shape.LINE)),
    PARK_JOINED("join-park", "park-joined", required("park", Shape.subject(Kind.PARK))),
    PARK_LEFT("leave-park", "park-left", required("park", Shape.subject(Kind.PARK))),
    DEREGISTERED("deregister", "deregistered", optional("reason", Shape.LINE)),
    REINSTATED("reinstate", "reinstated", optional("reason", Shape.LINE));

    /** Statuses of a company. */
    public static final String ACTIVE = "active";

    /** As {@link #ACTIVE}. */
    public static final String GONE = "deregistered";

    private final Declaration declaration;

    CompanyFact(String verb, String past, Field... fields) {
        declaration = new Declaration(Kind.COMPANY, verb, past, List.of(fields));
    }

    static State evolve(State state, CompanyFact type, Timeline.Standing fact) {
        ObjectNode data = fact.data();
        return switch (type) {
            case REGISTERED -> state.with(ACTIVE).stating(data);
            case RENAMED -> state.keepingFormerName(data).stating(data);
            case RELOCATED -> state.without("address").stating(data);
            case SCOPE_CHANGED,
                    INDUSTRY_CHANGED,
                    PRODUCTS_DECLARED,
                    IDENTIFIED,
                    ACTIVITY_REPORTED,
                    PARK_JOINED ->
                    state.stating(data);
            case PARK_LEFT ->
                    data.get("park").equals(state.fields().get("park"))
                            ? state.without("park")
                            : state;
            case DEREGISTERED ->
                    state.founded()
                            ? state.with(GONE).without("park", "reason").stating(data)
                            : state;
            case REINSTATED ->
                    state.founded() ? state.with(ACTIVE).without("reason").stating(data) : state;
        };
    }

    @Override
    public Declaration declaration() {
        return declaration;
    }

    @Override
    public boolean statusOnly() {
        return this == DEREGISTERED || this == REINSTATED;
    }
}
