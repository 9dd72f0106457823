package io.annals.command.platform;

import io.annals.events.Topics;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What an operator sets.
 *
 * @param database the PostgreSQL of the event log
 * @param kafka where the log is published
 * @param access the first key
 */
@ConfigurationProperties("annals")
public record Settings(Database database, Kafka kafka, @DefaultValue Access access) {

    /**
     * A PostgreSQL database.
     *
     * @param url JDBC URL
     * @param user its owner
     * @param password of the user
     */
    public record Database(String url, String user, String password) {}

    /**
     * A Kafka cluster.
     *
     * @param bootstrap host:port, …
     * @param prefix of the topics' names
     * @param partitions of a topic that does not exist yet
     * @param window how many positions may be in flight beyond the saved cursor
     */
    public record Kafka(String bootstrap, String prefix, int partitions, int window) {

        /** The topics of this registry. */
        public Topics topics() {
            return new Topics(prefix);
        }
    }

    /**
     * Access.
     *
     * @param firstKey stored, hashed, as an administrator's if there is no key yet
     */
    public record Access(@Nullable String firstKey) {}
}
