package io.annals.query.claims;

import static org.assertj.core.api.Assertions.assertThat;

import io.annals.events.Json;
import io.annals.events.Quantity;

import org.junit.jupiter.api.Test;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Random;

class IntervalTest {

    private static Interval stated(String json) {
        return Interval.of(Quantity.parse(Json.read(json.replace('\'', '"'))).orElseThrow());
    }

    @Test
    void digits_and_qualifiers_say_what_a_number_may_be() {
        assertThat(stated("2258.935").low()).isEqualByComparingTo("2258.9345");
        assertThat(stated("2258.935").high()).isEqualByComparingTo("2258.9355");
        assertThat(stated("5").meets(stated("5.4"))).isFalse();
        assertThat(stated("5.0").meets(stated("5.05"))).isTrue();
        assertThat(stated("{'moreThan':5}").meets(stated("5"))).isFalse();
        assertThat(stated("{'atLeast':5}").meets(stated("5"))).isTrue();
        assertThat(stated("{'lessThan':5}").meets(stated("{'moreThan':5}"))).isFalse();
        assertThat(stated("{'atMost':5}").meets(stated("{'moreThan':-5}"))).isTrue();
        assertThat(stated("{'about':300}").meets(stated("285"))).isTrue();
        assertThat(stated("{'about':300}").meets(stated("284"))).isFalse();
        assertThat(stated("{'about':-300}").meets(stated("-310"))).isTrue();
    }

    @Test
    void what_is_computed_of_values_lies_in_what_is_computed_of_their_intervals() {
        Random random = new Random(7);
        MathContext precise = new MathContext(80, RoundingMode.HALF_EVEN);
        for (int i = 0; i < 20_000; i++) {
            BigDecimal a = number(random);
            BigDecimal b = number(random);
            Interval one = around(a, random);
            Interval other = around(b, random);
            assertThat(one.plus(other).meets(Interval.exactly(a.add(b)))).isTrue();
            assertThat(one.minus(other).meets(Interval.exactly(a.subtract(b)))).isTrue();
            if (one.meets(other)) {
                assertThat(one.and(other).meets(one)).isTrue();
                assertThat(one.and(other).meets(other)).isTrue();
            }
            if (b.signum() != 0) {
                assertThat(one.dividedBy(other).meets(Interval.exactly(a.divide(b, precise))))
                        .as("%s in %s, %s in %s", a, one, b, other)
                        .isTrue();
            }
        }
    }

    private static BigDecimal number(Random random) {
        return BigDecimal.valueOf(random.nextInt(41) - 10, random.nextInt(3));
    }

    private static Interval around(BigDecimal value, Random random) {
        BigDecimal below = BigDecimal.valueOf(random.nextInt(3));
        BigDecimal above = BigDecimal.valueOf(random.nextInt(3));
        return new Interval(
                random.nextInt(5) == 0 ? null : value.subtract(below),
                below.signum() > 0 && random.nextBoolean(),
                random.nextInt(5) == 0 ? null : value.add(above),
                above.signum() > 0 && random.nextBoolean());
    }
}
