package io.annals.command.rules;

import io.annals.events.Amendment;
import io.annals.events.CitationFact;
import io.annals.events.EffectiveDate;
import io.annals.events.EventType;
import io.annals.events.FactType;
import io.annals.events.Field;
import io.annals.events.FieldError;
import io.annals.events.Json;
import io.annals.events.Kind;
import io.annals.events.Shape;
import io.annals.events.SourceRef;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Reads the bodies of commands, telling all that is wrong with them at once. An instruction is null
 * where anything is wrong. Codes {@code unknown-field} and {@code malformed} say that the request
 * is no such command at all.
 */
public final class Instructions {

    /** Most instructions that one {@code record} takes. */
    public static final int MAX_RECORD = 200;

    private static final Field NOTE = member("note", Shape.text(10_000), false);
    private static final Field REASON = member("reason", Shape.text(2_000), true);
    private static final Field DATA =
            member("data", new Shape(Instructions::object, Json.object()), true);
    private static final Field EFFECTIVE_ON =
            member("effectiveOn", new Shape(Instructions::date, Json.object()), true);
    private static final Field VERB = member("verb", Shape.text(100), true);
    private static final Field SEQUENCE =
            member("sequence", new Shape(Instructions::sequence, Json.object()), true);
    private static final Shape SOURCE =
            Shape.members(
                    member("id", Shape.subject(Kind.SOURCE), true),
                    member("locator", Shape.text(2_000), false),
                    member("quote", Shape.text(20_000), false));

    private Instructions() {}

    private static Field member(String name, Shape shape, boolean required) {
        return new Field(name, shape, required, false);
    }

    /** The body of a founding or other verb of a kind, without {@code id}. */
    public static @Nullable Instruction fact(
            FactType type, JsonNode body, String pointer, Consumer<FieldError> errors) {
        return read(type, null, type.kind(), body, List.of(), pointer, errors);
    }

    /**
     * The body of {@code correct}. Its data is checked by {@link Rules#decide}, which knows the
     * original's type.
     *
     * @param sequence of the original
     */
    public static @Nullable Instruction correct(
            Kind kind, long sequence, JsonNode body, String pointer, Consumer<FieldError> errors) {
        return read(Amendment.CORRECTED, sequence, kind, body, List.of(), pointer, errors);
    }

    /**
     * The body of {@code retract}.
     *
     * @param sequence of the original
     */
    public static @Nullable Instruction retract(
            Kind kind, long sequence, JsonNode body, String pointer, Consumer<FieldError> errors) {
        return read(Amendment.RETRACTED, sequence, kind, body, List.of(), pointer, errors);
    }

    /** The body of {@code void}. */
    public static @Nullable Instruction voiding(
            Kind kind, JsonNode body, String pointer, Consumer<FieldError> errors) {
        return read(Amendment.VOIDED, null, kind, body, List.of(), pointer, errors);
    }

    /**
     * The body of {@code record}: an array of 1 to {@value #MAX_RECORD} objects, each with its
     * {@code verb}.
     */
    public static List<Instruction> record(Kind kind, JsonNode array, Consumer<FieldError> errors) {
        List<Instruction> instructions = new ArrayList<>();
        if (!array.isArray()) {
            errors.accept(new FieldError("", "malformed", "must be a list of {verb, …}"));
        } else if (array.isEmpty()) {
            errors.accept(new FieldError("", "too-few", "must have at least one item"));
        } else if (array.size() > MAX_RECORD) {
            errors.accept(
                    new FieldError("", "too-many", "must have at most " + MAX_RECORD + " items"));
        } else {
            for (int i = 0; i < array.size(); i++) {
                Instruction instruction = item(kind, array.get(i), "/" + i, errors);
                if (instruction != null) {
                    instructions.add(instruction);
                }
            }
        }
        return instructions;
    }

    private static @Nullable Instruction item(
            Kind kind, JsonNode item, String pointer, Consumer<FieldError> errors) {
        if (!item.isObject()) {
            errors.accept(new FieldError(pointer, "not-an-object", "must be an object {verb, …}"));
            return null;
        }
        JsonNode verb = item.get("verb");
        if (verb == null || verb.isNull()) {
            errors.accept(new FieldError(pointer + "/verb", "required", "is required"));
            return null;
        }
        Optional<EventType> type = type(kind, verb);
        if (type.isEmpty()) {
            String verbs = String.join(", ", recordable(kind).map(Instructions::verb).toList());
            String message = "must be one of " + verbs;
            errors.accept(new FieldError(pointer + "/verb", "unknown-verb", message));
            return null;
        }
        return switch (type.get()) {
            case FactType fact -> read(fact, null, kind, item, List.of(VERB), pointer, errors);
            case Amendment amendment -> {
                boolean named = amendment != Amendment.VOIDED;
                List<Field> own = named ? List.of(VERB, SEQUENCE) : List.of(VERB);
                Long sequence = named ? item.path("sequence").asLong(-1) : null;
                yield read(amendment, sequence, kind, item, own, pointer, errors);
            }
        };
    }

    private static Optional<EventType> type(Kind kind, JsonNode verb) {
        String name = verb.isString() ? verb.stringValue() : "";
        return recordable(kind).filter(type -> verb(type).equals(name)).findFirst();
    }

    /** All that {@code record} takes for a kind; an answer is frozen where it is read. */
    private static Stream<EventType> recordable(Kind kind) {
        return Stream.<EventType>concat(kind.facts().stream(), Stream.of(Amendment.values()))
                .filter(type -> type != CitationFact.FROZEN);
    }

    static String verb(EventType type) {
        return switch (type) {
            case FactType fact -> fact.verb();
            case Amendment amendment -> amendment.verb();
        };
    }

