package io.vectron.drift.codec;

import java.lang.foreign.MemorySegment;

/**
 * The shape of a packed run of unsigned integers of up to 64 bits: a run of their low 32 bits, then, for widths above 32, a
 * run of the others.
 *
 * @param count number of values, 0 to {@value BitPacking#COUNT_MAX}
 * @param width bits per value, 0 to 64
 */
record LongPacking(int count, int width) {
    LongPacking {
        if (width < 0 || width > Long.SIZE) {
            throw new IllegalArgumentException("width is " + width + ", expected 0 to " + Long.SIZE);
        }
    }

    /** The width that holds all of 0 to max, an unsigned long. */
    static int widthOf(long max) {
        return Long.SIZE - Long.numberOfLeadingZeros(max);
    }

    private BitPacking low(int values) {
        return new BitPacking(values, Math.min(width, Integer.SIZE));
    }

    private BitPacking high(int values) {
        return new BitPacking(values, Math.max(width - Integer.SIZE, 0));
    }

    long bytes() {
        return low(count).bytes() + high(count).bytes();
    }

    /** Writes values[i] - base of all i; returns bytes written. */
    long pack(long[] values, long base, MemorySegment out, long at) {
        int[] half = new int[count];
        for (int i = 0; i < count; i++) {
            half[i] = (int) (values[i] - base);
        }
        long lowBytes = low(count).pack(half, 0, out, at);
        for (int i = 0; i < count; i++) {
            half[i] = (int) ((values[i] - base) >>> Integer.SIZE);
        }
        return lowBytes + high(count).pack(half, 0, out, at + lowBytes);
    }

    /** Value i, 0 to count - 1. Constant time. */
    long get(MemorySegment in, long at, int i) {
        BitPacking low = low(count);
        long bits = low.get(in, at, i) & 0xffff_ffffL;
        if (width <= Integer.SIZE) {
            return bits;
        }
        return bits | ((long) high(count).get(in, at + low.bytes(), i) << Integer.SIZE);
    }

    /** Reads the whole run into out from index to on, base added to each value. */
    void unpack(MemorySegment in, long at, long base, long[] out, int to) {
        int[] low = new int[BitPacking.CHUNK];
        int[] high = new int[BitPacking.CHUNK];
        long highAt = at + low(count).bytes();
        for (int done = 0; done < count; done += BitPacking.CHUNK) {
            int n = Math.min(BitPacking.CHUNK, count - done);
            // A chunk takes CHUNK / 8 bytes per bit of width.
            low(n).unpack(in, at + (long) done / Byte.SIZE * low(n).width(), low, 0);
            high(n).unpack(in, highAt + (long) done / Byte.SIZE * high(n).width(), high, 0);
            for (int i = 0; i < n; i++) {
                out[to + done + i] = base + (((long) high[i] << Integer.SIZE) | (low[i] & 0xffff_ffffL));
            }
        }
    }
}
