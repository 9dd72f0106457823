package io.annals.query.diff;

import io.annals.events.Event;
import io.annals.events.Json;
import io.annals.events.Kind;
import io.annals.events.Recorded;
import io.annals.events.Timeline;
import io.annals.events.Timeline.Span;
import io.annals.query.platform.AsOf;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Why one subject differs between two points: the fewest of its events that lead from its state at
 * the first to its state at the second. Immutable, and pure.
 *
 * <p>What may lead there are the events that only one of the points knows, and the facts that both
 * know and whose day lies between the points' days. Each of them is taken or not; all of them taken
 * give the second state, none the first. An event is a cause if without it the others that are
 * causes do not give the second state.
 */
final class Causes {

    /** Beyond so many events that may be causes none is tried: all are named. */
    private static final int MOST_TRIED = 200;

    private final Kind kind;
    private final List<Recorded> events;
    private final AsOf from;
    private final AsOf to;

    /** The facts that the first point knows with a day between the days, as they stand there. */
    private final Map<Long, Event> passing = new HashMap<>();

    /**
     * The causes of one subject.
     *
     * @param events the subject's, at least those that one of the points knows, in order
     */
    Causes(List<Recorded> events, AsOf from, AsOf to) {
        this.kind = events.getFirst().event().kind();
        this.events = events;
        this.from = from;
        this.to = to;
        LocalDate first = from.validAt().isBefore(to.validAt()) ? from.validAt() : to.validAt();
        LocalDate last = from.validAt().isBefore(to.validAt()) ? to.validAt() : from.validAt();
        line(known(event -> event.position() <= from.position())).steps().stream()
                .map(Timeline.Step::fact)
                .filter(fact -> fact.day().isAfter(first) && !fact.day().isAfter(last))
                .forEach(fact -> passing.put(fact.sequence(), fact.event()));
    }

    /** What makes two states of a subject the same: their first day and their bytes. */
    static String same(Optional<Span> span) {
        return span.map(one -> one.from() + Json.write(one.state().json())).orElse("");
    }

    /**
     * The fewest causes.
     *
     * @param view what of the state is compared
     * @return in order of their positions; empty if the view does not differ
     */
    List<Cause> of(Function<Optional<Span>, ?> view) {
        List<Recorded> candidates =
                events.stream()
                        .filter(one -> between(one) || passing.containsKey(sequence(one)))
                        .toList();
        Set<Long> taken =
                candidates.stream()
                        .map(Causes::sequence)
                        .collect(Collectors.toCollection(HashSet::new));
        Object wanted = view.apply(with(taken));
        if (view.apply(with(Set.of())).equals(wanted)) {
            return List.of();
        }
        boolean fewer = candidates.size() <= MOST_TRIED;
        while (fewer) {
            fewer = false;
            for (Recorded candidate : candidates) {
                if (taken.remove(sequence(candidate))) {
                    if (view.apply(with(taken)).equals(wanted)) {
                        fewer = true;
                    } else {
                        taken.add(sequence(candidate));
                    }
                }
            }
        }
        return causes(candidates.stream().filter(one -> taken.contains(sequence(one))).toList());
    }

    /** All events that only one of the points knows. */
    List<Cause> known() {
        return causes(events.stream().filter(this::between).toList());
    }

    /** The state at the first point once some events are taken, by their sequences. */
    Optional<Span> with(Set<Long> taken) {
        boolean gained = from.position() < to.position();
        List<Event> known =
                known(
                        one ->
                                between(one)
                                        ? taken.contains(sequence(one)) == gained
                                        : one.position() <= from.position());
        Set<Long> ahead =
                line(known).steps().stream()
                        .map(Timeline.Step::fact)
                        .filter(
                                fact -> {
                                    boolean waits =
                                            passing.containsKey(fact.sequence())
                                                    && !taken.contains(fact.sequence());
                                    return fact.day().isAfter((waits ? from : to).validAt());
                                })
                        .map(Timeline.Standing::sequence)
                        .collect(Collectors.toSet());
        List<Span> spans =
                line(known.stream().filter(event -> !ahead.contains(event.sequence())).toList())
                        .spans();
        return spans.isEmpty() ? Optional.empty() : Optional.of(spans.getLast());
    }

    private List<Cause> causes(List<Recorded> of) {
        boolean gained = from.position() < to.position();
        Map<Long, LocalDate> days = new HashMap<>();
        long newer = Math.max(from.position(), to.position());
        line(known(one -> one.position() <= newer))
                .steps()
                .forEach(step -> days.put(step.fact().sequence(), step.fact().day()));
        List<Cause> causes = new ArrayList<>();
        for (Recorded one : of) {
            if (between(one)) {
                LocalDate unknown = (gained ? from : to).validAt();
                LocalDate day = days.getOrDefault(sequence(one), day(one.event()));
                causes.add(
                        new Cause(
                                Cause.Why.of(
                                        one.event(),
                                        !day.isAfter(unknown) && !day.equals(LocalDate.MIN)),
                                gained ? Cause.Known.GAINED : Cause.Known.LOST,
                                one));
            } else {
                causes.add(new Cause(Cause.Why.NEW_FACT, Cause.Known.BOTH, standing(one)));
            }
        }
        causes.sort(Comparator.comparingLong(cause -> cause.event().position()));
        return causes;
    }

    private static LocalDate day(Event event) {
        return event.effectiveOn() == null ? LocalDate.MIN : event.effectiveOn().first();
    }

    /** The event from which a passing fact has its day, if both points know it. */
    private Recorded standing(Recorded original) {
        Event standing = passing.get(sequence(original));
        return events.stream()
                .filter(one -> one.event().equals(standing) && !between(one))
                .findFirst()
                .orElse(original);
    }

    /** Whether only one of the points knows it. */
    private boolean between(Recorded one) {
        return one.position() > Math.min(from.position(), to.position())
                && one.position() <= Math.max(from.position(), to.position());
    }

    private List<Event> known(java.util.function.Predicate<Recorded> which) {
        return events.stream().filter(which).map(Recorded::event).toList();
    }

    private Timeline line(List<Event> known) {
        return Timeline.of(kind, known);
    }

    private static long sequence(Recorded one) {
        return one.event().sequence();
    }
}
