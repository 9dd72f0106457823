package io.annals.command.recording;

import io.annals.command.access.Keys;
import io.annals.command.access.Role;
import io.annals.command.log.Positions;
import io.annals.command.platform.Bodies;
import io.annals.command.platform.Problem;
import io.annals.command.rules.Instruction;
import io.annals.command.rules.Instructions;
import io.annals.events.CitationFact;
import io.annals.events.Event;
import io.annals.events.FactType;
import io.annals.events.FieldError;
import io.annals.events.Json;
import io.annals.events.Kind;
import io.annals.events.Recorded;
import io.annals.events.SubjectId;

import jakarta.servlet.http.HttpServletRequest;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Single commands over HTTP: {@code POST /api/v1/{kinds}} and {@code /{kinds}/{id}/{verb}}. */
@RestController
class RecordingHttp {

    private static final Pattern ETAG = Pattern.compile("\"(0|[1-9][0-9]{0,17})\"");
    private static final int MAX_KEY = 200;

    /** Of a citation: the body from which the query-service made this one. */
    private static final String ASKED = "asked";

    /** What a request asks for; nobody else can know a subject whose id is of our making. */
    private record Command(
            Kind kind,
            String subject,
            boolean madeHere,
            List<Instruction> instructions,
            boolean founding) {}

    private final Keys keys;
    private final Recorder recorder;
    private final Idempotency idempotency;
    private final Positions positions;

    RecordingHttp(Keys keys, Recorder recorder, Idempotency idempotency, Positions positions) {
        this.keys = keys;
        this.recorder = recorder;
        this.idempotency = idempotency;
        this.positions = positions;
    }

    @PostMapping("/api/v1/{kinds}")
    ResponseEntity<byte[]> found(@PathVariable String kinds, HttpServletRequest request) {
        Kind kind = kind(kinds);
        Keys.Caller caller =
                keys.require(Role.REGISTRAR, request.getHeader(HttpHeaders.AUTHORIZATION));
        JsonNode body = Bodies.json(request);
        // the same read frozen again has other bytes: what was asked for makes it the same request
        JsonNode asked = kind == Kind.CITATION && body.has(ASKED) ? body.get(ASKED) : body;
        return answer(request, caller, asked, () -> founding(kind, body));
    }

    @PostMapping("/api/v1/{kinds}/{id}/{verb}")
    ResponseEntity<byte[]> verb(
            @PathVariable String kinds,
            @PathVariable String id,
            @PathVariable String verb,
            HttpServletRequest request) {
        Kind kind = kind(kinds);
        Keys.Caller caller =
                keys.require(Role.REGISTRAR, request.getHeader(HttpHeaders.AUTHORIZATION));
        known(kind, id);
        JsonNode body = Bodies.json(request);
        return answer(request, caller, body, () -> verb(kind, id, verb, body));
    }

    @PostMapping("/api/v1/{kinds}/{id}/events/{sequence}/{verb}")
    ResponseEntity<byte[]> amend(
            @PathVariable String kinds,
            @PathVariable String id,
            @PathVariable String sequence,
            @PathVariable String verb,
            HttpServletRequest request) {
        Kind kind = kind(kinds);
        Keys.Caller caller =
                keys.require(Role.REGISTRAR, request.getHeader(HttpHeaders.AUTHORIZATION));
        known(kind, id);
        if (!sequence.matches("0|[1-9][0-9]{0,17}")) {
            throw Problem.of(404, "no-such-event", sequence + " is not a sequence");
        }
        JsonNode body = Bodies.json(request);
        return answer(
                request,
                caller,
                body,
                () -> amendment(kind, id, Long.parseLong(sequence), verb, body));
    }

    private static Kind kind(String kinds) {
        return Kind.ofPlural(kinds)
                .orElseThrow(
                        () ->
                                Problem.of(
                                        404,
                                        "no-such-kind",
                                        "there are no "
                                                + kinds
                                                + "; the kinds are "
                                                + String.join(
                                                        ", ",
                                                        Arrays.stream(Kind.values())
                                                                .map(Kind::plural)
                                                                .toList())));
    }

    private static void known(Kind kind, String id) {
        if (!SubjectId.fits(kind, id)) {
            throw Problem.of(404, "no-such-subject", id + " is not the id of a " + kind.singular());
        }
    }

