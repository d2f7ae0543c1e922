package io.vectron.drift.codec;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Optional;
import java.util.SplittableRandom;

/** A block that is about to be written: its form and its size are known, its rows are not encoded yet. */
sealed interface FloatBlockEncoder permits RawEncoder, AlpEncoder, AlpRdEncoder {
    /** Floats looked at to choose parameters: more change the choice on none of the data sets that we know. */
    int SAMPLE = 1024;

    /** Bytes of the block. */
    long bytes();

    /** Writes the block into memory of any content; returns its bytes. */
    long writeAt(MemorySegment out, long at);

    /** The form of the rows that takes fewest bytes; the one that reads faster wins a tie. */
    static FloatBlockEncoder smallest(float[] rows, int m, int dimension) {
        Rows all = new Rows(rows, m, dimension);
        float[] sample = sample(rows, m * dimension);
        FloatBlockEncoder best = new RawEncoder(all);
        best = smaller(best, AlpEncoder.plan(all, sample));
        if (best.bytes() < all.bytes(RdDictionary.RIGHT_BITS_MIN, 0, 0)) {
            return best; // no ALP-RD block is as small
        }
        return smaller(best, AlpRdEncoder.plan(all, sample));
    }

    private static FloatBlockEncoder smaller(FloatBlockEncoder best, Optional<? extends FloatBlockEncoder> other) {
        return other.isPresent() && other.get().bytes() < best.bytes() ? other.get() : best;
    }

    /** Floats at random places, the same for the same length: equal rows must give equal files. */
    private static float[] sample(float[] rows, int length) {
        if (length <= SAMPLE) {
            return Arrays.copyOf(rows, length);
        }
        SplittableRandom random = new SplittableRandom(length);
        float[] sample = new float[SAMPLE];
        for (int i = 0; i < SAMPLE; i++) {
            sample[i] = rows[random.nextInt(length)];
        }
        return sample;
    }

    /**
     * The rows of a block.
     *
     * @param values [count x dimension], row-major
     */
    @SuppressWarnings("ArrayRecordComponent") // private to this package, never compared
    record Rows(float[] values, int count, int dimension) {
        /** Zeros the header and writes what all forms have in common. */
        void writeHeader(MemorySegment out, long at, int kind, int patches) {
            out.asSlice(at, FloatBlockFormat.HEADER_BYTES).fill((byte) 0);
            out.set(LittleEndian.I8, at + FloatBlockFormat.KIND_AT, (byte) kind);
            out.set(LittleEndian.I32, at + FloatBlockFormat.ROWS_AT, count);
            out.set(LittleEndian.I32, at + FloatBlockFormat.DIMENSION_AT, dimension);
            out.set(LittleEndian.I32, at + FloatBlockFormat.PATCHES_AT, patches);
        }

        Patches.Shape patchShape(int patches) {
            return new Patches.Shape(count, dimension, patches);
        }

        /** Bytes of the block with rows of such runs and so many patches. */
        long bytes(int width, int patches, int patchValueBytes) {
            return FloatBlockFormat.HEADER_BYTES
                    + count * new BitPacking(dimension, width).bytes()
                    + Patches.bytes(count, patches, patchValueBytes);
        }
    }
}
