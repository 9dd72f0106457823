package io.annals.events;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.math.BigDecimal;

class QuantityTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "5 | 5",
                "5.0 | 5.0",
                "5.00 | 5.00",
                "0.063 | 0.063",
                "61307.3 | 61307.3",
                "1e3 | 1000",
                "1.50e1 | 15.0",
                "\"5.0\" | 5.0",
                "\"0013\" | 13",
                "1E3 | 1000",
                "\"1E3\" | 1000",
                "\"1.50e+1\" | 15.0",
                "\"-12e-1\" | -1.2",
                "{\"about\":\"3e2\"} | {\"about\":300}",
                "123456789012345678901234567890 | 123456789012345678901234567890",
                "{\"about\":300} | {\"about\":300}",
                "{\"about\":\"300.0\"} | {\"about\":300.0}",
                "{\"atLeast\":1} | {\"atLeast\":1}",
                "{\"moreThan\":0.60} | {\"moreThan\":0.60}",
                "{\"atMost\":1} | {\"atMost\":1}",
                "{\"lessThan\":1} | {\"lessThan\":1}",
                "{\"to\":2.0,\"from\":1} | {\"from\":1,\"to\":2.0}",
            })
    void what_a_source_says_is_kept_to_its_last_digit(String given, String kept) {
        Quantity quantity = Quantity.parse(Json.read(given)).orElseThrow();
        assertThat(Json.write(quantity.json())).isEqualTo(kept);
        assertThat(quantity.json()).as("the same node as when read").isEqualTo(Json.read(kept));
        assertThat(Quantity.parse(Json.read(kept))).contains(quantity);
    }

    @Test
    void five_point_zero_is_not_five() {
        assertThat(quantity("5.0")).isNotEqualTo(quantity("5"));
        assertThat(quantity("5.0").json()).isNotEqualTo(quantity("5").json());
        assertThat(quantity("\"5\"")).isEqualTo(quantity("5"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "true",
                "[]",
                "[5]",
                "{}",
                "\"\"",
                "\"five\"",
                "\"5,000\"",
                "\"1e\"",
                "\"e3\"",
                "\"0x10\"",
                "\" 5\"",
                "\"５\"",
                "\"5.\"",
                "\".5\"",
                "{\"\":5}",
                "{\"exact\":5}",
                "{\"range\":5}",
                "{\"about\":null}",
                "{\"about\":{\"about\":5}}",
                "{\"about\":5,\"atLeast\":4}",
                "{\"from\":1}",
                "{\"to\":1}",
                "{\"from\":2,\"to\":1}",
                "{\"from\":1,\"to\":2,\"about\":1}",
                "1e41",
                "1e999999999",
                "1e-41",
                "1234567890123456789012345678901234567890e1",
                "12345678901234567890123456789012345678901",
            })
    void what_is_no_quantity_is_refused(String given) {
        assertThat(Quantity.parse(Json.read(given))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1e39",
                "123456789012345678901234567890e10",
                "1e-40",
                "1234567890123456789012345678901234567890",
                "0.1234567890123456789012345678901234567890",
                "1e40",
                "1e300",
                "1e-41",
                "12345678901234567890123456789012345678901",
                "1e999999999",
                "-1.0E-999999999",
            })
    void a_number_and_its_text_are_both_taken_or_both_refused(String given) {
        assertThat(Quantity.parse(Json.read("\"" + given + "\"")))
                .isEqualTo(Quantity.parse(Json.read(given)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e39", "123456789012345678901234567890e10", "1e-40"})
    void what_is_taken_can_be_read_again(String given) {
        Quantity quantity = quantity(given);
        assertThat(Quantity.parse(Json.read(Json.write(quantity.json())))).contains(quantity);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            nullValues = "-",
            value = {
                "5 | 5 | 5",
                "5.0 | 4.95 | 5.05",
                "0.063 | 0.0625 | 0.0635",
                "{\"about\":300} | 285 | 315",
                "{\"about\":-100} | -105 | -95",
                "{\"atLeast\":5} | 5 | -",
                "{\"moreThan\":5} | 5 | -",
                "{\"atMost\":5} | - | 5",
                "{\"lessThan\":5} | - | 5",
                "{\"from\":1.5,\"to\":2} | 1.5 | 2",
            })
    void its_bounds_are_half_the_last_digit_or_what_the_qualifier_says(
            String given, @Nullable BigDecimal low, @Nullable BigDecimal high) {
        same(quantity(given).low(), low);
        same(quantity(given).high(), high);
    }

    private static void same(@Nullable BigDecimal actual, @Nullable BigDecimal expected) {
        if (expected == null) {
            assertThat(actual).isNull();
        } else {
            assertThat(actual).isEqualByComparingTo(expected);
        }
    }

    private static Quantity quantity(String json) {
        return Quantity.parse(Json.read(json)).orElseThrow();
    }
}
