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
    /** Values unpacked at a time. */
    private static final int CHUNK = 64;

    LongPacking {
        if (width < 0 || width > Long.SIZE) {
            throw new IllegalArgumentException("width is " + width + ", expected 0 to " + Long.SIZE);
        }
    }

    /** The width that holds all of 0 to max, an unsigned long. */
    static int widthOf(long max) {
        return Long.SIZE - Long.numberOfLeadingZeros(max);
    }

    private BitPacking low() {
        return new BitPacking(count, Math.min(width, Integer.SIZE));
    }

    private BitPacking high() {
        return new BitPacking(count, Math.max(width - Integer.SIZE, 0));
    }

    long bytes() {
        return low().bytes() + high().bytes();
    }

    /** Writes values[i] - base of all i; returns bytes written. */
    long pack(long[] values, long base, MemorySegment out, long at) {
        int[] half = new int[count];
        for (int i = 0; i < count; i++) {
            half[i] = (int) (values[i] - base);
        }
        long lowBytes = low().pack(half, 0, out, at);
        for (int i = 0; i < count; i++) {
            half[i] = (int) ((values[i] - base) >>> Integer.SIZE);
        }
        return lowBytes + high().pack(half, 0, out, at + lowBytes);
    }

    /** Value i, 0 to count - 1. Constant time. */
    long get(MemorySegment in, long at, int i) {
        BitPacking low = low();
        long bits = low.get(in, at, i) & 0xffff_ffffL;
        if (width <= Integer.SIZE) {
            return bits;
        }
        return bits | ((long) high().get(in, at + low.bytes(), i) << Integer.SIZE);
    }

    /** Reads the whole run into out from index to on, base added to each value. */
    void unpack(MemorySegment in, long at, long base, long[] out, int to) {
        int[] low = new int[CHUNK];
        int[] high = new int[CHUNK];
        for (int done = 0; done < count; done += CHUNK) {
            int n = Math.min(CHUNK, count - done);
            unpack(in, at, done, n, low, high);
            for (int i = 0; i < n; i++) {
                out[to + done + i] = base + join(low[i], high[i]);
            }
        }
    }

    /**
     * The sum of the n values after the given one.
     *
     * @param before a multiple of eight
     * @param n at most {@value #CHUNK} - 1
     */
    long sumAfter(MemorySegment in, long at, int before, int n) {
        if (width == 0 || n == 0) {
            return 0;
        }
        int[] low = new int[n + 1];
        int[] high = new int[width > Integer.SIZE ? n + 1 : 0];
        unpack(in, at, before, n + 1, low, high);
        long sum = 0;
        if (high.length == 0) {
            for (int i = 1; i <= n; i++) {
                sum += low[i] & 0xffff_ffffL;
            }
            return sum;
        }
        for (int i = 1; i <= n; i++) {
            sum += join(low[i], high[i]);
        }
        return sum;
    }

    private void unpack(MemorySegment in, long at, int from, int n, int[] low, int[] high) {
        low().unpack(in, at, from, n, low);
        if (width > Integer.SIZE) {
            high().unpack(in, at + low().bytes(), from, n, high);
        }
    }

    private static long join(int low, int high) {
        return ((long) high << Integer.SIZE) | (low & 0xffff_ffffL);
    }
}
