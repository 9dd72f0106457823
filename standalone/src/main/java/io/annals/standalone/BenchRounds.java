package io.annals.standalone;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Measurements taken in turn, round after round, so that whatever else the machine does meets all
 * of them alike. A ratio is the median of the ratios within the rounds, not the ratio of medians.
 */
final class BenchRounds {
    static final int ROUNDS = 3;

    /** Takes a measurement; one may have several values. */
    interface Measure {
        double[] take() throws Exception;
    }

    private final Map<String, Measure> measures = new LinkedHashMap<>();
    private final Map<String, List<double[]>> taken = new LinkedHashMap<>();

    BenchRounds add(String name, Measure measure) {
        measures.put(name, measure);
        return this;
    }

    /** Takes every measurement once for nothing, then {@link #ROUNDS} times. */
    BenchRounds run() throws Exception {
        for (Measure measure : measures.values()) {
            measure.take();
        }
        return runCold();
    }

    /** Takes every measurement {@link #ROUNDS} times. */
    BenchRounds runCold() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            for (Map.Entry<String, Measure> measure : measures.entrySet()) {
                taken.computeIfAbsent(measure.getKey(), _ -> new ArrayList<>())
                        .add(measure.getValue().take());
            }
        }
        return this;
    }

    double median(String name) {
        return median(name, 0);
    }

    double median(String name, int value) {
        return median(rounds(name).stream().mapToDouble(values -> values[value]).toArray());
    }

    double sum(String name, int value) {
        return rounds(name).stream().mapToDouble(values -> values[value]).sum();
    }

    double ratio(String over, String under) {
        return ratio(over, 0, under, 0);
    }

    double ratio(String over, int overValue, String under, int underValue) {
        double[] ratios = new double[ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            ratios[round] =
                    rounds(over).get(round)[overValue] / rounds(under).get(round)[underValue];
        }
        return median(ratios);
    }

    private List<double[]> rounds(String name) {
        return Objects.requireNonNull(taken.get(name), name);
    }

    static double median(double[] values) {
        return quantile(values, 0.5);
    }

    /** The value that a share of the values does not exceed. */
    static double quantile(double[] values, double share) {
        if (values.length == 0) {
            return Double.NaN;
        }
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[Math.clamp((int) Math.ceil(share * sorted.length) - 1, 0, sorted.length - 1)];
    }
}
