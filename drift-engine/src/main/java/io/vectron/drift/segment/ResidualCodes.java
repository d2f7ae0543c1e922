package io.vectron.drift.segment;

import io.vectron.drift.codec.Sq8Grid;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.SplittableRandom;

/** The 8-bit codes of one segment: a row less its centroid, on a grid that all row groups share. */
final class ResidualCodes {
    /** More rows do not change the percentiles that the grid is made of. */
    private static final int SAMPLE_ROWS = 10_000;
    /** Bounds the heap that the sample takes: 16 MiB. */
    private static final int SAMPLE_FLOATS_MAX = 4 << 20;

    private final Sq8Grid grid;
    private final int dimension;

    private ResidualCodes(Sq8Grid grid) {
        this.grid = grid;
        this.dimension = grid.dimension();
    }

    /** The grid for some row groups; a segment without rows gets one that nothing is coded on. */
    static ResidualCodes train(RowSource source, List<RowGroup> groups, int dimension, long seed) {
        long rows = groups.stream().mapToLong(group -> group.rows().length).sum();
        if (rows == 0) {
            return new ResidualCodes(Sq8Grid.train(new float[dimension], 1, dimension));
        }
        int n = (int) Math.min(rows, Math.min(SAMPLE_ROWS, SAMPLE_FLOATS_MAX / dimension));
        float[] sample = sample(source, groups, dimension, n, rows, new SplittableRandom(seed));
        return new ResidualCodes(Sq8Grid.train(sample, n, dimension));
    }

    /** The residuals of one random row of each of n equal stretches, [n x dimension]. */
    private static float[] sample(
            RowSource source, List<RowGroup> groups, int dimension, int n, long rows, SplittableRandom random) {
        float[] sample = new float[n * dimension];
        int taken = 0;
        long before = 0;
        long pick = random.nextLong(Math.max(1, rows / n));
        for (RowGroup group : groups) {
            for (; taken < n && pick < before + group.rows().length; taken++) {
                residual(source, group, (int) (pick - before), sample, taken * dimension);
                long from = rows * (taken + 1) / n;
                long to = rows * (taken + 2) / n;
                pick = from + random.nextLong(Math.max(1, to - from));
            }
            before += group.rows().length;
        }
        return sample;
    }

    private static void residual(RowSource source, RowGroup group, int i, float[] target, int at) {
        int dimension = group.centroid().length;
        source.copyRouting(group.rows()[i], dimension, target, at);
        for (int d = 0; d < dimension; d++) {
            target[at + d] -= group.centroid()[d];
        }
    }

    Sq8Grid grid() {
        return grid;
    }

    /** Writes the hot part of a row group into zeroed memory. */
    void encode(RowSource source, RowGroup group, MemorySegment hot) {
        int m = group.rows().length;
        float[] residual = new float[dimension];
        byte[] codes = new byte[dimension];
        long codesAt = SegmentFormat.hotCodesAt(m);
        for (int i = 0; i < m; i++) {
            residual(source, group, i, residual, 0);
            hot.set(SegmentReader.F32, 4L * i, grid.encode(residual, 0, codes, 0));
            MemorySegment.copy(codes, 0, hot, ValueLayout.JAVA_BYTE, codesAt + (long) i * dimension, dimension);
        }
    }
}
