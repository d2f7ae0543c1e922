package io.vectron.drift.codec;

import io.vectron.drift.kernel.Kernels;
import io.vectron.drift.kernel.VectorKernels;
import java.lang.foreign.MemorySegment;

/**
 * Packing and unpacking of whole runs; decoders are fused with what follows, so that values pass through registers only.
 * All read and write exactly the bytes of the run.
 */
sealed interface LaneKernels permits VectorLaneKernels, ScalarLaneKernels {
    /** The kernels of this process, chosen as {@link Kernels#ACTIVE} are. A constant, so that the compiler inlines through it. */
    LaneKernels ACTIVE = Kernels.ACTIVE instanceof VectorKernels ? new VectorLaneKernels() : new ScalarLaneKernels();

    /**
     * Encodes n floats by ALP, the base not subtracted.
     *
     * @param codes receives the codes
     * @param misses receives 0 where the code decodes to the same bits
     */
    void encode(AlpScale scale, float[] values, int from, int[] codes, int[] misses, int n);

    /** Packs a run, as {@link BitPacking#pack}. */
    void pack(BitPacking run, int[] values, int from, MemorySegment out, long at);

    /** Unpacks n values of a run into the start of out, from a value on that is a multiple of eight. */
    void unpack(BitPacking run, MemorySegment in, long at, int from, int n, int[] out);

    /** Unpacks a run of ALP codes and decodes them. */
    void decode(BitPacking run, AlpScale scale, MemorySegment in, long at, float[] out, int to);

    /** Unpacks a run of ALP-RD codes and decodes them, patches left out. */
    void decode(BitPacking run, RdDictionary dictionary, MemorySegment in, long at, float[] out, int to);
}
