package io.vectron.drift.codec;

import io.vectron.drift.kernel.Kernels;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Objects;

/**
 * Scalar quantization: one signed byte per dimension, on a grid of 256 even steps between two percentiles of the
 * dimension's values. A code c stands for offset[d] + step[d] * c; what lies outside the percentiles is clipped.
 *
 * <p>Distances are asymmetric: a float query against codes. |query - row|^2 is about {@link Kernels#codeL2} of what
 * {@link #shift} gives and {@link #negatedSteps}; &lt;query, row&gt; is about base + &lt;w, code&gt; with w and base of
 * {@link #prepareDot} and the product of {@link Kernels#codeDot}. Both are exact for the decoded row, up to rounding.
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
    private final float[] negatedStep;
    /** In doubles: a step may be so small that its inverse is no float. 0 for a step of 0. */
    private final double[] inverseStep;

    private Sq8Grid(float[] offset, float[] step) {
        this.offset = offset;
        this.step = step;
        this.inverseStep = new double[step.length];
        this.negatedStep = new float[step.length];
        for (int d = 0; d < step.length; d++) {
            inverseStep[d] = step[d] == 0 ? 0 : 1.0 / step[d];
            negatedStep[d] = -step[d];
        }
    }

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
     */
    public void encode(float[] row, int from, byte[] codes, int to) {
        for (int d = 0; d < offset.length; d++) {
            codes[to + d] = (byte) code(row[from + d], d);
        }
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

    /** Makes a query ready for squared distances: shifted [D] receives the query less the offsets. */
    public void shift(float[] query, float[] shifted) {
        checkDimension(query);
        for (int d = 0; d < query.length; d++) {
            shifted[d] = query[d] - offset[d];
        }
    }

    /** The steps, negated, [D]. Not to be changed. */
    public float[] negatedSteps() {
        return negatedStep;
    }

    /** Makes a query ready for products: weights [D] receives those of the codes; returns the base. */
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
