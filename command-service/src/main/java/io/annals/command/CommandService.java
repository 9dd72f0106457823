package io.annals.command;

import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.ConfigurableApplicationContext;

import java.util.Map;

/** The command-service. */
@SpringBootApplication
@ConfigurationPropertiesScan
public class CommandService {

    /** Runs the service with properties from the environment. */
    public static void main(String[] arguments) {
        start(Map.of());
    }

    /**
     * Starts the service in this JVM.
     *
     * @param properties what differs from {@code command-service.yml}
     */
    public static ConfigurableApplicationContext start(Map<String, Object> properties) {
        return new SpringApplicationBuilder(CommandService.class)
                .properties("spring.config.name=command-service")
                .initializers(
                        context ->
                                context.getEnvironment()
                                        .getPropertySources()
                                        .addFirst(
                                                new org.springframework.core.env.MapPropertySource(
                                                        "start", properties)))
                .run();
    }
}
