package io.annals.events;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The type of an event: a fact of its kind, or an amendment, which every kind has. */
public sealed interface EventType permits FactType, Amendment {

    /**
     * The past participle that follows the kind in stored names: {@code relocated}, {@code
     * fact-corrected}.
     */
    String past();

    /**
     * The stored name for a subject of this kind: {@code company.relocated}. Never changes once
     * stored.
     */
    default String storedName(Kind kind) {
        return kind.singular() + "." + past();
    }

    /** The type with this stored name, if there is one. */
    static Optional<EventType> ofStoredName(String name) {
        return Optional.ofNullable(Names.ALL.get(name));
    }

    /** All stored names with their types. */
    static Map<String, EventType> all() {
        return Names.ALL;
    }

    /** The index of stored names. */
    final class Names {
        private static final Map<String, EventType> ALL = index();

        private Names() {}

        private static Map<String, EventType> index() {
            Map<String, EventType> names = new HashMap<>();
            for (Kind kind : Kind.values()) {
                kind.facts().forEach(fact -> names.put(fact.storedName(kind), fact));
                for (Amendment amendment : Amendment.values()) {
                    names.put(amendment.storedName(kind), amendment);
                }
            }
            return Map.copyOf(names);
        }
    }
}
