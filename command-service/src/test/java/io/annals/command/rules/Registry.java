package io.annals.command.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.annals.events.Event;
import io.annals.events.FactType;
import io.annals.events.FieldError;
import io.annals.events.Json;
import io.annals.events.Kind;
import io.annals.events.Timeline;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A registry in memory, to which tests tell what happened. JSON is written with ' for ". */
final class Registry implements References {

    private final Map<String, Timeline> timelines = new HashMap<>();
    private int events;

    /** With a source, some regions, two parks and a policy. */
    static Registry withSurroundings() {
        Registry registry = new Registry();
        registry.accepts("src_r", "cite", null, "{'title':'Report','publisher':'GBA'}");
        registry.region("CN", "country", null);
        registry.region("440100", "city", "CN");
        registry.region("440112", "district", "440100");
        registry.region("440116", "district", "440100");
        registry.region("440106", "district", "440100");
        registry.accepts("440116", "merge-into", "2014-02-12", "{'into':'440112'}");
        registry.accepts("prk_a", "open", "2012-01-01", "{'name':'A','region':'440112'}");
        registry.accepts("prk_b", "open", "2012-01-01", "{'name':'B','region':'440112'}");
        registry.accepts("pol_p", "issue", "2017-12-08", "{'title':'Ten rules','region':'440112'}");
        return registry;
    }

    private void region(String code, String level, String parent) {
        String in = parent == null ? "" : ",'parent':'" + parent + "'";
        String data = "{'code':'%s','name':'%s','level':'%s'%s}".formatted(code, code, level, in);
        accepts(code, "establish", "..1980", data);
    }

    static JsonNode json(String text) {
        return Json.read(text.replace('\'', '"'));
    }

    Timeline timeline(String subject) {
        Kind kind = Kind.ofSubject(subject).orElseThrow();
        return timelines.getOrDefault(subject, Timeline.of(kind, List.of()));
    }

    @Override
    public Timeline of(Kind kind, String id) {
        return timeline(id);
    }

    @Override
    public Optional<String> owner(String claim) {
        return timelines.keySet().stream()
                .filter(id -> Rules.claims(timeline(id)).contains(claim))
                .findFirst();
    }

    /** Decides on a fact, with the report as source, without recording it. */
    Decision asks(String subject, String verb, String effectiveOn, String data) {
        return decides(subject, List.of(instruction(subject, verb, effectiveOn, data, "")));
    }

    /** Decides on several, each {@code {verb, …}}; a source is added where one is wanted. */
    Decision asksTogether(String subject, String... items) {
        var array = Json.object().arrayNode();
        for (String item : items) {
            ObjectNode one = (ObjectNode) json(item);
            if (kind(subject).sourced() && !one.path("verb").asString("").matches("void|retract")) {
                one.set("source", json("{'id':'src_r'}"));
            }
            array.add(one);
        }
        List<FieldError> errors = new ArrayList<>();
        List<Instruction> read = Instructions.record(kind(subject), array, errors::add);
        assertThat(errors).isEmpty();
        return decides(subject, read);
    }

    Decision corrects(String subject, long sequence, String effectiveOn, String data) {
        ObjectNode body =
                about(kind(subject), kind(subject).founding(), effectiveOn)
                        .put("reason", "mistaken");
        body.set("data", json(data));
        List<FieldError> errors = new ArrayList<>();
        Instruction read = Instructions.correct(kind(subject), sequence, body, "", errors::add);
        assertThat(errors).isEmpty();
        return decides(subject, List.of(read));
    }

    Decision retracts(String subject, long sequence) {
        JsonNode body = json("{'reason':'never happened'}");
        return decides(
                subject,
                List.of(Instructions.retract(kind(subject), sequence, body, "", error -> {})));
    }

    Decision voids(String subject, String body) {
        return decides(
                subject, List.of(Instructions.voiding(kind(subject), json(body), "", error -> {})));
    }

    Decision.Accepted accepts(String subject, String verb, String effectiveOn, String data) {
        return accepted(asks(subject, verb, effectiveOn, data));
    }

    /** Records what was decided. */
    Decision.Accepted accepted(Decision decision) {
        assertThat(decision).isInstanceOf(Decision.Accepted.class);
        Decision.Accepted accepted = (Decision.Accepted) decision;
        timelines.put(accepted.events().getFirst().subject(), accepted.after());
        return accepted;
    }

    /** Takes a subject's line as it is, whatever the rules. */
    void holds(String subject, Timeline timeline) {
        timelines.put(subject, timeline);
    }

    Decision decides(String subject, List<Instruction> instructions) {
        return Rules.decide(
                kind(subject),
                subject,
                timeline(subject),
                instructions,
                this,
                new Stamp("test", () -> "e" + events++));
    }

    private static Kind kind(String subject) {
        return Kind.ofSubject(subject).orElseThrow();
    }

    private static ObjectNode about(Kind kind, FactType type, String effectiveOn) {
        ObjectNode body = Json.object();
        if (type.dating() == FactType.Dating.STATED) {
            body.put("effectiveOn", effectiveOn);
        }
        if (kind.sourced()) {
            body.set("source", json("{'id':'src_r'}"));
        }
        return body;
    }

    private static Instruction instruction(
            String subject, String verb, String effectiveOn, String data, String pointer) {
        FactType type = kind(subject).verb(verb).orElseThrow();
        ObjectNode body = about(kind(subject), type, effectiveOn);
        json(data).properties().forEach(member -> body.set(member.getKey(), member.getValue()));
        List<FieldError> errors = new ArrayList<>();
        Instruction read = Instructions.fact(type, body, pointer, errors::add);
        assertThat(errors).isEmpty();
        return read;
    }

    static List<String> codes(Decision decision) {
        return switch (decision) {
            case Decision.Rejected rejected ->
                    rejected.findings().stream().map(Finding::code).toList();
            case Decision.Accepted accepted ->
                    accepted.warnings().stream().map(Warning::code).toList();
        };
    }

    static void assertRefused(Decision decision, Decision.Reason reason, String... codes) {
        assertThat(decision).isInstanceOf(Decision.Rejected.class);
        assertThat(((Decision.Rejected) decision).reason()).isEqualTo(reason);
        assertThat(codes(decision)).containsExactlyInAnyOrder(codes);
    }

    static void assertConflict(Decision decision, String... codes) {
        assertRefused(decision, Decision.Reason.CONFLICT, codes);
    }

    static void assertWarned(Decision decision, String... codes) {
        assertThat(decision).isInstanceOf(Decision.Accepted.class);
        assertThat(codes(decision)).containsExactlyInAnyOrder(codes);
    }

    static Event event(Decision decision) {
        return ((Decision.Accepted) decision).events().getFirst();
    }
}
