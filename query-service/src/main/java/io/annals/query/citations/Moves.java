package io.annals.query.citations;

import io.annals.events.Kind;
import io.annals.events.Recorded;
import io.annals.events.StatedPeriod;
import io.annals.query.diff.Cause;
import io.annals.query.diff.Diffs;
import io.annals.query.platform.AsOf;
import io.annals.query.regions.RegionHistory;
import io.annals.query.regions.Regions;
import io.annals.query.series.Measure;
import io.annals.query.series.Movers;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Why a read is answered otherwise than it was. */
@Component
class Moves {

    private static final int MOST_ITEMS = 100;
    private static final int MOST_CAUSES = 20;
    private static final List<String> BEHIND = List.of("year", "district", "source");
    private static final Set<String> OF_EVENTS = Set.of("history", "events");

    private final JdbcClient db;
    private final Diffs diffs;
    private final Movers movers;
    private final RegionHistory regions;

    Moves(JdbcClient db, Diffs diffs, Movers movers, RegionHistory regions) {
        this.db = db;
        this.diffs = diffs;
        this.movers = movers;
        this.regions = regions;
    }

    /**
     * What moved a read: the {@code items} of subjects that differ, each with its causes; of events
     * and histories the {@code causes} among the events that were recorded since.
     *
     * @param then what was answered, at its point
     * @param now what is answered; missing if there is nothing any more
     * @param to the same day with the knowledge of now
     */
    void tell(Read read, JsonNode then, JsonNode now, AsOf to, ObjectNode moved) {
        AsOf from = read.asOf(then);
        List<String> segments = read.segments();
        Optional<Kind> kind = Kind.ofPlural(segments.getFirst());
        if (kind.isPresent() && segments.size() == 3 && OF_EVENTS.contains(segments.get(2))
                || segments.getFirst().equals("changes")) {
            events(read, from, to, moved);
            return;
        }
        boolean subjects = kind.isPresent() && segments.size() < 3;
        boolean list = subjects && segments.size() == 1;
        Set<String> counted = new TreeSet<>();
        Set<String> ids = new TreeSet<>();
        Diffs.Scope scope;
        if (subjects) {
            ids.addAll(list ? differing(then, now) : Set.of(segments.get(1)));
            boolean borders = list && !read.parameter("borders").equals(Optional.of("then"));
            scope =
                    new Diffs.Scope(
                            Set.of(kind.get()),
                            borders ? read.parameter("region").orElse(null) : null,
                            list ? read.parameter("definition").orElse(null) : null,
                            ids);
        } else {
            Differing differing = Differing.between(then, now);
            counted.addAll(counted(read, differing, from, to));
            ids.addAll(differing.ids());
            ids.addAll(counted);
            scope = new Diffs.Scope(EnumSet.allOf(Kind.class), null, null, ids);
        }
        List<ObjectNode> items =
                diffs.between(from, to, scope, "", MOST_ITEMS).stream()
                        .filter(
                                item ->
                                        subjects
                                                || tells(item)
                                                || counted.contains(item.path("id").asString("")))
                        .toList();
        moved.put("count", ids.size() > MOST_ITEMS ? ids.size() : items.size());
        ArrayNode shown = moved.putArray("items");
        items.forEach(shown::add);
    }

    /** Not if all that differs is how many events the subject has. */
    private static boolean tells(ObjectNode item) {
        return !item.path("change").asString().equals("changed")
                || item.path("fields")
                        .valueStream()
                        .anyMatch(one -> !one.asString().equals("sequence"));
    }

    /**
     * The subjects that are counted in what differs, at one of the points only or otherwise, and
     * the regions by which they are, of which there are events since.
     */
    private Set<String> counted(Read read, Differing differing, AsOf from, AsOf to) {
        Set<String> ids = new TreeSet<>();
        Set<Movers.Asked> asked = new LinkedHashSet<>();
        if (read.segments().getFirst().equals("series")) {
            if (read.segments().size() > 2) {
                return differing.ids();
            }
            asked(read, words(read, "by")).ifPresent(asked::add);
        }
        differing.hrefs().stream()
                .map(href -> Read.of(href, null))
                .flatMap(number -> asked(number, BEHIND).stream())
                .forEach(asked::add);
        asked.forEach(one -> ids.addAll(movers.of(one, from, to)));
        if (!asked.isEmpty()) {
            @Nullable String region = read.parameter("region").orElse(null);
            regionsSince(from, to).stream()
                    .filter(
                            id ->
                                    region == null
                                            || bears(id, region, from)
                                            || bears(id, region, to))
                    .forEach(ids::add);
        }
        if (read.segments().getFirst().equals("consistency")) {
            ids.addAll(referring(differing.ids(), from, to));
        }
        return ids;
    }

    /** The companies that came to lie in some regions or parks, or lie there no more. */
    private List<String> referring(Set<String> targets, AsOf from, AsOf to) {
        String there =
                """
                select subject from version
                 where kind = 'company' and (park = any(:targets) or region = any(:targets))
                   and known_from <= :%1$s and :%1$s < known_to
                   and valid_from <= :day and :day < valid_to
                """;
        return db.sql(
                        """
                        select coalesce(one.subject, other.subject)
                          from (%s) one full join (%s) other on one.subject = other.subject
                         where one.subject is null or other.subject is null
                        """
                                .formatted(there.formatted("from"), there.formatted("to")))
                .param("targets", targets.toArray(String[]::new))
                .param("from", from.position())
                .param("to", to.position())
                .param("day", to.validAt())
                .query(String.class)
                .list();
    }

