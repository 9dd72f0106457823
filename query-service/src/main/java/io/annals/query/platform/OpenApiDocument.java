package io.annals.query.platform;

import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.info.Info;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class OpenApiDocument {

    @Bean
    OpenAPI openApi() {
        return new OpenAPI()
                .info(
                        new Info()
                                .title("Annals: reading")
                                .version("v1")
                                .description(
                                        "State, history and changes of the registry, as of any"
                                            + " date, as known at any moment. Every answer echoes"
                                            + " the point at which it was given, asOf; asked again"
                                            + " with it, it is the same to the byte. Errors are"
                                            + " application/problem+json with a stable code. What"
                                            + " is not a read is passed on to the command-service,"
                                            + " whose document is its own."));
    }
}
