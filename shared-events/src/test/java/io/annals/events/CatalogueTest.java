package io.annals.events;

import static org.assertj.core.api.Assertions.assertThat;

import static java.time.format.DateTimeFormatter.ISO_OFFSET_DATE_TIME;
import static java.util.stream.Collectors.joining;

import org.junit.jupiter.api.Test;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** {@code docs/events/README.md} is written from the declarations: {@code -Ddocs.write=true}. */
class CatalogueTest {

    private static final String STATES = "states the fields";
    private static final String RENAMES =
            "states the fields; adds the name of before to `formerNames` if it differs";
    private static final String RELOCATES = "states the fields; an address that is not stated ends";

    private final StringBuilder page = new StringBuilder();

    @Test
    void the_catalogue_is_that_of_the_declarations() throws IOException {
        introduction();
        for (Kind kind : Kind.values()) {
            kind(kind);
        }
        amendments();
        values();
        event();
        kafka();
        Committed.check(Committed.path("../docs/events/README.md"), page.toString(), "docs.write");
    }

    @Test
    void no_cell_of_the_catalogue_is_empty_or_breaks_its_table() {
        for (Kind kind : Kind.values()) {
            assertThat(status(kind)).isNotBlank();
            assertThat(kind.facts())
                    .allSatisfy(fact -> assertThat(effect(fact)).isNotBlank().doesNotContain("|"));
        }
    }

    private void introduction() {
        line("# Events");
        line("");
        line("Everything that is recorded, and what it does to a subject's state.");
        line("Written from the declarations in `shared-events` by `CatalogueTest`;");
        line("to write it anew: `mvn -pl shared-events test -Ddocs.write=true`.");
        line("");
        line(
                "- **Fields**: required ones are bold. A field that is absent was not stated and"
                        + " stays");
        line("  as it was; `null` ends it; a value replaces the one before it.");
        line(
                "- **Fold**: the state on a day V, known at K, is folded from the facts known at K"
                        + " that");
        line("  stand and whose day is not after V, in order of (day, sequence of the original).");
        line(
                "- **Before the founding** there is no status and no state; what a fact stated for"
                        + " an");
        line("  earlier day is overwritten where the founding states it too, and kept where not.");
        line("- Schemas: `shared-events/src/main/resources/schemas`.");
        line("  Stored forms, frozen: `shared-events/src/test/resources/golden`.");
    }

    private void kind(Kind kind) {
        line("");
        line("## " + capital(kind.plural()));
        line("");
        line(
                "Id `%s…`%s. Topic `%s`. Status: %s.%s",
                kind.prefix(),
                kind == Kind.REGION ? ", `CN` or a six-digit code of GB/T 2260" : "",
                new Topics("annals").of(kind),
                status(kind),
                validTime(kind));
        line("");
        line("| verb | event | fields | what it does to the state |");
        line("| --- | --- | --- | --- |");
        for (FactType fact : kind.facts()) {
            line(
                    "| `%s` | `%s` | %s | %s |",
                    fact.verb(), fact.storedName(kind), fields(fact), effect(fact));
        }
    }

    private static String validTime(Kind kind) {
        if (kind.timeless()) {
            return " No valid time: it holds for every day, and has no `effectiveOn`.";
        }
        return kind.dated()
                ? ""
                : " Commands state no `effectiveOn`: an observation has the last day of its period,"
                        + " the rest holds for every day.";
    }

    private static String fields(FactType fact) {
        String fields =
                fact.fields().stream()
                        .map(f -> f.required() ? "**" + f.name() + "**" : f.name())
                        .collect(joining(", "));
        return fact.anyField() && fact.fields().size() > 1 ? fields + "; at least one" : fields;
    }

    private void amendments() {
        line("");
        line("## Amendments, of every kind");
        line("");
        line("They name the sequence of the original fact (`amends`), never that of an amendment.");
        line("");
        line("| verb | event | states | what it does to the line |");
        line("| --- | --- | --- | --- |");
        for (Amendment amendment : Amendment.values()) {
            line(
                    "| `%s` | %s | %s | %s |",
                    amendment.verb(),
                    "`…." + amendment.past() + "`",
                    states(amendment),
                    effect(amendment));
        }
    }

