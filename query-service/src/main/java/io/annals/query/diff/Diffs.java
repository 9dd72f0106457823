package io.annals.query.diff;

import io.annals.events.Event;
import io.annals.events.Json;
import io.annals.events.Kind;
import io.annals.events.Recorded;
import io.annals.events.State;
import io.annals.events.Timeline.Span;
import io.annals.query.definitions.Definition;
import io.annals.query.definitions.Definitions;
import io.annals.query.diff.Cause.Why;
import io.annals.query.platform.AsOf;
import io.annals.query.regions.RegionHistory;
import io.annals.query.regions.Regions;
import io.annals.query.timeline.Subjects.Found;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/** Differences between the lists of two points. */
@Component
public class Diffs {

    /**
     * Of which subjects. What does not fit at a point is not there at that point.
     *
     * @param region that they lie in by the borders of each point; null for all
     * @param definition that they satisfy as it is known at each point; null for all
     * @param ids of the subjects; null for all
     */
    public record Scope(
            Set<Kind> kinds,
            @Nullable String region,
            @Nullable String definition,
            @Nullable Collection<String> ids) {}

    /** A subject at one of the points. */
    private record Side(Found found, @Nullable String region) {}

    private record Pair(Kind kind, String id, @Nullable Side one, @Nullable Side other) {}

    /**
     * Which subjects a point has.
     *
     * @param regions in which they lie; null: wherever
     * @param counting whether only those that satisfy the definition
     * @param definition null if it is not known at the point
     */
    private record Having(
            @Nullable Set<String> regions, boolean counting, @Nullable Definition definition) {

        boolean has(@Nullable Side side) {
            return side != null
                    && (regions == null || side.region != null && regions.contains(side.region))
                    && (!counting
                            || definition != null
                                    && definition.satisfiedBy(State.of(side.found.state())));
        }

        Having withBorders(Having of) {
            return new Having(of.regions, counting, definition);
        }

        Having withDefinition(Having of) {
            return new Having(regions, counting, of.definition);
        }
    }

    private static final Definition ANY = new Definition("", "", "", 0, List.of(), List.of(), null);

    private final JdbcClient db;
    private final RegionHistory regions;
    private final Definitions definitions;

    Diffs(JdbcClient db, RegionHistory regions, Definitions definitions) {
        this.db = db;
        this.regions = regions;
        this.definitions = definitions;
    }

    /**
     * The subjects whose item in a list differs, in the order of their ids: {@code {kind, id,
     * change, before, after, fields, causes}}.
     *
     * @param after those behind this id; empty for all
     */
    public List<ObjectNode> between(AsOf from, AsOf to, Scope scope, String after, int limit) {
        Comparison comparison = new Comparison(from, to, scope);
        List<Pair> pairs = pairs(comparison, after, limit);
        Map<String, List<Recorded>> events =
                events(pairs.stream().map(Pair::id).toList(), from, to);
        return pairs.stream()
                .map(pair -> comparison.item(pair, new Causes(events.get(pair.id), from, to)))
                .toList();
    }

    private final class Comparison {
        private final AsOf from;
        private final AsOf to;
        private final Scope scope;
        private final Having one;
        private final Having other;
        private final Map<String, List<Cause>> moves = new HashMap<>();
        private @Nullable List<Cause> redefinitions;

        Comparison(AsOf from, AsOf to, Scope scope) {
            this.from = from;
            this.to = to;
            this.scope = scope;
            this.one = having(from);
            this.other = having(to);
        }

        private Having having(AsOf at) {
            return new Having(
                    scope.region == null ? null : tree(at).within(scope.region),
                    scope.definition != null,
                    scope.definition == null
                            ? null
                            : definitions.at(scope.definition, at.position()).orElse(null));
        }

        ObjectNode item(Pair pair, Causes own) {
            @Nullable ObjectNode before = one.has(pair.one) ? json(pair.one) : null;
            @Nullable ObjectNode after = other.has(pair.other) ? json(pair.other) : null;
            ObjectNode item =
                    Json.object()
                            .put("kind", pair.kind.singular())
                            .put("id", pair.id)
                            .put(
                                    "change",
                                    before == null
                                            ? "added"
                                            : after == null ? "removed" : "changed");
            item.set("before", before);
            item.set("after", after);
            ArrayNode fields = item.putArray("fields");
            if (before != null && after != null) {
                Set<String> names = new TreeSet<>(before.propertyNames());
                names.addAll(after.propertyNames());
                names.stream()
                        .filter(name -> !before.path(name).equals(after.path(name)))
                        .forEach(fields::add);
            }
            ArrayNode causes = item.putArray("causes");
            causes(pair, own).forEach(cause -> causes.add(cause.json()));
            return item;
        }

