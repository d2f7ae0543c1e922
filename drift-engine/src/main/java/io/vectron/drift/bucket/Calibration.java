package io.vectron.drift.bucket;

import io.vectron.drift.Metric;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How far a search must go into the buckets for a wanted recall, measured on the rows themselves.
 *
 * <p>A search visits buckets in the order of their centroids' distance d. The bucket of rank j (from 0) has the score
 * <pre>(d[j] - d[0]) / unit + 0.16 ln(1 + j)</pre>
 * which grows with j; buckets up to a limit are scanned. The first term lets a query amid one bucket stop early and one
 * between many go on, the second keeps the number of buckets in sight. Of the rules tried (a fixed number of buckets, each
 * term alone, ratios, the k-th distance) this one needs the fewest rows for a recall: 12 to 30 % less than a fixed number.
 *
 * @param rows live rows when it was measured
 * @param unit what counts as one step of distance
 * @param limits [2 x 6] scores: for k = 10, then for k = 100; see {@link #TARGETS}
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Calibration(long rows, float unit, float[] limits) {
    /** The recalls of the table; a wanted recall between two of them takes the higher one. */
    static final double[] TARGETS = {.8, .9, .95, .98, .99, .999};

    /** Before anything was measured: every bucket is scanned. */
    public static final Calibration SCAN_ALL = new Calibration(0, 1, filled(Float.POSITIVE_INFINITY));

    static final int SMALL_K = 10;
    static final int LARGE_K = 100;
    /** Of .01 to .16 tried on text embeddings and image features, the best or within 1 % of it. */
    private static final double RANK_WEIGHT = 0.16;

    public Calibration {
        if (limits.length != 2 * TARGETS.length) {
            throw new IllegalArgumentException("calibration of " + limits.length + " numbers");
        }
        if (!(unit > 0)) {
            throw new IllegalArgumentException("unit is " + unit + ", expected a positive number");
        }
    }

    private static float[] filled(float limit) {
        float[] limits = new float[2 * TARGETS.length];
        Arrays.fill(limits, limit);
        return limits;
    }

    /** False for {@link #SCAN_ALL}. */
    public boolean isMeasured() {
        return rows > 0;
    }

    /** The figures in the order rows, unit, limits; none for {@link #SCAN_ALL}. */
    public List<Float> figures() {
        if (!isMeasured()) {
            return List.of();
        }
        List<Float> figures = new ArrayList<>();
        figures.add((float) rows);
        figures.add(unit);
        for (float limit : limits) {
            figures.add(limit);
        }
        return figures;
    }

    /**
     * From {@link #figures}.
     *
     * @throws IllegalArgumentException when they are not a calibration's
     */
    public static Calibration ofFigures(List<Float> figures) {
        if (figures.isEmpty()) {
            return SCAN_ALL;
        }
        if (figures.size() != 2 + 2 * TARGETS.length) {
            throw new IllegalArgumentException("calibration of " + figures.size() + " figures");
        }
        float[] limits = new float[2 * TARGETS.length];
        for (int i = 0; i < limits.length; i++) {
            limits[i] = figures.get(2 + i);
        }
        return new Calibration((long) (float) figures.get(0), figures.get(1), limits);
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
        if (Double.isInfinite(small)) {
            return small;
        }
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
