package io.vectron.drift.codec;

import io.vectron.drift.kernel.Kernels;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Objects;

/**
 * Scalar quantization: one signed byte per dimension, on a grid of 256 even steps between two percentiles of the
 * dimension's values. A code c stands for offset[d] + step[d] * c; what lies outside the percentiles is clipped.
 *
 * <p>Distances are asymmetric: a float query against codes. With w and base of {@link #prepareL2} or {@link #prepareDot},
 * and the row's term from {@link #encode},
 *
 * <pre>
 *   |query - row|^2 is about base - 2 &lt;w, code&gt; + term
 *   &lt;query, row&gt;    is about base + &lt;w, code&gt;
 * </pre>
 *
 * where {@link Kernels#codeDots} gives &lt;w, code&gt; of many rows. Both are exact for the decoded row, up to rounding.
 *
 * <p>Stored as offset f32[D], then step f32[D]. A step of 0 stands for a dimension of one value.
 *
 * <p>Immutable and thread-safe.
 */
public final class Sq8Grid {
    /**
     * Share of a dimension's values that lie outside its grid, at each end. On residuals of k-means over sift and minilm
     * this gives the least squared error, and a few monsters do not spoil the grid; 0.1 %, which is often taken, makes it
     * four times as large. The table is in docs/formats/compression.md.
     */
    public static final double CLIPPED = 0.0001;

    /** Largest magnitude of a value: the squares of 4,096 differences still fit a float. */
    public static final float VALUE_MAX = 2e15f;

    private static final double CLIPPED_MAX = 0.25;
    private static final int STEPS = 255;
    private static final int LEAST_CODE = Byte.MIN_VALUE;

    private final float[] offset;
    private final float[] step;
    /** In doubles: a step may be so small that its inverse is no float. 0 for a step of 0. */
    private final double[] inverseStep;

    private Sq8Grid(float[] offset, float[] step) {
        this.offset = offset;
        this.step = step;
        this.inverseStep = new double[step.length];
        for (int d = 0; d < step.length; d++) {
            inverseStep[d] = step[d] == 0 ? 0 : 1.0 / step[d];
        }
    }

    /** A query made ready: weights [D] of codes, and the part of the score that no code changes. */
    @SuppressWarnings("ArrayRecordComponent") // nothing compares it
    public record Prepared(float[] weights, float base) {}

    /** The grid of a sample with the default clipping. */
    public static Sq8Grid train(float[] rows, int n, int dimension) {
        return train(rows, n, dimension, CLIPPED);
    }

    /**
     * The grid of a sample.
     *
     * @param rows [n x D], row-major, finite and of magnitude at most {@link #VALUE_MAX}
     * @param n at least 1; 10,000 rows do as well as all. Below 1 / clipped rows the grid spans the range of the sample
     * @param clipped share of values outside the grid at each end, 0 to 0.25
     */
    public static Sq8Grid train(float[] rows, int n, int dimension, double clipped) {
        if (n < 1 || dimension < 1) {
            throw new IllegalArgumentException(
                    "sample of " + n + " rows of " + dimension + ", expected at least 1 of 1");
        }
        if (!(clipped >= 0 && clipped <= CLIPPED_MAX)) {
            throw new IllegalArgumentException("clipped share is " + clipped + ", expected 0 to " + CLIPPED_MAX);
        }
        Objects.checkFromIndexSize(0, (long) n * dimension, rows.length);
        float[] offset = new float[dimension];
        float[] step = new float[dimension];
        float[] column = new float[n];
        int skipped = (int) (clipped * n);
        for (int d = 0; d < dimension; d++) {
            for (int row = 0; row < n; row++) {
                column[row] = checked(rows[row * dimension + d], row, d);
            }
            Arrays.sort(column);
            double low = column[skipped];
            double high = column[n - 1 - skipped];
            step[d] = (float) ((high - low) / STEPS);
            offset[d] = (float) (low - step[d] * (double) LEAST_CODE);
        }
        return new Sq8Grid(offset, step);
    }

    private static float checked(float value, int row, int d) {
        // Written so that NaN fails the comparison too.
        if (!(Math.abs(value) <= VALUE_MAX)) {
            throw new IllegalArgumentException("row " + row + " holds " + value + " in dimension " + d
                    + ", expected a finite number of magnitude at most " + VALUE_MAX);
        }
        return value;
    }

