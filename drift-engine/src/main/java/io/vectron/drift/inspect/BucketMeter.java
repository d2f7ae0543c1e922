package io.vectron.drift.inspect;

import io.vectron.drift.bucket.BucketMap;
import io.vectron.drift.segment.Segment;
import io.vectron.drift.slot.SlotTable;
import java.util.Arrays;

/**
 * Measures how the live rows of a bucket lie around its centroid, in double arithmetic.
 *
 * <p>With c the centroid, L live rows x, m their mean: radius = sqrt(mean |x - c|^2), drift = |m - c| / radius, so
 * 0 <= drift <= 1 because |m - c|^2 = |mean (x - c)|^2 <= mean |x - c|^2. This is the drift score by which a bucket that
 * adapts to its data would be split or moved: the distance of mean and centroid relative to the bucket's radius.
 *
 * <p>When only n of the L rows are read, |m_n - c|^2 overstates |m - c|^2 by the variance of the sample's mean,
 * s^2 / n (1 - n / L) with s^2 the sample's variance (W. G. Cochran, Sampling Techniques, 3rd edition, section 2.6: simple
 * random sampling without replacement, which evenly spaced rows stand in for). That is subtracted; otherwise every
 * large shard would show a drift of 1 / sqrt(n).
 *
 * <p>Not thread-safe: arrays are reused.
 */
final class BucketMeter {
    /**
     * A radius below this share of the centroid's length is rounding: centroids are sums of thousands of floats, and rows
     * that are all equal would otherwise show as drifted.
     */
    private static final double ROUNDING = 1e-5;

    /** Live rows and how they lie; see {@link io.vectron.drift.BucketDescription}. */
    record Shape(int liveRows, float drift, float radius) {}

    private final BucketMap map;
    private final SlotTable slots;
    private final long snapshot;
    private final int dimension;
    private final float[] centroid;
    private final float[] vector;
    private final double[] sum;

    /** Measures rows that live in the state after a sequence. */
    BucketMeter(BucketMap map, SlotTable slots, long snapshot) {
        this.map = map;
        this.slots = slots;
        this.snapshot = snapshot;
        this.dimension = map.dimension();
        this.centroid = new float[dimension];
        this.vector = new float[dimension];
        this.sum = new double[dimension];
    }

    private boolean isLive(Segment segment, int row) {
        return slots.isLive(segment.slot(row), segment.sequence(row), snapshot);
    }

    /**
     * Live rows of a bucket.
     *
     * @param liveOfPart what is found is added to the parts that it was found in
     */
    int countLive(int bucket, int[] liveOfPart) {
        int live = 0;
        for (int extent = map.extentsFrom(bucket); extent < map.extentsFrom(bucket + 1); extent++) {
            Segment segment = map.extentSegment(extent);
            int first = segment.firstRow(map.extentGroup(extent));
            int liveHere = 0;
            for (int row = first; row < first + segment.rowsOf(map.extentGroup(extent)); row++) {
                liveHere += isLive(segment, row) ? 1 : 0;
            }
            liveOfPart[map.extentPart(extent)] += liveHere;
            live += liveHere;
        }
        return live;
    }

    /**
     * Measures a bucket.
     *
     * @param live what {@link #countLive} says of it
     * @param rowsMax most rows that are read, at least 2
     */
    Shape measure(int bucket, int live, int rowsMax) {
        if (live == 0) {
            return new Shape(0, 0, 0);
        }
        System.arraycopy(map.centroids(), bucket * dimension, centroid, 0, dimension);
        int n = Math.min(live, rowsMax);
        double meanOfSquares = addUp(bucket, live, n) / n;
        double radius = Math.sqrt(meanOfSquares);
        return new Shape(live, live < 2 ? 0 : (float) drift(meanOfSquares, n, live), (float) radius);
    }

    /** Adds up x - c of n evenly spaced live rows in {@code sum}; returns the sum of |x - c|^2. */
    private double addUp(int bucket, int live, int n) {
        Arrays.fill(sum, 0);
        double squares = 0;
        int met = 0;
        int taken = 0;
        for (int extent = map.extentsFrom(bucket); extent < map.extentsFrom(bucket + 1); extent++) {
            Segment segment = map.extentSegment(extent);
            int first = segment.firstRow(map.extentGroup(extent));
            int end = first + segment.rowsOf(map.extentGroup(extent));
            for (int row = first; row < end && taken < n; row++) {
                if (isLive(segment, row) && met++ == (long) live * taken / n) {
                    squares += add(segment, row);
                    taken++;
                }
            }
        }
        return squares;
    }

    private double add(Segment segment, int row) {
        segment.copyRouting(row, vector, 0);
        double squares = 0;
        for (int d = 0; d < dimension; d++) {
            double residual = (double) vector[d] - centroid[d];
            sum[d] += residual;
            squares += residual * residual;
        }
        return squares;
    }

    private double drift(double meanOfSquares, int n, int live) {
        double lengthOfCentroid = 0;
        double shift = 0;
        for (int d = 0; d < dimension; d++) {
            lengthOfCentroid += (double) centroid[d] * centroid[d];
            shift += sum[d] / n * (sum[d] / n);
        }
        if (meanOfSquares <= ROUNDING * ROUNDING * lengthOfCentroid || meanOfSquares == 0) {
            return 0;
        }
        double variance = n < 2 ? 0 : (meanOfSquares - shift) * n / (n - 1);
        double ofSampling = variance / n * (1 - (double) n / live);
        return Math.sqrt(Math.clamp((shift - ofSampling) / meanOfSquares, 0, 1));
    }
}
