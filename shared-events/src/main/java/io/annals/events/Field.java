package io.annals.events;

/**
 * A field of a verb.
 *
 * @param name as in commands, event data and answers
 * @param shape the values it takes
 * @param required whether a command must state it
 * @param endable whether it may be stated as null, which ends it
 */
public record Field(String name, Shape shape, boolean required, boolean endable) {

    static Field required(String name, Shape shape) {
        return new Field(name, shape, true, false);
    }

    static Field optional(String name, Shape shape) {
        return new Field(name, shape, false, true);
    }
}