        private static @Nullable ObjectNode json(@Nullable Side side) {
            return side == null ? null : side.found.json();
        }

        /**
         * Own events, those of regions and of the definition, each only if without it the item
         * would be another; where none is needed, being enough by itself, all of them.
         */
        private List<Cause> causes(Pair pair, Causes own) {
            boolean before = one.has(pair.one);
            boolean moved = before != other.has(pair.other);
            List<Cause> causes = new ArrayList<>();
            if (moved && other.withBorders(one).has(pair.other) == before) {
                causes.addAll(borders(pair));
            }
            if (moved && other.withDefinition(one).has(pair.other) == before) {
                causes.addAll(redefinitions());
            }
            boolean leftAnyway = moved && before && pair.other != null && !other.has(pair.one);
            if (causes.isEmpty() || !leftAnyway) {
                causes.addAll(own.of(Causes::same));
            }
            if (causes.isEmpty() && moved) {
                causes.addAll(borders(pair));
                causes.addAll(redefinitions());
            }
            if (causes.isEmpty()) {
                causes.addAll(own.known());
            }
            causes.sort(Comparator.comparingLong(cause -> cause.event().position()));
            return causes;
        }

        /** What changed the way on which a subject lies in the region where it does. */
        private List<Cause> borders(Pair pair) {
            boolean after = other.has(pair.other);
            Side side = after ? pair.other : pair.one;
            if (scope.region == null || side == null || side.region == null) {
                return List.of();
            }
            Regions tree = tree(after ? to : from);
            Set<String> way = new TreeSet<>(tree.around(side.region));
            way.retainAll(tree.within(scope.region));
            way.removeAll(Set.of(scope.region, pair.id));
            return way.stream()
                    .flatMap(on -> moves.computeIfAbsent(on, this::moves).stream())
                    .toList();
        }

        private List<Cause> moves(String division) {
            return causes(
                    Why.BORDERS,
                    events(List.of(division), from, to).getOrDefault(division, List.of()),
                    span -> span.map(it -> Regions.outer(it.state())));
        }

        private List<Cause> redefinitions() {
            Definition definition = one.definition == null ? other.definition : one.definition;
            if (redefinitions == null && definition != null) {
                boolean fixed = definition.text().contains("@");
                redefinitions =
                        causes(
                                Why.DEFINITION,
                                events(List.of(definition.id()), from, to)
                                        .getOrDefault(definition.id(), List.of())
                                        .stream()
                                        .filter(
                                                it ->
                                                        !fixed
                                                                || it.event().sequence()
                                                                        <= definition.sequence())
                                        .toList(),
                                Causes::same);
            }
            return redefinitions == null ? List.of() : redefinitions;
        }

        private List<Cause> causes(
                Why why, List<Recorded> events, Function<Optional<Span>, ?> view) {
            return events.isEmpty()
                    ? List.of()
                    : new Causes(events, from, to)
                            .of(view).stream()
                                    .map(it -> new Cause(why, it.known(), it.event()))
                                    .toList();
        }

        private Regions tree(AsOf at) {
            return regions.at(at.validAt(), at.position());
        }
    }

