package io.annals.command.platform;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;

import org.flywaydb.core.Flyway;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.SQLTransientException;
import java.util.regex.Pattern;

/** The PostgreSQL of the event log. */
@Configuration(proxyBeanMethods = false)
public class Database {

    private static final int POOL = 20;

    /** SQLSTATEs: connection, rollback, resources, lock, operator, system, internal. */
    private static final Pattern AWAY = Pattern.compile("(08|40|53|57|58|XX).*|55P03|25P0[34]");

    @Bean(destroyMethod = "close")
    HikariDataSource dataSource(Settings settings) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(settings.database().url());
        config.setUsername(settings.database().user());
        config.setPassword(settings.database().password());
        config.setMaximumPoolSize(POOL);
        config.setMinimumIdle(2);
        config.setConnectionTimeout(5_000);
        config.setInitializationFailTimeout(60_000);
        config.setPoolName("annals-log");
        config.setConnectionInitSql(
                "set statement_timeout = '30s'; set idle_in_transaction_session_timeout = '60s'");
        HikariDataSource dataSource = new HikariDataSource(config);
        Flyway.configure().dataSource(dataSource).locations("classpath:db/log").load().migrate();
        return dataSource;
    }

    @Bean
    TransactionTemplate transactions(PlatformTransactionManager manager) {
        return new TransactionTemplate(manager);
    }

    /** Opens connections outside the pool, for those that live as long as a leadership. */
    @Bean
    OwnConnections ownConnections(Settings settings) {
        return () -> {
            Settings.Database database = settings.database();
            return DriverManager.getConnection(
                    database.url(), database.user(), database.password());
        };
    }

    /**
     * Whether a failure lies with the database and not with what was asked of it: it is away, out
     * of space or memory, broken, or solved a deadlock. The same may succeed later.
     */
    public static boolean isAway(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLTransientException
                    || cause instanceof SQLException sql
                            && sql.getSQLState() != null
                            && AWAY.matcher(sql.getSQLState()).matches()) {
                return true;
            }
        }
        return false;
    }

    /** A source of connections that belong to their opener. */
    @FunctionalInterface
    public interface OwnConnections {
        /** Opens one. */
        Connection open() throws SQLException;
    }
}
