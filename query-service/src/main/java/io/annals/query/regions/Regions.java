package io.annals.query.regions;

import io.annals.events.State;
import io.annals.query.platform.Parameters;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The divisions of one day, as known at one position. Immutable. {@link RegionHistory#at} gives it.
 *
 * <p>A division lies in its parent and in those that it is part of; one that was merged lies in
 * what it was merged into, and nowhere else.
 */
public final class Regions {

    private record Division(
            String level,
            String name,
            @Nullable String parent,
            List<String> partOf,
            boolean former,
            @Nullable String into) {
        static Division of(State state) {
            return new Division(
                    String.valueOf(state.text("level")),
                    String.valueOf(state.text("name")),
                    state.text("parent"),
                    state.field("partOf").stream()
                            .flatMap(list -> list.valueStream())
                            .map(JsonNode::stringValue)
                            .toList(),
                    state.is("former"),
                    state.is("former") ? state.text("into") : null);
        }
    }

    private static final Set<String> DISTRICT = Set.of("district", "county");
    private static final Set<String> CITY = Set.of("city");
    private static final Set<String> PROVINCE = Set.of("province");

    private final Map<String, Division> divisions = new HashMap<>();
    private final Map<String, List<String>> inside = new HashMap<>();
    private final Map<String, Set<String>> within = new ConcurrentHashMap<>();

    /**
     * A tree from its divisions.
     *
     * @param states by region id, each founded
     */
    public Regions(Map<String, State> states) {
        states.forEach((code, state) -> divisions.put(code, Division.of(state)));
        divisions.forEach(
                (code, division) ->
                        outer(division)
                                .distinct()
                                .forEach(
                                        in ->
                                                inside.computeIfAbsent(in, x -> new ArrayList<>())
                                                        .add(code)));
    }

    private static Stream<String> outer(Division division) {
        if (division.into != null) {
            return Stream.of(division.into);
        }
        return Stream.concat(Stream.ofNullable(division.parent), division.partOf.stream());
    }

    /** Whether there is a division with this code. */
    public boolean knows(String code) {
        return divisions.containsKey(code);
    }

    /**
     * Notes a parameter whose value is no division of the day, as known then, with the nearest
     * codes; one that is not given is right.
     */
    public void check(String parameter, Parameters parameters) {
        String code = parameters.text(parameter);
        if (code == null || knows(code)) {
            return;
        }
        String near =
                codes().stream()
                        .sorted(
                                Comparator.comparingInt(
                                                (String one) -> Parameters.distance(code, one))
                                        .thenComparing(Comparator.naturalOrder()))
                        .limit(3)
                        .map(one -> one + " " + name(one))
                        .collect(Collectors.joining(", "));
        parameters.wrong(
                parameter,
                "unknown-region",
                "there is no region "
                        + Parameters.quoted(code)
                        + " on that day, as known then; "
                        + (near.isEmpty() ? "there are none" : "the nearest are " + near));
    }

    /** The codes of all divisions. */
    public Collection<String> codes() {
        return divisions.keySet();
    }

    /** The code itself and all codes that lie in it, through parent, part-of and merges. */
    public Set<String> within(String code) {
        return within.computeIfAbsent(
                code,
                outermost -> {
                    Set<String> found = new LinkedHashSet<>(List.of(outermost));
                    List<String> edge = List.of(outermost);
                    while (!edge.isEmpty()) {
                        edge =
                                edge.stream()
                                        .flatMap(in -> inside.getOrDefault(in, List.of()).stream())
                                        .filter(found::add)
                                        .toList();
                    }
                    return Set.copyOf(found);
                });
    }

    /** The code itself and all codes in which it lies, through parent, part-of and merges. */
    public Set<String> around(String code) {
        Set<String> found = new LinkedHashSet<>(List.of(code));
        List<String> edge = List.of(code);
        while (!edge.isEmpty()) {
            edge =
                    edge.stream()
                            .filter(divisions::containsKey)
                            .flatMap(in -> outer(divisions.get(in)))
                            .filter(found::add)
                            .toList();
        }
        return found;
    }

    /** The codes of those in which a division lies directly. */
    public static List<String> outer(State division) {
        return outer(Division.of(division)).distinct().sorted().toList();
    }

    /**
     * What the division is part of since its last merge; itself if it was not merged, or is not
     * known.
     */
    public String today(String code) {
        Set<String> seen = new HashSet<>();
        String at = code;
        while (seen.add(at)) {
            Division division = divisions.get(at);
            if (division == null || division.into == null) {
                return at;
            }
            at = division.into;
        }
        return at;
    }

    /** The level that it has, or had while it was; empty if it is not known. */
    public Optional<String> level(String code) {
        return Optional.ofNullable(divisions.get(code)).map(Division::level);
    }

    /** Whether it, or what it was merged into, is there that day and not abolished. */
    public boolean there(String code) {
        Division division = divisions.get(today(code));
        return division != null && !division.former;
    }

    /** The district or county that it is or lies in; empty where that cannot be told. */
    public Optional<String> district(String code) {
        return nearest(code, DISTRICT);
    }

    /** The city that it is or lies in; empty where that cannot be told, or where there is none. */
    public Optional<String> city(String code) {
        return nearest(code, CITY);
    }

    /** The province that it is or lies in; empty where that cannot be told. */
    public Optional<String> province(String code) {
        return nearest(code, PROVINCE);
    }

    /** The name by which it goes on that day; the code if it is not known. */
    public String name(String code) {
        Division division = divisions.get(code);
        return division == null ? code : division.name;
    }

    private Optional<String> nearest(String code, Set<String> levels) {
        Set<String> found = nearest(code, levels, new HashSet<>());
        return found.size() == 1 ? Optional.of(found.iterator().next()) : Optional.empty();
    }

    /**
     * Up the parents first; a zone whose parents have no such level is where the divisions are that
     * it is part of.
     */
    private Set<String> nearest(String code, Set<String> levels, Set<String> seen) {
        String today = today(code);
        Division division = divisions.get(today);
        if (division == null || !seen.add(today)) {
            return Set.of();
        }
        if (levels.contains(division.level)) {
            return Set.of(today);
        }
        if (division.parent != null) {
            Set<String> above = nearest(division.parent, levels, seen);
            if (!above.isEmpty()) {
                return above;
            }
        }
        Set<String> found = new LinkedHashSet<>();
        for (String part : division.partOf) {
            found.addAll(nearest(part, levels, new HashSet<>(seen)));
        }
        return found;
    }
}
