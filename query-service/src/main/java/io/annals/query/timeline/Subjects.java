package io.annals.query.timeline;

import io.annals.events.Json;
import io.annals.events.Kind;
import io.annals.events.SubjectId;
import io.annals.query.platform.AsOf;
import io.annals.query.platform.Parameters;
import io.annals.query.platform.Problem;
import io.annals.query.regions.RegionHistory;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The subjects in the read model. What is asked at a position has the same answer whatever is
 * applied after it.
 */
@Component
public class Subjects {

    /** Known to position: still. */
    static final long OPEN = Long.MAX_VALUE;

    /**
     * A subject on one day.
     *
     * @param sequence the last of its stream
     * @param validFrom the first day of this state; {@link LocalDate#MIN} if it was so always
     */
    public record Found(String id, Kind kind, long sequence, LocalDate validFrom, JsonNode state) {

        /**
         * {@code {id, kind, status, sequence, validFrom, …fields}}; of a citation without the
         * answer that it froze.
         */
        public ObjectNode json() {
            ObjectNode json = Json.object().put("id", id).put("kind", kind.singular());
            json.set("status", state.get("status"));
            json.put("sequence", sequence);
            if (!validFrom.equals(LocalDate.MIN)) {
                json.put("validFrom", validFrom.toString());
            }
            state.properties()
                    .forEach(
                            field -> {
                                boolean frozen =
                                        kind == Kind.CITATION && field.getKey().equals("answer");
                                if (!frozen && !field.getKey().equals("status")) {
                                    json.set(field.getKey(), field.getValue());
                                }
                            });
            return json;
        }
    }

    /** A state with the days on which it holds and the positions between which that was known. */
    record Version(
            LocalDate validFrom, LocalDate validTo, long knownFrom, long knownTo, String state) {}

    /** An event in its place. */
    public record Placed(long position, ObjectNode event) {}

    private final JdbcClient db;
    private final RegionHistory regions;

    Subjects(JdbcClient db, RegionHistory regions) {
        this.db = db;
        this.regions = regions;
    }

    /**
     * A subject that must be there.
     *
     * @throws Problem 404 if it is not founded or not known, 410 if it is void
     */
    public Found require(Kind kind, String id, AsOf asOf) {
        if (!SubjectId.fits(kind, id)) {
            throw unknown(kind, id);
        }
        return at(kind, id, asOf).orElseThrow(() -> whyNot(kind, id, asOf));
    }

    private Problem whyNot(Kind kind, String id, AsOf asOf) {
        return voided(kind, id, asOf.position())
                .map(event -> gone(kind, id, event))
                .or(
                        () ->
                                founded(id, asOf.position())
                                        .map(
                                                day ->
                                                        new Problem(
                                                                404,
                                                                "not-yet-founded",
                                                                "%s is founded on %s, after %s"
                                                                        .formatted(
                                                                                id,
                                                                                day,
                                                                                asOf.validAt()),
                                                                null)))
                .orElseGet(
                        () ->
                                known(kind, id, asOf.position())
                                        ? new Problem(
                                                404,
                                                "not-founded",
                                                "the founding of " + id + " was retracted",
                                                null)
                                        : unknown(kind, id));
    }

    static Problem gone(Kind kind, String id, JsonNode event) {
        String reason = event.path("reason").asString("");
        Optional<String> twin = event.path("data").path("duplicateOf").stringValueOpt();
        String detail =
                id + " is void: " + reason + twin.map(it -> ", duplicate of " + it).orElse("");
        return new Problem(410, "void", detail, null)
                .with("eventId", event.path("eventId").stringValueOpt().orElse(null))
                .with("reason", reason)
                .with("duplicateOf", twin.orElse(null));
    }

    static Problem unknown(Kind kind, String id) {
        String elsewhere =
                Kind.ofSubject(id)
                        .filter(other -> other != kind)
                        .map(other -> "; ids like this are those of " + other.plural())
                        .orElse("");
        return new Problem(
                404,
                "not-found",
                "no " + kind.singular() + " " + Parameters.quoted(id) + " is known" + elsewhere,
                null);
    }

