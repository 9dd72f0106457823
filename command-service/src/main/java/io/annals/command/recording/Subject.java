package io.annals.command.recording;

import io.annals.command.rules.Decision;
import io.annals.command.rules.Rules;
import io.annals.events.Event;
import io.annals.events.Timeline;

import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.eventsourcing.EventSourcingHandler;
import org.axonframework.modelling.command.AggregateCreationPolicy;
import org.axonframework.modelling.command.AggregateIdentifier;
import org.axonframework.modelling.command.AggregateLifecycle;
import org.axonframework.modelling.command.AggregateRoot;
import org.axonframework.modelling.command.CreationPolicy;

import java.util.ArrayList;
import java.util.List;

/**
 * The one Axon aggregate: holds a subject's events and asks the pure rules. A refusal is a value,
 * not an exception.
 */
@AggregateRoot(type = "subject")
class Subject {

    @AggregateIdentifier private String id = "";
    private final List<Event> events = new ArrayList<>();

    Subject() {}

    @CommandHandler
    @CreationPolicy(AggregateCreationPolicy.CREATE_IF_MISSING)
    Outcome handle(RecordFacts command) {
        if (command.expectedHead() != null && command.expectedHead() != events.size() - 1L) {
            return new Outcome.Changed(events.size() - 1L);
        }
        Timeline before = Timeline.of(command.kind(), events);
        Decision decision =
                Rules.decide(
                        command.kind(),
                        command.subject(),
                        before,
                        command.instructions(),
                        command.references(),
                        command.stamp());
        return switch (decision) {
            case Decision.Rejected rejected -> new Outcome.Refused(rejected);
            case Decision.Accepted accepted -> {
                Outcome outcome = command.settlement().settle(command.subject(), before, accepted);
                if (outcome instanceof Outcome.Recorded) {
                    accepted.events().forEach(AggregateLifecycle::apply);
                }
                yield outcome;
            }
        };
    }

    @EventSourcingHandler
    void on(Event event) {
        id = event.subject();
        events.add(event);
    }

    @Override
    public String toString() {
        return id;
    }
}
