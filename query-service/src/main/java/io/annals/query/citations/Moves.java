package io.annals.query.citations;

import io.annals.events.Kind;
import io.annals.events.Recorded;
import io.annals.query.diff.Cause;
import io.annals.query.diff.Diffs;
import io.annals.query.platform.AsOf;
import io.annals.query.series.Measure;

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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Why a read is answered otherwise than it was. */
@Component
class Moves {

    private static final int MOST_ITEMS = 100;
    private static final int MOST_CAUSES = 20;

    private final JdbcClient db;
    private final Diffs diffs;

    Moves(JdbcClient db, Diffs diffs) {
        this.db = db;
        this.diffs = diffs;
    }

    /**
     * What moved a read: of subjects and lists the {@code items} that differ, each with its causes;
     * of other reads the {@code causes} among the events that were recorded since and bear on them.
     *
     * @param then what was answered, at its point
     * @param now what is answered; missing if there is nothing any more
     * @param to the same day with the knowledge of now
     */
    void tell(Read read, JsonNode then, JsonNode now, AsOf to, ObjectNode moved) {
        AsOf from = read.asOf(then);
        List<String> segments = read.segments();
        Optional<Kind> kind = Kind.ofPlural(segments.getFirst());
        boolean list = segments.size() == 1;
        Set<String> ids = list ? differing(then, now) : Set.of(segments.get(1));
        if (kind.isEmpty() || segments.size() > 2 || ids.isEmpty()) {
            events(read, from, to, moved);
            return;
        }
        boolean borders = list && !read.parameter("borders").equals(Optional.of("then"));
        Diffs.Scope scope =
                new Diffs.Scope(
                        Set.of(kind.get()),
                        borders ? read.parameter("region").orElse(null) : null,
                        list ? read.parameter("definition").orElse(null) : null,
                        ids);
        ArrayNode items = moved.put("count", ids.size()).putArray("items");
        diffs.between(from, to, scope, "", MOST_ITEMS).forEach(items::add);
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
        List<String> segments = read.segments();
        boolean ofSubject =
                segments.size() == 3 && Set.of("history", "events").contains(segments.get(2));
        boolean everyDay = ofSubject || segments.getFirst().equals("changes");
        @Nullable Measure measure =
                segments.getFirst().equals("series") && segments.size() > 1
                        ? Measure.of(segments.get(1)).orElse(null)
                        : null;
        boolean counted = measure != null && read.parameter("definition").isEmpty();
        List<Since> since =
                db.sql(
                                """
                                select count(*) over () as count, c.kind, c.changed_from,
                                       c.position, c.recorded_at, c.event
                                  from change c
                                 where c.position > :from and c.position <= :to
                                   and c.kind = any(cast(:kinds as text[]))
                                   and (cast(:subject as text) is null or c.subject = :subject)
                                   and (:everyDay or c.changed_from <= :day)
                                   and (cast(:measure as text) is null or c.kind <> :kind
                                        or exists (select from cube
                                                    where cube.position = c.position
                                                      and cube.measure = :measure))
                                 order by c.position
                                 limit :limit
                                """)
                        .param("from", from.position())
                        .param("to", to.position())
                        .param("kinds", kinds(read, measure))
                        .param("subject", ofSubject ? segments.get(1) : null)
                        .param("everyDay", everyDay)
                        .param("day", from.validAt())
                        .param("measure", counted ? segments.get(1) : null)
                        .param("kind", measure == null ? "" : measure.kind().singular())
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

    /** Of what kinds events may bear on a read. */
    private static String[] kinds(Read read, @Nullable Measure measure) {
        String first = read.segments().getFirst();
        Set<Kind> kinds =
                measure != null
                        ? EnumSet.of(measure.kind(), Kind.REGION)
                        : switch (first) {
                            case "rankings" -> EnumSet.of(Kind.PARK, Kind.REGION);
                            case "indicators" -> EnumSet.of(Kind.INDICATOR, Kind.SOURCE);
                            default ->
                                    Kind.ofPlural(first)
                                            .map(EnumSet::of)
                                            .orElseGet(
                                                    () ->
                                                            EnumSet.complementOf(
                                                                    EnumSet.of(Kind.CITATION)));
                        };
        if (read.parameter("definition").isPresent()) {
            kinds.add(Kind.DEFINITION);
        }
        return kinds.stream().map(Kind::singular).toArray(String[]::new);
    }
}
