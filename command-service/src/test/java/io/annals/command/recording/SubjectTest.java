package io.annals.command.recording;

import io.annals.command.rules.Instruction;
import io.annals.command.rules.References;
import io.annals.command.rules.Stamp;
import io.annals.events.CompanyFact;
import io.annals.events.EffectiveDate;
import io.annals.events.Event;
import io.annals.events.EventType;
import io.annals.events.Json;
import io.annals.events.Kind;
import io.annals.events.RegionFact;
import io.annals.events.SourceFact;
import io.annals.events.SourceRef;
import io.annals.events.Timeline;

import org.axonframework.messaging.Message;
import org.axonframework.test.aggregate.AggregateTestFixture;
import org.axonframework.test.aggregate.FixtureConfiguration;
import org.axonframework.test.matchers.Matchers;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import tools.jackson.databind.node.ObjectNode;

import java.util.List;
import java.util.Optional;

/** The Axon shell: which events a command appends to a stream, and that a refusal appends none. */
class SubjectTest {

    private static final SourceRef SOURCE = new SourceRef("src_a", null, null);

    private FixtureConfiguration<Subject> fixture;

    @BeforeEach
    void fixture() {
        fixture = new AggregateTestFixture<>(Subject.class);
    }

    @Test
    void a_registration_begins_a_stream() {
        fixture.givenNoPriorActivity()
                .when(
                        command(
                                CompanyFact.REGISTERED,
                                "2017",
                                "{\"name\":\"A\",\"region\":\"440112\"}",
                                null))
                .expectEvents(
                        event(
                                0,
                                CompanyFact.REGISTERED,
                                "2017",
                                "{\"name\":\"A\",\"region\":\"440112\"}"));
    }

    @Test
    void a_fact_follows_in_the_stream() {
        fixture.given(registered())
                .when(command(CompanyFact.RENAMED, "2018", "{\"name\":\"B\"}", 0L))
                .expectEvents(event(1, CompanyFact.RENAMED, "2018", "{\"name\":\"B\"}"));
    }

    @Test
    void a_refusal_is_a_value_and_leaves_no_event() {
        fixture.given(registered())
                .when(command(CompanyFact.REINSTATED, "2018", "{}", null))
                .expectNoEvents()
                .expectResultMessageMatching(
                        Matchers.matches(
                                message ->
                                        ((Message<?>) message).getPayload()
                                                instanceof Outcome.Refused));
    }

    @Test
    void a_stream_that_is_not_where_the_caller_believes_takes_nothing() {
        fixture.given(registered())
                .when(command(CompanyFact.RENAMED, "2018", "{\"name\":\"B\"}", 4L))
                .expectNoEvents()
                .expectResultMessagePayload(new Outcome.Changed(0));
    }

    private static Event registered() {
        return event(0, CompanyFact.REGISTERED, "2017", "{\"name\":\"A\",\"region\":\"440112\"}");
    }

    private static Event event(long sequence, EventType type, String on, String data) {
        return new Event(
                "e",
                "com_a",
                Kind.COMPANY,
                sequence,
                type,
                EffectiveDate.parse(on).orElseThrow(),
                "test",
                SOURCE,
                null,
                null,
                null,
                (ObjectNode) Json.read(data));
    }

    private static RecordFacts command(
            EventType type, String on, String data, @Nullable Long head) {
        Instruction instruction =
                new Instruction(
                        type,
                        null,
                        EffectiveDate.parse(on).orElseThrow(),
                        SOURCE,
                        null,
                        null,
                        (ObjectNode) Json.read(data),
                        "");
        return new RecordFacts(
                "com_a",
                Kind.COMPANY,
                List.of(instruction),
                head,
                new Surroundings(),
                new Stamp("test", () -> "e"),
                (subject, before, accepted) ->
                        new Outcome.Recorded(accepted.events(), accepted.warnings()));
    }

    /** A source and a region, whatever their ids. */
    private static final class Surroundings implements References {
        @Override
        public Timeline of(Kind kind, String id) {
            Event founding =
                    switch (kind) {
                        case SOURCE ->
                                new Event(
                                        "s",
                                        id,
                                        kind,
                                        0,
                                        SourceFact.CITED,
                                        null,
                                        "test",
                                        null,
                                        null,
                                        null,
                                        null,
                                        Json.object().put("title", "t").put("publisher", "p"));
                        case REGION ->
                                new Event(
                                        "r",
                                        id,
                                        kind,
                                        0,
                                        RegionFact.ESTABLISHED,
                                        EffectiveDate.parse("1980").orElseThrow(),
                                        "test",
                                        SOURCE,
                                        null,
                                        null,
                                        null,
                                        Json.object()
                                                .put("code", id)
                                                .put("name", "n")
                                                .put("level", "district"));
                        default -> throw new AssertionError(kind);
                    };
            return Timeline.of(kind, List.of(founding));
        }

        @Override
        public Optional<String> owner(String claim) {
            return Optional.empty();
        }
    }
}
