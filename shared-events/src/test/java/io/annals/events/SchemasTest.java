package io.annals.events;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;

class SchemasTest {

    private static final Path FOLDER = Committed.path("src/main/resources/schemas");
    private static final SchemaRegistry REGISTRY =
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
    private static final List<Event> SAMPLES = List.copyOf(Samples.all().values());

    private static final Map<String, Schema> SCHEMAS =
            SAMPLES.stream()
                    .collect(
                            Collectors.toMap(
                                    Event::typeName,
                                    e -> REGISTRY.getSchema(Schemas.of(e.type(), e.kind()))));

    @Test
    void the_committed_schemas_are_those_of_the_declarations() throws IOException {
        TreeSet<String> names = new TreeSet<>();
        for (Event sample : SAMPLES) {
            String name = Schemas.name(sample.type(), sample.kind());
            names.add(name);
            Committed.check(
                    FOLDER.resolve(name),
                    Committed.pretty(Schemas.of(sample.type(), sample.kind())) + "\n",
                    "schemas.write");
        }
        assertThat(Committed.folder(FOLDER).keySet()).isEqualTo(names);
    }

    @ParameterizedTest
    @FieldSource("SAMPLES")
    void a_sample_is_valid_and_not_without_what_is_required_or_with_what_is_unknown(Event sample) {
        Schema schema = schema(sample);
        assertThat(schema.validate(json(sample))).isEmpty();
        for (JsonNode required : Schemas.of(sample.type(), sample.kind()).get("required")) {
            invalid(sample, json -> json.remove(required.stringValue()));
        }
        for (String member : List.copyOf(json(sample).propertyNames())) {
            invalid(sample, json -> json.put(member, true));
            invalid(sample, json -> json.putNull(member));
        }
        invalid(sample, json -> json.put("unknown", "x"));
        invalid(sample, json -> json.put("type", "company.praised"));
        invalid(sample, json -> json.put("subject", "usr_a"));
        if (sample.effectiveOn() != null) {
            invalid(sample, json -> json.put("effectiveOn", "yesterday"));
        }
        if (sample.source() != null) {
            invalid(sample, json -> json.withObject("/source").put("unknown", "x"));
            invalid(sample, json -> json.withObject("/source").put("id", "com_a"));
        }
    }

    @ParameterizedTest
    @FieldSource("SAMPLES")
    void the_data_of_a_sample_is_not_valid_with_a_wrong_or_unknown_field(Event sample) {
        invalid(sample, json -> json.withObject("/data").put("unknown", "x"));
        for (String field : List.copyOf(sample.data().propertyNames())) {
            invalid(sample, json -> json.withObject("/data").put(field, true));
        }
        if (sample.type() instanceof FactType fact) {
            for (Field field : fact.fields()) {
                if (field.required()) {
                    invalid(sample, json -> json.withObject("/data").remove(field.name()));
                }
                if (!field.endable()) {
                    invalid(sample, json -> json.withObject("/data").putNull(field.name()));
                } else {
                    ObjectNode ended = json(sample);
                    ended.withObject("/data").putNull(field.name());
                    assertThat(schema(sample).validate(ended)).as(field.name()).isEmpty();
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "5",
                "5.0",
                "\"5.0\"",
                "1e3",
                "1",
                "0.5",
                "{\"about\":0.5}",
                "{\"from\":0,\"to\":1}",
                "{\"moreThan\":\"1\"}",
                "\"A\"",
                "\"440112\"",
                "\"2017-09\"",
                "\"I6510\"",
                "\"operating\"",
                "\"area\"",
                "\"district\"",
                "[]",
                "[\"A\"]",
                "[\"440112\"]",
                "{\"name\":\"A\",\"id\":\"com_a\"}",
                "[{\"name\":\"A\",\"id\":\"com_a\"},\"B\"]",
                "{\"amount\":\"5.0\",\"currency\":\"CNY\"}",
                "\"prk_a\"",
                "\"pol_a\"",
                "\"914403001922038216\"",
                "-0.052",
                "\"gdp\"",
                "\"src_a\"",
                "\"2018-Q4\"",
                "\"2015/2018-06\"",
                "\"supply-chain\"",
                "[\"name\",\"products\"]",
                "[{\"region\":\"440112\",\"role\":\"headquarters\"}]",
                "{\"name\":\"open-parks\"}",
                "{\"name\":\"active-companies\",\"definition\":\"keyword@2\",\"by\":{\"industry\":\"I65\"}}",
            })
    void whatever_a_shape_keeps_is_valid_by_its_schema(String value) {
        int taken = 0;
        for (Kind kind : Kind.values()) {
            for (FactType fact : kind.facts()) {
                for (Field field : fact.fields()) {
                    List<FieldError> errors = new ArrayList<>();
                    JsonNode kept = field.shape().check().read(Json.read(value), "", errors::add);
                    assertThat(kept == null).isEqualTo(!errors.isEmpty());
                    if (kept != null) {
                        taken++;
                        assertThat(REGISTRY.getSchema(field.shape().schema()).validate(kept))
                                .as("%s of %s as %s", field.name(), fact, value)
                                .isEmpty();
                    }
                }
            }
        }
        assertThat(taken).isPositive();
    }

    private static void invalid(Event sample, Consumer<ObjectNode> change) {
        ObjectNode json = json(sample);
        change.accept(json);
        assertThat(schema(sample).validate(json)).as(Json.write(json)).isNotEmpty();
    }

    private static ObjectNode json(Event sample) {
        Recorded recorded = new Recorded(1, Instant.parse("2019-10-31T01:02:03.456Z"), sample);
        return Json.read(Json.write(recorded.json())).asObject();
    }

    private static Schema schema(Event sample) {
        return SCHEMAS.get(sample.typeName());
    }
}
