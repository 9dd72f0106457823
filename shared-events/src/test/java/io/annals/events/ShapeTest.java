package io.annals.events;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.ArrayList;
import java.util.List;

class ShapeTest {

    private final List<FieldError> errors = new ArrayList<>();

    @Test
    void everything_wrong_is_told_at_once_each_with_its_pointer() {
        read(
                CompanyFact.REGISTERED,
                """
                {"nam":"x","region":"Huangpu","creditCode":"9144","industry":7,"address":null,
                 "products":["a",5,""],"registeredCapital":{"amount":-1,"currency":"RMB yuan","by":1}}
                """);

        assertThat(errors)
                .extracting(error -> error.pointer() + " " + error.code())
                .containsExactlyInAnyOrder(
                        "/nam unknown-field",
                        "/name required",
                        "/region not-an-id",
                        "/creditCode not-a-credit-code",
                        "/industry not-an-industry",
                        "/products/1 not-text",
                        "/products/2 blank",
                        "/registeredCapital/amount negative",
                        "/registeredCapital/currency not-a-currency",
                        "/registeredCapital/by unknown-field");
    }

    @Test
    void the_name_of_an_unknown_field_is_escaped_in_its_pointer() {
        read(CompanyFact.RENAMED, "{\"name\":\"A\",\"a/b~c\":1}");

        assertThat(errors).extracting(FieldError::pointer).containsExactly("/a~1b~0c");
    }

    @Test
    void null_ends_a_field_that_may_end_and_is_missing_where_one_is_required() {
        ObjectNode kept = read(CompanyFact.RELOCATED, "{\"address\":null,\"region\":\"440112\"}");
        assertThat(errors).isEmpty();
        assertThat(Json.write(kept)).isEqualTo("{\"region\":\"440112\",\"address\":null}");

        read(CompanyFact.RELOCATED, "{\"region\":null}");
        assertThat(errors).extracting(FieldError::code).containsExactly("required");
    }

