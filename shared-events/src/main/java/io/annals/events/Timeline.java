package io.annals.events;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.node.ObjectNode;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The whole valid-time line of one subject as known at one position: the one rule of meaning.
 * Immutable.
 *
 * <p>A fact that was amended stands with the data, date, source and note of its last amendment, or
 * not at all if that is a retraction; the facts fold in order of (day, sequence of the original).
 * Days are half-open: a state holds from its first day until the day before the next one's. A void
 * subject has no line.
 */
public final class Timeline {

    /**
     * A fact as it stands.
     *
     * @param type of the original
     * @param sequence of the original
     * @param day the day at which it folds; {@link LocalDate#MIN} for kinds without valid time
     * @param effectiveOn the date as given; null for kinds without valid time
     * @param data of the last amendment, else of the original
     * @param event the event that the data comes from: the original or its last correction
     */
    public record Standing(
            FactType type,
            long sequence,
            LocalDate day,
            @Nullable EffectiveDate effectiveOn,
            ObjectNode data,
            Event event) {}

    /**
     * One fact's step of the fold.
     *
     * @param fact what happened
     * @param before the state right before it
     * @param after the state right after it
     */
    public record Step(Standing fact, State before, State after) {}

    /**
     * A state and the days on which it holds.
     *
     * @param from first day; {@link LocalDate#MIN} for kinds without valid time
     * @param to the day after the last; null if it has no end
     * @param state founded
     */
    public record Span(LocalDate from, @Nullable LocalDate to, State state) {}

    private final Kind kind;
    private final List<Event> events;
    private final @Nullable Event voided;
    private final List<Step> steps;
    private final List<Span> spans;

    private Timeline(Kind kind, List<Event> events) {
        this.kind = kind;
        this.events = List.copyOf(events);
        this.voided =
                events.stream().filter(e -> e.type() == Amendment.VOIDED).findFirst().orElse(null);
        this.steps = List.copyOf(fold(kind, standing(kind, events)));
        this.spans = voided != null ? List.of() : List.copyOf(coalesce(steps));
    }

    /**
     * Folds the events of one subject.
     *
     * @param events all that are known, in order of their sequence
     */
    public static Timeline of(Kind kind, List<Event> events) {
        return new Timeline(kind, events);
    }

    private static List<Standing> standing(Kind kind, List<Event> events) {
        Map<Long, Event> originals = new TreeMap<>();
        Map<Long, Event> last = new TreeMap<>();
        for (Event event : events) {
            switch (event.type()) {
                case FactType fact -> originals.put(event.sequence(), event);
                case Amendment amendment -> {
                    if (event.amends() != null) {
                        last.put(event.amends(), event);
                    }
                }
            }
        }
        List<Event> stand = new ArrayList<>();
        List<Event> first = new ArrayList<>();
        originals.forEach(
                (sequence, original) -> {
                    Event by = last.getOrDefault(sequence, original);
                    if (by.type() != Amendment.RETRACTED) {
                        first.add(original);
                        stand.add(by);
                    }
                });
        LocalDate founding = LocalDate.MIN;
        for (int i = 0; i < first.size(); i++) {
            EffectiveDate on = stand.get(i).effectiveOn();
            if (((FactType) first.get(i).type()).founding() && on != null) {
                founding = on.first();
            }
        }
        List<Standing> facts = new ArrayList<>();
        for (int i = 0; i < first.size(); i++) {
            Event event = stand.get(i);
            EffectiveDate on = event.effectiveOn();
            facts.add(
                    new Standing(
                            (FactType) first.get(i).type(),
                            first.get(i).sequence(),
                            kind.timeless() || on == null ? LocalDate.MIN : on.foldDay(founding),
                            on,
                            event.data(),
                            event));
        }
        facts.sort(Comparator.comparing(Standing::day).thenComparingLong(Standing::sequence));
        return facts;
    }

