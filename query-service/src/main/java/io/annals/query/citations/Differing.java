package io.annals.query.citations;

import io.annals.events.Kind;
import io.annals.events.SubjectId;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.StringNode;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Of what the parts speak in which two answers differ.
 *
 * @param ids of subjects that they name
 * @param hrefs of numbers that they hold
 */
record Differing(Set<String> ids, Set<String> hrefs) {

    /** What tells the elements of a list apart, whatever their order. */
    private static final List<String> KEYS =
            List.of("id", "indicator", "eventId", "period", "district");

    static Differing between(JsonNode one, JsonNode other) {
        Differing differing = new Differing(new TreeSet<>(), new TreeSet<>());
        differing.own(one);
        differing.own(other);
        differing.compare(one, other);
        return differing;
    }

    /** Whether they differ, but for the addresses of their numbers. */
    private boolean compare(JsonNode one, JsonNode other) {
        if (one.equals(other)) {
            return false;
        }
        if (one.isObject() && other.isObject()) {
            return objects(one, other);
        }
        if (!one.isArray() || !other.isArray()) {
            all(one);
            all(other);
            return true;
        }
        boolean differ = false;
        Map<String, JsonNode> elements = keyed(other);
        for (Map.Entry<String, JsonNode> element : keyed(one).entrySet()) {
            JsonNode match = elements.remove(element.getKey());
            differ |=
                    compare(element.getValue(), match == null ? MissingNode.getInstance() : match);
        }
        elements.values().forEach(this::all);
        return differ || !elements.isEmpty();
    }

    private boolean objects(JsonNode one, JsonNode other) {
        Set<String> names = new TreeSet<>(one.propertyNames());
        names.addAll(other.propertyNames());
        names.remove("href");
        boolean differ = false;
        boolean itself = false;
        for (String name : names) {
            JsonNode mine = one.path(name);
            JsonNode its = other.path(name);
            boolean here = compare(mine, its);
            differ |= here;
            if (here) {
                name("", StringNode.valueOf(name));
            }
            itself |= here && !(mine.isContainer() && its.isContainer());
        }
        if (itself) {
            own(one);
            own(other);
        } else if (differ) {
            KEYS.forEach(name -> name(name, one.path(name)));
            name("href", one.path("href"));
        }
        return differ;
    }

    private static Map<String, JsonNode> keyed(JsonNode list) {
        Map<String, JsonNode> keyed = new LinkedHashMap<>();
        for (JsonNode element : list) {
            String key =
                    KEYS.stream()
                            .filter(element::has)
                            .findFirst()
                            .map(name -> name + element.get(name))
                            .orElseGet(() -> Read.withoutAddresses(element).toString());
            while (keyed.putIfAbsent(key, element) != null) {
                key += "+";
            }
        }
        return keyed;
    }

    /** What an object itself names, not what is in it. */
    private void own(JsonNode object) {
        object.properties().forEach(one -> name(one.getKey(), one.getValue()));
    }

    private void all(JsonNode part) {
        name("", part);
        part.properties()
                .forEach(
                        one -> {
                            name(one.getKey(), one.getValue());
                            all(one.getValue());
                        });
        if (part.isArray()) {
            part.forEach(this::all);
        }
    }

    private void name(String field, JsonNode value) {
        String text = value.stringValueOpt().orElse("");
        if (field.equals("href")) {
            if (!text.isEmpty()) {
                hrefs.add(text);
            }
        } else if (Kind.ofSubject(text).filter(kind -> SubjectId.fits(kind, text)).isPresent()) {
            ids.add(text);
        }
    }
}
