package io.annals.query.changes;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

import java.util.ArrayList;
import java.util.List;

/** The log as it is applied, in pages. */
@Component
class Changes {

    /** How many positions one page looks at, unless it is of one subject. */
    private static final long SCAN = 50_000;

    private static final int ROWS = 200;
    private static final long MOST_CHARACTERS = 8_000_000;

    /**
     * Some of the changes that match.
     *
     * @param next the last position that was looked at: where the next page goes on
     */
    record Page(List<Change> items, long next) {}

    private final JdbcClient db;

    Changes(JdbcClient db) {
        this.db = db;
    }

    /**
     * The changes that match, in order, until there are enough, they are long enough, or enough
     * were looked at.
     *
     * @param upTo the last position to look at; one that is applied
     */
    Page page(Interest interest, long after, long upTo, int limit) {
        long end = interest.subject() == null && upTo - after > SCAN ? after + SCAN : upTo;
        List<Change> items = new ArrayList<>();
        long at = after;
        long characters = 0;
        while (at < end && items.size() < limit && characters < MOST_CHARACTERS) {
            int rows = Math.min(ROWS, limit - items.size());
            List<Change> read = read(interest, at, end, rows);
            items.addAll(read);
            if (read.size() == rows) {
                at = read.getLast().position();
            } else if (isHere(end)) {
                at = end;
            } else {
                // the read model was emptied to be built anew: nothing may be skipped
                at = read.isEmpty() ? at : read.getLast().position();
                break;
            }
            characters += read.stream().mapToLong(change -> change.json().length()).sum();
        }
        return new Page(items, at);
    }

    private boolean isHere(long position) {
        return db.sql("select exists (select from change where position = ?)")
                .param(position)
                .query(Boolean.class)
                .single();
    }

    private List<Change> read(Interest interest, long after, long upTo, int rows) {
        return db.sql(
                        """
                        select position, recorded_at, kind, type, subject, sequence, effective_on,
                               event, before, after, changed_from, regions
                          from change
                         where position > :after and position <= :upTo and %s
                         order by position
                         limit :rows
                        """
                                .formatted(interest.condition()))
                .param("after", after)
                .param("upTo", upTo)
                .param("rows", rows)
                .params(interest.arguments())
                .query((row, n) -> Change.of(row))
                .list();
    }
}
