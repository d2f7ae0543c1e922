package io.vectron.drift.kernel;

import java.util.Arrays;

/**
 * Rows and what they score, packed as {@link Packed}, without order: cheaper to fill than a heap, and sorted only as far as
 * somebody asks. Not thread-safe.
 */
public final class Candidates {
    private static final int BLOCK = 64;
    private static final Kernels KERNELS = Kernels.ACTIVE;

    private long[] items = new long[1024];
    private int size;

    /** Forgets all. */
    public void clear() {
        size = 0;
    }

    public int size() {
        return size;
    }

    /** An item, packed. */
    public long get(int index) {
        return items[index];
    }

    /** Puts another item in the place of one. */
    public void set(int index, long packed) {
        items[index] = packed;
    }

    /**
     * Adds rows of a block of 64.
     *
     * @param scores [64]
     * @param firstRow number of the block's first row
     * @param mask which rows; not zero
     */
    public void add(float[] scores, int firstRow, long mask) {
        add(scores, 0, firstRow, mask);
    }

    private void add(float[] scores, int from, int firstRow, long mask) {
        if (items.length - size < BLOCK) {
            items = Arrays.copyOf(items, 2 * items.length);
        }
        int to = size;
        long[] target = items;
        for (long left = mask; left != 0; left &= left - 1) {
            int row = Long.numberOfTrailingZeros(left);
            target[to++] = Packed.of(scores[from + row], firstRow + row);
        }
        size = to;
    }

    /**
     * Adds those of some rows that score no more than a bound, and makes their scores infinite.
     *
     * @param scores of the rows, from index from up to to, which is a multiple of 64 later
     * @param bound finite
     * @param firstRow number of the first row
     */
    public void moveUpTo(float[] scores, int from, int to, float bound, int firstRow) {
        for (int at = from; at < to; at += BLOCK) {
            long mask = KERNELS.upTo(scores, at, bound);
            if (mask != 0) {
                add(scores, at, firstRow + at - from, mask);
                for (long left = mask; left != 0; left &= left - 1) {
                    scores[at + Long.numberOfTrailingZeros(left)] = Float.POSITIVE_INFINITY;
                }
            }
        }
    }

    /** Adds an item. */
    public void add(long packed) {
        if (items.length == size) {
            items = Arrays.copyOf(items, 2 * items.length);
        }
        items[size++] = packed;
    }

    /** Sorts, best first. */
    public void sort() {
        Arrays.sort(items, 0, size);
    }
}