    private List<Pair> pairs(Comparison of, String after, int limit) {
        String side =
                """
                select subject, kind, valid_from, state, place,
                       (cast(:%1$sRegions as text[]) is null
                        or coalesce(place = any(cast(:%1$sRegions as text[])), false))
                       and (not :%1$sCounting or :%1$sDefined and %2$s) as inside
                  from (select *, case when kind = 'region' then subject else region end as place
                          from version) v
                 where kind = any(cast(:kinds as text[]))
                   and known_from <= :%1$sPosition and :%1$sPosition < known_to
                   and valid_from <= :%1$sDay and :%1$sDay < valid_to
                   and subject > :after
                   and (cast(:ids as text[]) is null or subject = any(cast(:ids as text[])))
                """;
        String sequence =
                """
                (select c.sequence from change c
                  where c.subject = pair.subject and c.position <= :%sPosition
                  order by c.position desc limit 1)
                """;
        return db.sql(
                        """
                        with known as (select distinct subject from change
                                        where position > least(:fromPosition, :toPosition)
                                          and position <= greatest(:fromPosition, :toPosition)),
                             one as (%s),
                             other as (%s)
                        select pair.*, %s as one_sequence, %s as other_sequence
                          from (select subject, coalesce(one.kind, other.kind) as kind,
                                       one.valid_from as one_from, one.state as one_state,
                                       one.place as one_place,
                                       other.valid_from as other_from, other.state as other_state,
                                       other.place as other_place
                                  from one full join other using (subject)
                                 where (one.inside or other.inside)
                                   and (one.inside is distinct from other.inside
                                        or one.state is distinct from other.state
                                        or one.valid_from is distinct from other.valid_from
                                        or subject in (select subject from known))
                                 order by subject
                                 limit :limit) pair
                         order by subject
                        """
                                .formatted(
                                        side.formatted("from", satisfied("from")),
                                        side.formatted("to", satisfied("to")),
                                        sequence.formatted("from"),
                                        sequence.formatted("to")))
                .param("kinds", of.scope.kinds.stream().map(Kind::singular).toArray(String[]::new))
                .param("ids", of.scope.ids == null ? null : of.scope.ids.toArray(String[]::new))
                .params(arguments("from", of.from, of.one))
                .params(arguments("to", of.to, of.other))
                .param("after", after)
                .param("limit", limit)
                .query((row, n) -> pair(row))
                .list();
    }

    /** The condition of a definition, with arguments of its own for each point. */
    private static String satisfied(String point) {
        return "("
                + Definition.SATISFIED.replaceAll(
                        ":(definedActivity|keywords|fields)\\b", ":" + point + "_$1")
                + ")";
    }

    private static Map<String, @Nullable Object> arguments(String point, AsOf at, Having having) {
        Map<String, @Nullable Object> arguments = new HashMap<>();
        arguments.put(point + "Position", at.position());
        arguments.put(point + "Day", at.validAt());
        arguments.put(
                point + "Regions",
                having.regions == null ? null : having.regions.toArray(String[]::new));
        arguments.put(point + "Counting", having.counting);
        arguments.put(point + "Defined", having.definition != null);
        Definition definition = having.definition == null ? ANY : having.definition;
        definition.arguments().forEach((name, value) -> arguments.put(point + "_" + name, value));
        return arguments;
    }

    private static Pair pair(ResultSet row) throws SQLException {
        Kind kind = Kind.ofSingular(row.getString("kind")).orElseThrow();
        String id = row.getString("subject");
        return new Pair(kind, id, side(row, kind, id, "one"), side(row, kind, id, "other"));
    }

    private static @Nullable Side side(ResultSet row, Kind kind, String id, String name)
            throws SQLException {
        String state = row.getString(name + "_state");
        return state == null
                ? null
                : new Side(
                        new Found(
                                id,
                                kind,
                                row.getLong(name + "_sequence"),
                                row.getObject(name + "_from", LocalDate.class),
                                Json.read(state)),
                        row.getString(name + "_place"));
    }

    /** The events of some subjects that one of the points knows, in order. */
    private Map<String, List<Recorded>> events(Collection<String> subjects, AsOf from, AsOf to) {
        Map<String, List<Recorded>> events = new HashMap<>();
        db.sql(
                        """
                        select subject, position, recorded_at, event from change
                         where subject = any(cast(:subjects as text[]))
                           and position <= greatest(:from, :to)
                         order by position
                        """)
                .param("subjects", subjects.toArray(String[]::new))
                .param("from", from.position())
                .param("to", to.position())
                .query(
                        row -> {
                            events.computeIfAbsent(row.getString("subject"), x -> new ArrayList<>())
                                    .add(recorded(row));
                        });
        return events;
    }

    /** A row with {@code position}, {@code recorded_at} and {@code event}. */
    public static Recorded recorded(ResultSet row) throws SQLException {
        JsonNode event = Json.read(row.getString("event"));
        return new Recorded(
                row.getLong("position"),
                row.getObject("recorded_at", OffsetDateTime.class).toInstant(),
                Event.of(event));
    }
}
