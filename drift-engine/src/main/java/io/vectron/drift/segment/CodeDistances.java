package io.vectron.drift.segment;

import io.vectron.drift.Metric;
import io.vectron.drift.codec.Sq8Grid;
import io.vectron.drift.kernel.Kernels;
import io.vectron.drift.query.PreparedQuery;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * Distances of one query to rows of one segment by their 8-bit codes: squared, or the negated inner product under dot. Under
 * cosine both are of length one, and squared distances say the same. Used again for other queries and segments.
 *
 * <p>Not thread-safe.
 */
public final class CodeDistances {
    private static final Kernels KERNELS = Kernels.ACTIVE;

    private final int dimension;
    private final float[] prepared;
    private MemorySegment map = MemorySegment.NULL;
    private @Nullable SegmentReader reader;
    private float[] negatedSteps = {};
    private boolean isDot;
    private float base;
    private long codesAt;

    public CodeDistances(int dimension) {
        this.dimension = dimension;
        this.prepared = new float[dimension];
    }

    /** Turns to a query and a segment, whose codes the caller has verified where it reads them. */
    public void begin(PreparedQuery query, Segment segment) {
        reader = segment.reader();
        map = reader.map();
        codesAt = reader.codeAt(0);
        Sq8Grid grid = reader.grid();
        isDot = query.metric() == Metric.DOT;
        if (isDot) {
            base = -grid.prepareDot(query.vector(), prepared);
        } else {
            grid.shift(query.vector(), prepared);
            negatedSteps = grid.negatedSteps();
        }
    }

    /** Lets go of the segment. */
    public void end() {
        reader = null;
        map = MemorySegment.NULL;
    }

    /** Whether this is turned to a segment. */
    public boolean isBegun() {
        return reader != null;
    }

    /** Has the code of a row read into the cache; returns something that depends on what was read. */
    public long touch(int row) {
        return Kernels.touch(map, codesAt + (long) dimension * row, dimension);
    }

    /** The distance to a row. */
    public float distance(int row) {
        long at = codesAt + (long) dimension * row;
        return isDot
                ? base - KERNELS.codeDot(prepared, map, at, dimension)
                : KERNELS.codeL2(prepared, negatedSteps, map, at, dimension);
    }
}
