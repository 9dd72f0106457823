package io.annals.query.series;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** By what a count may be split, beside time; in the order in which an answer shows them. */
enum Dimension {
    PROVINCE,
    CITY,
    DISTRICT,
    PARK,
    INDUSTRY,
    ACTIVITY,
    LEVEL;

    /** As in parameters and answers. */
    String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether its values are told from the region. */
    boolean regional() {
        return this == PROVINCE || this == CITY || this == DISTRICT;
    }

    static Optional<Dimension> of(String text) {
        return Arrays.stream(values()).filter(d -> d.text().equals(text)).findFirst();
    }
}
