package io.annals.command.rules;

import io.annals.events.Amendment;
import io.annals.events.ApplicationFact;
import io.annals.events.CitationFact;
import io.annals.events.CompanyFact;
import io.annals.events.DefinitionFact;
import io.annals.events.EffectiveDate;
import io.annals.events.Event;
import io.annals.events.FactType;
import io.annals.events.FundFact;
import io.annals.events.IndicatorFact;
import io.annals.events.Kind;
import io.annals.events.OrganizationFact;
import io.annals.events.ParkFact;
import io.annals.events.PolicyFact;
import io.annals.events.RegionFact;
import io.annals.events.SourceFact;
import io.annals.events.State;
import io.annals.events.SubjectId;
import io.annals.events.Timeline;
import io.annals.events.Timeline.Span;
import io.annals.events.Timeline.Standing;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** What an instruction may refer to: checked as it is given, on the day at which its fact folds. */
final class ReferenceRules {

    /** How the other subject must be. */
    enum Need {
        KNOWN,
        CURRENT_REGION,
        OPEN_PARK,
        /** A definition that is known by its code, or was as of a sequence. */
        DEFINED
    }

    /**
     * A subject that a fact names.
     *
     * @param pointer of the field, relative to the data: {@code /partOf/1}
     * @param parent whether it is one of the regions in which a region lies
     */
    record Reference(Kind kind, String id, String pointer, Need need, boolean parent) {

        /** What is referred to: an id, or the claim on the code of a definition. */
        String target() {
            return need == Need.DEFINED ? "definition:" + code() : id;
        }

        private String code() {
            return id.replaceFirst("@.*", "");
        }

        private Optional<Integer> sequence() {
            return id.equals(code())
                    ? Optional.empty()
                    : Optional.of(Integer.valueOf(id.substring(code().length() + 1)));
        }
    }

    private final String subject;
    private final Timeline after;
    private final References references;
    private final Consumer<Finding> conflicts;
    private final Consumer<Finding> warnings;

    ReferenceRules(
            String subject,
            Timeline after,
            References references,
            Consumer<Finding> conflicts,
            Consumer<Finding> warnings) {
        this.subject = subject;
        this.after = after;
        this.references = references;
        this.conflicts = conflicts;
        this.warnings = warnings;
    }

    /**
     * The subjects that a fact names and that must be known. A park that is left need not be open
     * any more.
     */
    static List<Reference> stated(FactType type, ObjectNode data) {
        List<Reference> stated = new ArrayList<>();
        switch (type) {
            case CompanyFact fact -> {
                region(data, "region", false, stated);
                if (fact == CompanyFact.PARK_JOINED) {
                    add(Kind.PARK, data, "park", Need.OPEN_PARK, stated);
                }
            }
            case ParkFact fact -> {
                region(data, "region", false, stated);
                add(Kind.POLICY, data, "policy", Need.KNOWN, stated);
            }
            case PolicyFact fact -> {
                region(data, "region", false, stated);
                add(Kind.POLICY, data, "by", Need.KNOWN, stated);
            }
            case RegionFact fact -> {
                region(data, "parent", true, stated);
                region(data, "into", false, stated);
                JsonNode partOf = data.path("partOf");
                for (int i = 0; i < partOf.size(); i++) {
                    add(
                            Kind.REGION,
                            partOf.get(i),
                            "/partOf/" + i,
                            Need.CURRENT_REGION,
                            true,
                            stated);
                }
            }
            case OrganizationFact fact -> {
                region(data, "region", false, stated);
                JsonNode seats = data.path("seats");
                for (int i = 0; i < seats.size(); i++) {
                    add(
                            Kind.REGION,
                            seats.get(i).path("region"),
                            "/seats/" + i + "/region",
                            Need.CURRENT_REGION,
                            false,
                            stated);
                }
            }
            case FundFact fact -> {
                region(data, "region", false, stated);
                add(Kind.COMPANY, data, "company", Need.KNOWN, stated);
            }
            case ApplicationFact fact -> region(data, "region", false, stated);
            case IndicatorFact fact -> {
                any(data.path("about"), "/about", stated);
                add(
                        Kind.PARK,
                        data.path("measure").path("by").path("park"),
                        "/measure/by/park",
                        Need.KNOWN,
                        false,
                        stated);
                add(
                        Kind.DEFINITION,
                        data.path("measure").path("definition"),
                        "/measure/definition",
                        Need.DEFINED,
                        false,
                        stated);
                boolean list = data.path("relation").asString("").equals("count-of-list");
                JsonNode to = data.path("to");
                for (int i = 0; i < to.size(); i++) {
                    if (list) {
                        any(to.get(i), "/to/" + i, stated);
                    } else {
                        add(Kind.INDICATOR, to.get(i), "/to/" + i, Need.KNOWN, false, stated);
                    }
                }
            }
            case DefinitionFact fact -> {}
            case CitationFact fact -> {}
            case SourceFact fact -> {}
        }
        participants(data, "", stated);
        return stated;
    }

