package io.annals.command.rules;

import io.annals.events.Amendment;
import io.annals.events.CitationFact;
import io.annals.events.CompanyFact;
import io.annals.events.CreditCode;
import io.annals.events.DefinitionFact;
import io.annals.events.EffectiveDate;
import io.annals.events.Event;
import io.annals.events.FactType;
import io.annals.events.IndicatorFact;
import io.annals.events.Kind;
import io.annals.events.ParkFact;
import io.annals.events.Shape;
import io.annals.events.StatedPeriod;
import io.annals.events.Timeline;
import io.annals.events.Timeline.Standing;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** Decides whether instructions are recorded, all or none. */
public final class Rules {

    private final Kind kind;
    private final String subject;
    private final Timeline before;
    private final List<Instruction> instructions;
    private final References references;
    private final List<Event> all;
    private final List<Event> added = new ArrayList<>();
    private final List<Finding> invalid = new ArrayList<>();
    private final List<Finding> conflicts = new ArrayList<>();
    private final List<Finding> warnings = new ArrayList<>();

    private Rules(
            Kind kind,
            String subject,
            Timeline before,
            List<Instruction> instructions,
            References references) {
        this.kind = kind;
        this.subject = subject;
        this.before = before;
        this.instructions = instructions;
        this.references = references;
        this.all = new ArrayList<>(before.events());
    }

    /**
     * The events that the instructions make of a subject, or what stands against them.
     *
     * @param before the subject's line as known now; empty for one that is to be founded
     * @param instructions of one subject, judged together; at least one
     */
    public static Decision decide(
            Kind kind,
            String subject,
            Timeline before,
            List<Instruction> instructions,
            References references,
            Stamp stamp) {
        return new Rules(kind, subject, before, instructions, references).decide(stamp);
    }

    /**
     * Unique values that the subject claims as known now, as {@code credit-code:9144…}: every one
     * that a fact of it states, none if it is void or its founding is retracted.
     *
     * @return {@code credit-code:…}, {@code indicator:<code> of <about>}, {@code definition:<code>}
     */
    public static SortedSet<String> claims(Timeline timeline) {
        SortedSet<String> claims = new TreeSet<>();
        if (!timeline.founded()) {
            return claims;
        }
        for (Timeline.Step step : timeline.steps()) {
            ObjectNode data = step.fact().data();
            switch (step.fact().type()) {
                case CompanyFact fact ->
                        data.path("creditCode")
                                .stringValueOpt()
                                .ifPresent(code -> claims.add("credit-code:" + code));
                case IndicatorFact fact when fact.founding() ->
                        claims.add(
                                "indicator:%s of %s"
                                        .formatted(
                                                data.get("code").asString(),
                                                data.get("about").asString()));
                case DefinitionFact fact when fact.founding() ->
                        claims.add("definition:" + data.get("code").asString());
                default -> {}
            }
        }
        return claims;
    }

    private Decision decide(Stamp stamp) {
        Instruction first = instructions.getFirst();
        if (before.events().isEmpty() && !founds(first)) {
            return Decision.Rejected.of(Decision.Reason.NOT_FOUND, List.of(noSuchSubject(first)));
        }
        if (before.voided().isPresent()) {
            return Decision.Rejected.of(
                    Decision.Reason.GONE, List.of(gone(first.pointer(), before.voided().get())));
        }
        for (Instruction instruction : instructions) {
            admit(instruction);
            Event event = event(instruction, stamp);
            added.add(event);
            all.add(event);
        }
        if (!invalid.isEmpty()) {
            return Decision.Rejected.of(Decision.Reason.INVALID, invalid);
        }
        Timeline after = Timeline.of(kind, all);
        if (conflicts.isEmpty()) {
            judgeLine(after);
            judgeReferences(after);
            warn(after);
        }
        if (!conflicts.isEmpty()) {
            return Decision.Rejected.of(Decision.Reason.CONFLICT, conflicts);
        }
        List<Warning> told = warnings.stream().map(Finding::warning).distinct().toList();
        return new Decision.Accepted(List.copyOf(added), after, told);
    }