    Optional<Found> at(Kind kind, String id, AsOf asOf) {
        return db.sql(
                        """
                        select v.subject, v.valid_from, v.state,
                               (select c.sequence from change c
                                 where c.subject = v.subject and c.position <= :position
                                 order by c.position desc limit 1) as sequence
                          from version v
                         where v.subject = :id and v.kind = :kind
                           and v.known_from <= :position and :position < v.known_to
                           and v.valid_from <= :day and :day < v.valid_to
                        """)
                .param("id", id)
                .param("kind", kind.singular())
                .param("position", asOf.position())
                .param("day", asOf.validAt())
                .query((row, n) -> found(kind, row))
                .optional();
    }

    private static Found found(Kind kind, ResultSet row) throws SQLException {
        return new Found(
                row.getString("subject"),
                kind,
                row.getLong("sequence"),
                row.getObject("valid_from", LocalDate.class),
                Json.read(row.getString("state")));
    }

    /**
     * The subjects that fit, in the order of their ids.
     *
     * @param after those behind this id; empty for all
     */
    List<Found> matching(Kind kind, Filters filters, AsOf asOf, String after, int limit) {
        StringBuilder where = new StringBuilder();
        filters.conditions().forEach(condition -> where.append(" and ").append(condition));
        return db.sql(
                        """
                        select v.subject, v.valid_from, v.state,
                               (select c.sequence from change c
                                 where c.subject = v.subject and c.position <= :position
                                 order by c.position desc limit 1) as sequence
                          from (select subject, valid_from, state
                                  from version
                                 where kind = :kind
                                   and known_from <= :position and :position < known_to
                                   and valid_from <= :day and :day < valid_to
                                   and subject > :after %s
                                 order by subject
                                 limit :limit) v
                         order by v.subject
                        """
                                .formatted(where))
                .param("kind", kind.singular())
                .param("position", asOf.position())
                .param("day", asOf.validAt())
                .param("after", after)
                .param("limit", limit)
                .params(filters.arguments())
                .query((row, n) -> found(kind, row))
                .list();
    }

    /**
     * All subjects of a kind, in the order of their ids.
     *
     * @param region only those that lie in it; null: wherever
     * @param status only those of this status; null: of any
     */
    public List<Found> all(Kind kind, @Nullable String region, @Nullable String status, AsOf asOf) {
        return db.sql(
                        """
                        select subject, valid_from, state,
                               (select c.sequence from change c
                                 where c.subject = version.subject and c.position <= :position
                                 order by c.position desc limit 1) as sequence
                          from version
                         where kind = :kind
                           and known_from <= :position and :position < known_to
                           and valid_from <= :day and :day < valid_to
                           and (cast(:status as text) is null or status = :status)
                           and (cast(:codes as text[]) is null or region = any(:codes))
                         order by subject
                        """)
                .param("kind", kind.singular())
                .param("position", asOf.position())
                .param("day", asOf.validAt())
                .param("status", status)
                .param("codes", region == null ? null : within(region, asOf))
                .query((row, n) -> found(kind, row))
                .list();
    }

    private String[] within(String region, AsOf asOf) {
        return regions.at(asOf.validAt(), asOf.position()).within(region).toArray(String[]::new);
    }

    /** Whether there was ever a subject of that id, as known at a position. */
    public boolean known(Kind kind, String id, long position) {
        return db.sql(
                        """
                        select exists (select from change
                                        where subject = ? and position <= ? and kind = ?)
                        """)
                .params(id, position, kind.singular())
                .query(Boolean.class)
                .single();
    }

    /** The first day on which it is founded, as known at a position. */
    Optional<LocalDate> founded(String id, long position) {
        return db.sql(
                        """
                        select min(valid_from) from version
                         where subject = ? and known_from <= ? and ? < known_to
                        having min(valid_from) is not null
                        """)
                .params(id, position, position)
                .query((row, n) -> row.getObject(1, LocalDate.class))
                .optional();
    }

