package io.vectron.drift.codec;

import java.lang.foreign.MemorySegment;
import java.util.Objects;

/**
 * The shape of a packed run: count unsigned integers of width bits each, interleaved over eight lanes so that one
 * 256-bit register holds eight neighbours at the same bit offset (after FastLanes, Afroozeh and Boncz, VLDB 2023, with
 * lanes of 32-bit words whatever the width).
 *
 * <p>Value i lies in lane i mod 8 at position i / 8; its bits start at bit (i / 8) * width of its lane's bit stream. A lane
 * holds positions * width bits, positions = ceil(count / 8), which are stored as
 *
 * <table>
 * <caption>A run</caption>
 * <tr><td>32 W bytes</td><td>the W whole 32-bit words of the lanes: word 0 of lanes 0 to 7, word 1 of lanes 0 to 7 ...</td></tr>
 * <tr><td>8 T bytes</td><td>what is left of each lane, as T planes of one byte per lane, low bits first</td></tr>
 * </table>
 *
 * where a rest of more than 24 bits makes a word, so T is 0 to 3. A run takes 8 * ceil(positions * width / 8) bytes: nothing
 * is lost when the count is a multiple of 64. Unlike FastLanes' blocks of 1,024 values a run may have any count, because the
 * rows of a vector block must stand alone. Bits of values past the count are zero.
 *
 * @param count number of values, 0 to {@value #COUNT_MAX}
 * @param width bits per value, 0 to 32; a run of width 0 has no bytes and decodes to zeros
 */
public record BitPacking(int count, int width) {
    /** Values beside each other in one register. */
    static final int LANES = 8;
    /** Longest run: the bit offsets of a lane stay far inside an int. */
    public static final int COUNT_MAX = 1 << 24;

    static final int WORD_ROW_BYTES = LANES * Integer.BYTES;
    /** A rest of more bits is stored as a word. */
    static final int TAIL_BITS_MAX = 24;

    public BitPacking {
        checkBetween("count", count, COUNT_MAX);
        checkBetween("width", width, Integer.SIZE);
    }

    private static void checkBetween(String what, int found, int max) {
        if (found < 0 || found > max) {
            throw new IllegalArgumentException(what + " is " + found + ", expected 0 to " + max);
        }
    }

    /** The width that holds all of 0 to max, an unsigned int. */
    public static int widthOf(int max) {
        return Integer.SIZE - Integer.numberOfLeadingZeros(max);
    }

    /** Bytes of the run. */
    public long bytes() {
        return (long) LANES * ((laneBits() + 7) >>> 3);
    }

    private int laneBits() {
        return (count + LANES - 1) / LANES * width;
    }

    /** Whole words of each lane, W above. */
    int words() {
        return (laneBits() + Integer.SIZE - 1 - TAIL_BITS_MAX) >>> 5;
    }

    /** Byte planes after the words, T above. */
    int tailPlanes() {
        int rest = laneBits() & 31;
        return rest > TAIL_BITS_MAX ? 0 : (rest + 7) >>> 3;
    }

    /** Ones in the low width bits. */
    int mask() {
        return (int) ((1L << width) - 1);
    }

    /**
     * Writes the run.
     *
     * @param values unsigned; bits above the width are cut off
     * @param from index of the first value
     * @return bytes written
     */
    public long pack(int[] values, int from, MemorySegment out, long at) {
        Objects.checkFromIndexSize(from, count, values.length);
        LaneKernels.ACTIVE.pack(this, values, from, out, at);
        return bytes();
    }

    /** Value i of the run that starts at the offset; i must lie in 0 to count - 1. Constant time. */
    public int get(MemorySegment in, long at, int i) {
        int bit = (i >>> 3) * width;
        int word = bit >>> 5;
        int shift = bit & 31;
        int lane = i & 7;
        long bits = word(in, at, word, lane) & 0xffff_ffffL;
        if (shift + width > Integer.SIZE) {
            bits |= (long) word(in, at, word + 1, lane) << Integer.SIZE;
        }
        return (int) (bits >>> shift) & mask();
    }

    private int word(MemorySegment in, long at, int word, int lane) {
        int words = words();
        if (word < words) {
            return in.get(LittleEndian.I32, at + (long) WORD_ROW_BYTES * word + (long) Integer.BYTES * lane);
        }
        long planes = at + (long) WORD_ROW_BYTES * words + lane;
        int bits = 0;
        for (int plane = 0; plane < tailPlanes(); plane++) {
            bits |= (in.get(LittleEndian.I8, planes + (long) LANES * plane) & 255) << (8 * plane);
        }
        return bits;
    }

    /**
     * Reads n values into the start of out.
     *
     * @param from the first value, a multiple of eight
     */
    public void unpack(MemorySegment in, long at, int from, int n, int[] out) {
        Objects.checkFromIndexSize(from, n, count);
        LaneKernels.ACTIVE.unpack(this, in, at, from, n, out);
    }
}