    private static boolean founds(Instruction instruction) {
        return instruction.type() instanceof FactType fact && fact.founding();
    }

    private Finding noSuchSubject(Instruction first) {
        String message = "there is no " + kind.singular() + " " + subject;
        return Finding.of(first.pointer(), "no-such-subject", message);
    }

    private Finding gone(String pointer, Event voiding) {
        String twin =
                voiding.data()
                        .path("duplicateOf")
                        .stringValueOpt()
                        .map(id -> ", duplicate of " + id)
                        .orElse("");
        String message = subject + " is void: " + voiding.reason() + twin;
        return Finding.naming(pointer, "void", message, voiding);
    }

    private Event event(Instruction instruction, Stamp stamp) {
        ObjectNode data = stated(instruction);
        return new Event(
                stamp.eventIds().get(),
                subject,
                kind,
                all.size(),
                instruction.type(),
                effectiveOn(instruction, data),
                stamp.recordedBy(),
                instruction.source(),
                instruction.note(),
                instruction.amends(),
                instruction.reason(),
                data);
    }

    private @Nullable EffectiveDate effectiveOn(Instruction instruction, ObjectNode data) {
        return kind.dated()
                ? instruction.effectiveOn()
                : data.path("period")
                        .stringValueOpt()
                        .flatMap(StatedPeriod::parse)
                        .flatMap(period -> EffectiveDate.parse(period.last().toString()))
                        .orElse(null);
    }

    // What an instruction must fit by itself, given the events before it.

    private void admit(Instruction instruction) {
        all.stream()
                .filter(event -> event.type() == Amendment.VOIDED)
                .findFirst()
                .ifPresent(event -> conflicts.add(gone(instruction.pointer(), event)));
        switch (instruction.type()) {
            case FactType fact -> admitFact(fact, instruction);
            case Amendment amendment -> {
                switch (amendment) {
                    case CORRECTED -> admitCorrection(instruction);
                    case RETRACTED -> admitRetraction(instruction);
                    case VOIDED -> admitVoid(instruction);
                }
            }
        }
    }

    private void admitFact(FactType fact, Instruction instruction) {
        if (fact.founding() && !all.isEmpty()) {
            Event last = lastOf(0L).orElse(all.getFirst());
            String message =
                    last.type() != Amendment.RETRACTED
                            ? subject + " is already " + fact.past()
                            : subject
                                    + " was "
                                    + fact.past()
                                    + " before, which was retracted: "
                                    + (kind == Kind.CITATION
                                            ? "freeze again, as another citation"
                                            : "a correction of event 0 restores it");
            conflicts.add(
                    Finding.naming(instruction.pointer(), "already-" + fact.past(), message, last));
        }
        checkCode(fact, instruction.data(), instruction.pointer());
    }

    private void admitCorrection(Instruction instruction) {
        original(instruction)
                .ifPresent(
                        fact -> {
                            if (fact == CitationFact.FROZEN) {
                                conflicts.add(frozen(instruction.pointer()));
                                return;
                            }
                            String pointer = instruction.pointer() + "/data";
                            read(fact, instruction.data(), pointer, invalid);
                            checkCode(fact, instruction.data(), pointer);
                        });
    }

    private Finding frozen(String pointer) {
        String message =
                "a frozen answer is never corrected: retract or void "
                        + subject
                        + " and freeze again, as another citation";
        return Finding.naming(pointer, "frozen", message, all.getFirst());
    }

    private void admitRetraction(Instruction instruction) {
        if (original(instruction).isEmpty()) {
            return;
        }
        lastOf(instruction.amends())
                .filter(last -> last.type() == Amendment.RETRACTED)
                .ifPresent(
                        last ->
                                conflicts.add(
                                        Finding.naming(
                                                instruction.pointer(),
                                                "already-retracted",
                                                "event " + last.amends() + " is already retracted",
                                                last)));
    }

