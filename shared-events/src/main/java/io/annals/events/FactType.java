package io.annals.events;

import java.util.List;
import java.util.Optional;

/** The type of a fact: the verb that records it, and the fields which that verb may state. */
public sealed interface FactType extends EventType
        permits CompanyFact,
                ParkFact,
                PolicyFact,
                RegionFact,
                OrganizationFact,
                FundFact,
                ApplicationFact,
                IndicatorFact,
                DefinitionFact,
                CitationFact,
                SourceFact {

    /** From where a fact has the day on which it takes effect. */
    enum Dating {
        /** The command states it. */
        STATED,
        /** It is the last day of the period in the data. */
        END_OF_PERIOD,
        /** It has none and holds for every day. */
        NONE
    }

    /**
     * What each type of fact states about itself.
     *
     * @param kind of the subject to which the fact belongs
     * @param verb the command's name, imperative: {@code relocate}
     * @param past the event's name without the kind: {@code relocated}
     * @param fields that the command may state, in the order in which they are shown
     */
    record Declaration(Kind kind, String verb, String past, List<Field> fields) {}

    /** The declaration of this type. */
    Declaration declaration();

    /** The kind of subject to which the fact belongs. */
    default Kind kind() {
        return declaration().kind();
    }

    /** The command's name, imperative: {@code relocate}. */
    default String verb() {
        return declaration().verb();
    }

    @Override
    default String past() {
        return declaration().past();
    }

    /** The fields that the command may state, in the order in which they are shown. */
    default List<Field> fields() {
        return declaration().fields();
    }

    /** Whether at least one of the fields must be stated, although none is required by itself. */
    default boolean anyField() {
        return !fields().isEmpty() && fields().stream().noneMatch(Field::required) && !statusOnly();
    }

    /** Whether the fact is about the status alone, its fields being remarks. */
    default boolean statusOnly() {
        return false;
    }

    /** From where the fact has its day. */
    default Dating dating() {
        return kind().timeless() ? Dating.NONE : Dating.STATED;
    }

    /** Whether this is the fact with which a subject begins. */
    default boolean founding() {
        return kind().founding() == this;
    }

    /** The field of that name. */
    default Optional<Field> field(String name) {
        return fields().stream().filter(field -> field.name().equals(name)).findFirst();
    }
}
