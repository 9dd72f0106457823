package io.annals.command.recording;

import io.annals.command.rules.Decision;
import io.annals.command.rules.Mentions;
import io.annals.command.rules.Rules;
import io.annals.command.rules.Warning;
import io.annals.events.CompanyFact;
import io.annals.events.Event;
import io.annals.events.Timeline;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What ties a subject to others: values that belong to one among all, taken and given back in key
 * order, and whom it refers to. Kept in the transaction of the events.
 */
@Component
class Ties implements RecordFacts.Settlement {

    private final JdbcClient jdbc;

    Ties(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Moves the subject's claims and references from those of its line before to those after;
     * nothing is kept where a claim is taken.
     */
    @Override
    public Outcome settle(String subject, Timeline before, Decision.Accepted accepted) {
        SortedSet<String> had = Rules.claims(before);
        SortedSet<String> has = Rules.claims(accepted.after());
        List<String> made = new ArrayList<>();
        for (String value : difference(has, had)) {
            if (jdbc.sql(
                                    "insert into claim (value, subject) values (:value, :subject)"
                                            + " on conflict do nothing")
                            .param("value", value)
                            .param("subject", subject)
                            .update()
                    == 1) {
                made.add(value);
                continue;
            }
            String owner = owner(jdbc, value).orElse("another subject");
            if (!owner.equals(subject)) {
                made.forEach(mine -> release(mine, subject));
                return new Outcome.Taken(value, owner);
            }
        }
        difference(had, has).forEach(value -> release(value, subject));
        refer(subject, Mentions.of(before), Mentions.of(accepted.after()));
        List<Warning> warnings = new ArrayList<>(accepted.warnings());
        if (Mentions.lapse(before, accepted.after())) {
            referredTo(subject, had, warnings);
        }
        accepted.events().forEach(event -> possibleDuplicate(event, warnings));
        return new Outcome.Recorded(accepted.events(), warnings);
    }

    /** The subject to which a value belongs. */
    static Optional<String> owner(JdbcClient jdbc, String value) {
        return jdbc.sql("select subject from claim where value = :value")
                .param("value", value)
                .query(String.class)
                .optional();
    }

    private static SortedSet<String> difference(SortedSet<String> all, SortedSet<String> without) {
        SortedSet<String> rest = new TreeSet<>(all);
        rest.removeAll(without);
        return rest;
    }

    private void release(String value, String subject) {
        jdbc.sql("delete from claim where value = :value and subject = :subject")
                .param("value", value)
                .param("subject", subject)
                .update();
    }

    private void refer(String subject, SortedSet<String> had, SortedSet<String> has) {
        if (had.equals(has)) {
            return;
        }
        jdbc.sql(
                        """
                        with ended as (
                            delete from reference
                            where target = any(:ended::text[]) and subject = :subject)
                        insert into reference (target, subject)
                        select target, :subject from unnest(:fresh::text[]) target
                        on conflict do nothing
                        """)
                .param("ended", difference(had, has).toArray(String[]::new))
                .param("fresh", difference(has, had).toArray(String[]::new))
                .param("subject", subject)
                .update();
    }

    private void referredTo(String subject, SortedSet<String> claims, List<Warning> warnings) {
        jdbc.sql(
                        """
                        select count(*) || case count(*) when 1 then ' subject refers' else ' subjects refer' end
                            || ' to it, as ' || min(subject)
                        from (select distinct subject from reference
                               where target = :subject or target = any(:claims::text[])) t
                        having count(*) > 0
                        """)
                .param("subject", subject)
                .param("claims", claims.toArray(String[]::new))
                .query(String.class)
                .optional()
                .ifPresent(message -> warnings.add(Warning.of("referred-to", message)));
    }

    private void possibleDuplicate(Event event, List<Warning> warnings) {
        if (event.type() != CompanyFact.REGISTERED) {
            return;
        }
        jdbc.sql(
                        """
                        with mine as (
                            insert into known_name (region, name, subject)
                            values (:region, lower(:name), :subject) on conflict do nothing)
                        select subject from known_name
                        where region = :region and name = lower(:name) and subject <> :subject limit 1
                        """)
                .param("region", event.data().get("region").stringValue())
                .param("name", event.data().get("name").stringValue())
                .param("subject", event.subject())
                .query(String.class)
                .optional()
                .ifPresent(
                        other ->
                                warnings.add(
                                        Warning.of(
                                                "possible-duplicate",
                                                "a company of this name is registered in the"
                                                        + " region: "
                                                        + other)));
    }
}
