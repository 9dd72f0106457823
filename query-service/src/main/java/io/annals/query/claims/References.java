package io.annals.query.claims;

import io.annals.events.Json;
import io.annals.events.Kind;
import io.annals.events.State;
import io.annals.events.SubjectId;
import io.annals.events.Timeline;
import io.annals.query.claims.Consistency.Standing;
import io.annals.query.claims.Finding.Type;
import io.annals.query.definitions.Definitions;
import io.annals.query.platform.AsOf;
import io.annals.query.regions.RegionHistory;
import io.annals.query.regions.Regions;
import io.annals.query.timeline.Book;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.stream.Collectors;

/** What subjects refer to, and the references that later changes broke. */
@Component
class References {

    private static final String KNOWN =
            "%1$s.known_from <= :position and :position < %1$s.known_to";
    private static final String NOW =
            KNOWN + " and %1$s.valid_from <= :day and :day < %1$s.valid_to";

    private static final Set<String> ENDED =
            Set.of(
                    "closed",
                    "deregistered",
                    "dissolved",
                    "former",
                    "repealed",
                    "retired",
                    "superseded",
                    "withdrawn");

    private static final List<Kind> MENTIONING =
            List.of(
                    Kind.PARK,
                    Kind.POLICY,
                    Kind.REGION,
                    Kind.ORGANIZATION,
                    Kind.FUND,
                    Kind.APPLICATION,
                    Kind.INDICATOR);

    /** Fields that name regions which must be there on the day. */
    private static final Set<String> OF_CURRENT = Set.of("region", "parent", "partOf");

    /** Fields that name subjects which must be known: of participants and lists, {@code id}. */
    private static final Set<String> OF_KNOWN =
            Set.of("about", "company", "id", "park", "policies", "to");

    /** Fields that name what came after a subject that has ended, which must be known. */
    private static final Set<String> SUCCESSORS = Set.of("by", "into");

    /**
     * A target and what refers to it.
     *
     * @param count how many subjects
     * @param example the first of them
     */
    private record Broken(String target, long count, String example) {

        Broken and(Broken other) {
            return new Broken(
                    target,
                    count + other.count,
                    example.compareTo(other.example) < 0 ? example : other.example);
        }

        Finding finding(String sentence) {
            ObjectNode more = Json.object();
            more.putObject("target").put("id", target);
            more.put("count", count).put("example", example);
            return new Finding(
                    Type.REFERENCE,
                    sentence.formatted(
                            target, count == 1 ? example : count + " in all, such as " + example),
                    List.of(),
                    more);
        }
    }

    private final JdbcClient database;
    private final Book book;
    private final Definitions definitions;
    private final RegionHistory regions;

    References(JdbcClient database, Book book, Definitions definitions, RegionHistory regions) {
        this.database = database;
        this.book = book;
        this.definitions = definitions;
        this.regions = regions;
    }

    /** Whether a subject, one of some, exists on a day and has not ended. */
    BiFunction<String, LocalDate, Standing> standing(Collection<String> subjects, AsOf asOf) {
        Map<String, Timeline> lines = new HashMap<>();
        subjects.stream()
                .filter(subject -> Kind.ofSubject(subject).isPresent())
                .collect(Collectors.groupingBy(subject -> Kind.ofSubject(subject).orElseThrow()))
                .forEach(
                        (kind, ids) ->
                                book.of(kind, ids, asOf.validAt(), asOf.position())
                                        .forEach(one -> lines.put(one.id(), one.timeline())));
        return (subject, day) -> {
            Timeline line = lines.get(subject);
            if (line == null || !line.founded()) {
                return Standing.NO;
            }
            if (line.undecidedOn(day)) {
                return Standing.UNDECIDED;
            }
            return line.at(day).filter(span -> !ended(span.state())).isPresent()
                    ? Standing.YES
                    : Standing.NO;
        };
    }

    private static boolean ended(State state) {
        return ENDED.contains(state.status());
    }