    /** An id of whatever kind; an item of a list may also be a name, which refers to nothing. */
    private static void any(JsonNode value, String pointer, List<Reference> stated) {
        value.stringValueOpt()
                .flatMap(Kind::ofSubject)
                .filter(kind -> SubjectId.fits(kind, value.stringValue()))
                .ifPresent(kind -> add(kind, value, pointer, Need.KNOWN, false, stated));
    }

    /** Whoever is given by name and id, wherever it stands. */
    private static void participants(JsonNode value, String pointer, List<Reference> stated) {
        String id = value.path("id").asString("");
        Kind.ofSubject(id)
                .ifPresent(
                        kind ->
                                stated.add(
                                        new Reference(
                                                kind, id, pointer + "/id", Need.KNOWN, false)));
        value.properties()
                .forEach(
                        member ->
                                participants(
                                        member.getValue(),
                                        pointer + "/" + member.getKey(),
                                        stated));
        for (int i = 0; value.isArray() && i < value.size(); i++) {
            participants(value.get(i), pointer + "/" + i, stated);
        }
    }

    private static void region(
            ObjectNode data, String field, boolean parent, List<Reference> stated) {
        add(Kind.REGION, data.path(field), "/" + field, Need.CURRENT_REGION, parent, stated);
    }

    private static void add(
            Kind kind, ObjectNode data, String field, Need need, List<Reference> stated) {
        add(kind, data.path(field), "/" + field, need, false, stated);
    }

    private static void add(
            Kind kind,
            JsonNode value,
            String pointer,
            Need need,
            boolean parent,
            List<Reference> stated) {
        value.stringValueOpt()
                .ifPresent(id -> stated.add(new Reference(kind, id, pointer, need, parent)));
    }

    /** Where the data of a fact stands in its instruction. */
    static String data(Standing fact) {
        return fact.event().type() == Amendment.CORRECTED ? "/data" : "";
    }

    /** What is wrong if a subject is not known, or void. */
    static Optional<Finding> known(Kind kind, String id, References references, String pointer) {
        Timeline other = references.of(kind, id);
        String name = kind.singular() + " " + id;
        if (other.voided().isPresent()) {
            Event voiding = other.voided().get();
            String message = name + " is void: " + voiding.reason();
            return Optional.of(
                    Finding.naming(pointer, "void-" + kind.singular(), message, voiding));
        }
        if (other.founded()) {
            return Optional.empty();
        }
        boolean empty = other.events().isEmpty();
        String message =
                empty ? "there is no " + name : "the founding of " + name + " is retracted";
        return Optional.of(Finding.of(pointer, "unknown-" + kind.singular(), message));
    }

    void source(Event event, String pointer) {
        if (event.source() != null) {
            known(Kind.SOURCE, event.source().id(), references, pointer + "/source/id")
                    .ifPresent(conflicts);
        }
    }

    /** Checks what a fact names that an instruction states. */
    void fields(Standing fact, String instruction) {
        for (Reference reference : stated(fact.type(), fact.data())) {
            String pointer = instruction + data(fact) + reference.pointer();
            if (reference.need() == Need.DEFINED) {
                defined(reference, pointer);
            } else if (!reference.id().equals(subject)) {
                known(reference.kind(), reference.id(), references, pointer)
                        .ifPresentOrElse(conflicts, () -> that(fact, reference, pointer));
            }
            if (reference.parent() && liesInItself(fact.day())) {
                cycle(fact, pointer, subject + " would lie in itself");
            }
            if (fact.type() == RegionFact.MERGED && mergesIntoItself(reference.id())) {
                cycle(fact, pointer, reference.id() + " is merged into " + subject);
            }
        }
    }

    private void cycle(Standing fact, String pointer, String message) {
        conflicts.accept(Finding.of(pointer, "cycle", message).on(fact.day()));
    }

    private void that(Standing fact, Reference reference, String pointer) {
        switch (reference.need()) {
            case KNOWN, DEFINED -> {}
            case CURRENT_REGION -> currentRegion(fact, reference, pointer);
            case OPEN_PARK -> openPark(fact, reference, pointer);
        }
    }

    private void defined(Reference reference, String pointer) {
        String message;
        Optional<String> owner = references.owner(reference.target());
        if (owner.isEmpty()) {
            message = "there is no definition " + reference.code();
        } else {
            List<Event> events = references.of(Kind.DEFINITION, owner.get()).events();
            int sequence = reference.sequence().orElse(events.size() - 1);
            if (sequence < events.size()
                    && Timeline.of(Kind.DEFINITION, events.subList(0, sequence + 1))
                            .latest()
                            .filter(state -> state.is(DefinitionFact.ADOPTED_STATUS))
                            .isPresent()) {
                return;
            }
            message = reference.code() + " is not adopted as of event " + sequence;
        }
        conflicts.accept(Finding.of(pointer, "unknown-definition", message));
    }

