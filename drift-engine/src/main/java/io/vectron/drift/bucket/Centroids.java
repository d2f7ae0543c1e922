package io.vectron.drift.bucket;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Centroids and Lloyd's k-means over rows held in an array.
 *
 * @param values [count x dimension], row-major
 */
@SuppressWarnings("ArrayRecordComponent") // private to this package, never compared
record Centroids(float[] values, int count, int dimension) {
    /**
     * k-means.
     *
     * @param rows [n x dimension], n at least count
     */
    static Centroids train(float[] rows, int n, int dimension, int count, int iterations, SplittableRandom random) {
        Centroids centroids = new Centroids(new float[count * dimension], count, dimension);
        int[] picks = distinct(n, count, random);
        for (int c = 0; c < count; c++) {
            System.arraycopy(rows, picks[c] * dimension, centroids.values, c * dimension, dimension);
        }
        for (int i = 0; i < (count > 1 ? iterations : 1); i++) {
            centroids.improve(rows, n, random);
        }
        return centroids;
    }

    private static int[] distinct(int n, int count, SplittableRandom random) {
        int[] all = new int[n];
        Arrays.setAll(all, i -> i);
        for (int i = 0; i < count; i++) {
            int j = i + random.nextInt(n - i);
            int swap = all[i];
            all[i] = all[j];
            all[j] = swap;
        }
        return Arrays.copyOf(all, count);
    }

    /**
     * The means of rows by the centroid that each has; a centroid without rows stays.
     *
     * @param rows [n x dimension]
     * @param nearest [n]
     */
    Centroids means(float[] rows, int[] nearest) {
        float[] means = new float[values.length];
        int[] sizes = new int[count];
        for (int row = 0; row < nearest.length; row++) {
            sizes[nearest[row]]++;
            int from = row * dimension;
            int to = nearest[row] * dimension;
            for (int d = 0; d < dimension; d++) {
                means[to + d] += rows[from + d];
            }
        }
        for (int c = 0; c < count; c++) {
            int at = c * dimension;
            if (sizes[c] == 0) {
                System.arraycopy(values, at, means, at, dimension);
                continue;
            }
            float factor = 1f / sizes[c];
            for (int d = at; d < at + dimension; d++) {
                means[d] *= factor;
            }
        }
        return new Centroids(means, count, dimension);
    }

    /** To find the nearest of these. */
    Panels panels() {
        return Panels.of(values, count, dimension);
    }

    /** One step of Lloyd: every row to its nearest centroid, every centroid to the mean of its rows. */
    private void improve(float[] rows, int n, SplittableRandom random) {
        float[] sums = new float[values.length];
        int[] sizes = new int[count];
        panels().forEachNearest(
                        n,
                        (row, target, at) -> System.arraycopy(rows, row * dimension, target, at, dimension),
                        (row, c) -> {
                            sizes[c]++;
                            int from = row * dimension;
                            int to = c * dimension;
                            for (int d = 0; d < dimension; d++) {
                                sums[to + d] += rows[from + d];
                            }
                        });
        for (int c = 0; c < count; c++) {
            if (sizes[c] == 0) {
                System.arraycopy(rows, random.nextInt(n) * dimension, values, c * dimension, dimension);
                continue;
            }
            float factor = 1f / sizes[c];
            for (int d = c * dimension; d < (c + 1) * dimension; d++) {
                values[d] = sums[d] * factor;
            }
        }
    }
}
