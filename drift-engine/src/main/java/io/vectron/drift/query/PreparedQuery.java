package io.vectron.drift.query;

import io.vectron.drift.Metric;
import io.vectron.drift.kernel.Kernels;

/**
 * A query in the form that distances are computed in. Inside the engine less is always better: a distance is the squared
 * Euclidean distance, the negated cosine or the negated inner product.
 */
public final class PreparedQuery {
    private static final Kernels KERNELS = Kernels.ACTIVE;

    private final Metric metric;
    private final float[] vector;
    private final int k;
    private final double recall;
    private final long deadlineNanos;
    private final long snapshot;

    /**
     * @param query as the caller gave it; not kept
     * @param snapshot rows written or killed after this sequence count as not yet written or killed
     */
    public PreparedQuery(Metric metric, float[] query, int k, double recall, long deadlineNanos, long snapshot) {
        this.metric = metric;
        this.vector = query.clone();
        this.k = k;
        this.recall = recall;
        this.deadlineNanos = deadlineNanos;
        this.snapshot = snapshot;
        if (metric == Metric.COSINE) {
            scale(vector, inverseNorm(metric, query, 0, query.length));
        }
    }

    /** What a stored vector is multiplied with before it is compared: 1 / |x| under cosine, 1 otherwise. */
    public static float inverseNorm(Metric metric, float[] values, int offset, int dimension) {
        if (metric != Metric.COSINE) {
            return 1;
        }
        double squares = 0;
        for (int i = offset; i < offset + dimension; i++) {
            squares += (double) values[i] * values[i];
        }
        return (float) (1 / Math.sqrt(squares));
    }

    private static void scale(float[] values, float factor) {
        for (int i = 0; i < values.length; i++) {
            values[i] *= factor;
        }
    }

    /** Distance to a vector that starts at an offset. */
    public float distance(float[] values, int offset, float inverseNorm) {
        return switch (metric) {
            case L2 -> KERNELS.l2(vector, 0, values, offset, vector.length);
            case COSINE -> -KERNELS.dot(vector, 0, values, offset, vector.length) * inverseNorm;
            case DOT -> -KERNELS.dot(vector, 0, values, offset, vector.length);
        };
    }

    /** The caller's score of a distance. */
    public float score(float distance) {
        // Adding 0 turns the -0 of an orthogonal pair into 0.
        return metric == Metric.L2 ? (float) Math.sqrt(distance) : -distance + 0f;
    }

    /** True when the deadline has struck. */
    public boolean isLate() {
        return deadlineNanos != Long.MAX_VALUE && System.nanoTime() - deadlineNanos >= 0;
    }

    public Metric metric() {
        return metric;
    }

    /** The query, of length one under cosine. Not to be changed. */
    public float[] vector() {
        return vector;
    }

    public int k() {
        return k;
    }

    public double recall() {
        return recall;
    }

    /** True when every row is to be compared exactly. */
    public boolean isExact() {
        return recall >= 1;
    }

    public long snapshot() {
        return snapshot;
    }
}
