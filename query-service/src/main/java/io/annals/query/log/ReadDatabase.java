package io.annals.query.log;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import java.time.ZoneId;

/**
 * The pool from which reads are served. The applier and the migrations have connections of their
 * own, without time-out.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(LogSettings.class)
class ReadDatabase {

    @Bean
    HikariDataSource dataSource(LogSettings settings) {
        HikariConfig config = new HikariConfig();
        config.setPoolName("reads");
        config.setJdbcUrl(settings.database().url());
        config.setUsername(settings.database().user());
        config.setPassword(settings.database().password());
        config.setMaximumPoolSize(16);
        config.setMinimumIdle(2);
        config.setConnectionTimeout(5_000);
        config.setInitializationFailTimeout(-1);
        config.setConnectionInitSql("set statement_timeout = '10s'");
        config.addDataSourceProperty("ApplicationName", "annals-reads");
        config.addDataSourceProperty("tcpKeepAlive", "true");
        return new HikariDataSource(config);
    }

    /** In which a day begins and ends. */
    @Bean
    ZoneId zone(LogSettings settings) {
        return settings.zone();
    }
}
