package io.vectron.drift.codec;

import java.lang.foreign.MemorySegment;

/** Chooses and writes the smallest form of an integer block. */
final class IntegerBlockEncoder {
    private IntegerBlockEncoder() {}

    static byte[] encode(long[] values, int n) {
        Range range = Range.of(values, n);
        if (range.width() == 0) {
            return header(IntegerBlockFormat.CONSTANT, range, n, IntegerBlockFormat.HEADER_BYTES);
        }
        int runs = IntegerBlockFormat.restarts(n);
        long[] restarts = new long[runs];
        for (int run = 0; run < runs; run++) {
            restarts[run] = values[run * IntegerBlockFormat.RUN];
        }
        long[] deltas = deltas(values, n);
        Range restartRange = Range.of(restarts, runs);
        Range deltaRange = Range.of(deltas, n);
        LongPacking framed = new LongPacking(n, range.width());
        LongPacking restartRun = new LongPacking(runs, restartRange.width());
        LongPacking deltaRun = new LongPacking(n, deltaRange.width());
        long frameBytes = IntegerBlockFormat.HEADER_BYTES + framed.bytes();
        long deltaBytes = IntegerBlockFormat.DELTA_HEADER_BYTES + restartRun.bytes() + deltaRun.bytes();
        // A frame of reference reads faster: it wins a tie.
        if (frameBytes <= deltaBytes) {
            byte[] block = header(IntegerBlockFormat.FRAME, range, n, frameBytes);
            framed.pack(values, range.min(), MemorySegment.ofArray(block), IntegerBlockFormat.HEADER_BYTES);
            return block;
        }
        byte[] block = header(IntegerBlockFormat.DELTA, deltaRange, n, deltaBytes);
        MemorySegment out = MemorySegment.ofArray(block);
        out.set(LittleEndian.I8, IntegerBlockFormat.RESTART_WIDTH_AT, (byte) restartRange.width());
        out.set(LittleEndian.I64, IntegerBlockFormat.RESTART_BASE_AT, restartRange.min());
        long at = IntegerBlockFormat.DELTA_HEADER_BYTES;
        at += restartRun.pack(restarts, restartRange.min(), out, at);
        deltaRun.pack(deltas, deltaRange.min(), out, at);
        return block;
    }

    /** Differences to the value before; at restarts the least of the others, which packs as zero. */
    private static long[] deltas(long[] values, int n) {
        long[] deltas = new long[n];
        long least = Long.MAX_VALUE;
        for (int i = 1; i < n; i++) {
            deltas[i] = values[i] - values[i - 1];
            if (i % IntegerBlockFormat.RUN != 0) {
                least = Math.min(least, deltas[i]);
            }
        }
        for (int i = 0; i < n; i += IntegerBlockFormat.RUN) {
            deltas[i] = least;
        }
        return deltas;
    }

    private static byte[] header(int kind, Range range, int n, long bytes) {
        byte[] block = new byte[Math.toIntExact(bytes)];
        MemorySegment out = MemorySegment.ofArray(block);
        out.set(LittleEndian.I8, IntegerBlockFormat.KIND_AT, (byte) kind);
        out.set(LittleEndian.I8, IntegerBlockFormat.WIDTH_AT, (byte) range.width());
        out.set(LittleEndian.I32, IntegerBlockFormat.COUNT_AT, n);
        out.set(LittleEndian.I64, IntegerBlockFormat.BASE_AT, range.min());
        return block;
    }

    /** Least value of an array's first n, and the bits that hold the distance of the greatest from it. */
    private record Range(long min, int width) {
        static Range of(long[] values, int n) {
            long min = values[0];
            long max = values[0];
            for (int i = 1; i < n; i++) {
                min = Math.min(min, values[i]);
                max = Math.max(max, values[i]);
            }
            return new Range(min, LongPacking.widthOf(max - min));
        }
    }
}
