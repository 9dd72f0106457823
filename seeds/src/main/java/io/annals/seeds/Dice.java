package io.annals.seeds;

/** Pseudo-random numbers (SplitMix64), the same on every Java for ever. */
final class Dice {

    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private long state;

    Dice(long seed, long index) {
        state = mix(seed * GOLDEN + mix(index + GOLDEN));
    }

    private static long mix(long z) {
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    /** From 0 to 1, without 1. */
    double fraction() {
        state += GOLDEN;
        return (mix(state) >>> 11) * 0x1.0p-53;
    }

    /** From 0 to {@code bound}, without {@code bound}. */
    int below(int bound) {
        return (int) (fraction() * bound);
    }

    boolean percent(int chance) {
        return below(100) < chance;
    }

    @SafeVarargs
    final <T> T pick(T... from) {
        return from[below(from.length)];
    }
}
