package io.annals.events;

import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The one way in which Annals reads and writes JSON: digits are kept, duplicate members refused.
 */
public final class Json {

    /** Deepest nesting that is read. */
    public static final int MAX_DEPTH = 24;

    private static final JsonMapper MAPPER =
            JsonMapper.builder(
                            JsonFactory.builder()
                                    .streamReadConstraints(
                                            StreamReadConstraints.builder()
                                                    .maxNestingDepth(MAX_DEPTH)
                                                    .maxNumberLength(64)
                                                    .maxStringLength(4_000_000)
                                                    .build())
                                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                                    .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
                                    .build())
                    .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
                    .build();

    private Json() {}

    /**
     * Reads one JSON value.
     *
     * @throws JacksonException when the text is empty or not JSON, repeats a member, or is nested
     *     too deep
     */
    public static JsonNode read(String text) {
        return MAPPER.readValue(text, JsonNode.class);
    }

    /** As {@link #read(String)}, from UTF-8 bytes. */
    public static JsonNode read(byte[] utf8) {
        return MAPPER.readValue(utf8, JsonNode.class);
    }

    /** Compact JSON with the members in the order in which the node holds them. */
    public static String write(JsonNode node) {
        return MAPPER.writeValueAsString(node);
    }

    /** An empty object. */
    public static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    /** The mapper itself, for what binds it to a framework. */
    public static JsonMapper mapper() {
        return MAPPER;
    }

    /** An object without its members that are null. */
    static ObjectNode withoutNulls(ObjectNode object) {
        ObjectNode rest = object();
        object.properties().stream()
                .filter(member -> !member.getValue().isNull())
                .forEach(member -> rest.set(member.getKey(), member.getValue()));
        return rest;
    }

    /** Some members of an object, those that it has. */
    static ObjectNode only(ObjectNode object, String... names) {
        ObjectNode some = object();
        for (String name : names) {
            JsonNode value = object.get(name);
            if (value != null) {
                some.set(name, value);
            }
        }
        return some;
    }
}