    /**
     * The grid that {@link #writeAt} has written.
     *
     * @throws MalformedBlockException when it holds what no sample gives
     */
    public static Sq8Grid read(MemorySegment in, long at, int dimension) {
        Objects.checkFromIndexSize(at, bytes(dimension), in.byteSize());
        float[] offset = new float[dimension];
        float[] step = new float[dimension];
        long stepsAt = at + (long) Float.BYTES * dimension;
        MemorySegment.copy(in, LittleEndian.F32, at, offset, 0, dimension);
        MemorySegment.copy(in, LittleEndian.F32, stepsAt, step, 0, dimension);
        for (int d = 0; d < dimension; d++) {
            check(at + (long) Float.BYTES * d, "offset of dimension " + d, -2 * VALUE_MAX, offset[d]);
            check(stepsAt + (long) Float.BYTES * d, "step of dimension " + d, 0, step[d]);
        }
        return new Sq8Grid(offset, step);
    }

    private static void check(long at, String what, float min, float found) {
        if (!(found >= min && found <= 2 * VALUE_MAX)) {
            throw new MalformedBlockException(at, what, min + " to " + 2 * VALUE_MAX, found);
        }
    }

    /** Bytes of a stored grid. */
    public static long bytes(int dimension) {
        return 2L * Float.BYTES * dimension;
    }

    /** Writes the grid, {@link #bytes} of them. */
    public void writeAt(MemorySegment out, long at) {
        MemorySegment.copy(offset, 0, out, LittleEndian.F32, at, offset.length);
        MemorySegment.copy(step, 0, out, LittleEndian.F32, at + (long) Float.BYTES * offset.length, offset.length);
    }

    public int dimension() {
        return offset.length;
    }

    /**
     * Encodes a row.
     *
     * @param row starts at index from
     * @param codes receives D bytes, from index to on
     * @return the row's term of the squared distance
     */
    public float encode(float[] row, int from, byte[] codes, int to) {
        float term = 0;
        for (int d = 0; d < offset.length; d++) {
            int code = code(row[from + d], d);
            codes[to + d] = (byte) code;
            term += (step[d] * code) * (step[d] * code);
        }
        return term;
    }

    private int code(float value, int d) {
        double code = Math.rint(((double) value - offset[d]) * inverseStep[d]);
        return (int) Math.clamp(code, Byte.MIN_VALUE, Byte.MAX_VALUE);
    }

    /** Decodes a row of codes from the index on into target. */
    public void decode(byte[] codes, int from, float[] target, int to) {
        for (int d = 0; d < offset.length; d++) {
            target[to + d] = offset[d] + step[d] * codes[from + d];
        }
    }

    /** Makes a query ready for squared distances: base - 2 &lt;w, code&gt; + term. */
    public Prepared prepareL2(float[] query) {
        float[] weights = new float[query.length];
        return new Prepared(weights, prepareL2(query, weights));
    }

    /** As {@link #prepareL2(float[])}, into the caller's array of weights [D]; returns the base. */
    public float prepareL2(float[] query, float[] weights) {
        checkDimension(query);
        float base = 0;
        for (int d = 0; d < query.length; d++) {
            float difference = query[d] - offset[d];
            weights[d] = difference * step[d];
            base += difference * difference;
        }
        return base;
    }

    /** Makes a query ready for products: base + &lt;w, code&gt;. */
    public Prepared prepareDot(float[] query) {
        float[] weights = new float[query.length];
        return new Prepared(weights, prepareDot(query, weights));
    }

    /** As {@link #prepareDot(float[])}, into the caller's array of weights [D]; returns the base. */
    public float prepareDot(float[] query, float[] weights) {
        checkDimension(query);
        float base = 0;
        for (int d = 0; d < query.length; d++) {
            weights[d] = query[d] * step[d];
            base += query[d] * offset[d];
        }
        return base;
    }

    private void checkDimension(float[] query) {
        if (query.length != offset.length) {
            throw new IllegalArgumentException("query has " + query.length + " dimensions, expected " + offset.length);
        }
    }
}
