package io.vectron.benchmarks;

import java.util.Arrays;

/** What repeats of a measurement come to. */
public final class Median {
    private Median() {}

    /**
     * The middle one; of an even number the mean of the two in the middle.
     *
     * @param repeats at least one
     */
    public static double of(double... repeats) {
        double[] sorted = repeats.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
