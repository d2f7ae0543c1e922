package io.vectron.drift.codec;

import io.vectron.drift.kernel.Kernels;
import java.lang.foreign.MemorySegment;
import java.util.Objects;

/** A block of floats as they are. */
final class RawFloats implements FloatBlock {
    private final MemorySegment in;
    private final long rowsAt;
    private final int rows;
    private final int dimension;

    RawFloats(MemorySegment in, long at, int rows, int dimension) {
        this.in = in;
        this.rowsAt = at + FloatBlockFormat.HEADER_BYTES;
        this.rows = rows;
        this.dimension = dimension;
    }

    @Override
    public Kind kind() {
        return Kind.RAW;
    }

    @Override
    public long bytes() {
        return FloatBlockFormat.HEADER_BYTES + (long) Float.BYTES * rows * dimension;
    }

    @Override
    public long touch(int row) {
        Objects.checkIndex(row, rows);
        long bytes = (long) Float.BYTES * dimension;
        return Kernels.touch(in, rowsAt + bytes * row, bytes);
    }

    @Override
    public void copyRow(int row, float[] target, int at) {
        Objects.checkIndex(row, rows);
        MemorySegment.copy(in, LittleEndian.F32, rowsAt + (long) Float.BYTES * dimension * row, target, at, dimension);
    }

    @Override
    public void checkPatches() {
        // There are none.
    }
}