    private void values() {
        line("");
        line("## Values of the fields");
        line("");
        line("| field | value |");
        line("| --- | --- |");
        Map<String, String> values = new LinkedHashMap<>();
        for (Kind kind : Kind.values()) {
            for (FactType fact : kind.facts()) {
                for (Field field : fact.fields()) {
                    String value = value(field.name(), field.shape().schema());
                    String other = values.putIfAbsent(field.name(), value);
                    if (other != null && !other.contains(value)) {
                        values.put(field.name(), other + "; of " + a(kind) + ": " + value);
                    }
                }
            }
        }
        values.forEach((name, value) -> line("| %s | %s |", name, value));
        line("");
        line(
                "A quantity is a number whose digits are kept (5.0 is not 5; 1E3 is 1000), the text"
                        + " of one, or what");
        line("the source really says: `{\"about\":…}`, `{\"atLeast\":…}`, `{\"moreThan\":…}`,");
        line(
                "`{\"atMost\":…}`, `{\"lessThan\":…}`, `{\"from\":…,\"to\":…}`. Only the value"
                        + " of an indicator may be negative.");
        line(capital(Quantity.LIMITS) + ".");
    }

    private void event() {
        line("");
        line("## The event");
        line("");
        line("JSON, members in this order, those that are not there left out. The store keeps it");
        line("without `recordedAt`; position and `recordedAt` are given in the log.");
        line("");
        line("| member | meaning |");
        line("| --- | --- |");
        line("| eventId | UUIDv7 |");
        line("| subject | id of the subject |");
        line("| sequence | 0, 1, 2 … in the subject's stream |");
        line("| type | stored name, as above |");
        line(
                "| effectiveOn | first day on which the fact holds, as given: `2017-09-04`,"
                        + " `2017-09`, `2017` or `..2019-10` (no later than);"
                        + " facts and corrections, where there is valid time |");
        line("| recordedAt | known time, UTC, microseconds |");
        line("| recordedBy | name of the key |");
        line("| source | `{id, locator?, quote?}`; not of a source or citation |");
        line("| note | remark of the registrar |");
        line("| amends | corrections and retractions: sequence of the original |");
        line("| reason | amendments |");
        line("| data | the fields stated |");
        line("");
        Event sample = Samples.all().get("company.relocated");
        line("```json");
        line(Committed.pretty(recorded(sample).json()));
        line("```");
    }

    private void kafka() {
        Event sample = Samples.all().get("company.relocated");
        Recorded recorded = recorded(sample);
        String firstDay =
                ISO_OFFSET_DATE_TIME.format(
                        Objects.requireNonNull(sample.effectiveOn())
                                .first()
                                .atStartOfDay(ZoneId.of("Asia/Shanghai")));
        line("");
        line("## The Kafka record");
        line("");
        line("CloudEvents 1.0, binary mode. Key: the subject's id. Value: the event with");
        line("`recordedAt`, as above. At least once, always with the same id and position; a");
        line("consumer drops the positions that it has. Position order holds within a partition");
        line("but for repetitions, and is the one order across topics.");
        line("");
        line("| header | value | of the sample |");
        line("| --- | --- | --- |");
        line("| `content-type` | | `application/json` |");
        line("| `ce_specversion` | | `1.0` |");
        line("| `ce_id` | eventId | `%s` |", sample.eventId());
        line("| `ce_type` | stored name | `%s` |", sample.typeName());
        line("| `ce_source` | the registry | `/annals` |");
        line("| `ce_subject` | id of the subject | `%s` |", sample.subject());
        line(
                "| `ce_time` | first day of the period of `effectiveOn` at 00:00 Asia/Shanghai;"
                        + " absent without one | `%s` (`%s`) |",
                firstDay, sample.effectiveOn().text());
        line(
                "| `ce_%s` | recordedAt | `%s` |",
                Topics.RECORDED_TIME, Recorded.instant(recorded.recordedAt()));
        line("| `ce_%s` | sequence in the stream | `%d` |", Topics.SEQUENCE, sample.sequence());
        line("| `ce_%s` | position in the log | `%d` |", Topics.POSITION, recorded.position());
        line("| `ce_%s` | id of the log | a UUID |", Topics.LOG);
        line(
                "| `ce_dataschema` | the schema's URI | `%s` |",
                Schemas.uri(sample.type(), sample.kind()));
        line("");
        line("`%s`, compacted, key `head`:", new Topics("annals").head());
        line("`{log, position, settled}`, the head of the log and the moment up to which it is");
        line("settled.");
    }

    private static Recorded recorded(Event event) {
        return new Recorded(1234, Instant.parse("2019-10-31T01:02:03.456789Z"), event);
    }

