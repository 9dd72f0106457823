package io.annals.command.recording;

import io.annals.command.rules.Decision;
import io.annals.command.rules.Instruction;
import io.annals.command.rules.References;
import io.annals.command.rules.Stamp;
import io.annals.events.Kind;
import io.annals.events.Timeline;

import org.axonframework.modelling.command.TargetAggregateIdentifier;
import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * The one Axon command: what is to be recorded about one subject, all or none.
 *
 * @param subject the subject's id
 * @param kind the subject's kind
 * @param instructions at least one, judged together
 * @param expectedHead the sequence that the caller believes to be the stream's last; null if it
 *     does not say
 * @param references how the rules look at other subjects
 * @param stamp who records
 * @param settlement what else must stand with the events
 */
record RecordFacts(
        @TargetAggregateIdentifier String subject,
        Kind kind,
        List<Instruction> instructions,
        @Nullable Long expectedHead,
        References references,
        Stamp stamp,
        Settlement settlement) {

    /**
     * Takes and gives back in the same transaction what belongs to one subject; or says who has it.
     */
    @FunctionalInterface
    interface Settlement {
        Outcome settle(String subject, Timeline before, Decision.Accepted accepted);
    }
}
