package io.vectron.drift.codec;

import static io.vectron.drift.codec.FloatBlockFormat.ALP;
import static io.vectron.drift.codec.FloatBlockFormat.ALP_RD;
import static io.vectron.drift.codec.FloatBlockFormat.RAW;

import java.lang.foreign.MemorySegment;

/** Reads and checks the header of a float block. Every field is checked before it is used. */
final class FloatBlockHeader {
    private final MemorySegment in;
    private final long at;
    private final long length;
    private final int rows;
    private final int dimension;

    FloatBlockHeader(MemorySegment in, long at, long length, int rows, int dimension) {
        this.in = in;
        this.at = at;
        this.length = length;
        this.rows = rows;
        this.dimension = dimension;
    }

    FloatBlock block() {
        MalformedBlockException.checkFits(at, "float block", FloatBlockFormat.HEADER_BYTES, length);
        intIn(FloatBlockFormat.ROWS_AT, "rows", rows, rows);
        intIn(FloatBlockFormat.DIMENSION_AT, "dimension", dimension, dimension);
        checkZeros(FloatBlockFormat.ZEROS_AT, FloatBlockFormat.HEADER_BYTES);
        int kind = byteIn(FloatBlockFormat.KIND_AT, "kind of float block", 0, ALP_RD);
        if (kind != ALP_RD) {
            checkZeros(FloatBlockFormat.LEFTS_AT, FloatBlockFormat.ZEROS_AT);
        }
        if (kind != ALP) {
            checkZeros(FloatBlockFormat.BASE_AT, FloatBlockFormat.ROWS_AT);
        }
        return switch (kind) {
            case RAW -> raw();
            case ALP -> alp();
            default -> alpRd();
        };
    }

    private RawFloats raw() {
        checkZeros(FloatBlockFormat.WIDTH_AT, FloatBlockFormat.ROWS_AT);
        intIn(FloatBlockFormat.PATCHES_AT, "patches", 0, 0);
        checkLength((long) Float.BYTES * dimension, 0);
        return new RawFloats(in, at, rows, dimension);
    }

    private AlpFloats alp() {
        BitPacking row = new BitPacking(dimension, byteIn(FloatBlockFormat.WIDTH_AT, "width", 0, Integer.SIZE));
        int exponent = byteIn(FloatBlockFormat.EXPONENT_AT, "exponent", -AlpScale.EXPONENT_MAX, AlpScale.EXPONENT_MAX);
        checkZeros(FloatBlockFormat.ROTATION_AT, FloatBlockFormat.BASE_AT);
        int base = in.get(LittleEndian.I32, at + FloatBlockFormat.BASE_AT);
        Patches patches = patches(row, Integer.BYTES);
        return new AlpFloats(new PackedRows(in, at, rows, row, patches), new AlpScale(exponent, base));
    }

    private AlpRdFloats alpRd() {
        int right = byteIn(
                FloatBlockFormat.RIGHT_BITS_AT, "right bits", RdDictionary.RIGHT_BITS_MIN, RdDictionary.RIGHT_BITS_MAX);
        int rotation = byteIn(FloatBlockFormat.ROTATION_AT, "rotation", 0, 1);
        int widthMax = Math.min(Integer.SIZE, right + BitPacking.widthOf(RdDictionary.SIZE_MAX - 1));
        BitPacking row = new BitPacking(dimension, byteIn(FloatBlockFormat.WIDTH_AT, "width", right, widthMax));
        int[] lefts = new int[1 << (row.width() - right)];
        for (int code = 0; code < RdDictionary.SIZE_MAX; code++) {
            long leftAt = at + FloatBlockFormat.LEFTS_AT + (long) Short.BYTES * code;
            int left = in.get(LittleEndian.I16, leftAt) & 0xffff;
            boolean isUsed = code < lefts.length;
            MalformedBlockException.checkRange(
                    leftAt, "left part " + code, 0, isUsed ? (1L << (Integer.SIZE - right)) - 1 : 0, left);
            if (isUsed) {
                lefts[code] = left;
            }
        }
        Patches patches = patches(row, Short.BYTES);
        return new AlpRdFloats(new PackedRows(in, at, rows, row, patches), RdDictionary.of(right, rotation, lefts));
    }

    private Patches patches(BitPacking row, int valueBytes) {
        int count = intIn(FloatBlockFormat.PATCHES_AT, "patches", 0, rows * dimension);
        checkLength(row.bytes(), Patches.bytes(rows, count, valueBytes));
        long patchesAt = at + FloatBlockFormat.HEADER_BYTES + rows * row.bytes();
        return new Patches(in, patchesAt, new Patches.Shape(rows, dimension, count), valueBytes);
    }

    private void checkLength(long rowBytes, long patchBytes) {
        long needed = FloatBlockFormat.HEADER_BYTES + rows * rowBytes + patchBytes;
        MalformedBlockException.checkFits(at, "float block of " + rows + " rows", needed, length);
    }

    private int intIn(int field, String what, int min, int max) {
        int found = in.get(LittleEndian.I32, at + field);
        MalformedBlockException.checkRange(at + field, what, min, max, found);
        return found;
    }

    private int byteIn(int field, String what, int min, int max) {
        int found = in.get(LittleEndian.I8, at + field);
        MalformedBlockException.checkRange(at + field, what, min, max, found);
        return found;
    }

    private void checkZeros(int from, int end) {
        for (int field = from; field < end; field++) {
            byteIn(field, "unused byte", 0, 0);
        }
    }
}