    private static String status(Kind kind) {
        return switch (kind) {
            case COMPANY -> "active, deregistered";
            case PARK -> "open, closed";
            case POLICY -> "in-force, superseded, repealed";
            case REGION -> "current, former";
            case ORGANIZATION -> "active, dissolved";
            case FUND -> "active, closed";
            case APPLICATION -> "live, retired";
            case INDICATOR -> "defined";
            case DEFINITION -> "adopted, withdrawn";
            case CITATION -> "frozen";
            case SOURCE -> "cited";
        };
    }

    private static String effect(FactType type) {
        return switch (type) {
            case CompanyFact fact ->
                    switch (fact) {
                        case REGISTERED -> "founds it: *active*, with the fields";
                        case RENAMED -> RENAMES;
                        case RELOCATED -> RELOCATES;
                        case SCOPE_CHANGED,
                                INDUSTRY_CHANGED,
                                PRODUCTS_DECLARED,
                                IDENTIFIED,
                                ACTIVITY_REPORTED ->
                                STATES;
                        case PARK_JOINED -> "states the park in which it is a tenant";
                        case PARK_LEFT -> "ends `park` if it is that park, else nothing";
                        case DEREGISTERED ->
                                "*deregistered*, states the reason or ends it, ends `park`";
                        case REINSTATED -> "*active*, states the reason or ends it";
                    };
            case ParkFact fact ->
                    switch (fact) {
                        case OPENED -> "founds it: *open*, with the fields";
                        case RENAMED -> RENAMES;
                        case RELOCATED -> RELOCATES;
                        case RESIZED, OPERATOR_CHANGED, OCCUPANCY_REPORTED, SERVICES_OFFERED ->
                                STATES;
                        case POLICY_GRANTED -> "adds the policy to `policies`";
                        case CLOSED -> "*closed*, states the reason or ends it";
                        case REOPENED -> "*open*, states the reason or ends it";
                    };
            case PolicyFact fact ->
                    switch (fact) {
                        case ISSUED -> "founds it: *in-force*, with the fields";
                        case AMENDED -> STATES;
                        case SUPERSEDED -> "*superseded*, states by which policy";
                        case REPEALED -> "*repealed*, states the reason";
                    };
            case RegionFact fact ->
                    switch (fact) {
                        case ESTABLISHED -> "founds it: *current*, with the fields";
                        case RENAMED -> RENAMES;
                        case MOVED -> STATES;
                        case MERGED -> "*former*, states into which region";
                        case ABOLISHED -> "*former*, states the reason";
                    };
            case OrganizationFact fact ->
                    switch (fact) {
                        case ESTABLISHED -> "founds it: *active*, with the fields";
                        case RENAMED -> RENAMES;
                        case RELOCATED -> STATES;
                        case MEMBERS_ADMITTED ->
                                "adds each to `members` unless it is there; states how many there"
                                        + " are";
                        case DISSOLVED -> "*dissolved*, states the reason";
                    };
            case FundFact fact ->
                    switch (fact) {
                        case ESTABLISHED -> "founds it: *active*, with the fields";
                        case RESIZED -> STATES;
                        case INVESTMENT_RECORDED ->
                                "adds `{project, company, amount}` to `investments`; states how"
                                        + " many there are by then";
                        case CLOSED -> "*closed*, states the reason";
                    };
            case ApplicationFact fact ->
                    switch (fact) {
                        case LAUNCHED -> "founds it: *live*, with the fields";
                        case DESCRIBED -> STATES;
                        case RETIRED -> "*retired*, states the reason";
                    };
            case IndicatorFact fact ->
                    switch (fact) {
                        case DEFINED -> "founds it: *defined*, with the fields";
                        case PUBLISHED ->
                                "adds `{period, value, reading, statement, source, sequence}` to"
                                        + " `observations`, in place of one of the same period,"
                                        + " source and reading";
                        case RELATED -> "adds `{relation, to}` to `relations` unless it is there";
                    };
            case DefinitionFact fact ->
                    switch (fact) {
                        case ADOPTED -> "founds it: *adopted*, with the fields";
                        case REVISED -> STATES;
                        case WITHDRAWN -> "*withdrawn*, states the reason";
                    };
            case CitationFact fact ->
                    switch (fact) {
                        case FROZEN -> "founds it: *frozen*, with the fields";
                    };
            case SourceFact fact ->
                    switch (fact) {
                        case CITED -> "founds it: *cited*, with the fields";
                    };
        };
    }

