package io.annals.command.recording;

import io.annals.command.rules.Decision;
import io.annals.command.rules.Rules;
import io.annals.command.rules.Warning;
import io.annals.events.CompanyFact;
import io.annals.events.Event;
import io.annals.events.Timeline;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What belongs to one subject among all: taken and given back in the transaction of the events, in
 * key order.
 */
@Component
class Claims implements RecordFacts.Settlement {

    private final JdbcClient jdbc;

    Claims(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Moves the subject's claims from those of its line before to those after; nothing is kept
     * where one is taken.
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
            String owner =
                    jdbc.sql("select subject from claim where value = :value")
                            .param("value", value)
                            .query(String.class)
                            .optional()
                            .orElse("another subject");
            if (!owner.equals(subject)) {
                made.forEach(mine -> release(mine, subject));
                return new Outcome.Taken(value, owner);
            }
        }
        difference(had, has).forEach(value -> release(value, subject));
        List<Warning> warnings = new ArrayList<>(accepted.warnings());
        accepted.events().forEach(event -> possibleDuplicate(event, warnings));
        return new Outcome.Recorded(accepted.events(), warnings);
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
