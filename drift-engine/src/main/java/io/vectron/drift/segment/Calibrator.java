package io.vectron.drift.segment;

import io.vectron.drift.Metric;
import io.vectron.drift.kernel.Kernels;
import io.vectron.drift.kernel.NearestHeap;
import io.vectron.drift.kernel.Packed;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Measures a segment's {@link Calibration}: a sample of its own rows is searched exactly, without the row itself, and for
 * each true neighbour the score of its bucket is noted. The limit of a recall is the score at which the mean recall of the
 * sample exceeds it by one and a half standard errors.
 */
final class Calibrator {
    private static final int SAMPLE_ROWS = 400;
    /** With one, one set of queries in six would fall short of its target; with two, many would be scanned for nothing. */
    private static final double STANDARD_ERRORS = 1.5;

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
        int n = Math.min(SAMPLE_ROWS, source.rows());
        int[] queries = sample(n, new SplittableRandom(seed));
        float[] vectors = new float[n * dimension];
        for (int q = 0; q < n; q++) {
            source.copyRouting(queries[q], dimension, vectors, q * dimension);
        }
        long[][] orders = new long[n][];
        for (int q = 0; q < n; q++) {
            orders[q] = bucketOrder(vectors, q * dimension);
        }
        float[] limits = new float[2 * Calibration.TARGETS.length];
        Calibration calibration = new Calibration(unit(orders), limits);
        if (buckets.size() > 1) {
            double[][] scores = neighbourScores(queries, vectors, orders, calibration);
            fill(limits, 0, scores, Calibration.SMALL_K);
            fill(limits, Calibration.TARGETS.length, scores, Calibration.LARGE_K);
        }
        return calibration;
    }

    /** The mean separation of the nearest centroid; of inner products, which may be negative, the mean spread. */
    private float unit(long[][] orders) {
        double sum = 0;
        for (long[] order : orders) {
            double nearest = separation(order[0]);
            sum += metric == Metric.DOT ? separation(order[order.length / 2]) - nearest : nearest;
        }
        float mean = (float) (sum / orders.length);
        return mean > 0 ? mean : 1;
    }

    private double separation(long packed) {
        return Calibration.separation(metric, Packed.distance(packed));
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

    /** For each query the scores of its true neighbours' buckets, nearest neighbour first. */
    private double[][] neighbourScores(int[] queries, float[] vectors, long[][] orders, Calibration calibration) {
        int n = queries.length;
        NearestHeap[] nearest = new NearestHeap[n];
        Arrays.setAll(nearest, q -> new NearestHeap(Calibration.LARGE_K));
        int[] bucketOf = new int[source.rows()];
        float[] vector = new float[dimension];
        for (int b = 0; b < buckets.size(); b++) {
            for (int row : buckets.get(b).rows()) {
                bucketOf[row] = b;
                source.copyRouting(row, dimension, vector, 0);
                offerToAll(vector, row, queries, vectors, nearest);
            }
        }
        double[][] scores = new double[n][];
        double[] scoreOf = new double[buckets.size()];
        for (int q = 0; q < n; q++) {
            long[] order = orders[q];
            for (int rank = 0; rank < order.length; rank++) {
                scoreOf[Packed.row(order[rank])] =
                        calibration.score(separation(order[rank]), separation(order[0]), rank);
            }
            scores[q] = Arrays.stream(nearest[q].drainBestFirst())
                    .mapToDouble(found -> scoreOf[bucketOf[Packed.row(found)]])
                    .toArray();
        }
        return scores;
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

    private long[] bucketOrder(float[] vectors, int at) {
        long[] order = new long[buckets.size()];
        for (int b = 0; b < order.length; b++) {
            order[b] = Packed.of(distance(buckets.get(b).centroid(), vectors, at), b);
        }
        Arrays.sort(order);
        return order;
    }

    /** One true neighbour of one query: found once buckets up to the score are scanned. */
    private record Find(double score, int query) {}

    private static void fill(float[] limits, int from, double[][] scores, int k) {
        List<Find> finds = new ArrayList<>();
        double[] recall = new double[scores.length];
        double sum = 0;
        double sumOfSquares = 0;
        for (int q = 0; q < scores.length; q++) {
            int n = Math.min(k, scores[q].length);
            for (int i = 0; i < n; i++) {
                finds.add(new Find(scores[q][i], q));
            }
            recall[q] = n == 0 ? 1 : 0;
            sum += recall[q];
            sumOfSquares += recall[q];
        }
        finds.sort(Comparator.comparingDouble(Find::score));
        int target = 0;
        for (Find find : finds) {
            double before = recall[find.query()];
            double after = before + 1.0 / Math.min(k, scores[find.query()].length);
            recall[find.query()] = after;
            sum += after - before;
            sumOfSquares += after * after - before * before;
            double edge = lowerEdge(sum / scores.length, sumOfSquares / scores.length, scores.length);
            while (target < Calibration.TARGETS.length && edge >= Calibration.TARGETS[target]) {
                limits[from + target++] = Math.nextUp((float) find.score());
            }
        }
        // Rounding may keep the mean of all neighbours below the last target.
        float last = finds.isEmpty() ? 0 : Math.nextUp((float) finds.getLast().score());
        Arrays.fill(limits, from + target, from + Calibration.TARGETS.length, last);
    }

    /** The mean less the margin. */
    private static double lowerEdge(double mean, double meanOfSquares, int n) {
        double variance = Math.max(0, meanOfSquares - mean * mean);
        return mean - STANDARD_ERRORS * Math.sqrt(variance / n);
    }
}