    private Command founding(Kind kind, JsonNode body) {
        List<FieldError> errors = new ArrayList<>();
        String id =
                kind == Kind.REGION
                        ? body.path("code").stringValueOpt().orElse("")
                        : body.path("id").stringValueOpt().orElse("");
        JsonNode fields = body;
        if (kind == Kind.CITATION && body.isObject()) {
            fields = ((ObjectNode) fields.deepCopy()).without(ASKED);
        }
        if (body.isObject() && body.has("id")) {
            JsonNode given = body.get("id");
            if (!given.isString() || !SubjectId.fits(kind, given.stringValue())) {
                errors.add(
                        new FieldError(
                                "/id",
                                "not-an-id",
                                "must be " + kind.prefix() + " and 1 to 64 of [A-Za-z0-9_-]"));
            } else if (kind == Kind.REGION && !given.stringValue().equals(id)) {
                errors.add(new FieldError("/id", "not-the-code", "a region's id is its code"));
            }
            fields = ((ObjectNode) fields.deepCopy()).without("id");
        }
        Instruction instruction = Instructions.fact(kind.founding(), fields, "", errors::add);
        if (!errors.isEmpty() || instruction == null) {
            throw Problem.fields(errors);
        }
        return new Command(
                kind,
                id.isEmpty() ? recorder.newSubject(kind) : id,
                id.isEmpty(),
                List.of(instruction),
                true);
    }

    private static Command verb(Kind kind, String id, String verb, JsonNode body) {
        List<FieldError> errors = new ArrayList<>();
        List<Instruction> instructions = new ArrayList<>();
        switch (verb) {
            case "record" -> instructions.addAll(Instructions.record(kind, body, errors::add));
            case "void" -> add(instructions, Instructions.voiding(kind, body, "", errors::add));
            default -> {
                FactType type =
                        kind.verb(verb)
                                .filter(fact -> !fact.founding())
                                .orElseThrow(() -> noSuchVerb(kind, verb));
                add(instructions, Instructions.fact(type, body, "", errors::add));
            }
        }
        if (!errors.isEmpty()) {
            throw Problem.fields(errors);
        }
        boolean founding =
                instructions.getFirst().type() instanceof FactType fact && fact.founding();
        return new Command(kind, id, false, instructions, founding);
    }

    private static Command amendment(
            Kind kind, String id, long sequence, String verb, JsonNode body) {
        List<FieldError> errors = new ArrayList<>();
        List<Instruction> instructions = new ArrayList<>();
        switch (verb) {
            case "correct" ->
                    add(instructions, Instructions.correct(kind, sequence, body, "", errors::add));
            case "retract" ->
                    add(instructions, Instructions.retract(kind, sequence, body, "", errors::add));
            default ->
                    throw Problem.of(
                            404,
                            "no-such-verb",
                            "an event can be corrected (correct) or retracted (retract)");
        }
        if (!errors.isEmpty()) {
            throw Problem.fields(errors);
        }
        return new Command(kind, id, false, instructions, false);
    }

    private static void add(List<Instruction> instructions, @Nullable Instruction instruction) {
        if (instruction != null) {
            instructions.add(instruction);
        }
    }

    private static Problem noSuchVerb(Kind kind, String verb) {
        List<String> verbs =
                kind.facts().stream().filter(fact -> !fact.founding()).map(FactType::verb).toList();
        return Problem.of(
                404,
                "no-such-verb",
                kind.plural()
                        + " have no "
                        + verb
                        + "; they have "
                        + String.join(", ", verbs)
                        + ", record, void");
    }

    private ResponseEntity<byte[]> answer(
            HttpServletRequest request,
            Keys.Caller caller,
            JsonNode body,
            java.util.function.Supplier<Command> read) {
        if (request.getQueryString() != null) {
            throw Problem.of(400, "unknown-parameter", "commands take no parameters");
        }
        Long expected = expectedHead(request.getHeader(HttpHeaders.IF_MATCH));
        Optional<Idempotency.Request> key = idempotencyKey(request, caller, body);
        Idempotency.Answer answer =
                recorder.inTransaction(
                        transaction -> {
                            Optional<Idempotency.Answer> given = key.flatMap(idempotency::find);
                            if (given.isPresent()) {
                                return given.get();
                            }
                            try {
                                Idempotency.Answer fresh =
                                        record(transaction, read.get(), caller, expected);
                                key.ifPresent(it -> idempotency.keep(it, fresh));
                                return fresh;
                            } catch (Problem refused) {
                                // the same request may have been accepted while this one waited
                                return key.flatMap(idempotency::find).orElseThrow(() -> refused);
                            }
                        });
        return placed(answer);
    }

