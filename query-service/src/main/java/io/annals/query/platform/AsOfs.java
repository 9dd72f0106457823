package io.annals.query.platform;

import jakarta.servlet.http.HttpServletRequest;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Resolves {@code validAt}, {@code knownAt} and {@code minPosition} to the point at which a read is
 * answered. What is not applied or settled here yet is waited for, two seconds at most, and then a
 * 503 with Retry-After.
 */
@Component
public class AsOfs {

    /** The names of the parameters that are read here. */
    public static final List<String> PARAMETERS = List.of("validAt", "knownAt", "minPosition");

    static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final Pattern DAY = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}");
    private static final Pattern MOMENT =
            Pattern.compile(
                    "[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}(:[0-9]{2}(\\.[0-9]{1,9})?)?"
                            + "([Zz]|[+-][0-9]{2}:[0-9]{2})");
    private static final Pattern POSITION = Pattern.compile("@[0-9]{1,18}");
    private static final String KNOWN_AT_FORM =
            " must be a moment as 2019-10-31T08:00:00Z, a date as 2019-10-31, or a position"
                    + " as @1234, not ";

    private final Applied applied;
    private final JdbcClient db;
    private final ZoneId zone;
    private final Clock clock;

    @Autowired
    AsOfs(Applied applied, JdbcClient db, ZoneId zone) {
        this(applied, db, zone, Clock.systemUTC());
    }

    AsOfs(Applied applied, JdbcClient db, ZoneId zone, Clock clock) {
        this.applied = applied;
        this.db = db;
        this.zone = zone;
        this.clock = clock;
    }

    /** As {@link #resolve(Parameters)}, for a request whose other parameters are read elsewhere. */
    public AsOf resolve(HttpServletRequest request) {
        return resolve(Parameters.any(request));
    }

    /**
     * The point at which the request is answered.
     *
     * @throws Problem 400 if anything is wrong with the parameters, these or those noted before;
     *     503 if it is not there yet
     */
    public AsOf resolve(Parameters parameters) {
        return resolve(parameters, List.of("")).getFirst();
    }

    /**
     * Several points of one request. What is left out is of one moment for all of them.
     *
     * @param prefixes of the names of each point's parameters: {@code from.} of {@code
     *     from.validAt}; {@code minPosition} has none
     * @throws Problem as {@link #resolve(Parameters)}
     */
    public List<AsOf> resolve(Parameters parameters, List<String> prefixes) {
        LocalDate today = LocalDate.now(clock.withZone(zone));
        long minPosition = parameters.whole("minPosition", 0, 0, Long.MAX_VALUE);
        List<Asked> asked =
                prefixes.stream().map(prefix -> asked(parameters, prefix, today)).toList();
        parameters.check();
        Applied.Snapshot now =
                asked.stream().anyMatch(Asked::settled) ? settled(minPosition) : applied.now();
        return asked.stream().map(one -> point(one, now, minPosition)).toList();
    }

    /**
     * A point as it was asked for.
     *
     * @param knownAt as given
     * @param moment that it means; null if it is a position or all settled now
     */
    private record Asked(LocalDate validAt, @Nullable String knownAt, @Nullable Instant moment) {

        boolean settled() {
            return moment == null && position() < 0;
        }

        /** The position that is meant; -1 if it is none. */
        long position() {
            return knownAt != null && POSITION.matcher(knownAt).matches()
                    ? Long.parseLong(knownAt.substring(1))
                    : -1;
        }
    }

    private Asked asked(Parameters parameters, String prefix, LocalDate today) {
        LocalDate validAt = day(parameters, prefix + "validAt", today);
        String knownAt = parameters.text(prefix + "knownAt");
        boolean moment = knownAt != null && !POSITION.matcher(knownAt).matches();
        return new Asked(
                validAt,
                knownAt,
                moment ? moment(parameters, prefix + "knownAt", knownAt, today) : null);
    }

    private AsOf point(Asked asked, Applied.Snapshot settled, long minPosition) {
        long position = asked.position();
        if (position >= 0) {
            await(
                    now -> now.position() >= Math.max(position, minPosition),
                    "position " + Math.max(position, minPosition) + " is not applied here yet");
            return new AsOf(asked.validAt, recordedAt(position), position);
        }
        @Nullable Instant moment = asked.moment;
        if (moment == null) {
            return new AsOf(
                    asked.validAt,
                    settled.settled() == null ? Instant.EPOCH : settled.settled(),
                    settled.settledPosition());
        }
        Applied.Snapshot now =
                await(
                        snapshot ->
                                snapshot.position() >= minPosition
                                        && snapshot.settled() != null
                                        && !snapshot.settled().isBefore(moment),
                        "what is known at " + asked.knownAt + " is not settled here yet");
        return new AsOf(asked.validAt, moment, positionOf(moment, now));
    }

    /**
     * Waits until this instance has what a point resolved elsewhere or earlier speaks of.
     *
     * @throws Problem 503 if it does not within two seconds
     */
    public void await(AsOf asOf) {
        await(
                now -> now.position() >= asOf.position(),
                "position " + asOf.position() + " is not applied here yet");
    }

    /**
     * Whether the request itself fixes the point at which it is answered, so that its answer never
     * changes.
     */
    public boolean fixed(Parameters parameters) {
        return fixed(parameters, "");
    }

    /** As {@link #fixed(Parameters)}, of the point whose parameters have a prefix. */
    public boolean fixed(Parameters parameters, String prefix) {
        String knownAt = parameters.text(prefix + "knownAt");
        return parameters.has(prefix + "validAt")
                && knownAt != null
                && !(DAY.matcher(knownAt).matches()
                        && knownAt.equals(LocalDate.now(clock.withZone(zone)).toString()));
    }

    private Applied.Snapshot settled(long minPosition) {
        return minPosition == 0
                ? applied.now()
                : await(
                        snapshot -> snapshot.settledPosition() >= minPosition,
                        "position " + minPosition + " is not settled here yet");
    }

    private LocalDate day(Parameters parameters, String name, LocalDate byDefault) {
        String text = parameters.text(name);
        if (text == null) {
            return byDefault;
        }
        LocalDate day = day(text);
        if (day == null) {
            parameters.wrong(
                    name,
                    "bad-value",
                    name + " must be a day as 2019-10-31, not " + Parameters.quoted(text));
            return byDefault;
        }
        return day;
    }

    private static @Nullable LocalDate day(String text) {
        try {
            return DAY.matcher(text).matches() ? LocalDate.parse(text) : null;
        } catch (DateTimeException e) {
            return null;
        }
    }

    /**
     * The moment that is meant; null if that is "all settled now", or if it was told to be wrong.
     */
    private @Nullable Instant moment(
            Parameters parameters, String name, String text, LocalDate today) {
        Instant moment;
        LocalDate day = day(text);
        if (day != null) {
            if (day.equals(today)) {
                return null;
            }
            moment = day.plusDays(1).atStartOfDay(zone).toInstant().minus(1, ChronoUnit.MICROS);
        } else {
            // an unescaped + of the offset arrives as a space
            String plus = text.replace(' ', '+');
            try {
                if (!MOMENT.matcher(plus).matches()) {
                    throw new DateTimeException(plus);
                }
                moment = OffsetDateTime.parse(plus).toInstant().truncatedTo(ChronoUnit.MICROS);
            } catch (DateTimeException e) {
                parameters.wrong(name, "bad-value", name + KNOWN_AT_FORM + Parameters.quoted(text));
                return null;
            }
        }
        if (moment.isAfter(clock.instant().plus(PATIENCE))) {
            parameters.wrong(
                    name,
                    "not-yet",
                    name
                            + " lies ahead: nobody knows yet what will be known at "
                            + text
                            + "; the latest is now, for which "
                            + name
                            + " is left out");
        }
        return moment;
    }

    private Applied.Snapshot await(Predicate<Applied.Snapshot> reached, String otherwise) {
        Applied.Snapshot now = applied.now();
        if (reached.test(now)) {
            return now;
        }
        if (!applied.await(reached, PATIENCE)) {
            throw Problem.later("not-yet", otherwise, Duration.ofSeconds(1));
        }
        return applied.now();
    }

    private Instant recordedAt(long position) {
        if (position == 0) {
            return Instant.EPOCH;
        }
        return db.sql("select recorded_at from change where position = ?")
                .param(position)
                .query((row, n) -> row.getObject(1, OffsetDateTime.class).toInstant())
                .single();
    }

    /**
     * The highest position recorded at or before a settled moment, halving the log: positions are
     * dense.
     */
    private long positionOf(Instant moment, Applied.Snapshot now) {
        if (moment.equals(now.settled())) {
            return now.settledPosition();
        }
        return db.sql(
                        """
                        with recursive half(low, high) as (
                            select 0::bigint, cast(? as bigint)
                            union all
                            select case when c.recorded_at <= m.moment then c.position else low end,
                                   case when c.recorded_at <= m.moment then high else c.position - 1 end
                              from half
                              join change c on c.position = (low + high + 1) / 2
                              cross join (select cast(? as timestamptz) as moment) m
                             where low < high)
                        select max(low) from half
                        """)
                .params(now.settledPosition(), moment.atOffset(ZoneOffset.UTC))
                .query(Long.class)
                .single();
    }
}
