package io.annals.command.platform;

import io.annals.events.Json;

import org.apache.catalina.Valve;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.core.StandardHost;
import org.apache.catalina.valves.ErrorReportValve;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** The one form of errors also for requests that Tomcat refuses before anything here sees them. */
public final class RefusedByTomcat extends ErrorReportValve {

    @Override
    protected void report(Request request, Response response, @Nullable Throwable failure) {
        int status = response.getStatus();
        if (status < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) {
            return;
        }
        Problem problem =
                status == 400
                        ? Problem.of(
                                400,
                                "bad-address",
                                "the address is not a URI (RFC 3986): what is not ASCII, and signs"
                                        + " as [ ] { } |, must be percent-encoded")
                        : Problems.of(status, null);
        try {
            byte[] bytes = Json.write(problem.body()).getBytes(StandardCharsets.UTF_8);
            response.setContentType("application/problem+json");
            response.setContentLength(bytes.length);
            response.getOutputStream().write(bytes);
            response.finishResponse();
        } catch (IOException | IllegalStateException e) {
            LoggerFactory.getLogger(RefusedByTomcat.class).debug("not sent", e);
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Installation {
        @Bean
        WebServerFactoryCustomizer<TomcatServletWebServerFactory> refusals() {
            return factory ->
                    factory.addContextCustomizers(
                            context -> {
                                StandardHost host = (StandardHost) context.getParent();
                                // Boot's own, in HTML, would be the first to report
                                for (Valve valve : host.getPipeline().getValves()) {
                                    if (valve instanceof ErrorReportValve) {
                                        host.getPipeline().removeValve(valve);
                                    }
                                }
                                host.setErrorReportValveClass(RefusedByTomcat.class.getName());
                            });
        }
    }
}