    @Test
    void what_is_stated_is_kept_in_the_order_of_the_declaration() {
        ObjectNode kept = read(CompanyFact.RENAMED, "{\"nameZh\":\"甲\",\"name\":\"A\"}");

        assertThat(Json.write(kept)).isEqualTo("{\"name\":\"A\",\"nameZh\":\"甲\"}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"a\\u0000b\"",
                "\"\\u001b[31m\"",
                "\"\\u0007\"",
                "\"half \\ud83d\"",
                "\"\\udca1 half\"",
                "\"\\udca1\\ud83d\"",
                "\"\\ud83dx\"",
            })
    void text_that_cannot_be_stored_is_refused(String text) {
        read(Shape.LINE, text);

        assertThat(errors).extracting(FieldError::code).containsExactly("control-character");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"广州区块链\"", "\"\\ud83d\\udca1\"", "\"two\\nlines\\tand tab\\r\""})
    void text_of_any_script_with_line_ends_is_kept(String text) {
        assertThat(read(Shape.LINE, text)).isEqualTo(Json.read(text));
        assertThat(errors).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"\" | blank",
                "\" \\n\" | blank",
                "\"\\u3000\" | blank",
                "5 | not-text",
                "null | not-text",
                "[\"a\"] | not-text",
            })
    void text_is_text_and_not_blank(String value, String code) {
        read(Shape.NAME, value);

        assertThat(errors).extracting(FieldError::code).containsExactly(code);
    }

    @Test
    void length_counts_characters_and_not_their_halves() {
        read(Shape.text(2), Json.write(Json.object().stringNode("💡💡")));
        assertThat(errors).isEmpty();
        read(Shape.text(2), Json.write(Json.object().stringNode("💡💡💡")));
        assertThat(errors).extracting(FieldError::code).containsExactly("too-long");
    }

    @Test
    void a_list_has_at_most_a_thousand_items() {
        String thousand = "\"a\",".repeat(999) + "\"a\"";
        read(Shape.LINES, "[" + thousand + "]");
        assertThat(errors).isEmpty();
        read(Shape.LINES, "[" + thousand + ",\"a\"]");
        assertThat(errors).extracting(FieldError::code).containsExactly("too-many");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "capacity | 5.5 | not-whole",
                "capacity | {\"from\":1,\"to\":1.5} | not-whole",
                "capacity | -1 | negative",
                "landArea | \"-1\" | negative",
                "landArea | \"large\" | not-a-quantity",
                "landArea | {\"about\":\"large\"} | not-a-quantity",
                "founders | \"A\" | not-a-list",
                "operator | 5 | not-text",
                "operator | {\"id\":\"usr_a\",\"name\":\"A\"} | not-an-id",
                "operator | {\"id\":\"com_a\"} | required",
                "region | \"012345\" | not-an-id",
                "region | \"reg_\" | not-an-id",
            })
    void a_wrong_value_is_told_by_a_stable_code(String field, String value, String code) {
        read(ParkFact.OPENED.field(field).orElseThrow().shape(), value);

        assertThat(errors).extracting(FieldError::code).containsExactly(code);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "12345678901234567890123456789012345678901234567890",
                "1e300",
                "\"1e300\"",
                "{\"about\":1e-41}",
            })
    void of_a_number_with_too_many_digits_it_is_told_how_many_it_may_have(String value) {
        read(Shape.NUMBER, value);

        assertThat(errors).extracting(FieldError::code).containsExactly("not-a-quantity");
        assertThat(errors.getFirst().message())
                .contains("at most 40 digits", "at most 40 places after the point");
    }

    @Test
    void a_rate_is_a_ratio() {
        read(Shape.SHARE, "1");
        read(Shape.SHARE, "{\"moreThan\":0.60}");
        assertThat(errors).isEmpty();
        read(Shape.SHARE, "60");
        assertThat(errors).extracting(FieldError::code).containsExactly("too-large");
    }

    @Test
    void a_decimal_text_is_kept_as_the_number_that_it_is() {
        assertThat(Json.write(read(Shape.AREA, "\"61307.30\""))).isEqualTo("61307.30");
        assertThat(Json.write(read(Shape.COUNT, "5.0"))).isEqualTo("5.0");
    }

    @ParameterizedTest
    @CsvSource({
        "91440101MA59CABC1D, true",
        "91440101MA59CABC1, false",
        "91440101MA59CABC1DD, false",
        "91440101MA59CIBC1D, false",
        "91440101MA59COBC1D, false",
        "91440101MA59CSBC1D, false",
        "91440101MA59CVBC1D, false",
        "91440101MA59CZBC1D, false",
        "91440101ma59cabc1d, false",
        "914401A1MA59CABC1D, false",
    })
    void a_credit_code_has_eighteen_characters_of_its_alphabet(String code, boolean right) {
        read(Shape.CREDIT, "\"" + code + "\"");

        assertThat(errors.isEmpty()).isEqualTo(right);
    }

    @ParameterizedTest
    @CsvSource({
        "I, true",
        "I65, true",
        "I6510, true",
        "6510, true",
        "65, true",
        "U, false",
        "6, false",
        "I6, false",
        "i65, false",
        "65100, false"
    })
    void an_industry_is_a_code_of_the_national_classification(String code, boolean right) {
        read(Shape.INDUSTRY_CODE, "\"" + code + "\"");

        assertThat(errors.isEmpty()).isEqualTo(right);
    }

    @ParameterizedTest
    @CsvSource({"2017-09-04, true", "2017, true", "..2017, false", "2017-02-30, false"})
    void a_date_in_the_data_is_not_no_later_than(String date, boolean right) {
        read(Shape.DATE, "\"" + date + "\"");

        assertThat(errors.isEmpty()).isEqualTo(right);
    }

    private JsonNode read(Shape shape, String value) {
        return shape.check().read(Json.read(value), "/x", errors::add);
    }

    private ObjectNode read(FactType type, String data) {
        return Shape.readFields(type.fields(), Json.read(data), "", errors::add, true);
    }
}
