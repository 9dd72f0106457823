package io.annals.events;

import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The JSON Schema (2020-12) of each event type, as consumers see the events. */
public final class Schemas {

    /** The version of every schema; a change that an old consumer cannot read would be the next. */
    public static final int VERSION = 1;

    private Schemas() {}

    /** The schema's URI, as CloudEvents name it: {@code urn:annals:schema:company.relocated.v1}. */
    public static String uri(EventType type, Kind kind) {
        return "urn:annals:schema:" + type.storedName(kind) + ".v" + VERSION;
    }

    /** The schema's file name: {@code company.relocated.v1.json}. */
    public static String name(EventType type, Kind kind) {
        return type.storedName(kind) + ".v" + VERSION + ".json";
    }

    /** The schema of an event of a type for subjects of a kind. */
    public static ObjectNode of(EventType type, Kind kind) {
        ObjectNode schema = Json.object();
        schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
        schema.put("title", type.storedName(kind));
        schema.put("type", "object");
        ObjectNode properties = schema.putObject("properties");
        ArrayNode required = schema.putArray("required");
        add(properties, required, "eventId", text().put("format", "uuid"));
        add(properties, required, "subject", Shape.subject(kind).schema());
        add(
                properties,
                required,
                "sequence",
                Json.object().put("type", "integer").put("minimum", 0));
        add(properties, required, "type", Json.object().put("const", type.storedName(kind)));
        boolean fact = type instanceof FactType;
        if (type instanceof FactType one && one.dating() != FactType.Dating.NONE
                || type == Amendment.CORRECTED && kind.dated()) {
            add(properties, required, "effectiveOn", effectiveOn());
        } else if (type == Amendment.CORRECTED && !kind.timeless()) {
            properties.set("effectiveOn", effectiveOn());
        }
        add(properties, required, "recordedAt", text().put("format", "date-time"));
        add(properties, required, "recordedBy", text());
        if (kind.sourced() && (fact || type == Amendment.CORRECTED)) {
            add(properties, required, "source", source());
        } else if (kind.sourced()) {
            properties.set("source", source());
        }
        properties.set("note", text());
        if (type == Amendment.CORRECTED || type == Amendment.RETRACTED) {
            add(
                    properties,
                    required,
                    "amends",
                    Json.object().put("type", "integer").put("minimum", 0));
        }
        if (!fact) {
            add(properties, required, "reason", text());
        }
        add(properties, required, "data", data(type, kind));
        return schema.put("additionalProperties", false);
    }

    /** The schema of the body with which a fact is recorded. */
    public static ObjectNode command(FactType fact) {
        ObjectNode schema = fields(fact);
        ObjectNode properties = (ObjectNode) schema.get("properties");
        if (fact.founding() && fact.kind() != Kind.REGION) {
            properties.set("id", Shape.subject(fact.kind()).schema());
        }
        about(schema, fact.dating() == FactType.Dating.STATED, fact.kind());
        properties.set("note", text());
        return schema;
    }

    /** The schema of the body with which facts of a kind are amended, or a subject is made void. */
    public static ObjectNode command(Amendment amendment, Kind kind) {
        ObjectNode schema = closed();
        ObjectNode properties = schema.putObject("properties");
        schema.putArray("required").add("reason");
        properties.set("reason", text());
        properties.set("note", text());
        switch (amendment) {
            case CORRECTED -> {
                properties.set("data", data(amendment, kind));
                schema.withArray("/required").add("data");
                about(schema, kind.dated(), kind);
            }
            case RETRACTED -> properties.set("source", source());
            case VOIDED -> {
                properties.set("source", source());
                properties.set("duplicateOf", Shape.subject(kind).schema());
            }
        }
        return schema;
    }

    /** The schema of the answer to a command. */
    public static ObjectNode answer() {
        ObjectNode schema = Json.object().put("type", "object");
        ObjectNode properties = schema.putObject("properties");
        properties.set("id", text());
        properties.set("eventId", text());
        properties.set("sequence", Json.object().put("type", "integer"));
        properties.set("position", Json.object().put("type", "integer"));
        properties.set("recordedAt", text().put("format", "date-time"));
        properties
                .putObject("warnings")
                .put("type", "array")
                .putObject("items")
                .put("type", "object");
        return schema;
    }

    private static void about(ObjectNode schema, boolean dated, Kind kind) {
        if (dated) {
            add(
                    schema.withObject("/properties"),
                    schema.withArray("/required"),
                    "effectiveOn",
                    effectiveOn());
        }
        if (kind.sourced()) {
            add(
                    schema.withObject("/properties"),
                    schema.withArray("/required"),
                    "source",
                    source());
        }
    }

    private static ObjectNode effectiveOn() {
        return text().put("pattern", "^(\\.\\.)?[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$");
    }

    private static ObjectNode data(EventType type, Kind kind) {
        return switch (type) {
            case FactType fact -> fields(fact);
            case Amendment amendment ->
                    switch (amendment) {
                        case CORRECTED -> {
                            ObjectNode any = Json.object();
                            ArrayNode forms = any.putArray("anyOf");
                            kind.facts().forEach(fact -> forms.add(fields(fact)));
                            yield any;
                        }
                        case RETRACTED -> closed();
                        case VOIDED -> {
                            ObjectNode object = closed();
                            object.putObject("properties")
                                    .set("duplicateOf", Shape.subject(kind).schema());
                            yield object;
                        }
                    };
        };
    }

    private static ObjectNode fields(FactType fact) {
        ObjectNode object = closed();
        ObjectNode properties = object.putObject("properties");
        for (Field field : fact.fields()) {
            if (!field.endable()) {
                properties.set(field.name(), field.shape().schema());
            } else {
                ArrayNode forms = properties.putObject(field.name()).putArray("anyOf");
                forms.add(Json.object().put("type", "null"));
                forms.add(field.shape().schema());
            }
        }
        object.set("required", Shape.required(fact.fields()));
        return object;
    }

    private static ObjectNode closed() {
        return Json.object().put("type", "object").put("additionalProperties", false);
    }

    private static ObjectNode source() {
        ObjectNode source = closed();
        ObjectNode properties = source.putObject("properties");
        properties.set("id", Shape.subject(Kind.SOURCE).schema());
        properties.set("locator", text());
        properties.set("quote", text());
        source.putArray("required").add("id");
        return source;
    }

    private static ObjectNode text() {
        return Json.object().put("type", "string");
    }

    private static void add(
            ObjectNode properties, ArrayNode required, String name, ObjectNode schema) {
        properties.set(name, schema);
        required.add(name);
    }
}
