package io.annals.query.series;

import io.annals.events.Shape;
import io.annals.query.regions.Regions;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** By what a count may be split, beside time; in the order in which an answer shows them. */
public enum Dimension {
    DEFINITION,
    PROVINCE,
    CITY,
    DISTRICT,
    PARK,
    INDUSTRY,
    ACTIVITY,
    LEVEL,
    SCENARIO,
    /** The source of the fact with which the subject began; in no answer of a series. */
    SOURCE,
    /** The subject itself; in no answer of a series. */
    SUBJECT;

    /** As in parameters and answers. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether its values are told from the region. */
    public boolean regional() {
        return this == PROVINCE || this == CITY || this == DISTRICT;
    }

    /** The value of a regional dimension for what lies in a region; empty if it has none. */
    public Optional<String> region(Regions tree, String code) {
        return switch (this) {
            case PROVINCE -> tree.province(code);
            case CITY -> tree.city(code);
            case DISTRICT -> tree.district(code);
            case DEFINITION, PARK, INDUSTRY, ACTIVITY, LEVEL, SCENARIO, SOURCE, SUBJECT ->
                    throw new IllegalStateException(this + " is not told from the region");
        };
    }

    /** The levels of the regions that a regional dimension has as its values. */
    Set<String> levels() {
        return this == DISTRICT ? Set.of("district", "county") : Set.of(text());
    }

    /** The values that it can have; null where that depends on what is recorded. */
    @Nullable List<String> words() {
        return switch (this) {
            case ACTIVITY -> Shape.ACTIVITY.choices();
            case LEVEL -> Shape.LEVEL.choices();
            case SCENARIO -> Shape.SCENARIO.choices();
            default -> null;
        };
    }

    /** The dimension of that name. */
    public static Optional<Dimension> of(String text) {
        return Arrays.stream(values()).filter(d -> d.text().equals(text)).findFirst();
    }
}
