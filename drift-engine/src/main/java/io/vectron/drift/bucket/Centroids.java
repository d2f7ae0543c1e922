package io.vectron.drift.bucket;

import io.vectron.drift.kernel.Kernels;
import io.vectron.drift.kernel.NearestHeap;
import io.vectron.drift.kernel.Packed;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Centroids and Lloyd's k-means over rows held in an array.
 *
 * @param values [count x dimension], row-major
 */
@SuppressWarnings("ArrayRecordComponent") // private to this package, never compared
record Centroids(float[] values, int count, int dimension) {
    private static final Kernels KERNELS = Kernels.ACTIVE;

    /** The centroid nearest to a vector. */
    int nearest(float[] rows, int at, float[] four) {
        int best = 0;
        float bestDistance = Float.POSITIVE_INFINITY;
        int c = 0;
        for (; c + 4 <= count; c += 4) {
            KERNELS.l2x4(rows, at, values, c * dimension, dimension, four);
            for (int i = 0; i < 4; i++) {
                if (four[i] < bestDistance) {
                    bestDistance = four[i];
                    best = c + i;
                }
            }
        }
        for (; c < count; c++) {
            float distance = KERNELS.l2(rows, at, values, c * dimension, dimension);
            if (distance < bestDistance) {
                bestDistance = distance;
                best = c;
            }
        }
        return best;
    }

    /** Squared distance of a vector to a centroid. */
    float distance(float[] vector, int centroid) {
        return KERNELS.l2(vector, 0, values, centroid * dimension, dimension);
    }

    /** The n centroids nearest to a vector, at most all, in no order. */
    int[] nearest(float[] vector, int n) {
        NearestHeap best = new NearestHeap(Math.min(n, count));
        for (int c = 0; c < count; c++) {
            float distance = distance(vector, c);
            if (best.admits(distance)) {
                var _ = best.offer(Packed.of(distance, c));
            }
        }
        int[] found = new int[best.size()];
        for (int i = 0; i < found.length; i++) {
            found[i] = Packed.row(best.pollWorst());
        }
        return found;
    }

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
        if (count > 1) {
            for (int i = 0; i < iterations; i++) {
                centroids.improve(rows, n, random);
            }
        } else {
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

    /** One step of Lloyd: every row to its nearest centroid, every centroid to the mean of its rows. */
    private void improve(float[] rows, int n, SplittableRandom random) {
        float[] sums = new float[values.length];
        int[] sizes = new int[count];
        float[] four = new float[4];
        for (int r = 0; r < n; r++) {
            int c = nearest(rows, r * dimension, four);
            sizes[c]++;
            int from = r * dimension;
            int to = c * dimension;
            for (int d = 0; d < dimension; d++) {
                sums[to + d] += rows[from + d];
            }
        }
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
