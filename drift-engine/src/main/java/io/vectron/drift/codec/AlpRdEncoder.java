package io.vectron.drift.codec;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Optional;

/**
 * Writes an ALP-RD block. Cut and rotation come from a sample; dictionary and patches from all rows.
 *
 * @param codeBits bits per code, 0 to 3
 * @param lefts the dictionary, 2^codeBits left parts, the most frequent first
 * @param patches values whose left part is not in the dictionary
 */
@SuppressWarnings("ArrayRecordComponent") // private to this package, never compared
record AlpRdEncoder(Rows rows, RdDictionary cut, int codeBits, int[] lefts, int patches) implements FloatBlockEncoder {
    private static final int CODE_BITS_MAX = BitPacking.widthOf(RdDictionary.SIZE_MAX - 1);
    private static final int PATCH_BYTES = 2 * Short.BYTES;

    /** The best block of this form; empty when the sample says that it cannot be smaller than raw floats. */
    static Optional<AlpRdEncoder> plan(Rows rows, float[] sample) {
        RdDictionary best = cut(RdDictionary.RIGHT_BITS_MAX, 0);
        double bestBytes = Float.BYTES * (double) sample.length;
        boolean isWorthIt = false;
        for (int rotation = 0; rotation <= 1; rotation++) {
            int[] sorted = new int[sample.length];
            for (int i = 0; i < sample.length; i++) {
                sorted[i] = cut(RdDictionary.RIGHT_BITS_MAX, rotation).turned(sample[i]);
            }
            Arrays.sort(sorted);
            for (int right = RdDictionary.RIGHT_BITS_MIN; right <= RdDictionary.RIGHT_BITS_MAX; right++) {
                double bytes = sampleBytes(sorted, right);
                if (bytes < bestBytes) {
                    bestBytes = bytes;
                    best = cut(right, rotation);
                    isWorthIt = true;
                }
            }
        }
        return isWorthIt ? Optional.of(plan(rows, best)) : Optional.empty();
    }

    private static RdDictionary cut(int rightBits, int rotation) {
        return RdDictionary.of(rightBits, rotation, new int[0]);
    }

    /** Equal left parts lie together in sorted values. */
    private static double sampleBytes(int[] sorted, int right) {
        Frequent frequent = new Frequent();
        int start = 0;
        for (int i = 1; i <= sorted.length; i++) {
            if (i == sorted.length || sorted[i] >>> right != sorted[start] >>> right) {
                frequent.offer(sorted[start] >>> right, i - start);
                start = i;
            }
        }
        double best = Double.MAX_VALUE;
        for (int codeBits = 0; codeBits <= codeBitsMax(right); codeBits++) {
            int misses = sorted.length - frequent.covered(1 << codeBits);
            best = Math.min(best, sorted.length * (right + codeBits) / 8.0 + misses * (double) PATCH_BYTES);
        }
        return best;
    }

    /** A code is never longer than the left part that it stands for. */
    private static int codeBitsMax(int right) {
        return Math.min(CODE_BITS_MAX, Integer.SIZE - right);
    }

    private static AlpRdEncoder plan(Rows rows, RdDictionary cut) {
        int right = cut.rightBits();
        int n = rows.count() * rows.dimension();
        int[] counts = new int[1 << (Integer.SIZE - right)];
        for (int i = 0; i < n; i++) {
            counts[cut.turned(rows.values()[i]) >>> right]++;
        }
        Frequent frequent = new Frequent();
        for (int left = 0; left < counts.length; left++) {
            frequent.offer(left, counts[left]);
        }
        AlpRdEncoder best = plan(rows, cut, frequent, 0);
        for (int codeBits = 1; codeBits <= codeBitsMax(right); codeBits++) {
            AlpRdEncoder other = plan(rows, cut, frequent, codeBits);
            best = other.bytes() < best.bytes() ? other : best;
        }
        return best;
    }

    private static AlpRdEncoder plan(Rows rows, RdDictionary cut, Frequent frequent, int codeBits) {
        int[] lefts = Arrays.copyOf(frequent.lefts, 1 << codeBits);
        int patches = rows.count() * rows.dimension() - frequent.covered(lefts.length);
        return new AlpRdEncoder(rows, cut, codeBits, lefts, patches);
    }

    private int width() {
        return cut.rightBits() + codeBits;
    }

    @Override
    public long bytes() {
        return rows.bytes(width(), patches, Short.BYTES);
    }

    @Override
    public long writeAt(MemorySegment out, long at) {
        writeHeader(out, at);
        byte[] codes = codesOfLefts();
        int dimension = rows.dimension();
        BitPacking run = new BitPacking(dimension, width());
        long rowsAt = at + FloatBlockFormat.HEADER_BYTES;
        long patchesAt = rowsAt + rows.count() * run.bytes();
        Patches.Writer writer = new Patches.Writer(out, patchesAt, rows.patchShape(patches), Short.BYTES);
        int[] packed = new int[dimension];
        for (int row = 0; row < rows.count(); row++) {
            for (int d = 0; d < dimension; d++) {
                int turned = cut.turned(rows.values()[row * dimension + d]);
                int left = turned >>> cut.rightBits();
                int code = codes[left];
                packed[d] = (Math.max(code, 0) << cut.rightBits()) | (turned & cut.rightMask());
                if (code < 0) {
                    writer.add(d, left);
                }
            }
            writer.endRow();
            run.pack(packed, 0, out, rowsAt + row * run.bytes());
        }
        writer.finish();
        return bytes();
    }

    private void writeHeader(MemorySegment out, long at) {
        rows.writeHeader(out, at, FloatBlockFormat.ALP_RD, patches);
        out.set(LittleEndian.I8, at + FloatBlockFormat.WIDTH_AT, (byte) width());
        out.set(LittleEndian.I8, at + FloatBlockFormat.RIGHT_BITS_AT, (byte) cut.rightBits());
        out.set(LittleEndian.I8, at + FloatBlockFormat.ROTATION_AT, (byte) cut.rotation());
        for (int code = 0; code < lefts.length; code++) {
            out.set(LittleEndian.I16, at + FloatBlockFormat.LEFTS_AT + (long) Short.BYTES * code, (short) lefts[code]);
        }
    }

    /** Per left part its code, -1 when it has none. */
    private byte[] codesOfLefts() {
        byte[] codes = new byte[1 << (Integer.SIZE - cut.rightBits())];
        Arrays.fill(codes, (byte) -1);
        // Downwards: entries that fill up the dictionary repeat left part 0, whose first code counts.
        for (int code = lefts.length - 1; code >= 0; code--) {
            codes[lefts[code]] = (byte) code;
        }
        return codes;
    }

    /** The most frequent left parts, most frequent first; places without one hold left part 0 with count 0. */
    private static final class Frequent {
        final int[] lefts = new int[RdDictionary.SIZE_MAX];
        private final int[] counts = new int[RdDictionary.SIZE_MAX];

        void offer(int left, int count) {
            int place = RdDictionary.SIZE_MAX;
            while (place > 0 && counts[place - 1] < count) {
                place--;
                if (place + 1 < RdDictionary.SIZE_MAX) {
                    counts[place + 1] = counts[place];
                    lefts[place + 1] = lefts[place];
                }
            }
            if (place < RdDictionary.SIZE_MAX) {
                counts[place] = count;
                lefts[place] = left;
            }
        }

        /** How many values the first entries stand for. */
        int covered(int entries) {
            int covered = 0;
            for (int i = 0; i < entries; i++) {
                covered += counts[i];
            }
            return covered;
        }
    }
}
