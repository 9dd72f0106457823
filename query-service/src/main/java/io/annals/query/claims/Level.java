package io.annals.query.claims;

import io.annals.events.Json;
import io.annals.query.claims.Finding.Stated;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;

/**
 * A value that is claimed, counted, or computed from such.
 *
 * @param interval all values that it may have
 * @param value by the numbers as printed; null if one of them is qualified
 * @param words where it comes from, as part of a sentence
 * @param claims those that it rests on
 * @param from what it is computed from, as JSON
 */
record Level(
        Interval interval,
        @Nullable BigDecimal value,
        String words,
        List<Stated> claims,
        List<JsonNode> from) {

    private static final MathContext PRECISE = new MathContext(60, RoundingMode.HALF_EVEN);

    private Level with(Level other, Interval interval, @Nullable BigDecimal value, String words) {
        List<Stated> allClaims = new ArrayList<>(claims);
        allClaims.addAll(other.claims);
        List<JsonNode> all = new ArrayList<>(from);
        all.addAll(other.from);
        return new Level(interval, value, words, allClaims, all);
    }

    Level plus(Level other) {
        return with(
                other,
                interval.plus(other.interval),
                value == null || other.value == null ? null : value.add(other.value),
                words + " + " + other.words);
    }

    Level minus(Level other) {
        return with(
                other,
                interval.minus(other.interval),
                value == null || other.value == null ? null : value.subtract(other.value),
                words + " − " + other.words);
    }

    Level dividedBy(Level other) {
        return with(
                other,
                interval.dividedBy(other.interval),
                quotient(other),
                words + " ÷ " + other.words);
    }

    /** The growth from this, the base, as a ratio. */
    Level growthTo(Level end) {
        BigDecimal ratio = end.quotient(this);
        return with(
                end,
                end.interval.dividedBy(interval).minus(Interval.exactly(BigDecimal.ONE)),
                ratio == null ? null : ratio.subtract(BigDecimal.ONE),
                "the growth from " + words + " to " + end.words);
    }

    /** The same, put otherwise. */
    Level saying(String others) {
        return new Level(interval, value, others, claims, from);
    }

    private @Nullable BigDecimal quotient(Level divisor) {
        return value == null || divisor.value == null || divisor.value.signum() == 0
                ? null
                : value.divide(divisor.value, PRECISE);
    }

    /** The value in words: {@code 0.02657}, {@code between 2 and 3}. */
    String result() {
        if (value != null) {
            return shown(value, 4, RoundingMode.HALF_UP).toPlainString();
        }
        BigDecimal low = interval.low();
        BigDecimal high = interval.high();
        if (low == null) {
            return high == null
                    ? "any value"
                    : (interval.highOpen() ? "less than " : "at most ") + high(high);
        }
        return high == null
                ? (interval.lowOpen() ? "more than " : "at least ") + low(low)
                : "between " + low(low) + " and " + high(high);
    }

    /** {@code {value?, low?, high?, from}}: low and high where they are not the value. */
    ObjectNode json() {
        ObjectNode json = Json.object();
        if (value != null) {
            json.put("value", shown(value, 4, RoundingMode.HALF_UP));
        }
        BigDecimal low = interval.low();
        BigDecimal high = interval.high();
        boolean point = value != null && low != null && high != null && low.compareTo(high) == 0;
        if (low != null && !point) {
            json.put("low", low(low));
        }
        if (high != null && !point) {
            json.put("high", high(high));
        }
        ArrayNode list = json.putArray("from");
        from.forEach(list::add);
        return json;
    }

    private static BigDecimal low(BigDecimal low) {
        return shown(low, 8, RoundingMode.FLOOR);
    }

    private static BigDecimal high(BigDecimal high) {
        return shown(high, 8, RoundingMode.CEILING);
    }

    /** Numbers of up to six places are shown whole; quotients are rounded. */
    private static BigDecimal shown(BigDecimal value, int digits, RoundingMode rounding) {
        BigDecimal plain = value.stripTrailingZeros();
        if (plain.scale() > 6) {
            int whole = plain.precision() - plain.scale();
            plain = plain.round(new MathContext(Math.max(digits, whole + 3), rounding));
            plain = plain.stripTrailingZeros();
        }
        return plain.scale() < 0 ? plain.setScale(0) : plain;
    }
}
