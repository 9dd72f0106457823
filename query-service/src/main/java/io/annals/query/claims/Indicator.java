package io.annals.query.claims;

import io.annals.events.EffectiveDate;
import io.annals.events.Event;
import io.annals.events.Json;
import io.annals.events.Quantity;
import io.annals.events.SourceRef;
import io.annals.events.StatedPeriod;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * A published figure at one point in both times.
 *
 * @param about the id of what it is about
 * @param state all that is stated of it
 * @param claims by period, in order of its last day; of one period those shown first come first:
 *     the source published last, then the highest position
 * @param relations as declared
 */
record Indicator(
        String id,
        String code,
        String name,
        String unit,
        String about,
        JsonNode state,
        List<Claim> claims,
        List<Relation> relations) {

    /** What an indicator declares of itself and others: {@code growth} of {@code [ind_gdp]}. */
    record Relation(String type, List<String> to) {}

    /** A source as far as it is known; one that is void has an id alone. */
    record Source(
            String id,
            @Nullable String title,
            @Nullable String publisher,
            @Nullable String publishedOn) {

        private LocalDate published() {
            return publishedOn == null
                    ? LocalDate.MIN
                    : EffectiveDate.parse(publishedOn)
                            .map(EffectiveDate::first)
                            .orElse(LocalDate.MIN);
        }
    }

    /**
     * A value that a source states.
     *
     * @param reading how its words are read, where they can be read in more than one way
     * @param quote its words
     * @param note of who recorded it, as why it is so read
     * @param sequence of the fact among those of the indicator
     */
    record Claim(
            StatedPeriod period,
            Quantity value,
            @Nullable String reading,
            @Nullable String statement,
            Source source,
            @Nullable String locator,
            @Nullable String quote,
            @Nullable String note,
            long sequence) {

        private static final Comparator<Claim> ORDER =
                Comparator.comparing((Claim claim) -> claim.period.last())
                        .thenComparing(claim -> claim.period.first())
                        .thenComparing(claim -> claim.period.text())
                        .thenComparing(claim -> claim.source.published(), Comparator.reverseOrder())
                        .thenComparing(Claim::sequence, Comparator.reverseOrder());

        Interval interval() {
            return Interval.of(value);
        }

        /** Whether it speaks of exactly these days. */
        boolean of(StatedPeriod other) {
            return period.first().equals(other.first()) && period.last().equals(other.last());
        }
    }

    /** The registry's own count that an indicator claims. */
    record Measured(String name, @Nullable String definition, Map<String, String> by) {}

    /**
     * Reads a state.
     *
     * @param standing by the sequence of the fact, the event by which it stands
     * @param sources by id
     */
    static Indicator of(
            String id,
            JsonNode state,
            Function<Long, @Nullable Event> standing,
            Function<String, Source> sources) {
        List<Claim> claims =
                state.path("observations")
                        .valueStream()
                        .flatMap(one -> claim(one, standing, sources))
                        .sorted(Claim.ORDER)
                        .toList();
        List<Relation> relations =
                state.path("relations")
                        .valueStream()
                        .map(
                                one ->
                                        new Relation(
                                                one.path("relation").asString(""),
                                                one.path("to")
                                                        .valueStream()
                                                        .map(to -> to.asString(""))
                                                        .toList()))
                        .toList();
        return new Indicator(
                id,
                state.path("code").asString(""),
                state.path("name").asString(""),
                state.path("unit").asString(""),
                state.path("about").asString(""),
                state,
                claims,
                relations);
    }

    private static Stream<Claim> claim(
            JsonNode one,
            Function<Long, @Nullable Event> standing,
            Function<String, Source> sources) {
        long sequence = one.path("sequence").asLong(-1);
        Event event = standing.apply(sequence);
        SourceRef ref = event == null ? null : event.source();
        return StatedPeriod.parse(one.path("period").asString("")).stream()
                .flatMap(
                        period ->
                                Quantity.parse(one.path("value")).stream()
                                        .map(
                                                value ->
                                                        new Claim(
                                                                period,
                                                                value,
                                                                text(one, "reading"),
                                                                text(one, "statement"),
                                                                sources.apply(
                                                                        one.path("source")
                                                                                .asString("")),
                                                                ref == null ? null : ref.locator(),
                                                                ref == null ? null : ref.quote(),
                                                                event == null ? null : event.note(),
                                                                sequence)));
    }

    private static @Nullable String text(JsonNode object, String name) {
        return object.path(name).stringValueOpt().orElse(null);
    }

    @Nullable String priceBasis() {
        return text(state, "priceBasis");
    }

    /** Null if it claims no count of the registry's own. */
    @Nullable Measured measure() {
        JsonNode measure = state.path("measure");
        if (!measure.isObject()) {
            return null;
        }
        Map<String, String> by = new TreeMap<>();
        measure.path("by")
                .properties()
                .forEach(one -> by.put(one.getKey(), one.getValue().asString("")));
        return new Measured(measure.path("name").asString(""), text(measure, "definition"), by);
    }

    /** {@code {id, code, name, about}}. */
    ObjectNode json() {
        return Json.object().put("id", id).put("code", code).put("name", name).put("about", about);
    }
}
