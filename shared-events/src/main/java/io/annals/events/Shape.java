package io.annals.events;

import static java.util.stream.Collectors.joining;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * The values that a field takes: a check that gives the value as it is kept, or says all that is
 * wrong with it; and the same as JSON Schema.
 *
 * @param check reads a value
 * @param schema the JSON Schema of the values as they are kept
 */
public record Shape(Check check, ObjectNode schema) {

    /** Reads a value at a pointer: the value as kept, or null after having told the errors. */
    @FunctionalInterface
    public interface Check {
        @Nullable JsonNode read(JsonNode value, String pointer, Consumer<FieldError> errors);
    }

    private static final int MAX_ITEMS = 1000;
    private static final Pattern CREDIT_CODE =
            Pattern.compile("[0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}");
    private static final Pattern CURRENCY = Pattern.compile("[A-Z]{3}");
    private static final Pattern INDUSTRY = Pattern.compile("[A-T]([0-9]{2,4})?|[0-9]{2,4}");

    /** Text of 1 to {@code max} characters. */
    public static Shape text(int max) {
        return new Shape(
                (value, pointer, errors) -> {
                    if (!value.isString()) {
                        return wrong(errors, pointer, "not-text", "must be a text");
                    }
                    String text = value.stringValue();
                    if (text.isBlank()) {
                        return wrong(errors, pointer, "blank", "must not be blank");
                    }
                    if (text.codePointCount(0, text.length()) > max) {
                        return wrong(
                                errors,
                                pointer,
                                "too-long",
                                "must have at most " + max + " characters");
                    }
                    if (unstorable(text)) {
                        return wrong(
                                errors,
                                pointer,
                                "control-character",
                                "holds a control character or half of a surrogate pair");
                    }
                    return value;
                },
                Json.object().put("type", "string").put("minLength", 1).put("maxLength", max));
    }

