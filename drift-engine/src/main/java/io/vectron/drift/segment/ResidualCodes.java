package io.vectron.drift.segment;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The 8-bit codes of one segment: a row less its centroid, each dimension divided by a scale of its own and rounded to
 * -127..127. The scale leaves out the farthest {@value #CLIPPED} of a sample, because one outlier would cost all rows precision.
 *
 * @param scale [dimension], not negative; 0 where all residuals are 0
 */
@SuppressWarnings("ArrayRecordComponent") // private to this package, never compared
record ResidualCodes(float[] scale) {
    /** A positive and a negative code of equal range keep the decoding free of an offset. */
    static final int CODE_MAX = 127;

    private static final double CLIPPED = 0.001;
    private static final int SAMPLE_ROWS = 4096;

    /** The scales for some row groups. */
    static ResidualCodes train(RowSource source, List<RowGroup> groups, int dimension, long seed) {
        long rows = groups.stream().mapToLong(group -> group.rows().length).sum();
        int n = (int) Math.min(SAMPLE_ROWS, rows);
        float[] scale = new float[dimension];
        if (n > 0) {
            float[] magnitudes = sample(source, groups, dimension, n, rows, new SplittableRandom(seed));
            int kept = n - 1 - (int) (CLIPPED * n);
            for (int d = 0; d < dimension; d++) {
                Arrays.sort(magnitudes, d * n, (d + 1) * n);
                scale[d] = magnitudes[d * n + kept] / CODE_MAX;
            }
        }
        return new ResidualCodes(scale);
    }

    /** The magnitudes of n rows' residuals, [dimension x n]. */
    private static float[] sample(
            RowSource source, List<RowGroup> groups, int dimension, int n, long rows, SplittableRandom random) {
        float[] magnitudes = new float[dimension * n];
        float[] residual = new float[dimension];
        int taken = 0;
        long before = 0;
        long pick = random.nextLong(Math.max(1, rows / n));
        for (RowGroup group : groups) {
            for (; taken < n && pick < before + group.rows().length; taken++) {
                residual(source, group, (int) (pick - before), residual, 0);
                for (int d = 0; d < dimension; d++) {
                    magnitudes[d * n + taken] = Math.abs(residual[d]);
                }
                long from = rows * (taken + 1) / n;
                long to = rows * (taken + 2) / n;
                pick = from + random.nextLong(Math.max(1, to - from));
            }
            before += group.rows().length;
        }
        return magnitudes;
    }

    private static void residual(RowSource source, RowGroup group, int i, float[] target, int at) {
        int dimension = group.centroid().length;
        source.copyRouting(group.rows()[i], dimension, target, at);
        for (int d = 0; d < dimension; d++) {
            target[at + d] -= group.centroid()[d];
        }
    }

    /** Writes the hot part of a row group into zeroed memory. */
    void encode(RowSource source, RowGroup group, MemorySegment hot) {
        int dimension = scale.length;
        int m = group.rows().length;
        float[] factor = new float[dimension];
        for (int d = 0; d < dimension; d++) {
            factor[d] = scale[d] < Float.MIN_NORMAL ? 0 : 1 / scale[d];
        }
        float[] residual = new float[dimension];
        byte[] row = new byte[dimension];
        long codesAt = SegmentFormat.hotCodesAt(m);
        for (int i = 0; i < m; i++) {
            residual(source, group, i, residual, 0);
            float squares = 0;
            for (int d = 0; d < dimension; d++) {
                int code = Math.clamp(Math.round(residual[d] * factor[d]), -CODE_MAX, CODE_MAX);
                row[d] = (byte) code;
                float decoded = code * scale[d];
                squares += decoded * decoded;
            }
            hot.set(SegmentReader.F32, 4L * i, squares);
            MemorySegment.copy(row, 0, hot, ValueLayout.JAVA_BYTE, codesAt + (long) i * dimension, dimension);
        }
    }
}
