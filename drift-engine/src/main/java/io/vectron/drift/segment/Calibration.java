package io.vectron.drift.segment;

import io.vectron.drift.Metric;

/**
 * How far a search must go into a segment's buckets for a wanted recall, measured when the segment was written.
 *
 * <p>A search visits buckets in the order of their centroids' distance d. The bucket of rank j (from 0) has the score
 * <pre>(d[j] - d[0]) / unit + 0.16 ln(1 + j)</pre>
 * which grows with j; buckets up to a limit are scanned. The first term lets a query amid one bucket stop early and one
 * between many go on, the second keeps the number of buckets in sight. Of the rules tried (a fixed number of buckets, each
 * term alone, ratios, the k-th distance) this one needs the fewest rows for a recall: 12 to 30 % less than a fixed number.
 *
 * @param unit what counts as one step of distance
 * @param limits [2 x 6] scores: for k = 10, then for k = 100; see {@link #TARGETS}
 */
@SuppressWarnings("ArrayRecordComponent") // private to this package, never compared
record Calibration(float unit, float[] limits) {
    /** The recalls of the table; a wanted recall between two of them takes the higher one. */
    static final double[] TARGETS = {.8, .9, .95, .98, .99, .999};

    static final int SMALL_K = 10;
    static final int LARGE_K = 100;
    /** Of .01 to .16 tried on text embeddings and image features, the best or within 1 % of it. */
    private static final double RANK_WEIGHT = 0.16;

    Calibration {
        if (limits.length != 2 * TARGETS.length) {
            throw new IllegalArgumentException("calibration of " + limits.length + " numbers");
        }
        if (!(unit > 0)) {
            throw new IllegalArgumentException("unit is " + unit + ", expected a positive number");
        }
    }

    /** A centroid's distance in the form that scores are made of: not squared. */
    static double separation(Metric metric, float distance) {
        return metric == Metric.DOT ? distance : Math.sqrt(Math.max(0, distance));
    }

    /** The score of the bucket of a rank, from its separation and that of the nearest bucket. */
    double score(double separation, double nearest, int rank) {
        return (separation - nearest) / unit + RANK_WEIGHT * Math.log1p(rank);
    }

    /** The score up to which buckets are to be scanned for a recall at k. */
    double limitFor(double recall, int k) {
        int column = 0;
        while (column < TARGETS.length && TARGETS[column] < recall) {
            column++;
        }
        return column == TARGETS.length ? Double.POSITIVE_INFINITY : forColumn(column, k);
    }

    private double forColumn(int column, int k) {
        double small = limits[column];
        double large = Math.max(small, limits[TARGETS.length + column]);
        if (k <= SMALL_K) {
            return small;
        }
        if (k <= LARGE_K) {
            return large;
        }
        // The table ends at 100: assume that each further factor of ten costs twice the step from 10 to 100, to err on
        // the
        // safe side, and at least ten times as many buckets.
        double decades = Math.log10((double) k / LARGE_K);
        return large + decades * Math.max(2 * (large - small), RANK_WEIGHT * Math.log(10));
    }

    /** The recall expected when all buckets of lower score than this have been scanned, never more than the table says. */
    double recallBelow(double score, int k) {
        double reached = TARGETS[0] * Math.clamp(score / Math.max(forColumn(0, k), Float.MIN_NORMAL), 0, 1);
        for (int column = 0; column < TARGETS.length && score > forColumn(column, k); column++) {
            reached = TARGETS[column];
        }
        return reached;
    }
}
