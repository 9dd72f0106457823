package io.annals.seeds;

import java.util.List;
import java.util.stream.Stream;

/**
 * The seeds of a new registry, in the order in which they are imported: the report, then the
 * population.
 */
public final class Seeds {

    private Seeds() {}

    /**
     * The report as commands: its sources (with that of the population), then one file a kind,
     * those that are referred to first: parks grant policies, indicators count parks and relate to
     * each other. Every command but the citing of sources names the source it rests on.
     */
    public static List<SeedFile> report() {
        return Stream.of(
                        "sources",
                        "regions",
                        "policies",
                        "parks",
                        "organizations",
                        "funds",
                        "applications",
                        "definitions",
                        "indicators")
                .map(SeedFile::read)
                .toList();
    }

    /**
     * The synthetic population that fits the report's totals; it needs the report's seeds before
     * it.
     */
    public static Population population() {
        return Population.of(Population.DEFAULT_SEED, Population.DEFAULT_COMPANIES);
    }
}
