package io.annals.events;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Instant;
import java.util.UUID;

class SubjectIdTest {

    private static final Instant NOW = Instant.parse("2019-10-31T01:02:03.456Z");

    @Test
    void an_id_is_the_prefix_and_a_uuid_of_version_7() {
        UUID id = SubjectId.uuid7(NOW, -1, -1);
        assertThat(id).hasToString("016e1f55-70c0-7fff-bfff-ffffffffffff");
        assertThat(SubjectId.uuid7(NOW, 0, 0)).hasToString("016e1f55-70c0-7000-8000-000000000000");
        assertThat(id.version()).isEqualTo(7);
        assertThat(id.variant()).isEqualTo(2);
        assertThat(id.getMostSignificantBits() >>> 16).isEqualTo(NOW.toEpochMilli());
        assertThat(SubjectId.of(Kind.PARK, NOW, -1, -1)).isEqualTo("prk_" + id);
        assertThat(SubjectId.fits(Kind.PARK, "prk_" + id)).isTrue();
    }

    @Test
    void later_ids_sort_after_earlier_ones() {
        assertThat(SubjectId.uuid7(NOW.plusMillis(1), 0, 0).toString())
                .isGreaterThan(SubjectId.uuid7(NOW, -1, -1).toString());
    }

    @ParameterizedTest
    @CsvSource({
        "COMPANY, com_a, true",
        "COMPANY, com_A-b_9, true",
        "COMPANY, com_, false",
        "COMPANY, com_a b, false",
        "COMPANY, com_甲, false",
        "COMPANY, com_a/b, false",
        "COMPANY, prk_a, false",
        "COMPANY, COM_a, false",
        "COMPANY, 440112, false",
        "REGION, 440112, true",
        "REGION, CN, true",
        "REGION, reg_zone, true",
        "REGION, 044011, false",
        "REGION, 4401, false",
        "REGION, cn, false",
    })
    void an_id_fits_its_kind_by_its_form(Kind kind, String id, boolean fits) {
        assertThat(SubjectId.fits(kind, id)).isEqualTo(fits);
    }

    @Test
    void what_follows_the_prefix_has_at_most_64_characters() {
        assertThat(SubjectId.fits(Kind.COMPANY, "com_" + "a".repeat(64))).isTrue();
        assertThat(SubjectId.fits(Kind.COMPANY, "com_" + "a".repeat(65))).isFalse();
    }

    @Test
    void an_id_tells_its_kind() {
        for (Kind kind : Kind.values()) {
            assertThat(Kind.ofSubject(kind.prefix() + "a")).contains(kind);
        }
        assertThat(Kind.ofSubject("440112")).contains(Kind.REGION);
        assertThat(Kind.ofSubject("CN")).contains(Kind.REGION);
        assertThat(Kind.ofSubject("a")).isEmpty();
    }
}