    private static @Nullable Long expectedHead(@Nullable String ifMatch) {
        if (ifMatch == null || ifMatch.strip().equals("*")) {
            return null;
        }
        Matcher etag = ETAG.matcher(ifMatch.strip());
        if (!etag.matches()) {
            throw Problem.of(400, "not-an-etag", "If-Match must be a sequence in quotes, as \"3\"");
        }
        return Long.valueOf(etag.group(1));
    }

    private static Optional<Idempotency.Request> idempotencyKey(
            HttpServletRequest request, Keys.Caller caller, JsonNode body) {
        String key = request.getHeader("Idempotency-Key");
        if (key == null) {
            return Optional.empty();
        }
        if (key.isBlank() || key.length() > MAX_KEY) {
            throw Problem.of(
                    400,
                    "bad-idempotency-key",
                    "Idempotency-Key must have 1 to " + MAX_KEY + " characters");
        }
        return Optional.of(
                new Idempotency.Request(
                        caller.name(),
                        request.getMethod(),
                        request.getRequestURI(),
                        key,
                        Idempotency.sha256(body)));
    }

    private static Idempotency.Answer record(
            Recorder.Transaction transaction,
            Command command,
            Keys.Caller caller,
            @Nullable Long expected) {
        if (!command.madeHere()) {
            transaction.lock(List.of(command.subject()));
        }
        Outcome outcome =
                transaction.record(
                        command.kind(),
                        command.subject(),
                        command.instructions(),
                        caller.name(),
                        expected);
        return switch (outcome) {
            case Outcome.Recorded recorded ->
                    new Idempotency.Answer(command.founding() ? 201 : 200, body(recorded));
            case Outcome.Refused refused -> throw Refusals.problem(refused.why());
            case Outcome.Taken taken -> throw Refusals.problem(taken);
            case Outcome.Changed changed ->
                    throw Problem.of(
                            412,
                            "changed",
                            changed.head() < 0
                                    ? "the subject has no events"
                                    : "the last event of the subject has the sequence "
                                            + changed.head());
        };
    }

    private static ObjectNode body(Outcome.Recorded recorded) {
        Event last = recorded.events().getLast();
        ObjectNode body =
                Json.object()
                        .put("id", last.subject())
                        .put("eventId", last.eventId())
                        .put("sequence", last.sequence());
        if (last.type() == CitationFact.FROZEN) {
            body.setAll(last.data().deepCopy().retain("url", "sha256"));
        }
        var warnings = body.putArray("warnings");
        recorded.warnings().forEach(warning -> warnings.add(warning.json()));
        if (recorded.events().size() > 1) {
            var events = body.putArray("events");
            recorded.events()
                    .forEach(
                            event ->
                                    events.addObject()
                                            .put("eventId", event.eventId())
                                            .put("sequence", event.sequence())
                                            .put("type", event.typeName()));
        }
        return body;
    }

    private ResponseEntity<byte[]> placed(Idempotency.Answer answer) {
        ObjectNode body = Json.object();
        Optional<Positions.Place> place =
                positions.await(answer.body().get("eventId").stringValue());
        answer.body()
                .properties()
                .forEach(
                        member -> {
                            if (member.getKey().equals("warnings")) {
                                place.ifPresent(
                                        it ->
                                                body.put("position", it.position())
                                                        .put(
                                                                "recordedAt",
                                                                Recorded.instant(it.recordedAt())));
                            }
                            body.set(member.getKey(), member.getValue());
                        });
        Kind kind = Kind.ofSubject(body.get("id").stringValue()).orElseThrow();
        ResponseEntity.BodyBuilder builder =
                ResponseEntity.status(place.isPresent() ? answer.status() : 202)
                        .header(HttpHeaders.ETAG, "\"" + body.get("sequence").longValue() + "\"");
        if (answer.status() == 201) {
            builder.header(
                    HttpHeaders.LOCATION,
                    "/api/v1/" + kind.plural() + "/" + body.get("id").stringValue());
        }
        return builder.contentType(org.springframework.http.MediaType.APPLICATION_JSON)
                .body(Json.mapper().writeValueAsBytes(body));
    }
}
