package io.vectron.drift.rabitq;

import io.vectron.drift.kernel.Kernels;
import java.lang.foreign.MemorySegment;

/**
 * What a scan of blocks does most. Blocks lie in native memory; one process must not give heap memory too.
 */
sealed interface RabitqKernels permits VectorRabitqKernels, ScalarRabitqKernels {
    /** The kernels of this process, chosen as {@link Kernels#ACTIVE} are. A constant, so that the compiler inlines through it. */
    RabitqKernels ACTIVE = Kernels.hasVectors() ? new VectorRabitqKernels() : new ScalarRabitqKernels();

    /** Entries of the table for four dimensions: 16, four times over, to fill a register. */
    int TABLE_STRIDE = 64;

    /**
     * Fills a query's table: for each four dimensions and each of their 16 sets, round((sum over the set - least sum) *
     * factor).
     *
     * @param query [4 x nibbles]
     * @param table [nibbles x 64]; no entry is above 127
     */
    void fillTable(float[] query, float factor, byte[] table);

    /**
     * Adds up the table's entries for the codes of a block.
     *
     * @param nibbles quarters of the rotated dimensions, even
     * @param at where the block starts
     * @param sums [64] by row
     */
    void sums(byte[] table, int nibbles, MemorySegment blocks, long at, short[] sums);

    /**
     * As {@link #sums}, for two blocks, each entry of the table being loaded once for both.
     *
     * @param second where the second block starts
     * @param sums [128] by row, the second block's after the first's
     */
    void sumsOfTwo(byte[] table, int nibbles, MemorySegment blocks, long at, long second, short[] sums);

    /**
     * Turns sums into lower bounds of what is estimated.
     *
     * @param sums [64] by row from index from
     * @param factorsAt where the block's numbers start
     * @param bounds receives [64] by row from index to
     * @return bit r is 1 where the bound of row r is below the threshold of the terms
     */
    long lowerBounds(
            short[] sums, int from, MemorySegment blocks, long factorsAt, BoundTerms terms, float[] bounds, int to);

    /**
     * Reads memory to have it in the cache: a loop of loads alone keeps many of them going at a time, which a loop that also
     * computes does not. Reads whole stretches of 256 bytes.
     *
     * @return something that depends on all that was read
     */
    long pull(MemorySegment blocks, long at, long bytes);

    /** The Hadamard transform of n values, n a power of two and at least 64, without its scale. */
    void hadamard(float[] values, int at, int n);
}
