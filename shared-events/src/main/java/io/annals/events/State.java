package io.annals.events;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What is known of a subject on one day: its status and the fields that its facts have stated.
 * Immutable.
 *
 * @param status a status of its kind; null while the subject is not founded
 * @param fields by name, in the order in which they were first stated
 */
public record State(@Nullable String status, Map<String, JsonNode> fields) {

    /** Before any fact. */
    public static final State NONE = new State(null, Map.of());

    /** Makes the fields unmodifiable. */
    public State {
        fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
    }

    /** Whether the subject exists on that day. */
    public boolean founded() {
        return status != null;
    }

    /** Whether the status is this one. */
    public boolean is(String status) {
        return status.equals(this.status);
    }

    /** The field, if it is stated. */
    public Optional<JsonNode> field(String name) {
        return Optional.ofNullable(fields.get(name));
    }

    /** The field as text, null if it is not stated or not a text. */
    public @Nullable String text(String name) {
        JsonNode value = fields.get(name);
        return value != null && value.isString() ? value.stringValue() : null;
    }

    State with(String status) {
        return new State(status, fields);
    }

    /** States each member of the data; null ends a field, an absent one stays. */
    State stating(ObjectNode data) {
        Map<String, JsonNode> next = new LinkedHashMap<>(fields);
        data.properties()
                .forEach(
                        member -> {
                            if (member.getValue().isNull()) {
                                next.remove(member.getKey());
                            } else {
                                next.put(member.getKey(), member.getValue());
                            }
                        });
        return new State(status, next);
    }

    State without(String... names) {
        Map<String, JsonNode> next = new LinkedHashMap<>(fields);
        for (String name : names) {
            next.remove(name);
        }
        return new State(status, next);
    }

    /** Adds a value to a list unless it is there. */
    State adding(String name, JsonNode value) {
        ArrayNode list = Json.object().arrayNode();
        field(name).ifPresent(old -> old.forEach(list::add));
        for (JsonNode old : list) {
            if (old.equals(value)) {
                return this;
            }
        }
        Map<String, JsonNode> next = new LinkedHashMap<>(fields);
        next.put(name, list.add(value));
        return new State(status, next);
    }

    /** Adds a value to the end of a list. */
    State appending(String name, JsonNode value) {
        ArrayNode list = Json.object().arrayNode();
        field(name).ifPresent(old -> old.forEach(list::add));
        Map<String, JsonNode> next = new LinkedHashMap<>(fields);
        next.put(name, list.add(value));
        return new State(status, next);
    }

    /** Takes some values out of a list. */
    State removing(String name, Predicate<JsonNode> which) {
        if (!fields.containsKey(name)) {
            return this;
        }
        ArrayNode list = Json.object().arrayNode();
        fields.get(name).valueStream().filter(which.negate()).forEach(list::add);
        Map<String, JsonNode> next = new LinkedHashMap<>(fields);
        next.put(name, list);
        return new State(status, next);
    }

    /** Keeps the name of now among the former names where the data states another. */
    State keepingFormerName(ObjectNode data) {
        JsonNode now = fields.get("name");
        JsonNode next = data.get("name");
        return founded() && now != null && next != null && !now.equals(next)
                ? adding("formerNames", now)
                : this;
    }

    /** The JSON form {@code {status, …fields}}, the fields in the order of their declaration. */
    public ObjectNode json() {
        ObjectNode json = Json.object().put("status", status);
        fields.entrySet().stream()
                .sorted(Comparator.comparing(field -> Order.of(field.getKey())))
                .forEach(field -> json.set(field.getKey(), field.getValue()));
        return json;
    }

    /**
     * Where a field stands in an answer: so equal states are equal to the byte, however they came
     * about.
     */
    private static final class Order {
        private static final List<String> NAMES =
                Stream.concat(
                                Arrays.stream(Kind.values())
                                        .flatMap(kind -> kind.facts().stream())
                                        .flatMap(fact -> fact.fields().stream())
                                        .map(Field::name),
                                Stream.of(
                                        "formerNames",
                                        "policies",
                                        "investments",
                                        "observations",
                                        "relations"))
                        .distinct()
                        .toList();

        private static Integer of(String name) {
            int at = NAMES.indexOf(name);
            return at < 0 ? NAMES.size() : at;
        }
    }

    /** Reads what {@link #json()} wrote. */
    public static State of(JsonNode json) {
        Map<String, JsonNode> fields = new LinkedHashMap<>();
        json.properties().forEach(member -> fields.put(member.getKey(), member.getValue()));
        JsonNode status = fields.remove("status");
        return new State(status == null || status.isNull() ? null : status.stringValue(), fields);
    }
}
