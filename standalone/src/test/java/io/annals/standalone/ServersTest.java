package io.annals.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;

import java.sql.DriverManager;
import java.util.Map;
import java.util.concurrent.TimeUnit;

class ServersTest {
    @Test
    void each_database_is_new_and_empty_and_kafka_answers() throws Exception {
        var one = Servers.freshDatabase();
        var other = Servers.freshDatabase();
        assertThat(one).isNotEqualTo(other);
        for (var database : new Servers.Database[] {one, other}) {
            try (var connection =
                            DriverManager.getConnection(
                                    database.url(), database.user(), database.password());
                    var statement = connection.createStatement();
                    var result =
                            statement.executeQuery(
                                    "SELECT current_setting('fsync'), (SELECT count(*) FROM"
                                            + " information_schema.tables WHERE table_schema ="
                                            + " 'public')")) {
                result.next();
                assertThat(result.getString(1)).isEqualTo("on");
                assertThat(result.getInt(2)).isZero();
            }
        }
        try (var admin = Admin.create(Map.of("bootstrap.servers", Servers.kafka()))) {
            assertThat(admin.describeCluster().nodes().get(30, TimeUnit.SECONDS)).hasSize(1);
        }
    }
}