    /** The regions in which subjects are, those that are in one. */
    Map<String, String> regions(Collection<String> subjects, AsOf asOf) {
        Map<String, String> regions = new HashMap<>();
        database.sql(
                        "select subject, region from version v where subject = any(:subjects) and"
                                + " region is not null and "
                                + NOW.formatted("v"))
                .param("subjects", subjects.toArray(String[]::new))
                .param("position", asOf.position())
                .param("day", asOf.validAt())
                .query(
                        row -> {
                            regions.put(row.getString(1), row.getString(2));
                        });
        return regions;
    }

    /**
     * The references that are broken, one finding for each target.
     *
     * @param codes of subjects in these regions alone; null: of all
     * @param indicators that are about something in these regions
     */
    List<Finding> broken(
            AsOf asOf, @Nullable Collection<String> codes, Collection<String> indicators) {
        String there = codes == null ? "" : " and s.region = any(:codes)";
        List<Finding> found =
                new ArrayList<>(
                        broken(
                                """
                                select s.park as target, count(*) as count, min(s.subject) as example
                                from version s left join version t on t.subject = s.park and %s
                                where s.kind = 'company' and s.status = 'active' and s.park is not null
                                  and t.status is distinct from 'open' and %s %s
                                group by 1
                                """
                                        .formatted(NOW.formatted("t"), NOW.formatted("s"), there),
                                asOf,
                                codes,
                                null,
                                "Park %s is not open, but active companies are its tenants: %s."));
        Regions tree = regions.at(asOf.validAt(), asOf.position());
        Map<String, Broken> former = new TreeMap<>();
        broken(
                        """
                        select s.region as target, count(*) as count, min(s.subject) as example
                        from version s
                        where s.kind = 'company' and s.status = 'active' and s.region is not null
                          and %s %s
                        group by 1
                        """
                                .formatted(NOW.formatted("s"), there),
                        asOf,
                        codes,
                        null)
                .stream()
                .filter(one -> !tree.there(one.target))
                .forEach(one -> former.put(one.target, one));
        Map<String, Broken> gone = new TreeMap<>();
        Map<String, Broken> undefined = new TreeMap<>();
        mentions(asOf, codes, indicators, tree, former, gone, undefined);
        told("Region %s is not there on that day, but subjects refer to it: %s.", former, found);
        told("%s is void or its founding retracted, but subjects refer to it: %s.", gone, found);
        told(
                "Definition %s is withdrawn or void, but counts are claimed by it: %s.",
                undefined, found);
        found.addAll(
                broken(
                        """
                        with gone as (
                            select distinct subject from change
                            where subject like 'src\\_%%' and position <= :position
                              and not exists (
                                select from version t where t.subject = change.subject and %s)),
                        fact as (
                            select c.*, gone.subject as target,
                                   coalesce((c.event::json ->> 'amends')::bigint, c.sequence) as original
                            from gone join change c on strpos(c.event, gone.subject) > 0
                            where c.position <= :position
                              and c.event::json #>> '{source,id}' = gone.subject
                              and c.type not like '%%.fact-retracted' and c.type not like '%%.voided')
                        select target, count(*) as count, min(subject) as example
                        from fact
                        where exists (select from version t where t.subject = fact.subject and %s)
                          and not exists (
                            select from change later
                            where later.subject = fact.subject and later.position > fact.position
                              and later.position <= :position
                              and (later.event::json ->> 'amends')::bigint = fact.original)
                          %s
                        group by 1
                        """
                                .formatted(
                                        KNOWN.formatted("t"),
                                        KNOWN.formatted("t"),
                                        codes == null
                                                ? ""
                                                : "and (regions && cast(:codes as text[]) or"
                                                        + " subject = any(:indicators))"),
                        asOf,
                        codes,
                        indicators,
                        "Source %s is void, but facts cite it: %s."));
        return found;
    }

