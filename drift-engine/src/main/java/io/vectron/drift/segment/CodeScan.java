package io.vectron.drift.segment;

import io.vectron.drift.Metric;
import io.vectron.drift.kernel.Kernels;
import io.vectron.drift.query.PreparedQuery;
import java.lang.foreign.MemorySegment;

/**
 * Estimates the distances of a query to the rows of row groups from their 8-bit codes.
 *
 * <p>With q the query, c the centroid and r a row's decoded residual: |q - (c + r)|^2 = |(q - c) - r|^2 and q.(c + r) =
 * q.c + q.r, and for both {@link io.vectron.drift.codec.Sq8Grid} needs one product per row.
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
    private float[] terms = new float[0];
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
            terms = new float[m];
        }
        long hot = reader.hot(group);
        MemorySegment map = reader.map();
        float gridBase = isDot
                ? reader.grid().prepareDot(offset, weights)
                : reader.grid().prepareL2(offset, weights);
        KERNELS.codeDots(weights, map, hot + SegmentFormat.hotCodesAt(m), dimension, m, estimates);
        if (isDot) {
            for (int i = 0; i < m; i++) {
                estimates[i] = base - gridBase - estimates[i];
            }
        } else {
            MemorySegment.copy(map, SegmentReader.F32, hot, terms, 0, m);
            for (int i = 0; i < m; i++) {
                estimates[i] = gridBase - 2 * estimates[i] + terms[i];
            }
        }
        return estimates;
    }
}
