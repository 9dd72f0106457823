package io.annals.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import tools.jackson.core.JacksonException;

import java.nio.charset.StandardCharsets;

class JsonTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "{\"a\":1}x",
                "{\"a\":1} {}",
                "{\"a\":1,\"a\":2}",
                "{\"a\":{\"b\":1,\"b\":1}}",
                "{a:1}",
                "{'a':1}",
                "[1,]",
                "[NaN]",
                "01",
                "// no\n1",
                "\"\u0001\"",
            })
    void what_is_not_json_or_repeats_a_member_is_refused(String text) {
        assertThatThrownBy(() -> Json.read(text)).isInstanceOf(JacksonException.class);
        assertThatThrownBy(() -> Json.read(text.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(JacksonException.class);
    }

    @Test
    void nesting_ends_at_the_depth_that_is_said() {
        assertThat(Json.read(nested(Json.MAX_DEPTH)).isArray()).isTrue();
        assertThatThrownBy(() -> Json.read(nested(Json.MAX_DEPTH + 1)))
                .isInstanceOf(JacksonException.class);
    }

    @Test
    void a_number_has_at_most_64_digits() {
        assertThat(Json.read("9".repeat(64)).isNumber()).isTrue();
        assertThatThrownBy(() -> Json.read("9".repeat(65))).isInstanceOf(JacksonException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"b\":5.0,\"a\":5,\"c\":0.10}",
                "[1.50,15104,61307.3,0.00000000000000000001]",
                "\"广州 💡\"",
                "null",
            })
    void what_is_read_is_written_to_the_same_bytes(String text) {
        assertThat(Json.write(Json.read(text))).isEqualTo(text);
        assertThat(Json.write(Json.read(text.getBytes(StandardCharsets.UTF_8)))).isEqualTo(text);
    }

    private static String nested(int depth) {
        return "[".repeat(depth) + "]".repeat(depth);
    }
}
