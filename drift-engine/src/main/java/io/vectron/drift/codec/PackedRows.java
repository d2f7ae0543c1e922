package io.vectron.drift.codec;

import io.vectron.drift.kernel.Kernels;
import java.lang.foreign.MemorySegment;
import java.util.Objects;

/**
 * The packed rows of a float block and their patches.
 *
 * @param at where the block starts
 * @param run the shape of each row
 */
record PackedRows(MemorySegment in, long at, int rows, BitPacking run, Patches patches) {
    /** Where a row's run starts. */
    long rowAt(int row) {
        return at + FloatBlockFormat.HEADER_BYTES + row * run.bytes();
    }

    long touch(int row) {
        Objects.checkIndex(row, rows);
        return Kernels.touch(in, rowAt(row), run.bytes()) + patches.touch(row);
    }

    long bytes() {
        return FloatBlockFormat.HEADER_BYTES + rows * run.bytes() + patches.bytes();
    }

    void checkPatches() {
        for (int row = 0; row < rows; row++) {
            int start = patches.start(row);
            int end = patches.end(row, start);
            for (int patch = start; patch < end; patch++) {
                var _ = patches.dimension(patch);
            }
        }
    }
}
