package io.vectron.drift.segment;

import io.vectron.drift.Metric;
import io.vectron.drift.kernel.Kernels;
import io.vectron.drift.kernel.NearestHeap;
import io.vectron.drift.kernel.Packed;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Measures a segment's {@link Calibration}: a sample of its own rows is searched exactly, without the row itself, and for
 * each true neighbour the rank of its bucket is noted. Enough buckets are then demanded that the mean recall exceeds the
 * target by its standard error, and one more in case the sample was kind.
 */
final class Calibrator {
    private static final int SAMPLE_ROWS = 200;
    private static final Kernels KERNELS = Kernels.ACTIVE;

    private final RowSource source;
    private final int dimension;
    private final Metric metric;
    private final List<Clustering.Bucket> buckets;

    Calibrator(RowSource source, int dimension, Metric metric, List<Clustering.Bucket> buckets) {
        this.source = source;
        this.dimension = dimension;
        this.metric = metric;
        this.buckets = buckets;
    }

    Calibration measure(long seed) {
        int total = buckets.size();
        int[] table = new int[2 * Calibration.TARGETS.length];
        if (total == 1) {
            Arrays.fill(table, 1);
            return new Calibration(table);
        }
        int n = Math.min(SAMPLE_ROWS, source.rows());
        int[] queries = sample(n, new SplittableRandom(seed));
        int[][] ranks = neighbourRanks(queries);
        fill(table, 0, ranks, Calibration.SMALL_K, total);
        fill(table, Calibration.TARGETS.length, ranks, Calibration.LARGE_K, total);
        return new Calibration(table);
    }

    private int[] sample(int n, SplittableRandom random) {
        int[] rows = new int[n];
        for (int i = 0; i < n; i++) {
            long from = (long) source.rows() * i / n;
            long to = (long) source.rows() * (i + 1) / n;
            rows[i] = (int) (from + random.nextLong(to - from));
        }
        return rows;
    }

    /** For each query its true neighbours' bucket ranks, nearest neighbour first. */
    private int[][] neighbourRanks(int[] queries) {
        int n = queries.length;
        float[] vectors = new float[n * dimension];
        NearestHeap[] nearest = new NearestHeap[n];
        for (int q = 0; q < n; q++) {
            source.copyRouting(queries[q], dimension, vectors, q * dimension);
            nearest[q] = new NearestHeap(Calibration.LARGE_K);
        }
        int[] bucketOf = new int[source.rows()];
        float[] vector = new float[dimension];
        for (int b = 0; b < buckets.size(); b++) {
            for (int row : buckets.get(b).rows()) {
                bucketOf[row] = b;
                source.copyRouting(row, dimension, vector, 0);
                offerToAll(vector, row, queries, vectors, nearest);
            }
        }
        int[][] ranks = new int[n][];
        for (int q = 0; q < n; q++) {
            int[] rankOf = bucketRanks(vectors, q * dimension);
            long[] found = nearest[q].drainBestFirst();
            ranks[q] = new int[found.length];
            for (int i = 0; i < found.length; i++) {
                ranks[q][i] = rankOf[bucketOf[Packed.row(found[i])]];
            }
        }
        return ranks;
    }

    private void offerToAll(float[] vector, int row, int[] queries, float[] vectors, NearestHeap[] nearest) {
        for (int q = 0; q < queries.length; q++) {
            float distance = distance(vector, vectors, q * dimension);
            if (nearest[q].admits(distance) && queries[q] != row) {
                nearest[q].offer(Packed.of(distance, row));
            }
        }
    }

    private float distance(float[] vector, float[] others, int at) {
        return metric == Metric.DOT
                ? -KERNELS.dot(vector, 0, others, at, dimension)
                : KERNELS.l2(vector, 0, others, at, dimension);
    }

    private int[] bucketRanks(float[] vectors, int at) {
        long[] order = new long[buckets.size()];
        for (int b = 0; b < order.length; b++) {
            order[b] = Packed.of(distance(buckets.get(b).centroid(), vectors, at), b);
        }
        Arrays.sort(order);
        int[] rankOf = new int[order.length];
        for (int i = 0; i < order.length; i++) {
            rankOf[Packed.row(order[i])] = i;
        }
        return rankOf;
    }

    private static void fill(int[] table, int from, int[][] ranks, int k, int total) {
        double[] mean = new double[total];
        double[] meanOfSquares = new double[total];
        for (int[] ofQuery : ranks) {
            int n = Math.min(k, ofQuery.length);
            int[] within = new int[total];
            for (int i = 0; i < n; i++) {
                within[ofQuery[i]]++;
            }
            double found = 0;
            for (int b = 0; b < total; b++) {
                found += within[b];
                double recall = n == 0 ? 1 : found / n;
                mean[b] += recall / ranks.length;
                meanOfSquares[b] += recall * recall / ranks.length;
            }
        }
        for (int t = 0; t < Calibration.TARGETS.length; t++) {
            int b = 0;
            while (b < total - 1 && lowerEdge(mean[b], meanOfSquares[b], ranks.length) < Calibration.TARGETS[t]) {
                b++;
            }
            table[from + t] = Math.min(total, b + 2);
        }
    }

    /** The mean less its standard error. */
    private static double lowerEdge(double mean, double meanOfSquares, int n) {
        double variance = Math.max(0, meanOfSquares - mean * mean);
        return mean - Math.sqrt(variance / n);
    }
}
