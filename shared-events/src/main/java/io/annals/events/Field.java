package io.annals.events;

/**
 * A field of a verb.
 *
 * @param name as in commands, event data and answers
 * @param shape the values it takes
 * @param required whether a command must state it, and not as null
 */
public record Field(String name, Shape shape, boolean required) {

    static Field required(String name, Shape shape) {
        return new Field(name, shape, true);
    }

    static Field optional(String name, Shape shape) {
        return new Field(name, shape, false);
    }
}
