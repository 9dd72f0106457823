package io.annals.query;

import org.springframework.boot.Banner;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

import java.util.HashMap;
import java.util.Map;

/** Serves every read, and passes on what is not a read. Configured by {@code query-service.yml}. */
@SpringBootApplication
public class QueryService {

    /**
     * Starts the service in this process.
     *
     * @param properties take precedence over every other source of configuration
     */
    public static ConfigurableApplicationContext start(Map<String, Object> properties) {
        return start(properties, new String[0]);
    }

    private static ConfigurableApplicationContext start(
            Map<String, Object> properties, String[] arguments) {
        Map<String, Object> first = new HashMap<>(properties);
        first.put("spring.config.name", "query-service");
        String[] all = new String[first.size() + arguments.length];
        int at = 0;
        for (Map.Entry<String, Object> property : first.entrySet()) {
            all[at++] = "--" + property.getKey() + "=" + property.getValue();
        }
        System.arraycopy(arguments, 0, all, at, arguments.length);
        return new SpringApplicationBuilder(QueryService.class)
                .bannerMode(Banner.Mode.OFF)
                .run(all);
    }

    static void main(String[] arguments) {
        start(Map.of(), arguments);
    }
}
