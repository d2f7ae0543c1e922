package io.vectron.drift.codec;

import java.lang.foreign.MemorySegment;

/** The plain twin of {@link VectorLaneKernels}, for tests and for machines without wide vectors. */
final class ScalarLaneKernels implements LaneKernels {
    private static final int LANES = BitPacking.LANES;

    @Override
    public void encode(AlpScale scale, float[] values, int from, int[] codes, int[] misses, int n) {
        encode(scale, values, from, codes, misses, 0, n);
    }

    static void encode(AlpScale scale, float[] values, int from, int[] codes, int[] misses, int start, int n) {
        for (int i = start; i < n; i++) {
            float value = values[from + i];
            codes[i] = scale.code(value);
            misses[i] = Float.floatToRawIntBits(scale.valueOf(codes[i])) ^ Float.floatToRawIntBits(value);
        }
    }

    @Override
    public void pack(BitPacking run, int[] values, int from, MemorySegment out, long at) {
        for (int lane = 0; lane < LANES; lane++) {
            packLane(run, values, from, lane, out, at);
        }
    }

    private static void packLane(BitPacking run, int[] values, int from, int lane, MemorySegment out, long at) {
        long mask = run.mask() & 0xffff_ffffL;
        int end = (run.count() + LANES - 1) / LANES * LANES;
        long to = at + (long) Integer.BYTES * lane;
        long buffer = 0;
        int filled = 0;
        for (int i = lane; i < end; i += LANES) {
            long value = i < run.count() ? values[from + i] & mask : 0;
            buffer |= value << filled;
            filled += run.width();
            if (filled >= Integer.SIZE) {
                out.set(LittleEndian.I32, to, (int) buffer);
                to += BitPacking.WORD_ROW_BYTES;
                buffer >>>= Integer.SIZE;
                filled -= Integer.SIZE;
            }
        }
        if (filled > BitPacking.TAIL_BITS_MAX) {
            out.set(LittleEndian.I32, to, (int) buffer);
            return;
        }
        long planes = at + (long) BitPacking.WORD_ROW_BYTES * run.words() + lane;
        for (int plane = 0; plane < run.tailPlanes(); plane++) {
            out.set(LittleEndian.I8, planes + (long) LANES * plane, (byte) (buffer >>> (8 * plane)));
        }
    }

    @Override
    public void unpack(BitPacking run, MemorySegment in, long at, int from, int n, int[] out) {
        for (int i = 0; i < n; i++) {
            out[i] = run.get(in, at, from + i);
        }
    }

    @Override
    public void decode(BitPacking run, AlpScale scale, MemorySegment in, long at, float[] out, int to) {
        for (int i = 0; i < run.count(); i++) {
            out[to + i] = scale.decode(run.get(in, at, i));
        }
    }

    @Override
    public void decode(BitPacking run, RdDictionary dictionary, MemorySegment in, long at, float[] out, int to) {
        for (int i = 0; i < run.count(); i++) {
            out[to + i] = dictionary.decode(run.get(in, at, i));
        }
    }
}