    private static String states(Amendment amendment) {
        return switch (amendment) {
            case CORRECTED ->
                    "**amends**, **reason**, **data**: all the fields of the fact; **effectiveOn**"
                            + " and **source** where the fact has them";
            case RETRACTED -> "**amends**, **reason**, source";
            case VOIDED -> "**reason**, data: `duplicateOf`";
        };
    }

    private static String effect(Amendment amendment) {
        return switch (amendment) {
            case CORRECTED ->
                    "the fact stands with this data, date, source and note, in its own place and"
                            + " with its own type; the last one known counts; after a retraction"
                            + " it restores; never of a citation, whose answer is frozen";
            case RETRACTED -> "the fact does not stand; of the founding: no state on any day";
            case VOIDED -> "from then on the subject has no state on any day";
        };
    }

    private static String value(String field, JsonNode schema) {
        if (schema.equals(Shape.CREDIT.schema())) {
            return "18 characters of GB 32100";
        }
        if (schema.equals(Shape.INDUSTRY_CODE.schema())) {
            return "code of GB/T 4754: `I`, `I65`, `I6510`, `6510`";
        }
        if (schema.equals(Shape.DATE.schema())) {
            return "`2017-09-04`, `2017-09` or `2017`";
        }
        if (schema.equals(Shape.PERIOD.schema())) {
            return "`2018`, `2018-Q4`, `2018-10`, `2019-10-31` or, from one to another,"
                    + " `2015/2018`";
        }
        if (schema.equals(Shape.CODE.schema())) {
            return "1 to 60 of a-z, 0-9 and -, beginning with a letter";
        }
        if (schema.equals(Shape.DEFINITION.schema())) {
            return "code of a definition: `keyword`, or `keyword@2` as of a sequence";
        }
        if (schema.equals(Shape.ANY_SUBJECT.schema())) {
            return "id of a subject of any kind";
        }
        if (schema.equals(Shape.SHA256.schema())) {
            return "64 hexadecimal digits";
        }
        if (schema.equals(Shape.NUMBER.schema())) {
            return "quantity, of any sign";
        }
        if (schema.equals(Shape.PARTICIPANT.schema())) {
            return "a name, or `{name, id}` of a company, organization, park or fund";
        }
        if (schema.equals(Shape.money().schema())) {
            return "`{amount, currency}`: a quantity, and three letters of ISO 4217";
        }
        if (schema.equals(Shape.SHARE.schema())) {
            return "quantity, a ratio from 0 to 1";
        }
        if (schema.equals(Shape.COUNT.schema())) {
            return "quantity, whole";
        }
        if (schema.equals(Shape.AREA.schema())) {
            return field.endsWith("Area") ? "quantity, m²" : "quantity";
        }
        for (Kind kind : Kind.values()) {
            if (schema.equals(Shape.subject(kind).schema())) {
                return "id of " + a(kind);
            }
        }
        if (schema.has("enum")) {
            return schema.get("enum")
                    .valueStream()
                    .map(JsonNode::stringValue)
                    .collect(joining(", "));
        }
        if (schema.has("items")) {
            return "list of at most %d: %s"
                    .formatted(
                            schema.get("maxItems").intValue(), value(field, schema.get("items")));
        }
        if (schema.has("properties")) {
            return members(schema);
        }
        if (schema.has("maxLength")) {
            return "text of at most %d characters".formatted(schema.get("maxLength").intValue());
        }
        throw new AssertionError("no words for the values of " + field + ": " + schema);
    }

    /** {@code `{name, by?}`: name …, by …}. */
    private static String members(JsonNode schema) {
        List<String> required =
                schema.get("required").valueStream().map(JsonNode::asString).toList();
        List<String> names = new ArrayList<>();
        List<String> values = new ArrayList<>();
        schema.get("properties")
                .properties()
                .forEach(
                        member -> {
                            String name = member.getKey();
                            names.add(required.contains(name) ? name : name + "?");
                            values.add(name + " is " + value(name, member.getValue()));
                        });
        return "`{%s}`, where %s".formatted(String.join(", ", names), String.join("; ", values));
    }

    private static String a(Kind kind) {
        return ("aio".indexOf(kind.singular().charAt(0)) < 0 ? "a " : "an ") + kind.singular();
    }

    private void line(String text) {
        page.append(text).append('\n');
    }

    private void line(String format, Object... values) {
        line(format.formatted(values));
    }

    private static String capital(String word) {
        return word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1);
    }
}