    /** What subjects other than companies name, where that is not there any more. */
    private void mentions(
            AsOf asOf,
            @Nullable Collection<String> codes,
            Collection<String> indicators,
            Regions tree,
            Map<String, Broken> former,
            Map<String, Broken> gone,
            Map<String, Broken> undefined) {
        Map<String, SortedSet<String>> current = new TreeMap<>();
        Map<String, SortedSet<String>> known = new TreeMap<>();
        Map<String, SortedSet<String>> counting = new TreeMap<>();
        database.sql(
                        """
                        select subject, state from version s
                        where kind = any(:kinds) and %s
                          and (cast(:codes as text[]) is null or region = any(:codes)
                               or subject = any(:codes) or subject = any(:indicators))
                        """
                                .formatted(NOW.formatted("s")))
                .param("kinds", MENTIONING.stream().map(Kind::singular).toArray(String[]::new))
                .param("position", asOf.position())
                .param("day", asOf.validAt())
                .param("codes", codes == null ? null : codes.toArray(String[]::new))
                .param("indicators", indicators.toArray(String[]::new))
                .query(
                        row -> {
                            String subject = row.getString("subject");
                            JsonNode state = Json.read(row.getString("state"));
                            if (ended(State.of(state))) {
                                SUCCESSORS.forEach(
                                        field ->
                                                state.path(field)
                                                        .stringValueOpt()
                                                        .ifPresent(id -> add(id, subject, known)));
                                return;
                            }
                            ids(state, "", subject, current, known);
                            state.path("measure")
                                    .path("definition")
                                    .stringValueOpt()
                                    .ifPresent(code -> add(code, subject, counting));
                        });
        Set<String> there =
                new HashSet<>(
                        database.sql(
                                        "select distinct subject from version s where subject ="
                                                + " any(:targets) and "
                                                + KNOWN.formatted("s"))
                                .param("targets", known.keySet().toArray(String[]::new))
                                .param("position", asOf.position())
                                .query(String.class)
                                .list());
        known.forEach((target, by) -> note(!there.contains(target), target, by, gone));
        current.forEach((target, by) -> note(!tree.there(target), target, by, former));
        counting.forEach(
                (code, by) ->
                        note(definitions.at(code, asOf.position()).isEmpty(), code, by, undefined));
    }

    private static void note(
            boolean broken, String target, SortedSet<String> by, Map<String, Broken> all) {
        if (broken) {
            all.merge(target, new Broken(target, by.size(), by.first()), Broken::and);
        }
    }

    private static void add(String target, String subject, Map<String, SortedSet<String>> all) {
        all.computeIfAbsent(target, x -> new TreeSet<>()).add(subject);
    }

    private static void ids(
            JsonNode value,
            String field,
            String subject,
            Map<String, SortedSet<String>> current,
            Map<String, SortedSet<String>> known) {
        value.stringValueOpt()
                .filter(id -> !id.equals(subject))
                .filter(
                        id ->
                                Kind.ofSubject(id)
                                        .filter(kind -> SubjectId.fits(kind, id))
                                        .isPresent())
                .ifPresent(
                        id -> {
                            if (OF_CURRENT.contains(field)) {
                                add(id, subject, current);
                            } else if (OF_KNOWN.contains(field)) {
                                add(id, subject, known);
                            }
                        });
        value.properties()
                .forEach(
                        member -> ids(member.getValue(), member.getKey(), subject, current, known));
        if (value.isArray()) {
            value.forEach(one -> ids(one, field, subject, current, known));
        }
    }

    private static void told(String sentence, Map<String, Broken> broken, List<Finding> found) {
        broken.values().forEach(one -> found.add(one.finding(sentence)));
    }

    private List<Finding> broken(
            String sql,
            AsOf asOf,
            @Nullable Collection<String> codes,
            @Nullable Collection<String> indicators,
            String sentence) {
        return broken(sql, asOf, codes, indicators).stream()
                .map(one -> one.finding(sentence))
                .toList();
    }

    private List<Broken> broken(
            String sql,
            AsOf asOf,
            @Nullable Collection<String> codes,
            @Nullable Collection<String> indicators) {
        JdbcClient.StatementSpec statement =
                database.sql(sql + " order by target")
                        .param("position", asOf.position())
                        .param("day", asOf.validAt());
        if (codes != null) {
            statement = statement.param("codes", codes.toArray(String[]::new));
        }
        if (codes != null && indicators != null) {
            statement = statement.param("indicators", indicators.toArray(String[]::new));
        }
        return statement
                .query(
                        (row, at) ->
                                new Broken(
                                        row.getString("target"),
                                        row.getLong("count"),
                                        row.getString("example")))
                .list();
    }
}
