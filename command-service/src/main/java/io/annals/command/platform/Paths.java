package io.annals.command.platform;

import io.annals.events.Kind;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.http.server.PathContainer;
import org.springframework.stereotype.Component;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import org.springframework.web.util.pattern.PathPattern;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What there is, by the patterns of the handlers. */
@Component
class Paths {

    private static final Set<String> OF_ALL_KINDS = Set.of("record", "void", "correct", "retract");

    private final ObjectProvider<RequestMappingHandlerMapping> mappings;

    Paths(
            @Qualifier("requestMappingHandlerMapping")
                    ObjectProvider<RequestMappingHandlerMapping> mappings) {
        this.mappings = mappings;
    }

    /** The methods that a path takes, none if there is nothing. */
    Set<String> methods(String path) {
        PathContainer parsed = PathContainer.parsePath(path);
        Set<String> methods = new TreeSet<>();
        for (RequestMappingInfo mapping : mappings.getObject().getHandlerMethods().keySet()) {
            for (PathPattern pattern : mapping.getPathPatternsCondition().getPatterns()) {
                PathPattern.PathMatchInfo match = pattern.matchAndExtract(parsed);
                if (match != null && exists(match.getUriVariables())) {
                    mapping.getMethodsCondition().getMethods().stream()
                            .map(RequestMethod::name)
                            .forEach(methods::add);
                }
            }
        }
        if (methods.contains("GET")) {
            methods.add("HEAD");
        }
        return methods;
    }

    private static boolean exists(Map<String, String> variables) {
        String kinds = variables.get("kinds");
        String verb = variables.get("verb");
        if (kinds == null) {
            return true;
        }
        Optional<Kind> kind = Kind.ofPlural(kinds);
        return kind.isPresent()
                && (verb == null
                        || OF_ALL_KINDS.contains(verb)
                        || kind.get().verb(verb).filter(fact -> !fact.founding()).isPresent());
    }
}