    /** The event that made it void, as known at a position. */
    Optional<JsonNode> voided(Kind kind, String id, long position) {
        return db.sql(
                        """
                        select event from change
                         where subject = ? and position <= ? and type = ?
                         order by position limit 1
                        """)
                .params(id, position, kind.singular() + ".voided")
                .query((row, n) -> Json.read(row.getString(1)))
                .optional();
    }

    /** All versions that were ever known up to a position; what ended later is still open. */
    List<Version> versions(String id, long position) {
        return db.sql(
                        """
                        select valid_from, valid_to, known_from,
                               case when known_to <= :position then known_to else :open end as known_to,
                               state
                          from version
                         where subject = :id and known_from <= :position
                         order by known_from, valid_from
                        """)
                .param("id", id)
                .param("position", position)
                .param("open", OPEN)
                .query(
                        (row, n) ->
                                new Version(
                                        row.getObject("valid_from", LocalDate.class),
                                        row.getObject("valid_to", LocalDate.class),
                                        row.getLong("known_from"),
                                        row.getLong("known_to"),
                                        row.getString("state")))
                .list();
    }

    /** When the positions of a subject's events were recorded. */
    Map<Long, Instant> recorded(String id, long position) {
        Map<Long, Instant> moments = new HashMap<>();
        db.sql("select position, recorded_at from change where subject = ? and position <= ?")
                .params(id, position)
                .query(
                        row -> {
                            moments.put(
                                    row.getLong(1),
                                    row.getObject(2, OffsetDateTime.class).toInstant());
                        });
        return moments;
    }

    /** The events of a subject as they came, in order. */
    public List<Placed> events(Kind kind, String id, long position) {
        return db.sql(
                        """
                        select position, event from change
                         where subject = ? and position <= ? and kind = ?
                         order by position
                        """)
                .params(id, position, kind.singular())
                .query(
                        (row, n) ->
                                new Placed(
                                        row.getLong(1), (ObjectNode) Json.read(row.getString(2))))
                .list();
    }

    /** One subject's whole line. */
    record WholeLine(String id, String kind, List<Version> versions) {}

    /**
     * Some whole lines as known at a position, in the order of the ids.
     *
     * @param after those behind this id; empty for all
     * @param rows about how many versions to read; a line is never cut
     * @return empty when there are no more
     */
    List<WholeLine> lines(Set<Kind> kinds, long position, String after, int rows) {
        record Row(String id, String kind, Version version) {}
        List<Row> read =
                db.sql(
                                """
                                select subject, kind, valid_from, valid_to, known_from, known_to, state
                                  from version
                                 where subject > :after and kind = any(cast(:kinds as text[]))
                                   and known_from <= :position and :position < known_to
                                 order by subject, valid_from
                                 limit :rows
                                """)
                        .param("after", after)
                        .param("kinds", kinds.stream().map(Kind::singular).toArray(String[]::new))
                        .param("position", position)
                        .param("rows", rows)
                        .query(
                                (row, n) ->
                                        new Row(
                                                row.getString("subject"),
                                                row.getString("kind"),
                                                new Version(
                                                        row.getObject(
                                                                "valid_from", LocalDate.class),
                                                        row.getObject("valid_to", LocalDate.class),
                                                        row.getLong("known_from"),
                                                        row.getLong("known_to"),
                                                        row.getString("state"))))
                        .list();
        List<WholeLine> lines = new ArrayList<>();
        @Nullable WholeLine open = null;
        for (Row row : read) {
            if (open == null || !open.id.equals(row.id)) {
                open = new WholeLine(row.id, row.kind, new ArrayList<>());
                lines.add(open);
            }
            open.versions.add(row.version);
        }
        if (read.size() < rows) {
            return lines;
        }
        if (lines.size() == 1) {
            return lines(kinds, position, after, rows * 2);
        }
        lines.removeLast();
        return lines;
    }
}
