package io.annals.query.claims;

import io.annals.events.StatedPeriod;

import org.jspecify.annotations.Nullable;

/** The counts that the registry itself makes. */
@FunctionalInterface
interface OwnCounts {

    /**
     * What the registry counts where an indicator claims a count of its own: a flow over the
     * period, a stock on its last day; more than one value where the dates of some facts do not
     * tell whether they lie in it.
     *
     * @return null if it claims none, or the registry holds nothing at all of what is counted
     */
    @Nullable Interval of(Indicator indicator, StatedPeriod period);
}
