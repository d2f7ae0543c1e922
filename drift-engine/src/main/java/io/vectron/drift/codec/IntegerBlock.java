package io.vectron.drift.codec;

import java.lang.foreign.MemorySegment;
import java.util.Objects;

/**
 * 1 to {@value #COUNT_MAX} longs in few bytes: all equal, packed as distances from the least (frame of reference), or as
 * deltas from one to the next with a restart every 64 values. The layout is that of {@link IntegerBlockFormat}.
 *
 * <p>Immutable; any number of threads may read.
 */
public final class IntegerBlock {
    /** Most values of a block: as many as the rows of a vector block. Longer columns are cut into blocks. */
    public static final int COUNT_MAX = 1 << 16;

    private final MemorySegment in;
    private final int kind;
    private final long base;
    private final LongPacking values;
    private final long valuesAt;
    private final long restartBase;
    private final LongPacking restarts;
    private final long restartsAt;
    private final long bytes;

    private IntegerBlock(MemorySegment in, long at, int count) {
        this.in = in;
        this.kind = in.get(LittleEndian.I8, at + IntegerBlockFormat.KIND_AT);
        this.base = in.get(LittleEndian.I64, at + IntegerBlockFormat.BASE_AT);
        this.values = new LongPacking(count, in.get(LittleEndian.I8, at + IntegerBlockFormat.WIDTH_AT));
        boolean isDelta = kind == IntegerBlockFormat.DELTA;
        this.restartBase = isDelta ? in.get(LittleEndian.I64, at + IntegerBlockFormat.RESTART_BASE_AT) : 0;
        this.restarts = new LongPacking(
                isDelta ? IntegerBlockFormat.restarts(count) : 0,
                in.get(LittleEndian.I8, at + IntegerBlockFormat.RESTART_WIDTH_AT));
        this.restartsAt = at + (isDelta ? IntegerBlockFormat.DELTA_HEADER_BYTES : IntegerBlockFormat.HEADER_BYTES);
        this.valuesAt = restartsAt + restarts.bytes();
        this.bytes = valuesAt + values.bytes() - at;
    }

    /**
     * Opens a block that starts at the offset and may be followed by other bytes.
     *
     * @param length bytes that may be read, at least those of the block
     * @throws MalformedBlockException when no encoder has written these bytes, or the length does not hold them
     */
    public static IntegerBlock open(MemorySegment in, long at, long length) {
        Objects.checkFromIndexSize(at, length, in.byteSize());
        MalformedBlockException.checkFits(at, "integer block", IntegerBlockFormat.HEADER_BYTES, length);
        int kind = in.get(LittleEndian.I8, at + IntegerBlockFormat.KIND_AT);
        MalformedBlockException.checkRange(at, "kind of integer block", 0, IntegerBlockFormat.DELTA, kind);
        if (kind == IntegerBlockFormat.DELTA) {
            MalformedBlockException.checkFits(at, "delta block", IntegerBlockFormat.DELTA_HEADER_BYTES, length);
        }
        checkByte(in, at + IntegerBlockFormat.WIDTH_AT, "width", kind == IntegerBlockFormat.CONSTANT ? 0 : Long.SIZE);
        checkByte(
                in,
                at + IntegerBlockFormat.RESTART_WIDTH_AT,
                "restart width",
                kind == IntegerBlockFormat.DELTA ? Long.SIZE : 0);
        checkByte(in, at + IntegerBlockFormat.ZERO_AT, "spare byte", 0);
        int count = in.get(LittleEndian.I32, at + IntegerBlockFormat.COUNT_AT);
        MalformedBlockException.checkRange(at + IntegerBlockFormat.COUNT_AT, "count", 1, COUNT_MAX, count);
        IntegerBlock block = new IntegerBlock(in, at, count);
        if (block.bytes > length) {
            throw new MalformedBlockException(
                    at, "integer block of " + count + " values", "at least " + block.bytes + " bytes", length);
        }
        return block;
    }

    private static void checkByte(MemorySegment in, long at, String what, int max) {
        MalformedBlockException.checkRange(at, what, 0, max, in.get(LittleEndian.I8, at));
    }

    /**
     * The smallest block of the first n values, exactly as long as its bytes.
     *
     * @param n 1 to {@value #COUNT_MAX}
     */
    public static byte[] encode(long[] values, int n) {
        Objects.checkFromIndexSize(0, n, values.length);
        if (n < 1 || n > COUNT_MAX) {
            throw new IllegalArgumentException("count is " + n + ", expected 1 to " + COUNT_MAX);
        }
        return IntegerBlockEncoder.encode(values, n);
    }

    /** Number of values. */
    public int count() {
        return values.count();
    }

    /** Bytes of the block. */
    public long bytes() {
        return bytes;
    }

    /** Value i, 0 to count - 1: in constant time, of a delta block in up to 8 steps of 8. */
    public long get(int i) {
        Objects.checkIndex(i, values.count());
        if (kind != IntegerBlockFormat.DELTA) {
            return base + values.get(in, valuesAt, i);
        }
        int steps = i % IntegerBlockFormat.RUN;
        return restart(i / IntegerBlockFormat.RUN) + steps * base + values.sumAfter(in, valuesAt, i - steps, steps);
    }

    /** Reads all values into out, from index to on. */
    public void copyTo(long[] out, int to) {
        Objects.checkFromIndexSize(to, values.count(), out.length);
        values.unpack(in, valuesAt, base, out, to);
        if (kind != IntegerBlockFormat.DELTA) {
            return;
        }
        for (int run = 0; run < restarts.count(); run++) {
            int start = run * IntegerBlockFormat.RUN;
            int end = Math.min(start + IntegerBlockFormat.RUN, values.count());
            long value = restart(run);
            out[to + start] = value;
            for (int i = start + 1; i < end; i++) {
                value += out[to + i];
                out[to + i] = value;
            }
        }
    }

    private long restart(int run) {
        return restartBase + restarts.get(in, restartsAt, run);
    }
}
