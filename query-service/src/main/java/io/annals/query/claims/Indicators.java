package io.annals.query.claims;

import io.annals.events.Event;
import io.annals.events.Json;
import io.annals.events.Kind;
import io.annals.query.claims.Indicator.Source;
import io.annals.query.platform.AsOf;
import io.annals.query.timeline.Book;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

import tools.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The indicators with their claims, as of a point. */
@Component
class Indicators {

    private record Fact(String indicator, Long sequence) {}

    private final JdbcClient database;
    private final Book book;

    Indicators(JdbcClient database, Book book) {
        this.database = database;
        this.book = book;
    }

    /**
     * Those of a code, or all, in the order of their ids.
     *
     * @param code null: all
     */
    List<Indicator> at(AsOf asOf, @Nullable String code) {
        Map<String, JsonNode> states = new LinkedHashMap<>();
        database.sql(
                        """
                        select subject, state from version
                        where subject like 'ind\\_%' and kind = 'indicator'
                          and known_from <= :position and :position < known_to
                          and valid_from <= :day and :day < valid_to
                          and (cast(:code as text) is null or state::json ->> 'code' = :code)
                        order by subject
                        """)
                .param("position", asOf.position())
                .param("day", asOf.validAt())
                .param("code", code)
                .query(
                        row -> {
                            states.put(row.getString("subject"), Json.read(row.getString("state")));
                        });
        Map<Fact, Event> standing = standing(states.keySet(), asOf);
        Map<String, Source> sources = sources(states.values(), asOf);
        return states.entrySet().stream()
                .map(
                        one ->
                                Indicator.of(
                                        one.getKey(),
                                        one.getValue(),
                                        sequence -> standing.get(new Fact(one.getKey(), sequence)),
                                        id ->
                                                sources.getOrDefault(
                                                        id, new Source(id, null, null, null))))
                .toList();
    }

    /** All codes, in their order. */
    List<String> codes(AsOf asOf) {
        return at(asOf, null).stream().map(Indicator::code).distinct().sorted().toList();
    }

    /** The event by which each fact stands. */
    private Map<Fact, Event> standing(Set<String> indicators, AsOf asOf) {
        Map<Fact, Event> standing = new HashMap<>();
        for (Book.Entry entry :
                book.of(Kind.INDICATOR, List.copyOf(indicators), asOf.validAt(), asOf.position())) {
            entry.timeline()
                    .steps()
                    .forEach(
                            step ->
                                    standing.put(
                                            new Fact(entry.id(), step.fact().sequence()),
                                            step.fact().event()));
        }
        return standing;
    }

    private Map<String, Source> sources(Iterable<JsonNode> states, AsOf asOf) {
        List<String> ids = new ArrayList<>();
        states.forEach(
                state ->
                        state.path("observations")
                                .forEach(one -> ids.add(one.path("source").asString(""))));
        return database
                .sql(
                        """
                        select subject, state from version
                        where subject = any(:ids) and kind = 'source'
                          and known_from <= :position and :position < known_to
                        """)
                .param("ids", ids.stream().distinct().toArray(String[]::new))
                .param("position", asOf.position())
                .query(
                        (row, at) -> {
                            JsonNode state = Json.read(row.getString("state"));
                            return new Source(
                                    row.getString("subject"),
                                    state.path("title").stringValueOpt().orElse(null),
                                    state.path("publisher").stringValueOpt().orElse(null),
                                    state.path("publishedOn").stringValueOpt().orElse(null));
                        })
                .list()
                .stream()
                .collect(Collectors.toMap(Source::id, source -> source));
    }
}