    private void currentRegion(Standing fact, Reference reference, String pointer) {
        Timeline region = references.of(Kind.REGION, reference.id());
        Optional<State> then = region.at(fact.day()).map(Span::state);
        if (then.isEmpty()) {
            String message = "region " + reference.id() + " is established later";
            refuse(
                    fact,
                    region,
                    new Finding(pointer, "region-not-yet", message, null, null, null),
                    other -> other.type().founding());
        } else if (!then.get().is(RegionFact.CURRENT)) {
            String message = "region " + reference.id() + " exists no more";
            refuse(
                    fact,
                    region,
                    Finding.of(pointer, "region-former", message),
                    other ->
                            other.type() == RegionFact.MERGED
                                    || other.type() == RegionFact.ABOLISHED);
        }
    }

    private void openPark(Standing fact, Reference reference, String pointer) {
        Timeline park = references.of(Kind.PARK, reference.id());
        Optional<State> then = park.at(fact.day()).map(Span::state);
        if (then.isEmpty()) {
            String message = "park " + reference.id() + " is opened later";
            refuse(
                    fact,
                    park,
                    Finding.of(pointer, "park-not-open", message),
                    other -> other.type().founding());
        } else if (!then.get().is(ParkFact.OPEN)) {
            String message = "park " + reference.id() + " is closed";
            refuse(
                    fact,
                    park,
                    Finding.of(pointer, "park-not-open", message),
                    other -> other.type() == ParkFact.CLOSED || other.type() == ParkFact.REOPENED);
        }
    }

    /**
     * Refuses by the facts of the other subject that decide it, or warns where their order is not
     * known.
     */
    private void refuse(
            Standing fact, Timeline other, Finding finding, Predicate<Standing> decides) {
        List<Standing> deciding =
                other.steps().stream().map(Timeline.Step::fact).filter(decides).toList();
        Optional<Standing> unknown =
                deciding.stream().filter(one -> orderUnknown(fact, one)).findFirst();
        Event event = unknown.orElseGet(() -> inTheWay(fact, deciding)).event();
        (unknown.isPresent() ? warnings : conflicts)
                .accept(
                        Finding.naming(finding.pointer(), finding.code(), finding.message(), event)
                                .on(fact.day()));
    }

    private static Standing inTheWay(Standing fact, List<Standing> deciding) {
        return deciding.stream()
                .filter(one -> !one.day().isAfter(fact.day()))
                .reduce((earlier, later) -> later)
                .orElseGet(deciding::getFirst);
    }

    private static boolean orderUnknown(Standing one, Standing other) {
        EffectiveDate date = one.effectiveOn();
        EffectiveDate otherDate = other.effectiveOn();
        return date != null && otherDate != null && date.orderUnknown(otherDate);
    }

    // Regions lie in others without end only where there is a cycle.

    /**
     * Whether the subject lies in itself on a day or, by facts already recorded, on a later one.
     */
    private boolean liesInItself(LocalDate from) {
        Set<LocalDate> done = new HashSet<>();
        TreeSet<LocalDate> days = new TreeSet<>(Set.of(from));
        Map<String, Timeline> regions = new HashMap<>(Map.of(subject, after));
        while (!days.isEmpty()) {
            LocalDate day = days.pollFirst();
            done.add(day);
            if (liesInItselfOn(day, regions)) {
                return true;
            }
            regions.values().stream()
                    .flatMap(region -> region.spans().stream())
                    .map(Span::from)
                    .filter(change -> change.isAfter(from) && !done.contains(change))
                    .forEach(days::add);
        }
        return false;
    }

    private boolean liesInItselfOn(LocalDate day, Map<String, Timeline> regions) {
        Set<String> seen = new HashSet<>();
        List<String> next = new ArrayList<>(parents(after, day));
        while (!next.isEmpty()) {
            String id = next.removeLast();
            if (id.equals(subject)) {
                return true;
            }
            if (seen.add(id)) {
                Timeline region =
                        regions.computeIfAbsent(id, key -> references.of(Kind.REGION, key));
                next.addAll(parents(region, day));
            }
        }
        return false;
    }

    private static List<String> parents(Timeline region, LocalDate day) {
        List<String> parents = new ArrayList<>();
        region.at(day)
                .map(Span::state)
                .ifPresent(
                        state -> {
                            state.field("parent")
                                    .flatMap(JsonNode::stringValueOpt)
                                    .ifPresent(parents::add);
                            state.field("partOf")
                                    .ifPresent(
                                            list -> list.forEach(id -> parents.add(id.asString())));
                        });
        return parents;
    }

    /**
     * Whether the region that takes the subject in is, at any time, itself merged into the subject.
     */
    private boolean mergesIntoItself(String into) {
        Set<String> seen = new HashSet<>();
        String id = into;
        while (id != null && seen.add(id)) {
            if (id.equals(subject)) {
                return !into.equals(subject);
            }
            id =
                    references
                            .of(Kind.REGION, id)
                            .latest()
                            .map(state -> state.text("into"))
                            .orElse(null);
        }
        return false;
    }
}
