package io.annals.query.platform;

import io.annals.events.Kind;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.http.server.PathContainer;
import org.springframework.stereotype.Component;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import org.springframework.web.util.pattern.PathPattern;

/** What there is to read, by the patterns of the handlers. */
@Component
class Paths {

    private final ObjectProvider<RequestMappingHandlerMapping> mappings;

    Paths(
            @Qualifier("requestMappingHandlerMapping")
                    ObjectProvider<RequestMappingHandlerMapping> mappings) {
        this.mappings = mappings;
    }

    boolean readable(String path) {
        PathContainer parsed = PathContainer.parsePath(path);
        return mappings.getObject().getHandlerMethods().keySet().stream()
                .filter(one -> one.getMethodsCondition().getMethods().contains(RequestMethod.GET))
                .flatMap(one -> one.getPathPatternsCondition().getPatterns().stream())
                .anyMatch(pattern -> exists(pattern.matchAndExtract(parsed)));
    }

    private static boolean exists(PathPattern.@Nullable PathMatchInfo match) {
        if (match == null) {
            return false;
        }
        String kinds = match.getUriVariables().get("kinds");
        return kinds == null || Kind.ofPlural(kinds).isPresent();
    }
}
