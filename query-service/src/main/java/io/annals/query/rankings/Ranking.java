package io.annals.query.rankings;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Ranks by weighted scores. A value is scaled over the ranked from 0, the lowest, to 1, the highest
 * (1 where all are equal). A score is the mean of the scaled values by their weights, over what is
 * known of the ranked: what is missing is left out with its weight. Pure.
 */
final class Ranking {

    /** By how much each weight is varied for the interval of the rank. */
    static final BigDecimal VARIATION = new BigDecimal("0.2");

    private static final int DIGITS = 6;

    /**
     * A ranked one.
     *
     * @param id its id
     * @param rank from 1; equal scores share the better one
     * @param best its rank at the corner of the weights that suits it best
     * @param worst its rank at the corner that suits it worst
     * @param score from 0 to 1, six digits after the point; null where nothing is known of it
     * @param scaled the scaled values by criterion, without the missing ones
     */
    record Ranked(
            String id,
            int rank,
            int best,
            int worst,
            @Nullable BigDecimal score,
            Map<String, BigDecimal> scaled) {}

    private Ranking() {}

    /**
     * The ranked in order of rank, then id; who has no score comes last.
     *
     * @param values by id, then by criterion; missing where not known
     * @param weights by criterion, positive, at most 10 of them
     */
    static List<Ranked> of(
            Map<String, Map<String, BigDecimal>> values, Map<String, BigDecimal> weights) {
        Map<String, Map<String, BigDecimal>> scaled = scale(values, weights);
        Map<String, BigDecimal> scores = scores(scaled, weights);
        Map<String, Integer> ranks = ranks(scores);
        Map<String, Integer> best = new TreeMap<>(ranks);
        Map<String, Integer> worst = new TreeMap<>(ranks);
        for (Map<String, BigDecimal> corner : corners(weights)) {
            ranks(scores(scaled, corner))
                    .forEach(
                            (id, rank) -> {
                                best.merge(id, rank, Math::min);
                                worst.merge(id, rank, Math::max);
                            });
        }
        List<Ranked> ranked = new ArrayList<>();
        values.keySet()
                .forEach(
                        id ->
                                ranked.add(
                                        new Ranked(
                                                id,
                                                ranks.getOrDefault(id, scores.size() + 1),
                                                best.getOrDefault(id, scores.size() + 1),
                                                worst.getOrDefault(id, scores.size() + 1),
                                                scores.get(id),
                                                scaled.getOrDefault(id, Map.of()))));
        ranked.sort(Comparator.comparingInt(Ranked::rank).thenComparing(Ranked::id));
        return ranked;
    }

    private static Map<String, Map<String, BigDecimal>> scale(
            Map<String, Map<String, BigDecimal>> values, Map<String, BigDecimal> weights) {
        Map<String, Map<String, BigDecimal>> scaled = new TreeMap<>();
        for (String criterion : weights.keySet()) {
            List<BigDecimal> known =
                    values.values().stream()
                            .map(of -> of.get(criterion))
                            .filter(value -> value != null)
                            .sorted()
                            .toList();
            if (known.isEmpty()) {
                continue;
            }
            BigDecimal low = known.getFirst();
            BigDecimal range = known.getLast().subtract(low);
            values.forEach(
                    (id, of) -> {
                        BigDecimal value = of.get(criterion);
                        if (value != null) {
                            scaled.computeIfAbsent(id, key -> new TreeMap<>())
                                    .put(
                                            criterion,
                                            range.signum() == 0
                                                    ? BigDecimal.ONE.setScale(DIGITS)
                                                    : divide(value.subtract(low), range));
                        }
                    });
        }
        return scaled;
    }

    private static Map<String, BigDecimal> scores(
            Map<String, Map<String, BigDecimal>> scaled, Map<String, BigDecimal> weights) {
        Map<String, BigDecimal> scores = new TreeMap<>();
        scaled.forEach(
                (id, of) -> {
                    BigDecimal sum = BigDecimal.ZERO;
                    BigDecimal all = BigDecimal.ZERO;
                    for (Map.Entry<String, BigDecimal> part : of.entrySet()) {
                        BigDecimal weight = weights.getOrDefault(part.getKey(), BigDecimal.ZERO);
                        sum = sum.add(part.getValue().multiply(weight));
                        all = all.add(weight);
                    }
                    scores.put(id, divide(sum, all));
                });
        return scores;
    }

    private static Map<String, Integer> ranks(Map<String, BigDecimal> scores) {
        Map<String, Integer> ranks = new TreeMap<>();
        scores.forEach(
                (id, score) ->
                        ranks.put(
                                id,
                                1
                                        + (int)
                                                scores.values().stream()
                                                        .filter(other -> other.compareTo(score) > 0)
                                                        .count()));
        return ranks;
    }

    /** Every choice of a fifth more or a fifth less for each weight. */
    private static List<Map<String, BigDecimal>> corners(Map<String, BigDecimal> weights) {
        List<Map<String, BigDecimal>> corners = List.of(Map.of());
        for (Map.Entry<String, BigDecimal> weight : weights.entrySet()) {
            List<Map<String, BigDecimal>> next = new ArrayList<>();
            for (Map<String, BigDecimal> corner : corners) {
                for (BigDecimal factor :
                        List.of(
                                BigDecimal.ONE.subtract(VARIATION),
                                BigDecimal.ONE.add(VARIATION))) {
                    Map<String, BigDecimal> more = new TreeMap<>(corner);
                    more.put(weight.getKey(), weight.getValue().multiply(factor));
                    next.add(more);
                }
            }
            corners = next;
        }
        return corners;
    }

    private static BigDecimal divide(BigDecimal one, BigDecimal other) {
        return one.divide(other, DIGITS, RoundingMode.HALF_EVEN);
    }
}
