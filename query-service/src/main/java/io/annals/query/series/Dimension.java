package io.annals.query.series;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

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
    SCENARIO;

    /** As in parameters and answers. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether its values are told from the region. */
    boolean regional() {
        return this == PROVINCE || this == CITY || this == DISTRICT;
    }

    /** The dimension of that name. */
    public static Optional<Dimension> of(String text) {
        return Arrays.stream(values()).filter(d -> d.text().equals(text)).findFirst();
    }
}
