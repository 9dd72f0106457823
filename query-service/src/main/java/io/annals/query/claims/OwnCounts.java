package io.annals.query.claims;

import io.annals.events.StatedPeriod;

import org.jspecify.annotations.Nullable;

/** The counts that the registry itself makes. */
@FunctionalInterface
interface OwnCounts {

    /**
     * A count.
     *
     * @param values that it may have: more than one where the dates of some facts do not tell
     *     whether they lie in the period
     * @param href the address that names the events behind it; null if there is none
     */
    record Count(Interval values, @Nullable String href) {}

    /**
     * What the registry counts where an indicator claims a count of its own: a flow over the
     * period, a stock on its last day.
     *
     * @return null if it claims none, or the registry holds nothing at all of what is counted
     */
    @Nullable Count of(Indicator indicator, StatedPeriod period);
}
