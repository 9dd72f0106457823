package io.annals.command.imports;

import io.annals.command.rules.Instruction;
import io.annals.command.rules.Instructions;
import io.annals.events.Amendment;
import io.annals.events.CitationFact;
import io.annals.events.FactType;
import io.annals.events.FieldError;
import io.annals.events.Json;
import io.annals.events.Kind;
import io.annals.events.SubjectId;

import org.erdtman.jcs.JsonCanonicalizer;
import org.jspecify.annotations.Nullable;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A line of an import as it was read.
 *
 * @param number from 1
 * @param key by which it is known for ever
 * @param kind of the subject
 * @param subject its id; null for a founding that leaves it to the registry
 * @param instructions what is to be recorded
 * @param errors all that is wrong with it; if there are any, the rest is not to be used
 */
record Line(
        long number,
        String key,
        @Nullable Kind kind,
        @Nullable String subject,
        List<Instruction> instructions,
        List<FieldError> errors) {

    private static final int MAX_KEY = 200;

    /** Reads a line; never fails. */
    static Line read(long number, String text) {
        List<FieldError> errors = new ArrayList<>();
        try {
            JsonNode json = Json.read(text);
            if (json.isObject()) {
                return read(number, (ObjectNode) json, errors);
            }
            errors.add(new FieldError("", "malformed", "a line must be a JSON object"));
        } catch (JacksonException e) {
            errors.add(new FieldError("", "malformed", e.getOriginalMessage()));
        }
        return new Line(number, "", null, null, List.of(), errors);
    }

    private static Line read(long number, ObjectNode json, List<FieldError> errors) {
        String key = key(json, errors);
        String command = json.path("command").stringValueOpt().orElse("");
        int dot = command.indexOf('.');
        Optional<Kind> kind = dot < 0 ? Optional.empty() : Kind.ofPlural(command.substring(0, dot));
        if (kind.isEmpty()) {
            errors.add(
                    new FieldError(
                            "/command",
                            "not-a-command",
                            "must be kinds.verb, as companies.register"));
            return new Line(number, key, null, null, List.of(), errors);
        }
        String subject = subject(kind.get(), json, errors);
        List<Instruction> instructions =
                instructions(kind.get(), command.substring(dot + 1), json, errors);
        boolean founding =
                !instructions.isEmpty()
                        && instructions.getFirst().type() instanceof FactType fact
                        && fact.founding();
        if (subject == null && errors.isEmpty() && !founding) {
            errors.add(new FieldError("/id", "required", "is required"));
        }
        return new Line(number, key, kind.get(), subject, instructions, errors);
    }

    private static String key(ObjectNode json, List<FieldError> errors) {
        JsonNode key = json.get("key");
        if (key == null) {
            return sha256(json);
        }
        if (!key.isString()
                || key.stringValue().isBlank()
                || key.stringValue().length() > MAX_KEY) {
            errors.add(
                    new FieldError(
                            "/key",
                            "not-a-key",
                            "must be a text of 1 to " + MAX_KEY + " characters"));
            return "";
        }
        return "key:" + key.stringValue();
    }

    private static String sha256(ObjectNode json) {
        try {
            byte[] canonical = new JsonCanonicalizer(Json.write(json)).getEncodedUTF8();
            return "sha256:"
                    + HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(canonical));
        } catch (IOException | NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static @Nullable String subject(Kind kind, ObjectNode json, List<FieldError> errors) {
        JsonNode id = json.get("id");
        if (id == null && kind == Kind.REGION) {
            id = json.get("code");
        }
        if (id == null) {
            return null;
        }
        if (!id.isString() || !SubjectId.fits(kind, id.stringValue())) {
            errors.add(
                    new FieldError("/id", "not-an-id", "must be the id of a " + kind.singular()));
            return null;
        }
        return id.stringValue();
    }

    private static List<Instruction> instructions(
            Kind kind, String verb, ObjectNode json, List<FieldError> errors) {
        List<Instruction> instructions = new ArrayList<>();
        Consumer<@Nullable Instruction> add =
                instruction -> {
                    if (instruction != null) {
                        instructions.add(instruction);
                    }
                };
        ObjectNode body = json.deepCopy();
        body.remove(List.of("command", "id", "key"));
        if (kind == Kind.CITATION && verb.equals(CitationFact.FROZEN.verb())) {
            errors.add(
                    new FieldError(
                            "/command",
                            "not-a-command",
                            "an import freezes no answer; POST /api/v1/citations freezes"));
        } else if (verb.equals("record")) {
            JsonNode facts = body.get("facts");
            instructions.addAll(
                    Instructions.record(kind, facts == null ? body : facts, errors::add));
        } else if (verb.equals(Amendment.VOIDED.verb())) {
            add.accept(Instructions.voiding(kind, body, "", errors::add));
        } else if (verb.equals(Amendment.CORRECTED.verb())
                || verb.equals(Amendment.RETRACTED.verb())) {
            JsonNode sequence = body.remove("sequence");
            if (sequence == null || !sequence.isIntegralNumber() || sequence.longValue() < 0) {
                errors.add(
                        new FieldError(
                                "/sequence", "required", "must be the sequence of the event"));
            } else if (verb.equals(Amendment.CORRECTED.verb())) {
                add.accept(Instructions.correct(kind, sequence.longValue(), body, "", errors::add));
            } else {
                add.accept(Instructions.retract(kind, sequence.longValue(), body, "", errors::add));
            }
        } else {
            kind.verb(verb)
                    .ifPresentOrElse(
                            type -> add.accept(Instructions.fact(type, body, "", errors::add)),
                            () ->
                                    errors.add(
                                            new FieldError(
                                                    "/command",
                                                    "no-such-verb",
                                                    kind.plural() + " have no " + verb)));
        }
        return instructions;
    }
}
