package io.annals.query.claims;

import io.annals.events.Quantity;
import io.annals.events.Quantity.Qualifier;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/**
 * The values that a number may truly have. What is computed from intervals holds every value that
 * can be computed from theirs, and rounds outwards.
 *
 * @param low the lowest, null if there is none
 * @param lowOpen whether {@code low} itself is left out
 * @param high the highest, null if there is none
 * @param highOpen whether {@code high} itself is left out
 */
record Interval(
        @Nullable BigDecimal low, boolean lowOpen, @Nullable BigDecimal high, boolean highOpen) {

    static final Interval ALL = new Interval(null, false, null, false);

    private static final MathContext DOWN = new MathContext(60, RoundingMode.FLOOR);
    private static final MathContext UP = new MathContext(60, RoundingMode.CEILING);

    /** What a statement allows. */
    static Interval of(Quantity stated) {
        return new Interval(
                stated.low(),
                stated.qualifier() == Qualifier.MORE_THAN,
                stated.high(),
                stated.qualifier() == Qualifier.LESS_THAN);
    }

    static Interval exactly(BigDecimal value) {
        return new Interval(value, false, value, false);
    }

    /** Whether some value lies in both. */
    boolean meets(Interval other) {
        return !below(other) && !other.below(this);
    }

    private boolean below(Interval other) {
        if (high == null || other.low == null) {
            return false;
        }
        int order = high.compareTo(other.low);
        return order < 0 || order == 0 && (highOpen || other.lowOpen);
    }

    Interval plus(Interval other) {
        return new Interval(
                low == null || other.low == null ? null : low.add(other.low),
                lowOpen || other.lowOpen,
                high == null || other.high == null ? null : high.add(other.high),
                highOpen || other.highOpen);
    }

    Interval minus(Interval other) {
        return plus(
                new Interval(
                        other.high == null ? null : other.high.negate(),
                        other.highOpen,
                        other.low == null ? null : other.low.negate(),
                        other.lowOpen));
    }

    /** Everything if the divisor may be negative or is 0. */
    Interval dividedBy(Interval divisor) {
        BigDecimal small = divisor.low;
        BigDecimal large = divisor.high;
        if (small == null || small.signum() < 0 || large != null && large.signum() == 0) {
            return ALL;
        }
        BigDecimal lowest = null;
        boolean lowestOpen = lowOpen;
        if (low != null) {
            boolean byLarge = low.signum() >= 0;
            lowest = quotient(low, byLarge ? large : small, DOWN);
            lowestOpen |= byLarge ? divisor.highOpen : divisor.lowOpen;
        }
        BigDecimal highest = null;
        boolean highestOpen = highOpen;
        if (high != null) {
            boolean bySmall = high.signum() >= 0;
            highest = quotient(high, bySmall ? small : large, UP);
            highestOpen |= bySmall ? divisor.lowOpen : divisor.highOpen;
        }
        return new Interval(
                lowest,
                lowestOpen && lowest != null && lowest.signum() != 0,
                highest,
                highestOpen && highest != null && highest.signum() != 0);
    }

    /**
     * @param divisor not negative; null: without end
     * @return null: without end
     */
    private static @Nullable BigDecimal quotient(
            BigDecimal dividend, @Nullable BigDecimal divisor, MathContext rounding) {
        if (divisor == null) {
            return BigDecimal.ZERO;
        }
        return divisor.signum() == 0 ? null : dividend.divide(divisor, rounding);
    }

    /** All values that are not higher than some in it. */
    Interval andLess() {
        return new Interval(null, false, high, highOpen);
    }

    /** All values that are not lower than some in it. */
    Interval andMore() {
        return new Interval(low, lowOpen, null, false);
    }

    /** What lies in both; only if they meet. */
    Interval and(Interval other) {
        boolean mineLow =
                other.low == null
                        || low != null
                                && (low.compareTo(other.low) > 0
                                        || low.compareTo(other.low) == 0 && lowOpen);
        boolean mineHigh =
                other.high == null
                        || high != null
                                && (high.compareTo(other.high) < 0
                                        || high.compareTo(other.high) == 0 && highOpen);
        return new Interval(
                mineLow ? low : other.low,
                mineLow ? lowOpen : other.lowOpen,
                mineHigh ? high : other.high,
                mineHigh ? highOpen : other.highOpen);
    }
}
