package io.vectron.drift.rabitq;

import io.vectron.drift.kernel.Candidates;
import java.lang.foreign.MemorySegment;

/**
 * One query over blocks: its rotation, its table, and the loop. Meant to be used again for the next query.
 *
 * <p>The table's entries are rounded to 7 bits, so a sum over 4 x nibbles dimensions errs by about half a step times the square
 * root of the nibbles: little beside the error of one bit per dimension.
 *
 * <p>Not thread-safe.
 */
public final class BlockScan {
    private static final RabitqKernels KERNELS = RabitqKernels.ACTIVE;
    private static final float ENTRY_MAX = 127;
    /** The greatest sum, but for rounding, that sums of 16 bits with a sign are sure to hold. */
    private static final float SUM_MAX = 32_000;

    private final int padded;
    private final int nibbles;
    private final long codeBytes;
    private final long blockBytes;
    private final float[] rotated;
    private final byte[] table;
    private final short[] sums = new short[2 * BlockFormat.ROWS];
    private final float[] bounds = new float[BlockFormat.ROWS];
    private final float[] four = new float[4];
    private final BoundTerms terms = new BoundTerms();
    private long pulled;

    /** A scan of blocks of so many rotated dimensions. */
    public BlockScan(int padded) {
        this.padded = padded;
        this.nibbles = padded / 4;
        this.codeBytes = BlockFormat.codeBytes(padded);
        this.blockBytes = BlockFormat.bytes(padded);
        this.rotated = new float[padded];
        this.table = new byte[nibbles * RabitqKernels.TABLE_STRIDE];
    }

    /** Turns to a query, [dimension]. */
    public void begin(Rotation rotation, float[] query) {
        rotation.rotate(query, 0, rotated, 0);
        float greatest = 0;
        float total = 0;
        for (int d = 0; d < padded; d += 4) {
            float reach = Math.abs(rotated[d])
                    + Math.abs(rotated[d + 1])
                    + Math.abs(rotated[d + 2])
                    + Math.abs(rotated[d + 3]);
            greatest = reach > greatest ? reach : greatest;
            total += reach;
        }
        float delta = Math.max(greatest / ENTRY_MAX, total / SUM_MAX);
        terms.delta = delta;
        terms.bias = -total / 2;
        KERNELS.fillTable(rotated, delta > 0 ? 1 / delta : 0, table);
    }

    /** The rotated query, [padded]. Not to be changed. */
    public float[] rotated() {
        return rotated;
    }

    /** Room for four numbers, for who compares the rotated query with something. */
    public float[] four() {
        return four;
    }

    /** Rotated dimensions. */
    public int padded() {
        return padded;
    }

    /**
     * Turns to a centroid.
     *
     * @param add |q - c|^2, or -&lt;q,c&gt; for inner products
     * @param distance |q - c|
     * @param errors how many times its error a row's bound lies below its estimate
     */
    public void centre(float add, float distance, float errors) {
        terms.add = add;
        terms.error = distance * errors;
    }

    /** Bytes that a scan of so many rows reads. */
    public long bytes(int rows) {
        return BlockFormat.blocks(rows) * blockBytes;
    }

    /** Has the memory read that a scan will need. */
    public void pull(MemorySegment blocks, long at, int rows) {
        // The sum must go somewhere, or the compiler leaves the loads out.
        pulled += KERNELS.pull(blocks, at, bytes(rows));
    }

    /** Takes what depends on memory that was read only to have it in the cache. */
    public void note(long read) {
        pulled += read;
    }

    /** Something that depends on all that was pulled. */
    long pulled() {
        return pulled;
    }

    /**
     * Scans blocks.
     *
     * @param rows lanes with rows
     * @param firstRow number of the first row
     * @param threshold rows whose lower bound is below it become candidates
     */
    public void scan(MemorySegment blocks, long at, int rows, int firstRow, float threshold, Candidates candidates) {
        terms.threshold = threshold;
        long block = at;
        int last = firstRow + rows;
        int row = firstRow;
        for (; row + BlockFormat.ROWS < last; row += 2 * BlockFormat.ROWS) {
            KERNELS.sumsOfTwo(table, nibbles, blocks, block, block + blockBytes, sums);
            collect(blocks, block, 0, row, candidates);
            collect(blocks, block + blockBytes, BlockFormat.ROWS, row + BlockFormat.ROWS, candidates);
            block += 2 * blockBytes;
        }
        if (row < last) {
            KERNELS.sums(table, nibbles, blocks, block, sums);
            collect(blocks, block, 0, row, candidates);
        }
    }

    private void collect(MemorySegment blocks, long block, int from, int row, Candidates candidates) {
        long mask = KERNELS.lowerBounds(sums, from, blocks, block + codeBytes, terms, bounds, 0);
        if (mask != 0) {
            candidates.add(bounds, row, mask);
        }
    }

    /**
     * Computes the lower bounds of all lanes of blocks; infinite in lanes without a row.
     *
     * @param target receives a multiple of 64 bounds from index to
     */
    public void bounds(MemorySegment blocks, long at, int rows, float[] target, int to) {
        terms.threshold = Float.POSITIVE_INFINITY;
        long block = at;
        int row = 0;
        for (; row + BlockFormat.ROWS < rows; row += 2 * BlockFormat.ROWS) {
            KERNELS.sumsOfTwo(table, nibbles, blocks, block, block + blockBytes, sums);
            var _ = KERNELS.lowerBounds(sums, 0, blocks, block + codeBytes, terms, target, to + row);
            var _ = KERNELS.lowerBounds(
                    sums,
                    BlockFormat.ROWS,
                    blocks,
                    block + blockBytes + codeBytes,
                    terms,
                    target,
                    to + row + BlockFormat.ROWS);
            block += 2 * blockBytes;
        }
        if (row < rows) {
            KERNELS.sums(table, nibbles, blocks, block, sums);
            var _ = KERNELS.lowerBounds(sums, 0, blocks, block + codeBytes, terms, target, to + row);
        }
    }
}