    private static List<String> words(Read read, String parameter) {
        return read.parameter(parameter).stream()
                .flatMap(words -> Stream.of(words.split(",")))
                .toList();
    }

    private static Optional<Movers.Asked> asked(Read read, List<String> by) {
        return Measure.of(read.segments().get(1))
                .map(
                        measure ->
                                new Movers.Asked(
                                        measure,
                                        by,
                                        read.parameter("region").orElse(null),
                                        words(read, "definition"),
                                        read.parameter("borders").equals(Optional.of("then")),
                                        read.parameter("to")
                                                .flatMap(StatedPeriod::parse)
                                                .map(StatedPeriod::last)
                                                .orElse(null)));
    }

    private boolean bears(String id, String region, AsOf at) {
        Regions tree = regions.at(at.validAt(), at.position());
        return tree.within(region).contains(id) || tree.around(region).contains(id);
    }

    private List<String> regionsSince(AsOf from, AsOf to) {
        return db.sql(
                        """
                        select distinct subject from change
                         where kind = 'region' and position > ? and position <= ?
                         order by subject
                        """)
                .params(from.position(), to.position())
                .query(String.class)
                .list();
    }

    private static Set<String> differing(JsonNode then, JsonNode now) {
        Map<String, JsonNode> before = new HashMap<>();
        then.path("items").forEach(item -> before.put(item.path("id").asString(""), item));
        Set<String> ids = new TreeSet<>(before.keySet());
        for (JsonNode item : now.path("items")) {
            String id = item.path("id").asString("");
            if (item.equals(before.get(id))) {
                ids.remove(id);
            } else {
                ids.add(id);
            }
        }
        return ids;
    }

    private record Since(long count, Cause cause) {}

    private void events(Read read, AsOf from, AsOf to, ObjectNode moved) {
        boolean ofSubject = !read.segments().getFirst().equals("changes");
        @Nullable String region = ofSubject ? null : read.parameter("region").orElse(null);
        List<Since> since =
                db.sql(
                                """
                                select count(*) over () as count, c.kind, c.changed_from,
                                       c.position, c.recorded_at, c.event
                                  from change c
                                 where c.position > :from and c.position <= :to
                                   and c.kind = any(cast(:kinds as text[]))
                                   and (cast(:types as text[]) is null
                                        or c.type = any(cast(:types as text[])))
                                   and (cast(:subject as text) is null or c.subject = :subject)
                                   and (cast(:regions as text[]) is null
                                        or c.regions && cast(:regions as text[]))
                                 order by c.position
                                 limit :limit
                                """)
                        .param("from", from.position())
                        .param("to", to.position())
                        .param("kinds", kinds(read))
                        .param(
                                "types",
                                read.parameter("types").isEmpty()
                                        ? null
                                        : words(read, "types").toArray(String[]::new))
                        .param(
                                "subject",
                                ofSubject
                                        ? read.segments().get(1)
                                        : read.parameter("subject").orElse(null))
                        .param(
                                "regions",
                                region == null
                                        ? null
                                        : regions.at(to.validAt(), to.position())
                                                .within(region)
                                                .toArray(String[]::new))
                        .param("limit", MOST_CAUSES)
                        .query((row, n) -> since(row, from.validAt(), ofSubject))
                        .list();
        moved.put("count", since.isEmpty() ? 0 : since.getFirst().count);
        ArrayNode causes = moved.putArray("causes");
        since.forEach(one -> causes.add(one.cause.json()));
    }

    private static Since since(ResultSet row, LocalDate day, boolean ofSubject)
            throws SQLException {
        Recorded recorded = Diffs.recorded(row);
        @Nullable LocalDate changed = row.getObject("changed_from", LocalDate.class);
        boolean late = changed != null && !changed.equals(LocalDate.MIN) && !changed.isAfter(day);
        Kind kind = recorded.event().kind();
        Cause.Why why =
                kind == Kind.REGION && !ofSubject
                        ? Cause.Why.BORDERS
                        : kind == Kind.DEFINITION && !ofSubject
                                ? Cause.Why.DEFINITION
                                : Cause.Why.of(recorded.event(), late);
        return new Since(row.getLong("count"), new Cause(why, Cause.Known.GAINED, recorded));
    }

    /** Of what kinds events may bear on a read: no citation moves another. */
    private static String[] kinds(Read read) {
        Stream<Kind> kinds =
                Kind.ofPlural(read.segments().getFirst())
                        .map(Stream::of)
                        .orElseGet(
                                () ->
                                        read.parameter("kinds").isEmpty()
                                                ? EnumSet.complementOf(EnumSet.of(Kind.CITATION))
                                                        .stream()
                                                : words(read, "kinds").stream()
                                                        .flatMap(
                                                                name ->
                                                                        Kind.ofPlural(name)
                                                                                .stream()));
        return kinds.map(Kind::singular).toArray(String[]::new);
    }
}