    private static @Nullable Instruction read(
            EventType type,
            @Nullable Long amends,
            Kind kind,
            JsonNode body,
            List<Field> own,
            String pointer,
            Consumer<FieldError> errors) {
        if (!body.isObject()) {
            errors.accept(new FieldError(pointer, "malformed", "must be an object"));
            return null;
        }
        List<Field> stated = stated(type, kind);
        List<Field> all = Stream.of(own, stated, about(type, kind)).flatMap(List::stream).toList();
        Errors told = new Errors(errors);
        List<Field> endable = type instanceof FactType ? stated : List.of();
        ObjectNode read =
                Shape.readFields(all, withoutNulls(body, all, endable), pointer, told, true);
        ObjectNode data = pick(read, stated);
        if (type instanceof FactType fact && !told.any) {
            nothingStated(fact, data, pointer, told);
        }
        return told.any ? null : instruction(type, amends, read, data, pointer);
    }

    /** Null ends a field of a fact; of any other member it is the same as none. */
    private static JsonNode withoutNulls(JsonNode body, List<Field> all, List<Field> endable) {
        ObjectNode rest = Json.object();
        body.properties()
                .forEach(
                        member -> {
                            boolean known = named(all, member.getKey());
                            boolean ends = named(endable, member.getKey());
                            if (!member.getValue().isNull() || !known || ends) {
                                rest.set(member.getKey(), member.getValue());
                            }
                        });
        return rest;
    }

    private static boolean named(List<Field> fields, String name) {
        return fields.stream().anyMatch(field -> field.name().equals(name));
    }

    private static Instruction instruction(
            EventType type,
            @Nullable Long amends,
            ObjectNode read,
            ObjectNode data,
            String pointer) {
        JsonNode source = read.get("source");
        return new Instruction(
                type,
                amends,
                read.path("effectiveOn")
                        .stringValueOpt()
                        .flatMap(EffectiveDate::parse)
                        .orElse(null),
                source == null ? null : SourceRef.of(source),
                read.path("note").stringValueOpt().orElse(null),
                type instanceof Amendment ? read.get("reason").stringValue() : null,
                type == Amendment.CORRECTED ? (ObjectNode) read.get("data") : data,
                pointer);
    }

    /** The members that become the event's data. */
    private static List<Field> stated(EventType type, Kind kind) {
        return switch (type) {
            case FactType fact -> fact.fields();
            case Amendment amendment ->
                    switch (amendment) {
                        case CORRECTED, RETRACTED -> List.of();
                        case VOIDED -> List.of(member("duplicateOf", Shape.subject(kind), false));
                    };
        };
    }

    /** The members that say when, by what source, why. */
    private static List<Field> about(EventType type, Kind kind) {
        List<Field> fields = new ArrayList<>();
        switch (type) {
            case FactType fact -> {
                addIf(fact.dating() == FactType.Dating.STATED, fields, EFFECTIVE_ON);
                addIf(kind.sourced(), fields, member("source", SOURCE, true));
            }
            case Amendment amendment -> {
                addIf(amendment == Amendment.CORRECTED, fields, DATA);
                addIf(kind.dated() && amendment == Amendment.CORRECTED, fields, EFFECTIVE_ON);
                fields.add(REASON);
                boolean required = amendment == Amendment.CORRECTED;
                addIf(kind.sourced(), fields, member("source", SOURCE, required));
            }
        }
        fields.add(NOTE);
        return fields;
    }

    private static void addIf(boolean wanted, List<Field> fields, Field field) {
        if (wanted) {
            fields.add(field);
        }
    }

    private static ObjectNode pick(ObjectNode read, List<Field> fields) {
        ObjectNode data = Json.object();
        for (Field field : fields) {
            JsonNode value = read.get(field.name());
            if (value != null) {
                data.set(field.name(), value);
            }
        }
        return data;
    }

    /** Tells it where a fact states none of its fields although it is about nothing else. */
    static void nothingStated(
            FactType type, ObjectNode data, String pointer, Consumer<FieldError> errors) {
        if (type.anyField() && data.isEmpty()) {
            String names = String.join(", ", type.fields().stream().map(Field::name).toList());
            errors.accept(
                    new FieldError(
                            pointer, "nothing-stated", "must state at least one of " + names));
        }
    }

    private static @Nullable JsonNode object(
            JsonNode value, String pointer, Consumer<FieldError> errors) {
        return check(
                value.isObject(), value, pointer, "not-an-object", "must be an object", errors);
    }

    private static @Nullable JsonNode date(
            JsonNode value, String pointer, Consumer<FieldError> errors) {
        boolean date = value.isString() && EffectiveDate.parse(value.stringValue()).isPresent();
        String message = "must be a date as 2017-09-04, 2017-09, 2017 or, no later than, ..2019-10";
        return check(date, value, pointer, "not-a-date", message, errors);
    }

    private static @Nullable JsonNode sequence(
            JsonNode value, String pointer, Consumer<FieldError> errors) {
        boolean whole = value.isIntegralNumber() && value.canConvertToLong();
        String message = "must be the sequence of an event: 0, 1, 2 …";
        return check(whole, value, pointer, "not-a-sequence", message, errors);
    }

    private static @Nullable JsonNode check(
            boolean right,
            JsonNode value,
            String pointer,
            String code,
            String message,
            Consumer<FieldError> errors) {
        if (right) {
            return value;
        }
        errors.accept(new FieldError(pointer, code, message));
        return null;
    }

    /** Passes errors on and remembers that there were any. */
    private static final class Errors implements Consumer<FieldError> {
        private final Consumer<FieldError> next;
        private boolean any;

        Errors(Consumer<FieldError> next) {
            this.next = next;
        }

        @Override
        public void accept(FieldError error) {
            any = true;
            next.accept(error);
        }
    }
}
