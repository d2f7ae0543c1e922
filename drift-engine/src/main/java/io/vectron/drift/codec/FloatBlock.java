package io.vectron.drift.codec;

import java.lang.foreign.MemorySegment;
import java.util.Objects;

/**
 * m rows of D floats in few bytes, bit for bit (NaN payloads, negative zero, infinities and subnormals too), each row
 * readable alone in O(D). A block is raw, ALP (short decimals and integers) or ALP-RD (all other floats), whichever is
 * smallest for its rows. The layout is that of {@link FloatBlockFormat}.
 *
 * <p>The source is "ALP: Adaptive Lossless floating-Point Compression" (Afroozeh, Kuffo, Boncz, SIGMOD 2024), its float
 * variant. We deviate where rows must stand alone: parameters hold for the whole block, exceptions are found by row, and a
 * block's codes may be cut narrower than its greatest code when patching the few above costs less.
 *
 * <p>Blocks are immutable; any number of threads may read. Reading allocates nothing.
 */
public sealed interface FloatBlock permits RawFloats, AlpFloats, AlpRdFloats {
    /** Most rows of a block: beyond, a bucket should long have been split. */
    int ROWS_MAX = 1 << 16;
    /** Most dimensions: those of a vector in this engine. */
    int DIMENSION_MAX = 4096;

    /** The forms of a block. */
    enum Kind {
        /** Floats as they are. */
        RAW,
        /** Decimals as integers. */
        ALP,
        /** Sign, exponent and first mantissa bits by dictionary. */
        ALP_RD
    }

    /** The form of this block. */
    Kind kind();

    /** Bytes of this block. */
    long bytes();

    /**
     * Writes row 0 to m - 1 into target, from index at to at + D - 1.
     *
     * @throws IndexOutOfBoundsException when there is no such row, or the target is too short
     * @throws MalformedBlockException when the patches of the row lead out of the block; the target may then hold anything
     */
    void copyRow(int row, float[] target, int at);

    /** Has the bytes of a row read into the cache; returns something that depends on what was read. */
    long touch(int row);

    /**
     * Reads where every patch belongs, in time linear in their number: afterwards {@link #copyRow} finds no fault any more.
     *
     * @throws MalformedBlockException when the patches of a row lead out of the block
     */
    void checkPatches();

    /** Room that {@link #encode} needs for m rows of D floats. */
    static long bytesMax(int m, int dimension) {
        checkShape(m, dimension);
        return FloatBlockFormat.HEADER_BYTES + (long) Float.BYTES * m * dimension;
    }

    /**
     * Writes the smallest block of the rows.
     *
     * @param rows [m x D], row-major
     * @param m 1 to {@value #ROWS_MAX}
     * @param dimension D, 1 to {@value #DIMENSION_MAX}
     * @param out receives the block at the offset; {@link #bytesMax} bytes must fit
     * @return bytes written
     */
    static long encode(float[] rows, int m, int dimension, MemorySegment out, long at) {
        Objects.checkFromIndexSize(at, bytesMax(m, dimension), out.byteSize());
        Objects.checkFromIndexSize(0, m * dimension, rows.length);
        return FloatBlockEncoder.smallest(rows, m, dimension).writeAt(out, at);
    }

    /**
     * Opens a block that starts at the offset and may be followed by other bytes.
     *
     * @param length bytes that may be read, at least those of the block
     * @param m the rows that the block must have
     * @param dimension the dimension that the block must have
     * @throws MalformedBlockException when no encoder has written this header, or the length does not hold the block
     */
    static FloatBlock open(MemorySegment in, long at, long length, int m, int dimension) {
        Objects.checkFromIndexSize(at, length, in.byteSize());
        checkShape(m, dimension);
        return new FloatBlockHeader(in, at, length, m, dimension).block();
    }

    private static void checkShape(int m, int dimension) {
        if (m < 1 || m > ROWS_MAX) {
            throw new IllegalArgumentException("block of " + m + " rows, expected 1 to " + ROWS_MAX);
        }
        if (dimension < 1 || dimension > DIMENSION_MAX) {
            throw new IllegalArgumentException("rows of " + dimension + " floats, expected 1 to " + DIMENSION_MAX);
        }
    }
}