    /** The last amendment of a fact. */
    private Optional<Event> lastOf(Long sequence) {
        return all.stream()
                .filter(event -> sequence.equals(event.amends()))
                .reduce((earlier, later) -> later);
    }

    private void admitVoid(Instruction instruction) {
        String twin = instruction.data().path("duplicateOf").stringValueOpt().orElse(null);
        if (twin == null) {
            return;
        }
        String pointer = instruction.pointer() + "/duplicateOf";
        if (twin.equals(subject)) {
            invalid.add(Finding.of(pointer, "itself", "must be another than " + subject));
        } else {
            ReferenceRules.known(kind, twin, references, pointer).ifPresent(conflicts::add);
        }
    }

    /** The type of the fact that an amendment names. */
    private Optional<FactType> original(Instruction instruction) {
        String pointer = instruction.pointer().isEmpty() ? "" : instruction.pointer() + "/sequence";
        Long amends = instruction.amends();
        if (amends == null || amends < 0 || amends >= all.size()) {
            String message = subject + " has no event " + amends;
            invalid.add(Finding.of(pointer, "no-such-event", message));
            return Optional.empty();
        }
        Event event = all.get(amends.intValue());
        if (event.type() instanceof FactType fact) {
            return Optional.of(fact);
        }
        String message = "event " + amends + " is an amendment: name the original's sequence";
        invalid.add(Finding.of(pointer, "not-a-fact", message));
        return Optional.empty();
    }

    private static ObjectNode read(
            FactType fact, ObjectNode data, String pointer, List<Finding> findings) {
        ObjectNode read =
                Shape.readFields(
                        fact.fields(),
                        data,
                        pointer,
                        error -> findings.add(Finding.of(error)),
                        true);
        Instructions.nothingStated(fact, data, pointer, error -> findings.add(Finding.of(error)));
        return read;
    }

    /** The data as it is kept. */
    private ObjectNode stated(Instruction instruction) {
        Long amends = instruction.amends();
        boolean corrects = instruction.type() == Amendment.CORRECTED;
        return corrects
                        && amends != null
                        && amends >= 0
                        && amends < all.size()
                        && all.get(amends.intValue()).type() instanceof FactType fact
                ? read(fact, instruction.data(), "", new ArrayList<>())
                : instruction.data();
    }

    private void checkCode(FactType fact, ObjectNode data, String pointer) {
        JsonNode code = data.get("code");
        if (kind == Kind.REGION
                && fact.founding()
                && code != null
                && !code.asString("").equals(subject)) {
            String message = "must be the region's id, " + subject;
            invalid.add(Finding.of(pointer + "/code", "code-differs", message));
        }
        FieldRules.judge(fact, data, pointer, invalid::add);
        ReferenceRules.stated(fact, data).stream()
                .filter(reference -> reference.target().equals(subject) && !reference.parent())
                .forEach(
                        reference ->
                                invalid.add(
                                        Finding.of(
                                                pointer + reference.pointer(),
                                                "itself",
                                                "must be another than " + subject)));
    }

    // The whole valid-time line.

    private void judgeLine(Timeline after) {
        if (after.voided().isPresent()) {
            return;
        }
        Line line = Line.of(after);
        List<Violation> violations = LineRules.violations(line);
        if (violations.isEmpty()) {
            return;
        }
        Line was = Line.of(before);
        List<Violation> broken = without(Worlds.leastBroken(line), Worlds.leastBroken(was));
        for (Violation violation : broken) {
            conflicts.add(finding(asFolded(violation, violations), after));
        }
        if (broken.isEmpty()) {
            without(violations, LineRules.violations(was))
                    .forEach(violation -> warnings.add(finding(violation, after)));
        }
    }

    private static List<Violation> without(List<Violation> all, List<Violation> some) {
        return all.stream().filter(one -> some.stream().noneMatch(one::same)).toList();
    }

