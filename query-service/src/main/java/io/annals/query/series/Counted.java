package io.annals.query.series;

import io.annals.events.Event;
import io.annals.events.Json;
import io.annals.events.Timeline;
import io.annals.query.definitions.Definition;
import io.annals.query.platform.AsOf;
import io.annals.query.regions.RegionHistory;
import io.annals.query.timeline.Book;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

import tools.jackson.databind.node.ArrayNode;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/** What a number counts: of a flow the facts, of a stock the subjects. */
@Component
class Counted {

    /**
     * What counts.
     *
     * @param day on which the fact folds; null in a stock
     * @param value how many of the subject's facts count on that day; of a stock 1
     */
    record Item(String subject, @Nullable LocalDate day, long value) {}

    private record Placed(@Nullable String region, Item item) {}

    private final JdbcClient database;
    private final RegionHistory regions;
    private final Book book;

    Counted(JdbcClient database, RegionHistory regions, Book book) {
        this.database = database;
        this.regions = regions;
        this.book = book;
    }

    /** All that a number counts, in the order of ids and days: its values add up to the number. */
    List<Item> of(Number number, @Nullable Definition definition, AsOf asOf) {
        boolean flow = number.measure().flow();
        LocalDate last = number.day(asOf);
        return database
                .sql(
                        """
                        with %s
                        select subject, %s as day, region, sum(delta) as value from cell
                        where day <= :day %s
                        group by 1, 2, 3 having sum(delta) <> 0 order by 1, 2
                        """
                                .formatted(
                                        Counts.cells(flow, false, definition),
                                        flow ? "day" : "cast(null as date)",
                                        number.condition()))
                .param("measure", number.measure().text())
                .param("kind", number.measure().kind().singular())
                .param("status", number.measure().status())
                .param("position", asOf.position())
                .param("validAt", asOf.validAt())
                .param("day", last)
                .params(number.arguments())
                .params(definition == null ? Map.of() : definition.arguments())
                .query(
                        (row, at) ->
                                new Placed(
                                        row.getString("region"),
                                        new Item(
                                                row.getString("subject"),
                                                row.getObject("day", LocalDate.class),
                                                row.getLong("value"))))
                .list()
                .stream()
                .filter(placed -> takenIn(placed, number, asOf))
                .map(Placed::item)
                .toList();
    }

    private boolean takenIn(Placed placed, Number number, AsOf asOf) {
        LocalDate day = Objects.requireNonNullElse(placed.item.day, number.day(asOf));
        return !number.byRegion()
                || number.takesIn(
                        placed.region,
                        regions.at(number.then() ? day : asOf.validAt(), asOf.position()));
    }

    /**
     * Some of what counts as an answer shows it: {@code {id, name, effectiveOn?, events}}, with the
     * facts that are counted, or those from which it follows that the subject is.
     */
    ArrayNode shown(List<Item> items, Number number, AsOf asOf) {
        LocalDate last = number.day(asOf);
        Map<String, Book.Entry> entries =
                book
                        .of(
                                number.measure().kind(),
                                items.stream().map(Item::subject).distinct().toList(),
                                last,
                                asOf.position())
                        .stream()
                        .collect(Collectors.toMap(Book.Entry::id, entry -> entry));
        ArrayNode shown = Json.object().arrayNode();
        for (Item item : items) {
            Book.Entry entry = Objects.requireNonNull(entries.get(item.subject));
            List<Timeline.Standing> facts = facts(entry, item, number.measure());
            var one = shown.addObject().put("id", item.subject).put("name", entry.name());
            facts.stream()
                    .findFirst()
                    .map(Timeline.Standing::effectiveOn)
                    .ifPresent(on -> one.put("effectiveOn", on.text()));
            one.set(
                    "events",
                    entry.named(
                            item.day == null
                                    ? behind(entry, number)
                                    : facts.stream().map(Timeline.Standing::event).toList()));
        }
        return shown;
    }

    private static List<Timeline.Standing> facts(Book.Entry entry, Item item, Measure measure) {
        return entry.timeline().steps().stream()
                .map(Timeline.Step::fact)
                .filter(fact -> fact.type() == measure.fact() && fact.day().equals(item.day))
                .toList();
    }

    private static List<Event> behind(Book.Entry entry, Number number) {
        Set<Event> events = new LinkedHashSet<>(entry.behindStatus());
        if (number.byRegion()) {
            events.addAll(entry.behind("region"));
        }
        number.by().keySet().stream()
                .filter(dimension -> !dimension.regional())
                .forEach(dimension -> events.addAll(entry.behind(dimension.text())));
        List<Event> inOrder = new ArrayList<>(events);
        inOrder.sort(Comparator.comparing(Event::sequence));
        return inOrder;
    }
}