    private static boolean unstorable(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' && c != '\n' && c != '\t' && c != '\r') {
                return true;
            }
            if (Character.isHighSurrogate(c)) {
                i++;
                if (i == text.length() || !Character.isLowSurrogate(text.charAt(i))) {
                    return true;
                }
            } else if (Character.isLowSurrogate(c)) {
                return true;
            }
        }
        return false;
    }

    /** Text that matches a pattern. */
    static Shape pattern(Pattern pattern, String code, String message) {
        return new Shape(
                (value, pointer, errors) ->
                        value.isString() && pattern.matcher(value.stringValue()).matches()
                                ? value
                                : wrong(errors, pointer, code, message),
                Json.object()
                        .put("type", "string")
                        .put("pattern", "^(?:" + pattern.pattern() + ")$"));
    }

    /** The words of which one is taken, where a shape takes one of some. */
    public List<String> choices() {
        return schema.path("enum").valueStream().map(JsonNode::asString).toList();
    }

    /** One of some words. */
    static Shape choice(String... words) {
        List<String> all = List.of(words);
        ObjectNode schema = Json.object();
        ArrayNode values = schema.putArray("enum");
        all.forEach(values::add);
        return new Shape(
                (value, pointer, errors) ->
                        value.isString() && all.contains(value.stringValue())
                                ? value
                                : wrong(
                                        errors,
                                        pointer,
                                        "not-one-of",
                                        "must be one of " + String.join(", ", all)),
                schema);
    }

    /** A list of up to 1,000 values of a shape. */
    static Shape list(Shape item) {
        ObjectNode schema = Json.object().put("type", "array").put("maxItems", MAX_ITEMS);
        schema.set("items", item.schema);
        return new Shape(
                (value, pointer, errors) -> {
                    if (!value.isArray()) {
                        return wrong(errors, pointer, "not-a-list", "must be a list");
                    }
                    if (value.size() > MAX_ITEMS) {
                        return wrong(
                                errors,
                                pointer,
                                "too-many",
                                "must have at most " + MAX_ITEMS + " items");
                    }
                    ArrayNode kept = Json.object().arrayNode();
                    for (int i = 0; i < value.size(); i++) {
                        JsonNode read = item.check.read(value.get(i), pointer + "/" + i, errors);
                        if (read != null) {
                            kept.add(read);
                        }
                    }
                    return kept.size() == value.size() ? kept : null;
                },
                schema);
    }

    /** The id of a subject of a kind. */
    public static Shape subject(Kind kind) {
        return new Shape(
                (value, pointer, errors) ->
                        value.isString() && SubjectId.fits(kind, value.stringValue())
                                ? value
                                : wrong(
                                        errors,
                                        pointer,
                                        "not-an-id",
                                        "must be the id of a " + kind.singular()),
                Json.object().put("type", "string").put("pattern", idPattern(kind)));
    }

    private static String idPattern(Kind kind) {
        String own = kind.prefix() + "[A-Za-z0-9_-]{1,64}";
        return "^(?:" + (kind == Kind.REGION ? own + "|CN|[1-9][0-9]{5}" : own) + ")$";
    }

    /** A quantity whose bounds lie in {@code [0, max]}; {@code max} null means no upper end. */
    static Shape quantity(boolean whole, @Nullable BigDecimal max) {
        return quantity(whole, BigDecimal.ZERO, max);
    }

    private static Shape quantity(
            boolean whole, @Nullable BigDecimal min, @Nullable BigDecimal max) {
        ObjectNode number = Json.object().put("type", whole ? "integer" : "number");
        if (min != null) {
            number.put("minimum", 0);
        }
        if (max != null) {
            number.put("maximum", max);
        }
        ObjectNode schema = Json.object();
        ArrayNode forms = schema.putArray("oneOf");
        forms.add(number);
        for (String member : List.of("about", "atLeast", "moreThan", "atMost", "lessThan")) {
            forms.add(objectSchema(List.of(member), List.of(number)));
        }
        forms.add(objectSchema(List.of("from", "to"), List.of(number, number)));
        return new Shape(
                (value, pointer, errors) -> {
                    Quantity quantity = Quantity.parse(value).orElse(null);
                    if (quantity == null) {
                        return wrong(
                                errors,
                                pointer,
                                "not-a-quantity",
                                "must be a number or the text of one, or one of about, atLeast,"
                                        + " moreThan, atMost, lessThan, from and to; "
                                        + Quantity.LIMITS);
                    }
                    for (BigDecimal number2 :
                            quantity.to() == null
                                    ? List.of(quantity.value())
                                    : List.of(quantity.value(), quantity.to())) {
                        if (min != null && number2.signum() < 0) {
                            return wrong(errors, pointer, "negative", "must not be negative");
                        }
                        if (max != null && number2.compareTo(max) > 0) {
                            return wrong(
                                    errors,
                                    pointer,
                                    "too-large",
                                    "must be at most " + max + ": rates are ratios");
                        }
                        if (whole && number2.stripTrailingZeros().scale() > 0) {
                            return wrong(errors, pointer, "not-whole", "must be a whole number");
                        }
                    }
                    return quantity.json();
                },
                schema);
    }

    /** {@code {amount, currency}}: a quantity and an ISO 4217 code. */
    static Shape money() {
        return members(
                Field.required("amount", AMOUNT),
                Field.required(
                        "currency",
                        pattern(
                                CURRENCY,
                                "not-a-currency",
                                "must be three capital letters (ISO 4217)")));
    }

    /** An object of some fields and no others. */
    public static Shape members(Field... fields) {
        List<Field> all = List.of(fields);
        ObjectNode schema =
                objectSchema(
                        all.stream().map(Field::name).toList(),
                        all.stream().map(f -> (JsonNode) f.shape().schema).toList());
        schema.set("required", required(all));
        return new Shape(
                (value, pointer, errors) -> {
                    if (!value.isObject()) {
                        return wrong(
                                errors,
                                pointer,
                                "not-an-object",
                                "must be an object of "
                                        + String.join(
                                                ", ", all.stream().map(Field::name).toList()));
                    }
                    boolean[] failed = {false};
                    ObjectNode kept =
                            readFields(
                                    all,
                                    value,
                                    pointer,
                                    error -> {
                                        failed[0] = true;
                                        errors.accept(error);
                                    },
                                    false);
                    return failed[0] ? null : kept;
                },
                schema);
    }

    /** A participant: a name, or a name and the id under which it is registered. */
    static Shape participant() {
        Shape named =
                members(
                        Field.required("name", text(300)),
                        Field.required(
                                "id",
                                pattern(
                                        Pattern.compile("(com|org|prk|fnd)_[A-Za-z0-9_-]{1,64}"),
                                        "not-an-id",
                                        "must be the id of a company, organization, park or"
                                                + " fund")));
        ObjectNode schema = Json.object();
        schema.putArray("oneOf").add(text(300).schema).add(named.schema);
        return new Shape(
                (value, pointer, errors) ->
                        (value.isObject() ? named : text(300)).check.read(value, pointer, errors),
                schema);
    }

    /**
     * Reads the fields of an object, telling unknown ones, missing ones and wrong values.
     *
     * @param nullable whether a field that is not required may be null, which ends it
     * @return the values as they are kept, in the order of the fields
     */
    public static ObjectNode readFields(
            List<Field> fields,
            JsonNode object,
            String pointer,
            Consumer<FieldError> errors,
            boolean nullable) {
        for (String name : object.propertyNames()) {
            if (fields.stream().noneMatch(field -> field.name().equals(name))) {
                errors.accept(
                        new FieldError(
                                pointer + "/" + escape(name),
                                "unknown-field",
                                "is not a field here; the fields are "
                                        + String.join(
                                                ", ", fields.stream().map(Field::name).toList())));
            }
        }
        ObjectNode kept = Json.object();
        for (Field field : fields) {
            JsonNode value = object.get(field.name());
            String at = pointer + "/" + field.name();
            if (value == null || (value.isNull() && field.required())) {
                if (field.required()) {
                    errors.accept(new FieldError(at, "required", "is required"));
                }
            } else if (value.isNull()) {
                if (nullable && field.endable()) {
                    kept.putNull(field.name());
                } else {
                    errors.accept(new FieldError(at, "null", "must not be null"));
                }
            } else {
                JsonNode read = field.shape().check().read(value, at, errors);
                if (read != null) {
                    kept.set(field.name(), read);
                }
            }
        }
        return kept;
    }

    private static String escape(String name) {
        return name.replace("~", "~0").replace("/", "~1");
    }

    private static @Nullable JsonNode wrong(
            Consumer<FieldError> errors, String pointer, String code, String message) {
        errors.accept(new FieldError(pointer, code, message));
        return null;
    }

    static ArrayNode required(List<Field> fields) {
        ArrayNode names = Json.object().arrayNode();
        fields.stream().filter(Field::required).forEach(field -> names.add(field.name()));
        return names;
    }

    private static ObjectNode objectSchema(List<String> names, List<? extends JsonNode> schemas) {
        ObjectNode schema = Json.object().put("type", "object");
        ObjectNode properties = schema.putObject("properties");
        ArrayNode required = schema.putArray("required");
        for (int i = 0; i < names.size(); i++) {
            properties.set(names.get(i), schemas.get(i));
            required.add(names.get(i));
        }
        return schema.put("additionalProperties", false);
    }

    static final Shape NAME = text(300);
    static final Shape LINE = text(2_000);
    static final Shape PROSE = text(20_000);
    static final Shape LINES = list(LINE);
    static final Shape NAMES = list(NAME);
    static final Shape AMOUNT = quantity(false, null);

    /** An area in square metres. */
    static final Shape AREA = quantity(false, null);

    static final Shape COUNT = quantity(true, null);

    /** A ratio from 0 to 1. */
    static final Shape SHARE = quantity(false, BigDecimal.ONE);

    static final Shape PARTICIPANT = participant();
    static final Shape PARTICIPANTS = list(PARTICIPANT);
    static final Shape REGION = subject(Kind.REGION);

    /**
     * A unified social credit code by its form (GB 32100-2015); see {@link CreditCode} for its
     * check digit.
     */
    static final Shape CREDIT =
            pattern(
                    CREDIT_CODE,
                    "not-a-credit-code",
                    "must be 18 characters of GB 32100: digits and capital letters without I, O, S,"
                            + " V, Z");

    /** A code of GB/T 4754-2017. */
    static final Shape INDUSTRY_CODE =
            pattern(
                    INDUSTRY,
                    "not-an-industry",
                    "must be a code of GB/T 4754, as I, I65, I6510 or 6510");

    /** A day, month or year, not coarser. */
    static final Shape DATE =
            new Shape(
                    (value, pointer, errors) ->
                            value.isString()
                                            && EffectiveDate.parse(value.stringValue())
                                                    .filter(date -> !date.noLaterThan())
                                                    .isPresent()
                                    ? value
                                    : wrong(
                                            errors,
                                            pointer,
                                            "not-a-date",
                                            "must be a date as 2017-09-04, 2017-09 or 2017"),
                    Json.object().put("type", "string"));

    /** A number of any sign. */
    static final Shape NUMBER = quantity(false, null, null);

    /** The short name of an indicator or definition, as in addresses. */
    static final Shape CODE =
            pattern(
                    Pattern.compile("[A-Za-z][A-Za-z0-9_.-]{0,59}"),
                    "not-a-code",
                    "must be 1 to 60 letters, digits, _ . or -, beginning with a letter");

    /** A definition by its code, as it stands now or as of a sequence of its stream. */
    static final Shape DEFINITION =
            pattern(
                    Pattern.compile("[A-Za-z][A-Za-z0-9_.-]{0,59}(?:@(?:0|[1-9][0-9]{0,8}))?"),
                    "not-a-code",
                    "must be the code of a definition, as keyword, or that of a sequence, as"
                            + " keyword@2");

    /** A count that the registry itself makes. */
    public static final Shape MEASURE =
            choice(
                    "company-registrations",
                    "company-deregistrations",
                    "active-companies",
                    "parks-opened",
                    "open-parks",
                    "policies-issued",
                    "organizations-established",
                    "funds-established",
                    "applications-launched");

    /** How far a company's business is reported to have come. */
    public static final Shape ACTIVITY = choice("operating", "dormant", "not-launched");

    /** Of which level the body is that issues a policy. */
    public static final Shape LEVEL = choice("national", "province", "city", "district", "zone");

    /** For what an application is used. */
    public static final Shape SCENARIO =
            choice(
                    "government",
                    "taxation",
                    "city",
                    "finance",
                    "livelihood",
                    "manufacturing",
                    "supply-chain",
                    "other");

    static final Shape SHA256 =
            pattern(Pattern.compile("[0-9a-f]{64}"), "not-a-hash", "must be 64 hexadecimal digits");

    /** The bytes of an answer, which is UTF-8. */
    static final Shape ANSWER = text(900_000);

    /** The id of a subject of any kind. */
    static final Shape ANY_SUBJECT =
            pattern(
                    Pattern.compile(
                            "CN|[1-9][0-9]{5}|(%s)[A-Za-z0-9_-]{1,64}"
                                    .formatted(
                                            Arrays.stream(Kind.values())
                                                    .map(Kind::prefix)
                                                    .collect(joining("|")))),
                    "not-an-id",
                    "must be the id of a subject");

    /** The period of a published figure. */
    static final Shape PERIOD =
            new Shape(
                    (value, pointer, errors) ->
                            value.isString() && StatedPeriod.parse(value.stringValue()).isPresent()
                                    ? value
                                    : wrong(
                                            errors,
                                            pointer,
                                            "not-a-period",
                                            "must be a period as 2018, 2018-Q4, 2018-10,"
                                                    + " 2019-10-31 or 2015/2018"),
                    Json.object()
                            .put("type", "string")
                            .put("pattern", "^%1$s(?:/%1$s)?$".formatted(StatedPeriod.FORM)));
}
