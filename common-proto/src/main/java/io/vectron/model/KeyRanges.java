package io.vectron.model;

import io.vectron.proto.v1.KeyRange;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/** Half-open ranges [start, end) of the unsigned 64-bit key space; {@code end == 0} is the end of the space. */
public final class KeyRanges {
    private KeyRanges() {}

    public static boolean contains(KeyRange range, long key) {
        return Long.compareUnsigned(key, range.getStart()) >= 0
                && (range.getEnd() == 0 || Long.compareUnsigned(key, range.getEnd()) < 0);
    }

    /** {@code count} ranges in order that cover the key space, of sizes that differ by at most one key. */
    public static List<KeyRange> equalRanges(int count) {
        if (count < 1) {
            throw new IllegalArgumentException("count must be positive, found " + count);
        }
        BigInteger space = BigInteger.ONE.shiftLeft(Long.SIZE);
        List<KeyRange> ranges = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            ranges.add(KeyRange.newBuilder()
                    .setStart(boundary(space, i, count))
                    .setEnd(i + 1 == count ? 0 : boundary(space, i + 1, count))
                    .build());
        }
        return ranges;
    }

    private static long boundary(BigInteger space, int i, int count) {
        return space.multiply(BigInteger.valueOf(i))
                .divide(BigInteger.valueOf(count))
                .longValue();
    }

    /** {@code 0x0000000000000000..0x4000000000000000}. */
    public static String show(KeyRange range) {
        return String.format("0x%016x..", range.getStart())
                + (range.getEnd() == 0 ? "end" : String.format("0x%016x", range.getEnd()));
    }
}
