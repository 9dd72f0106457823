package io.annals.events;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CreditCodeTest {

    /** Of companies that publish theirs. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "914403001922038216",
                "91330100799655058B",
                "9144030071526726XG",
                "91110108551385082Q",
                "91440300192317458F",
            })
    void codes_in_use_have_their_check_digit(String code) {
        assertThat(CreditCode.checks(code)).isTrue();
    }

    @Test
    void any_other_last_character_is_wrong() {
        String code = "914403001922038216";
        assertThat("0123456789ABCDEFGHJKLMNPQRTUWXY".chars())
                .filteredOn(c -> CreditCode.checks(code.substring(0, 17) + (char) c.intValue()))
                .containsExactly((int) '6');
    }

    @Test
    void two_neighbours_changed_over_are_found() {
        assertThat(CreditCode.checks("914403001922083216")).isFalse();
    }
}
