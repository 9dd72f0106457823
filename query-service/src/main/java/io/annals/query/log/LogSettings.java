package io.annals.query.log;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

import java.time.ZoneId;

/**
 * Where the log comes from and where the read model is kept.
 *
 * @param kafka the cluster and the names in it
 * @param database the read model's own PostgreSQL database
 * @param zone in which a day begins and ends; must be the one of the registry's first start
 */
@ConfigurationProperties("annals")
public record LogSettings(
        Kafka kafka, Database database, @DefaultValue("Asia/Shanghai") ZoneId zone) {

    /**
     * A Kafka cluster.
     *
     * @param bootstrap {@code host:port,…}
     * @param prefix of the topics
     * @param window how far ahead of the next position a partition is read; at least the
     *     publisher's
     */
    public record Kafka(
            String bootstrap,
            @DefaultValue("annals") String prefix,
            @DefaultValue("10000") int window) {}

    /** A PostgreSQL database, by its JDBC URL. */
    public record Database(String url, String user, String password) {}
}
