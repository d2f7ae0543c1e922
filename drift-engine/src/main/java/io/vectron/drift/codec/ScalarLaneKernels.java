package io.vectron.drift.codec;

import java.lang.foreign.MemorySegment;

/** The plain twin of {@link VectorLaneKernels}, for tests and for machines without wide vectors. */
final class ScalarLaneKernels implements LaneKernels {
    @Override
    public void unpack(BitPacking run, MemorySegment in, long at, int[] out, int to) {
        for (int i = 0; i < run.count(); i++) {
            out[to + i] = run.get(in, at, i);
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
