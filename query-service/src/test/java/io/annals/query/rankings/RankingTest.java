package io.annals.query.rankings;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

class RankingTest {

    private static final double CLOSE = 1e-5;

    @Test
    void a_score_is_the_mean_of_the_scaled_values_by_their_weights() {
        List<Ranking.Ranked> ranked =
                Ranking.of(
                        Map.of(
                                "a", numbers("tenants", 10, "area", 400),
                                "b", numbers("tenants", 30, "area", 200),
                                "c", numbers("tenants", 20, "area", 200)),
                        weights("tenants", 3, "area", 1));

        assertThat(ranked).extracting(Ranking.Ranked::id).containsExactly("b", "c", "a");
        assertThat(ranked)
                .extracting(one -> String.valueOf(one.score()))
                .containsExactly("0.750000", "0.375000", "0.250000");
        assertThat(ranked.getFirst().scaled())
                .containsEntry("tenants", new BigDecimal("1.000000"))
                .containsEntry("area", new BigDecimal("0.000000"));
    }

    @Test
    void what_is_missing_is_left_out_with_its_weight_and_who_has_nothing_comes_last() {
        List<Ranking.Ranked> ranked =
                Ranking.of(
                        Map.of(
                                "a", numbers("tenants", 10),
                                "b", numbers("tenants", 30, "area", 200),
                                "c", numbers(),
                                "d", numbers("tenants", 20, "area", 100)),
                        weights("tenants", 1, "area", 1));

        assertThat(ranked).extracting(Ranking.Ranked::id).containsExactly("b", "d", "a", "c");
        assertThat(ranked.get(2).score()).isEqualByComparingTo("0");
        assertThat(ranked.get(3).score()).isNull();
        assertThat(ranked.get(3).rank()).isEqualTo(4);
    }

    @Test
    void equal_scores_share_the_better_rank() {
        List<Ranking.Ranked> ranked =
                Ranking.of(
                        Map.of(
                                "a", numbers("tenants", 10),
                                "b", numbers("tenants", 30),
                                "c", numbers("tenants", 30)),
                        weights("tenants", 1));

        assertThat(ranked).extracting(Ranking.Ranked::rank).containsExactly(1, 1, 3);
    }

    @Test
    void the_interval_of_a_rank_holds_the_rank_at_every_corner_of_the_weights() {
        Random random = new Random(7);
        List<String> criteria = List.of("p", "q", "r", "s");
        for (int round = 0; round < 300; round++) {
            Map<String, Map<String, BigDecimal>> values = new TreeMap<>();
            for (int i = 0; i < 2 + random.nextInt(6); i++) {
                Map<String, BigDecimal> of = new HashMap<>();
                criteria.forEach(
                        criterion -> {
                            if (random.nextInt(5) > 0) {
                                of.put(criterion, BigDecimal.valueOf(random.nextInt(1_000)));
                            }
                        });
                values.put("park" + i, of);
            }
            Map<String, BigDecimal> weights = new TreeMap<>();
            criteria.forEach(one -> weights.put(one, BigDecimal.valueOf(1 + random.nextInt(5))));

            List<Ranking.Ranked> ranked = Ranking.of(values, weights);

            for (Ranking.Ranked one : ranked) {
                Map<String, BigDecimal> of = values.get(one.id());
                if (of.isEmpty()) {
                    continue;
                }
                double naive = naive(values, weights, one.id());
                assertThat(one.score().doubleValue())
                        .isCloseTo(naive, org.assertj.core.data.Offset.offset(CLOSE));
                int best = Integer.MAX_VALUE;
                int worst = 0;
                for (int corner = 0; corner < 1 << criteria.size(); corner++) {
                    Map<String, BigDecimal> varied = new TreeMap<>();
                    for (int i = 0; i < criteria.size(); i++) {
                        varied.put(
                                criteria.get(i),
                                weights.get(criteria.get(i))
                                        .multiply(
                                                new BigDecimal(
                                                        (corner >> i & 1) == 0 ? "0.8" : "1.2")));
                    }
                    int rank = 1;
                    double mine = naive(values, varied, one.id());
                    for (String other : values.keySet()) {
                        if (!values.get(other).isEmpty()
                                && naive(values, varied, other) > mine + CLOSE) {
                            rank++;
                        }
                    }
                    best = Math.min(best, rank);
                    worst = Math.max(worst, rank);
                }
                assertThat(one.best()).isLessThanOrEqualTo(one.rank());
                assertThat(one.worst()).isGreaterThanOrEqualTo(one.rank());
                assertThat(one.best()).isLessThanOrEqualTo(best + 1);
                assertThat(one.best()).isEqualTo(best);
                assertThat(one.worst()).isEqualTo(worst);
            }
        }
    }

    private static double naive(
            Map<String, Map<String, BigDecimal>> values,
            Map<String, BigDecimal> weights,
            String id) {
        double sum = 0;
        double all = 0;
        for (String criterion : weights.keySet()) {
            BigDecimal value = values.get(id).get(criterion);
            if (value == null) {
                continue;
            }
            List<Double> known = new ArrayList<>();
            values.values()
                    .forEach(
                            of -> {
                                if (of.containsKey(criterion)) {
                                    known.add(of.get(criterion).doubleValue());
                                }
                            });
            double low = known.stream().mapToDouble(x -> x).min().orElseThrow();
            double high = known.stream().mapToDouble(x -> x).max().orElseThrow();
            double scaled = high == low ? 1 : (value.doubleValue() - low) / (high - low);
            sum += scaled * weights.get(criterion).doubleValue();
            all += weights.get(criterion).doubleValue();
        }
        return sum / all;
    }

    private static Map<String, BigDecimal> numbers(Object... pairs) {
        Map<String, BigDecimal> numbers = new TreeMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            numbers.put((String) pairs[i], BigDecimal.valueOf((Integer) pairs[i + 1]));
        }
        return numbers;
    }

    private static Map<String, BigDecimal> weights(Object... pairs) {
        return numbers(pairs);
    }
}
