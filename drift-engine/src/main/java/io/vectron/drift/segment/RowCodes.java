package io.vectron.drift.segment;

import io.vectron.drift.DriftSettings;
import io.vectron.drift.Metric;
import io.vectron.drift.codec.Sq8Grid;
import io.vectron.drift.rabitq.BlockEncoder;
import io.vectron.drift.rabitq.Rotation;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The codes of one segment: one bit a dimension relative to the row group's centroid, and eight bits a dimension on a grid
 * that all rows share, so that a query is made ready for the second once a segment, not once a bucket.
 *
 * <p>Immutable; several threads may write row groups at a time.
 */
final class RowCodes {
    /** More rows do not change the percentiles that the grid is made of. */
    private static final int SAMPLE_ROWS = 10_000;
    /** Bounds the heap that the sample takes: 16 MiB. */
    private static final int SAMPLE_FLOATS_MAX = 4 << 20;

    private final RowSource source;
    private final int dimension;
    private final Sq8Grid grid;
    private final Rotation rotation;
    private final BlockEncoder.Estimate estimate;

    private RowCodes(RowSource source, DriftSettings settings, Sq8Grid grid) {
        this.source = source;
        this.dimension = settings.dimension();
        this.grid = grid;
        this.rotation = new Rotation(dimension);
        this.estimate = estimate(settings.metric());
    }

    /** What a scan of the bits estimates: under cosine all rows have length one, and their distances say the same. */
    static BlockEncoder.Estimate estimate(Metric metric) {
        return metric == Metric.DOT ? BlockEncoder.Estimate.NEGATED_PRODUCT : BlockEncoder.Estimate.SQUARED_DISTANCE;
    }

    /** The codes of some row groups; a segment without rows gets a grid that nothing is coded on. */
    static RowCodes train(RowSource source, List<RowGroup> groups, DriftSettings settings, long seed) {
        int dimension = settings.dimension();
        long rows = groups.stream().mapToLong(group -> group.rows().length).sum();
        if (rows == 0) {
            return new RowCodes(source, settings, Sq8Grid.train(new float[dimension], 1, dimension));
        }
        int n = (int) Math.min(rows, Math.min(SAMPLE_ROWS, SAMPLE_FLOATS_MAX / dimension));
        float[] sample = sample(source, groups, new float[n * dimension], rows, new SplittableRandom(seed));
        return new RowCodes(source, settings, Sq8Grid.train(sample, n, dimension));
    }

    /** One random row of each of n equal stretches, [n x dimension]. */
    private static float[] sample(
            RowSource source, List<RowGroup> groups, float[] sample, long rows, SplittableRandom random) {
        int dimension = groups.getFirst().centroid().length;
        int n = sample.length / dimension;
        int taken = 0;
        long before = 0;
        long pick = random.nextLong(Math.max(1, rows / n));
        for (RowGroup group : groups) {
            for (; taken < n && pick < before + group.rows().length; taken++) {
                source.copyRouting(group.rows()[(int) (pick - before)], dimension, sample, taken * dimension);
                long from = rows * (taken + 1) / n;
                long to = rows * (taken + 2) / n;
                pick = from + random.nextLong(Math.max(1, to - from));
            }
            before += group.rows().length;
        }
        return sample;
    }

    Sq8Grid grid() {
        return grid;
    }

    /** Writes the blocks of a row group's hot part into zeroed memory. */
    void writeHot(RowGroup group, MemorySegment hot) {
        BlockEncoder encoder = new BlockEncoder(rotation, estimate);
        encoder.centre(group.centroid(), 0);
        float[] row = new float[dimension];
        int m = group.rows().length;
        for (int i = 0; i < group.lanes(); i++) {
            source.copyRouting(i < m ? group.rows()[i] : group.copies()[i - m], dimension, row, 0);
            encoder.encode(row, 0, hot, 0, i);
        }
        encoder.clear(hot, 0, group.lanes());
    }

    /** Writes the codes of a row group's rows. */
    void writeCodes(RowGroup group, MemorySegment out) {
        float[] row = new float[dimension];
        byte[] codes = new byte[dimension];
        for (int i = 0; i < group.rows().length; i++) {
            source.copyRouting(group.rows()[i], dimension, row, 0);
            grid.encode(row, 0, codes, 0);
            MemorySegment.copy(codes, 0, out, ValueLayout.JAVA_BYTE, (long) i * dimension, dimension);
        }
    }
}
