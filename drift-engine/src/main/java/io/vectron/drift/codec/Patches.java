package io.vectron.drift.codec;

import java.lang.foreign.MemorySegment;

/**
 * The values of a float block that its code does not give back (the paper's exceptions): stored whole or in part, found by
 * row. The layout is that of {@link FloatBlockFormat}. Immutable.
 *
 * <p>What lies inside is checked when a row is read, so that opening a block touches nothing but its header.
 */
final class Patches {
    private final MemorySegment in;
    private final long endsAt;
    private final BitPacking ends;
    private final int count;
    private final int dimension;
    private final long patchesAt;
    private final long patchBytes;

    /** The bytes must lie in the segment: {@link #bytes(int, int, int)} of them from the offset on. */
    Patches(MemorySegment in, long at, Shape shape, int valueBytes) {
        this.in = in;
        this.endsAt = at;
        this.count = shape.patches();
        this.ends = ends(shape.rows(), count);
        this.dimension = shape.dimension();
        this.patchesAt = at + ends.bytes();
        this.patchBytes = (long) Short.BYTES + valueBytes;
    }

    /** What a block says of its size. */
    record Shape(int rows, int dimension, int patches) {}

    private static BitPacking ends(int rows, int count) {
        return new BitPacking(count == 0 ? 0 : rows, BitPacking.widthOf(count));
    }

    long bytes() {
        return ends.bytes() + count * patchBytes;
    }

    static long bytes(int rows, int count, int valueBytes) {
        return ends(rows, count).bytes() + (long) count * (Short.BYTES + valueBytes);
    }

    /** Reads where the patches of a row start and end; something that depends on it. */
    long touch(int row) {
        return count == 0 ? 0 : ends.get(in, endsAt, row);
    }

    /** The first patch of a row. */
    int start(int row) {
        return count == 0 || row == 0 ? 0 : ends.get(in, endsAt, row - 1);
    }

    /** The patch after the last one of a row that starts with the given one. */
    int end(int row, int start) {
        if (count == 0) {
            return 0;
        }
        int end = ends.get(in, endsAt, row);
        if (end < start || end > count) {
            throw new MalformedBlockException(endsAt, "patches up to row " + row, start + " to " + count, end);
        }
        return end;
    }

    /** The dimension of a patch. */
    int dimension(int patch) {
        long at = patchAt(patch);
        int found = in.get(LittleEndian.I16, at) & 0xffff;
        if (found >= dimension) {
            throw new MalformedBlockException(at, "dimension of patch " + patch, "0 to " + (dimension - 1), found);
        }
        return found;
    }

    /** The value of a patch of four bytes. */
    int wholeValue(int patch) {
        return in.get(LittleEndian.I32, patchAt(patch) + Short.BYTES);
    }

    /** The value of a patch of two bytes. */
    int shortValue(int patch) {
        return in.get(LittleEndian.I16, patchAt(patch) + Short.BYTES) & 0xffff;
    }

    private long patchAt(int patch) {
        return patchesAt + patch * patchBytes;
    }

    /** Writes the patches of a block, row after row. */
    static final class Writer {
        private final MemorySegment out;
        private final long at;
        private final BitPacking shape;
        private final int[] ends;
        private final int count;
        private final int valueBytes;
        private int row;
        private int written;

        Writer(MemorySegment out, long at, Shape shape, int valueBytes) {
            this.out = out;
            this.at = at;
            this.count = shape.patches();
            this.shape = ends(shape.rows(), count);
            this.ends = new int[shape.rows()];
            this.valueBytes = valueBytes;
        }

        void add(int dimension, int value) {
            long patchAt = at + shape.bytes() + written * (long) (Short.BYTES + valueBytes);
            out.set(LittleEndian.I16, patchAt, (short) dimension);
            long valueAt = patchAt + Short.BYTES;
            if (valueBytes == Integer.BYTES) {
                out.set(LittleEndian.I32, valueAt, value);
            } else {
                out.set(LittleEndian.I16, valueAt, (short) value);
            }
            written++;
        }

        void endRow() {
            ends[row++] = written;
        }

        void finish() {
            if (written != count || row != ends.length) {
                throw new IllegalStateException(
                        "wrote " + written + " patches of " + row + " rows, planned " + count + " of " + ends.length);
            }
            shape.pack(ends, 0, out, at);
        }
    }
}
