package io.annals.events;

import static io.annals.events.Field.optional;
import static io.annals.events.Field.required;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.List;

/**
 * A published figure: what it measures, its values, and how it relates to others. Only its values
 * have valid time: each holds from the last day of its period. Status: defined.
 */
public enum IndicatorFact implements FactType {
    DEFINED(
            "define",
            "defined",
            required("code", Shape.CODE),
            required("name", Shape.NAME),
            optional("nameEn", Shape.NAME),
            optional("nameZh", Shape.NAME),
            required("unit", Shape.NAME),
            required("about", Shape.ANY_SUBJECT),
            optional("frequency", Shape.NAME),
            optional("priceBasis", Shape.NAME),
            optional(
                    "measure",
                    Shape.members(
                            required("name", Shape.MEASURE),
                            optional("definition", Shape.DEFINITION),
                            optional(
                                    "by",
                                    Shape.members(
                                            optional("activity", Shape.ACTIVITY),
                                            optional("park", Shape.subject(Kind.PARK)),
                                            optional("industry", Shape.INDUSTRY_CODE),
                                            optional("level", Shape.LEVEL),
                                            optional("scenario", Shape.SCENARIO)))))),
    PUBLISHED(
            "publish",
            "published",
            required("period", Shape.PERIOD),
            required("value", Shape.NUMBER),
            optional("reading", Shape.NAME),
            optional("statement", Shape.PROSE)),
    RELATED(
            "relate",
            "related",
            required(
                    "relation",
                    Shape.choice("ratio", "growth", "rise", "sum", "part-of", "count-of-list")),
            required("to", Shape.LINES));

    private final Declaration declaration;

    IndicatorFact(String verb, String past, Field... fields) {
        declaration = new Declaration(Kind.INDICATOR, verb, past, List.of(fields));
    }

    /**
     * {@code observations} holds one {period, value, reading?, statement?, source, sequence} for
     * each period, source and reading: the last published; {@code relations} each {relation, to}.
     */
    static State evolve(State state, IndicatorFact type, Timeline.Standing fact) {
        return switch (type) {
            case DEFINED -> state.with("defined").stating(fact.data());
            case PUBLISHED -> {
                ObjectNode observation = Json.withoutNulls(fact.data());
                SourceRef source = fact.event().source();
                if (source != null) {
                    observation.put("source", source.id());
                }
                observation.put("sequence", Math.toIntExact(fact.sequence()));
                yield state.removing("observations", other -> rival(other, observation))
                        .appending("observations", observation);
            }
            case RELATED -> state.adding("relations", fact.data());
        };
    }

    /**
     * By what, beside the region that it is about, a figure may narrow a count of the registry that
     * it claims.
     */
    public static List<String> dimensions(String measure) {
        return switch (measure) {
            case "company-registrations", "company-deregistrations", "active-companies" ->
                    List.of("park", "industry", "activity");
            case "policies-issued" -> List.of("level");
            case "applications-launched" -> List.of("scenario");
            default -> List.of();
        };
    }

    private static boolean rival(JsonNode one, JsonNode other) {
        return List.of("period", "source", "reading").stream()
                .allMatch(name -> one.path(name).equals(other.path(name)));
    }

    @Override
    public Declaration declaration() {
        return declaration;
    }

    @Override
    public Dating dating() {
        return this == PUBLISHED ? Dating.END_OF_PERIOD : Dating.NONE;
    }
}
