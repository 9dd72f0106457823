package io.annals.events;

import java.util.Arrays;
import java.util.Optional;

/**
 * The names of the Kafka topics of one registry.
 *
 * @param prefix {@code annals} unless several registries share a cluster
 */
public record Topics(String prefix) {

    /** Attribute names of the CloudEvents extensions that each record carries. */
    public static final String POSITION = "position";

    /** As {@link #POSITION}. */
    public static final String SEQUENCE = "sequence";

    /** As {@link #POSITION}. */
    public static final String LOG = "log";

    /** As {@link #POSITION}. */
    public static final String RECORDED_TIME = "recordedtime";

    /**
     * The topic of a kind: {@code annals.companies.v1}; its records have the subject's id as key.
     */
    public String of(Kind kind) {
        return prefix + "." + kind.plural() + ".v1";
    }

    /**
     * The compacted topic of announced heads, each {@code {log, position, settled}} under the key
     * {@code head}.
     */
    public String head() {
        return prefix + ".head.v1";
    }

    /** The kind whose topic this is. */
    public Optional<Kind> kind(String topic) {
        return Arrays.stream(Kind.values()).filter(kind -> of(kind).equals(topic)).findFirst();
    }
}
