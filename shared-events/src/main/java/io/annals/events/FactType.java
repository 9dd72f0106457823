package io.annals.events;

import java.util.List;
import java.util.Optional;

/** The type of a fact: the verb that records it, and the fields which that verb may state. */
public sealed interface FactType extends EventType
        permits CompanyFact, ParkFact, PolicyFact, RegionFact, SourceFact {

    /** The kind of subject to which the fact belongs. */
    Kind kind();

    /** The command's name, imperative: {@code relocate}. */
    String verb();

    /** The fields that the command may state, in the order in which they are shown. */
    List<Field> fields();

    /** Whether at least one of the fields must be stated, although none is required by itself. */
    default boolean anyField() {
        return !fields().isEmpty() && fields().stream().noneMatch(Field::required) && !statusOnly();
    }

    /** Whether the fact is about the status alone, its fields being remarks. */
    boolean statusOnly();

    /** Whether this is the fact with which a subject begins. */
    default boolean founding() {
        return kind().founding() == this;
    }

    /** The field of that name. */
    default Optional<Field> field(String name) {
        return fields().stream().filter(field -> field.name().equals(name)).findFirst();
    }
}
