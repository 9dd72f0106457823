package io.annals.events;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A number as a source states it, with its digits kept (5.0 is not 5), or a qualified one. A JSON
 * number and the same as text are one: 1E3 and "1E3" are 1000, 1.50e1 is 15.0. Written without an
 * exponent a number has at most 40 digits, leading zeros not counted, and at most 40 places after
 * the point.
 *
 * @param qualifier how the number is meant
 * @param value the number; of a range the lower end. The unit is that of the field
 * @param to the upper end of a range, else null
 */
public record Quantity(Qualifier qualifier, BigDecimal value, @Nullable BigDecimal to) {

    /**
     * How a number is meant; all but {@code EXACT} and {@code RANGE} are members of the JSON form
     * by these names.
     */
    public enum Qualifier {
        EXACT,
        ABOUT,
        AT_LEAST,
        MORE_THAN,
        AT_MOST,
        LESS_THAN,
        RANGE;

        private String member() {
            return switch (this) {
                case EXACT, RANGE -> "";
                case ABOUT -> "about";
                case AT_LEAST -> "atLeast";
                case MORE_THAN -> "moreThan";
                case AT_MOST -> "atMost";
                case LESS_THAN -> "lessThan";
            };
        }
    }

    private static final int MAX_DIGITS = 40;

    /** What is allowed, for people. */
    static final String LIMITS =
            """
            without an exponent a number has at most %1$d digits, leading zeros not counted, and \
            at most %1$d places after the point\
            """
                    .formatted(MAX_DIGITS);

    private static final int MAX_TEXT = 64;
    private static final Pattern TEXT =
            Pattern.compile("-?[0-9]+(\\.[0-9]+)?([eE][+-]?[0-9]{1,9})?");
    private static final BigDecimal ABOUT_SHARE = new BigDecimal("0.05");
    private static final BigDecimal HALF = new BigDecimal("0.5");

    /**
     * Reads a number, a decimal string or a qualified number; empty if the JSON is none of these.
     */
    public static Optional<Quantity> parse(JsonNode json) {
        if (!json.isObject()) {
            return number(json).map(value -> new Quantity(Qualifier.EXACT, value, null));
        }
        if (json.size() == 2 && json.has("from") && json.has("to")) {
            Optional<BigDecimal> from = number(json.get("from"));
            Optional<BigDecimal> to = number(json.get("to"));
            return from.isPresent() && to.isPresent() && from.get().compareTo(to.get()) <= 0
                    ? Optional.of(new Quantity(Qualifier.RANGE, from.get(), to.get()))
                    : Optional.empty();
        }
        if (json.size() != 1) {
            return Optional.empty();
        }
        String member = json.propertyNames().iterator().next();
        for (Qualifier qualifier : Qualifier.values()) {
            if (!member.isEmpty() && qualifier.member().equals(member)) {
                return number(json.get(member)).map(value -> new Quantity(qualifier, value, null));
            }
        }
        return Optional.empty();
    }

    private static Optional<BigDecimal> number(JsonNode json) {
        try {
            BigDecimal value;
            if (json.isNumber()) {
                value = json.decimalValue();
            } else if (json.isString()
                    && json.stringValue().length() <= MAX_TEXT
                    && TEXT.matcher(json.stringValue()).matches()) {
                value = new BigDecimal(json.stringValue());
            } else {
                return Optional.empty();
            }
            if (Math.abs((long) value.scale()) > MAX_DIGITS) {
                return Optional.empty();
            }
            BigDecimal plain = value.scale() < 0 ? value.setScale(0) : value;
            return plain.precision() > MAX_DIGITS ? Optional.empty() : Optional.of(plain);
        } catch (ArithmeticException e) {
            return Optional.empty();
        }
    }

    /**
     * The JSON form: a bare number, {@code {"moreThan":0.60}} or {@code {"from":1,"to":2}}; equal
     * as a node to the same text read, so that a state folded from fresh events equals one folded
     * from stored ones.
     */
    public JsonNode json() {
        return switch (qualifier) {
            case EXACT -> node(value);
            case RANGE -> {
                ObjectNode range = Json.object();
                range.set("from", node(value));
                range.set("to", node(Objects.requireNonNull(to)));
                yield range;
            }
            case ABOUT, AT_LEAST, MORE_THAN, AT_MOST, LESS_THAN -> {
                ObjectNode qualified = Json.object();
                qualified.set(qualifier.member(), node(value));
                yield qualified;
            }
        };
    }

    private static JsonNode node(BigDecimal number) {
        return Json.read(number.toPlainString());
    }

    /**
     * Lowest value that the statement allows, null if none: rounding is half the last digit, about
     * is 5 %.
     */
    public @Nullable BigDecimal low() {
        return switch (qualifier) {
            case EXACT -> value.subtract(rounding(value));
            case ABOUT -> value.subtract(value.abs().multiply(ABOUT_SHARE));
            case AT_LEAST, MORE_THAN, RANGE -> value;
            case AT_MOST, LESS_THAN -> null;
        };
    }

    /** Highest value that the statement allows, null if none. */
    public @Nullable BigDecimal high() {
        return switch (qualifier) {
            case EXACT -> value.add(rounding(value));
            case ABOUT -> value.add(value.abs().multiply(ABOUT_SHARE));
            case RANGE -> to;
            case AT_MOST, LESS_THAN -> value;
            case AT_LEAST, MORE_THAN -> null;
        };
    }

    private static BigDecimal rounding(BigDecimal value) {
        return value.scale() > 0 ? HALF.scaleByPowerOfTen(-value.scale()) : BigDecimal.ZERO;
    }

    @Override
    public String toString() {
        return qualifier == Qualifier.EXACT
                ? value.toPlainString()
                : qualifier.name().toLowerCase(Locale.ROOT).replace('_', ' ') + " " + value;
    }
}
