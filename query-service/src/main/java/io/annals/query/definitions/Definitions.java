package io.annals.query.definitions;

import io.annals.events.DefinitionFact;
import io.annals.events.Json;
import io.annals.events.State;
import io.annals.query.platform.AsOf;
import io.annals.query.platform.Parameters;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The definitions by their names: {@code keyword} is the newest known, {@code keyword@2} the same
 * as of that sequence of its stream. They have no valid time.
 */
@Component
public final class Definitions {

    private static final Pattern NAME = Pattern.compile("([^@]+)(?:@([0-9]{1,9}))?");

    /** A definition as it stands, or why there is none. */
    private record Named(@Nullable Definition definition, String otherwise) {}

    private record Row(String id, long sequence, State state) {}

    private final JdbcClient database;

    Definitions(JdbcClient database) {
        this.database = database;
    }

    /**
     * The definitions that the parameter {@code definition} names, separated by commas, in that
     * order and each once; none if it is not given. Notes those that are not there.
     *
     * @param most how many may be named
     */
    public List<Definition> of(Parameters parameters, AsOf asOf, int most) {
        String text = parameters.text("definition");
        if (text == null) {
            return List.of();
        }
        List<Definition> found = new ArrayList<>();
        List<String> names = List.of(text.split(",", -1)).stream().distinct().toList();
        if (names.size() > most) {
            parameters.wrong(
                    "definition",
                    "bad-value",
                    most == 1
                            ? "definition names one here, as keyword"
                            : "definition names at most " + most);
            return found;
        }
        for (String name : names) {
            Named named = named(name, asOf.position());
            if (named.definition == null) {
                parameters.wrong("definition", "unknown-definition", named.otherwise);
            } else {
                found.add(named.definition);
            }
        }
        return found;
    }

    /**
     * The definition of that name, as known at a position; empty if there is none, or if it is
     * withdrawn and no sequence named.
     */
    public Optional<Definition> at(String name, long position) {
        return Optional.ofNullable(named(name, position).definition);
    }

    /**
     * What a name meant.
     *
     * @param from the first position at which it was known so
     * @param to the first at which it was not any more
     */
    public record Meaning(Definition definition, long from, long to) {}

    /** What a name meant up to a position, without the spans in which it meant nothing. */
    public List<Meaning> meanings(String name, long position) {
        List<Meaning> meanings = new ArrayList<>();
        List<Long> changes =
                database.sql(
                                """
                                select position from change
                                where kind = 'definition' and position <= ? order by position
                                """)
                        .param(position)
                        .query(Long.class)
                        .list();
        for (int i = 0; i < changes.size(); i++) {
            long from = changes.get(i);
            long to = i + 1 < changes.size() ? changes.get(i + 1) : Long.MAX_VALUE;
            at(name, from).ifPresent(definition -> meanings.add(new Meaning(definition, from, to)));
        }
        return meanings;
    }

    private Named named(String name, long position) {
        Matcher form = NAME.matcher(name);
        if (!form.matches()) {
            return new Named(
                    null,
                    "definition must be a code as keyword, or one of a sequence as keyword@2, not "
                            + Parameters.quoted(name));
        }
        String code = form.group(1);
        Row row = newest(code, position).orElse(null);
        if (row == null) {
            return new Named(
                    null,
                    "there is no definition "
                            + Parameters.quoted(code)
                            + " as known then"
                            + Parameters.nearest(code, codes(position)));
        }
        if (form.group(2) != null) {
            long sequence = Long.parseLong(form.group(2));
            Row asked = sequence > row.sequence ? null : of(row.id, sequence).orElse(null);
            return asked == null
                    ? new Named(
                            null,
                            "%s was not adopted as of event %d; did you mean %s@%d?"
                                    .formatted(code, sequence, code, row.sequence))
                    : new Named(Definition.of(name, row.id, sequence, asked.state), "");
        }
        if (!row.state.is(DefinitionFact.ADOPTED_STATUS)) {
            return new Named(
                    null,
                    code
                            + " is withdrawn"
                            + lastAdopted(row, position)
                                    .map(last -> "; did you mean " + code + "@" + last + "?")
                                    .orElse(""));
        }
        return new Named(Definition.of(name, row.id, row.sequence, row.state), "");
    }

    private Optional<Row> newest(String code, long position) {
        return database.sql(
                        """
                        select v.subject, v.state,
                               (select max(c.sequence) from change c
                                 where c.subject = v.subject and c.position <= :position) as sequence
                        from version v
                        where v.kind = 'definition' and v.state::json ->> 'code' = :code
                          and v.known_from <= :position and :position < v.known_to
                        order by v.known_from desc
                        limit 1
                        """)
                .param("code", code)
                .param("position", position)
                .query(
                        (row, at) ->
                                new Row(
                                        row.getString("subject"),
                                        row.getLong("sequence"),
                                        State.of(Json.read(row.getString("state")))))
                .optional();
    }

    private Optional<Row> of(String id, long sequence) {
        return database.sql(
                        """
                        select v.state
                        from change c join version v on v.subject = c.subject
                         and v.known_from <= c.position and c.position < v.known_to
                        where c.subject = ? and c.sequence = ?
                        """)
                .params(id, sequence)
                .query(
                        (row, at) ->
                                new Row(id, sequence, State.of(Json.read(row.getString("state")))))
                .optional();
    }

    private Optional<Long> lastAdopted(Row row, long position) {
        return database.sql(
                        """
                        select max(c.sequence) from change c join version v on v.subject = c.subject
                         and v.known_from <= c.position and c.position < v.known_to
                        where c.subject = ? and c.position <= ? and v.status = ?
                        """)
                .params(row.id, position, DefinitionFact.ADOPTED_STATUS)
                .query(Long.class)
                .optional();
    }

    private List<String> codes(long position) {
        return database.sql(
                        """
                        select distinct state::json ->> 'code' as code from version
                        where kind = 'definition' and status = ? and known_from <= ? and ? < known_to
                        order by code
                        """)
                .params(DefinitionFact.ADOPTED_STATUS, position, position)
                .query(String.class)
                .list();
    }
}