    /** The same with the day at which its fact folds, where it is broken there too. */
    private static Violation asFolded(Violation violation, List<Violation> folded) {
        return folded.stream().filter(violation::same).findFirst().orElse(violation);
    }

    private Finding finding(Violation violation, Timeline after) {
        Standing fact = violation.fact();
        String message =
                Instructions.verb(fact.type())
                        + (fact.effectiveOn() == null ? "" : " of " + fact.effectiveOn())
                        + ": "
                        + violation.message();
        String pointer = pointerOf(fact);
        Event inTheWay = added.contains(fact.event()) ? cause(violation, after) : fact.event();
        Finding finding =
                inTheWay == null
                        ? Finding.of(pointer, violation.rule(), message)
                        : Finding.naming(pointer, violation.rule(), message, inTheWay);
        return finding.on(fact.day());
    }

    private String pointerOf(Standing fact) {
        int at = added.indexOf(fact.event());
        if (at >= 0) {
            return instructions.get(at).pointer();
        }
        return instructions.size() == 1 ? instructions.getFirst().pointer() : "";
    }

    private static @Nullable Event cause(Violation violation, Timeline after) {
        if (violation.cause() != null) {
            return violation.cause().event();
        }
        return violation.rule().equals("not-founded") ? retraction(after) : null;
    }

    private static @Nullable Event retraction(Timeline timeline) {
        return timeline.events().stream()
                .filter(event -> event.amends() != null && event.amends() == 0)
                .reduce((earlier, later) -> later)
                .orElse(null);
    }

    // What the instructions refer to.

    private void judgeReferences(Timeline after) {
        ReferenceRules rules =
                new ReferenceRules(subject, after, references, conflicts::add, warnings::add);
        for (int i = 0; i < added.size(); i++) {
            Event event = added.get(i);
            String pointer = instructions.get(i).pointer();
            rules.source(event, pointer);
            if (after.voided().isEmpty()) {
                standing(after, event).ifPresent(fact -> rules.fields(fact, pointer));
            }
        }
    }

    private static Optional<Standing> standing(Timeline timeline, Event event) {
        return timeline.steps().stream()
                .map(Timeline.Step::fact)
                .filter(fact -> fact.event() == event)
                .findFirst();
    }

    // What is accepted, but looks wrong.

    private void warn(Timeline after) {
        for (int i = 0; i < added.size(); i++) {
            String pointer = instructions.get(i).pointer();
            standing(after, added.get(i))
                    .ifPresent(
                            fact -> {
                                checkDigit(fact, pointer);
                                alreadyGranted(fact, after, pointer);
                            });
        }
    }

    private void checkDigit(Standing fact, String pointer) {
        String code = fact.data().path("creditCode").stringValueOpt().orElse(null);
        if (fact.type() instanceof CompanyFact && code != null && !CreditCode.checks(code)) {
            String message =
                    "the check digit of " + code + " should be " + CreditCode.checkDigit(code);
            String at = pointer + ReferenceRules.data(fact) + "/creditCode";
            warnings.add(Finding.of(at, "check-digit", message));
        }
    }

    private void alreadyGranted(Standing fact, Timeline after, String pointer) {
        if (fact.type() != ParkFact.POLICY_GRANTED) {
            return;
        }
        JsonNode policy = fact.data().get("policy");
        after.steps().stream()
                .map(Timeline.Step::fact)
                .filter(other -> other.type() == ParkFact.POLICY_GRANTED)
                .filter(other -> other.sequence() != fact.sequence())
                .filter(other -> policy.equals(other.data().get("policy")))
                .findFirst()
                .ifPresent(other -> warnings.add(grantedTwice(fact, other, pointer)));
    }

    private static Finding grantedTwice(Standing fact, Standing other, String pointer) {
        LocalDate day = other.day();
        String message = fact.data().get("policy").asString() + " is granted since " + day + " too";
        return Finding.naming(pointer, "already-granted", message, other.event()).on(fact.day());
    }
}
