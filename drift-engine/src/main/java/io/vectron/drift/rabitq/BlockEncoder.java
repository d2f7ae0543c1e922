package io.vectron.drift.rabitq;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Writes rows into blocks, relative to one centroid at a time.
 *
 * <p>Not thread-safe.
 */
public final class BlockEncoder {
    /** What the estimate is of. */
    public enum Estimate {
        /** The squared distance. */
        SQUARED_DISTANCE,
        /** The inner product, negated. */
        NEGATED_PRODUCT
    }

    private final Rotation rotation;
    private final Estimate estimate;
    private final int padded;
    private final float[] centroid;
    private final float[] row;

    public BlockEncoder(Rotation rotation, Estimate estimate) {
        this.rotation = rotation;
        this.estimate = estimate;
        this.padded = rotation.padded();
        this.centroid = new float[padded];
        this.row = new float[padded];
    }

    /** Turns to a centroid, [dimension] from index at. */
    public void centre(float[] vector, int at) {
        rotation.rotate(vector, at, centroid, 0);
    }

    /** Marks the lanes of the last block that have no row; the others are to be written by {@link #encode}. */
    public void clear(MemorySegment out, long at, int rows) {
        for (int lane = rows; lane < BlockFormat.blocks(rows) * BlockFormat.ROWS; lane++) {
            long factors = factorsOf(at, lane);
            int p = lane % BlockFormat.ROWS;
            out.set(BlockFormat.F32, factors + 4L * p, Float.POSITIVE_INFINITY);
        }
    }

    private long factorsOf(long at, int lane) {
        return at + lane / BlockFormat.ROWS * BlockFormat.bytes(padded) + BlockFormat.codeBytes(padded);
    }

    /**
     * Writes a row into its lane.
     *
     * @param vector [dimension] from index from, not rotated
     * @param out zeroed blocks from offset at
     * @param lane number of the row in its blocks
     */
    public void encode(float[] vector, int from, MemorySegment out, long at, int lane) {
        rotation.rotate(vector, from, row, 0);
        long codes = at + lane / BlockFormat.ROWS * BlockFormat.bytes(padded);
        int p = lane % BlockFormat.ROWS;
        long column = codes + BlockFormat.column(p);
        for (int d = 0; d < padded; d += 8) {
            int bits = 0;
            for (int i = 0; i < 8; i++) {
                bits |= row[d + i] > centroid[d + i] ? 1 << i : 0;
            }
            out.set(ValueLayout.JAVA_BYTE, column + 8L * d, (byte) bits);
        }
        writeFactors(out, codes + BlockFormat.codeBytes(padded), p);
    }

    private void writeFactors(MemorySegment out, long factors, int p) {
        double squares = 0;
        double a = 0;
        double c = 0;
        double product = 0;
        for (int d = 0; d < padded; d++) {
            double r = row[d] - centroid[d];
            squares += r * r;
            a += Math.abs(r);
            c += row[d] > centroid[d] ? centroid[d] : -centroid[d];
            product += r * centroid[d];
        }
        a /= 2;
        c /= 2;
        float add = 0;
        float rescale = 0;
        float error = 0;
        if (a > 0) {
            boolean isDistance = estimate == Estimate.SQUARED_DISTANCE;
            double excess = Math.max(0, squares * padded / (4 * a * a) - 1) / (padded - 1);
            double spread = Math.sqrt(squares) * Math.sqrt(excess);
            add = (float) (isDistance ? squares + 2 * squares * c / a : squares * c / a - product);
            rescale = (float) (isDistance ? -2 * squares / a : -squares / a);
            error = (float) (isDistance ? 2 * spread : spread);
        }
        if (!Float.isFinite(add + rescale + error)) {
            // Beyond the range of floats: nothing can be said of the row but that it must be looked at.
            add = Float.NEGATIVE_INFINITY;
            rescale = 0;
            error = 0;
        }
        out.set(BlockFormat.F32, factors + 4L * p, add);
        out.set(
                BlockFormat.I32,
                factors + BlockFormat.SCALES_AT + 4L * p,
                BlockFormat.bfloat16(rescale) << 16 | BlockFormat.bfloat16(error));
    }
}