    private static List<Step> fold(Kind kind, List<Standing> facts) {
        List<Step> steps = new ArrayList<>();
        State state = State.NONE;
        for (Standing fact : facts) {
            State next = evolve(state, fact);
            steps.add(new Step(fact, state, next));
            state = next;
        }
        return steps;
    }

    /**
     * The state after a fact, from the state before it: pure, and total over every order of facts.
     */
    public static State evolve(State state, Standing fact) {
        return switch (fact.type()) {
            case CompanyFact type -> CompanyFact.evolve(state, type, fact);
            case ParkFact type -> ParkFact.evolve(state, type, fact);
            case PolicyFact type -> PolicyFact.evolve(state, type, fact);
            case RegionFact type -> RegionFact.evolve(state, type, fact);
            case OrganizationFact type -> OrganizationFact.evolve(state, type, fact);
            case FundFact type -> FundFact.evolve(state, type, fact);
            case ApplicationFact type -> ApplicationFact.evolve(state, type, fact);
            case IndicatorFact type -> IndicatorFact.evolve(state, type, fact);
            case DefinitionFact type -> DefinitionFact.evolve(state, type, fact);
            case CitationFact type -> CitationFact.evolve(state, type, fact);
            case SourceFact type -> SourceFact.evolve(state, type, fact);
        };
    }

    private static List<Span> coalesce(List<Step> steps) {
        List<Span> spans = new ArrayList<>();
        for (int i = 0; i < steps.size(); i++) {
            Step step = steps.get(i);
            LocalDate day = step.fact().day();
            boolean lastOfDay = i + 1 == steps.size() || !steps.get(i + 1).fact().day().equals(day);
            if (!lastOfDay || !step.after().founded()) {
                continue;
            }
            if (spans.isEmpty()) {
                spans.add(new Span(day, null, step.after()));
            } else if (!spans.getLast().state().equals(step.after())) {
                Span open = spans.removeLast();
                spans.add(new Span(open.from(), day, open.state()));
                spans.add(new Span(day, null, step.after()));
            }
        }
        return spans;
    }

    /** The subject's kind. */
    public Kind kind() {
        return kind;
    }

    /** The events from which the line was folded, in order of their sequence. */
    public List<Event> events() {
        return events;
    }

    /** The sequence that the next event will have. */
    public long nextSequence() {
        return events.size();
    }

    /** The event that made the subject void. */
    public Optional<Event> voided() {
        return Optional.ofNullable(voided);
    }

    /**
     * The facts that stand, in the order in which they fold, each with the states around it; also
     * of a void subject.
     */
    public List<Step> steps() {
        return steps;
    }

    /**
     * The states and their days, without gaps from the founding on; empty if not founded or void.
     */
    public List<Span> spans() {
        return spans;
    }

    /** The state on a day, if the subject is founded then and not void. */
    public Optional<Span> at(LocalDate day) {
        for (int i = spans.size() - 1; i >= 0; i--) {
            if (!spans.get(i).from().isAfter(day)) {
                return Optional.of(spans.get(i));
            }
        }
        return Optional.empty();
    }

    /** Whether the dates of the facts leave open what the state was at the end of a day. */
    public boolean undecidedOn(LocalDate day) {
        return steps.stream()
                .map(step -> step.fact().effectiveOn())
                .anyMatch(date -> date != null && date.undecidedOn(day));
    }

    /** The state with every fact that stands, also those of days to come. */
    public Optional<State> latest() {
        return spans.isEmpty() ? Optional.empty() : Optional.of(spans.getLast().state());
    }

    /** Whether the founding stands. */
    public boolean founded() {
        return voided == null && steps.stream().anyMatch(step -> step.fact().type().founding());
    }

    /** The first day on which two lines differ; empty if they do not. */
    public static Optional<LocalDate> firstDifference(Timeline one, Timeline other) {
        return Stream.concat(one.spans.stream(), other.spans.stream())
                .map(Span::from)
                .distinct()
                .sorted()
                .filter(day -> !one.at(day).map(Span::state).equals(other.at(day).map(Span::state)))
                .findFirst();
    }
}
