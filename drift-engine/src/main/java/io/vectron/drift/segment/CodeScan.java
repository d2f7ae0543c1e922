package io.vectron.drift.segment;

import io.vectron.drift.Metric;
import io.vectron.drift.kernel.Kernels;
import io.vectron.drift.query.PreparedQuery;
import java.lang.foreign.MemorySegment;

/**
 * Estimates the distances of a query to the rows of row groups from their 8-bit codes.
 *
 * <p>With q the query, c the centroid, r a row's decoded residual and s the scales: |q - c - r|^2 = |q - c|^2 - 2 (q - c).r
 * + |r|^2 and q.(c + r) = q.c + q.r, where x.r = sum over d of x[d] s[d] code[d]. So one product per row is all.
 *
 * <p>Not thread-safe; arrays are reused from one row group to the next.
 */
public final class CodeScan {
    private static final Kernels KERNELS = Kernels.ACTIVE;

    private final PreparedQuery query;
    private final int dimension;
    private final boolean isDot;
    private final float[] offset;
    private final float[] weights;
    private float base;
    private float[] lengths = new float[0];
    private float[] estimates = new float[0];

    public CodeScan(PreparedQuery query, int dimension) {
        this.query = query;
        this.dimension = dimension;
        this.isDot = query.metric() == Metric.DOT;
        this.offset = new float[dimension];
        this.weights = new float[dimension];
    }

    /**
     * Turns to a bucket.
     *
     * @param centroids where its centroid lies, from index at
     * @param distance of the query to the centroid: squared, or the negated inner product under dot
     */
    public void begin(float[] centroids, int at, float distance) {
        base = distance;
        float[] vector = query.vector();
        for (int d = 0; d < dimension; d++) {
            offset[d] = isDot ? vector[d] : vector[d] - centroids[at + d];
        }
    }

    /** Estimated distances of a row group's rows, in their order; valid until the next call. */
    public float[] estimates(Segment segment, int group) {
        SegmentReader reader = segment.reader();
        int m = reader.rowsOf(group);
        if (estimates.length < m) {
            estimates = new float[m];
            lengths = new float[m];
        }
        long hot = reader.hot(group);
        MemorySegment map = reader.map();
        float[] scale = reader.scale();
        for (int d = 0; d < dimension; d++) {
            weights[d] = offset[d] * scale[d];
        }
        KERNELS.codeDots(weights, map, hot + SegmentFormat.hotCodesAt(m), dimension, m, estimates);
        if (isDot) {
            for (int i = 0; i < m; i++) {
                estimates[i] = base - estimates[i];
            }
        } else {
            MemorySegment.copy(map, SegmentReader.F32, hot, lengths, 0, m);
            for (int i = 0; i < m; i++) {
                estimates[i] = base - 2 * estimates[i] + lengths[i];
            }
        }
        return estimates;
    }
}
