package io.annals.query.claims;

import io.annals.events.Json;
import io.annals.query.claims.Finding.Type;
import io.annals.query.platform.AsOf;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

import tools.jackson.databind.node.ObjectNode;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;

/** What subjects refer to, and the references that later changes broke. */
@Component
class References {

    private static final String KNOWN =
            "%1$s.known_from <= :position and :position < %1$s.known_to";
    private static final String NOW =
            KNOWN + " and %1$s.valid_from <= :day and :day < %1$s.valid_to";

    private final JdbcClient database;

    References(JdbcClient database) {
        this.database = database;
    }

    /** Whether a subject, one of some, exists on a day and has not ended. */
    BiPredicate<String, LocalDate> standing(Collection<String> subjects, AsOf asOf) {
        record Days(LocalDate from, LocalDate to) {}
        Map<String, List<Days>> days = new HashMap<>();
        database.sql(
                        """
                        select subject, valid_from, valid_to from version v
                        where subject = any(:subjects) and %s
                          and status not in ('closed', 'deregistered', 'dissolved', 'former',
                                             'repealed', 'retired', 'superseded', 'withdrawn')
                        """
                                .formatted(KNOWN.formatted("v")))
                .param("subjects", subjects.toArray(String[]::new))
                .param("position", asOf.position())
                .query(
                        row -> {
                            days.computeIfAbsent(row.getString(1), x -> new ArrayList<>())
                                    .add(
                                            new Days(
                                                    row.getObject(2, LocalDate.class),
                                                    row.getObject(3, LocalDate.class)));
                        });
        return (subject, day) ->
                days.getOrDefault(subject, List.of()).stream()
                        .anyMatch(held -> !day.isBefore(held.from) && day.isBefore(held.to));
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
        List<Finding> found = new ArrayList<>();
        found.addAll(
                broken(
                        "Park %s is not open, but active companies are its tenants: %s.",
                        """
                        select s.park as target, count(*) as count, min(s.subject) as example
                        from version s left join version t on t.subject = s.park and %s
                        where s.kind = 'company' and s.status = 'active' and s.park is not null
                          and t.status is distinct from 'open' and %s %s
                        group by 1 order by 1
                        """
                                .formatted(NOW.formatted("t"), NOW.formatted("s"), there),
                        asOf,
                        codes,
                        null));
        found.addAll(
                broken(
                        "Region %s is abolished or void, but subjects lie in it: %s.",
                        """
                        select s.region as target, count(*) as count, min(s.subject) as example
                        from version s left join version t on t.subject = s.region and %s
                        where s.region is not null and s.status in ('active', 'open', 'in-force', 'live')
                          and (t.status is null
                               or t.status = 'former' and t.state::json ->> 'into' is null)
                          and %s %s
                        group by 1 order by 1
                        """
                                .formatted(NOW.formatted("t"), NOW.formatted("s"), there),
                        asOf,
                        codes,
                        null));
        found.addAll(
                broken(
                        "Policy %s is void, but open parks grant it: %s.",
                        """
                        select p.target, count(*) as count, min(s.subject) as example
                        from version s
                        cross join lateral
                            json_array_elements_text(s.state::json -> 'policies') as p(target)
                        where s.kind = 'park' and s.status = 'open'
                          and not exists (select from version t where t.subject = p.target and %s)
                          and %s %s
                        group by 1 order by 1
                        """
                                .formatted(KNOWN.formatted("t"), NOW.formatted("s"), there),
                        asOf,
                        codes,
                        null));
        found.addAll(
                broken(
                        "Source %s is void, but facts cite it: %s.",
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
                        group by 1 order by 1
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
                        indicators));
        return found;
    }

    private List<Finding> broken(
            String sentence,
            String sql,
            AsOf asOf,
            @Nullable Collection<String> codes,
            @Nullable Collection<String> indicators) {
        JdbcClient.StatementSpec statement =
                database.sql(sql).param("position", asOf.position()).param("day", asOf.validAt());
        if (codes != null) {
            statement = statement.param("codes", codes.toArray(String[]::new));
        }
        if (codes != null && indicators != null) {
            statement = statement.param("indicators", indicators.toArray(String[]::new));
        }
        return statement
                .query(
                        (row, at) -> {
                            String target = row.getString("target");
                            long count = row.getLong("count");
                            String example = row.getString("example");
                            ObjectNode more = Json.object();
                            more.putObject("target").put("id", target);
                            more.put("count", count).put("example", example);
                            return new Finding(
                                    Type.REFERENCE,
                                    sentence.formatted(
                                            target,
                                            count == 1
                                                    ? example
                                                    : count + " in all, such as " + example),
                                    List.of(),
                                    more);
                        })
                .list();
    }
}
