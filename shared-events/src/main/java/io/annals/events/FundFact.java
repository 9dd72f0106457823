package io.annals.events;

import static io.annals.events.Field.optional;
import static io.annals.events.Field.required;

import tools.jackson.databind.node.ObjectNode;

import java.util.List;

/** What can happen to a fund, and what it does to its state. Status: active, closed. */
public enum FundFact implements FactType {
    ESTABLISHED(
            "establish",
            "established",
            required("name", Shape.NAME),
            optional("nameEn", Shape.NAME),
            optional("nameZh", Shape.NAME),
            optional("aliases", Shape.NAMES),
            optional("manager", Shape.PARTICIPANT),
            optional("size", Shape.money()),
            optional("region", Shape.REGION),
            optional("focus", Shape.PROSE)),
    RESIZED("resize", "resized", required("size", Shape.money())),
    INVESTMENT_RECORDED(
            "record-investment",
            "investment-recorded",
            optional("project", Shape.LINE),
            optional("company", Shape.subject(Kind.COMPANY)),
            optional("amount", Shape.money()),
            optional("projectsTotal", Shape.COUNT)),
    CLOSED("close", "closed", optional("reason", Shape.LINE));

    /** The status of a fund that exists. */
    public static final String ACTIVE = "active";

    private final Declaration declaration;

    FundFact(String verb, String past, Field... fields) {
        declaration = new Declaration(Kind.FUND, verb, past, List.of(fields));
    }

    /** Investments add up in a list; {@code projectsTotal} is how many there are by then. */
    static State evolve(State state, FundFact type, Timeline.Standing fact) {
        return switch (type) {
            case ESTABLISHED -> state.with(ACTIVE).stating(fact.data());
            case RESIZED -> state.stating(fact.data());
            case INVESTMENT_RECORDED -> {
                ObjectNode one =
                        Json.withoutNulls(Json.only(fact.data(), "project", "company", "amount"));
                yield (one.isEmpty() ? state : state.appending("investments", one))
                        .stating(Json.only(fact.data(), "projectsTotal"));
            }
            case CLOSED -> state.founded() ? state.with("closed").stating(fact.data()) : state;
        };
    }

    @Override
    public Declaration declaration() {
        return declaration;
    }

    @Override
    public boolean statusOnly() {
        return this == CLOSED;
    }
}
