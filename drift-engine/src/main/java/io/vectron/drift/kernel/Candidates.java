package io.vectron.drift.kernel;

import java.util.Arrays;

/**
 * Rows and what they score, packed as {@link Packed}, without order: cheaper to fill than a heap, and sorted only as far as
 * somebody asks. Not thread-safe.
 */
public final class Candidates {
    private static final int BLOCK = 64;

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

    /** Forgets all but the first so many. */
    public void truncate(int newSize) {
        size = Math.min(size, newSize);
    }

    /**
     * Adds rows of a block of 64.
     *
     * @param scores [64]
     * @param firstRow number of the block's first row
     * @param mask which rows; not zero
     */
    public void add(float[] scores, int firstRow, long mask) {
        if (items.length - size < BLOCK) {
            items = Arrays.copyOf(items, 2 * items.length);
        }
        int to = size;
        long[] target = items;
        for (long left = mask; left != 0; left &= left - 1) {
            int row = Long.numberOfTrailingZeros(left);
            target[to++] = Packed.of(scores[row], firstRow + row);
        }
        size = to;
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

    /** Moves the n best to the front, in any order. Expected time linear in the size. */
    public void moveBestToFront(int n) {
        if (n <= 0 || n >= size) {
            return;
        }
        int from = 0;
        int to = size - 1;
        while (from < to) {
            long pivot = medianOfThree(items[from], items[(from + to) >>> 1], items[to]);
            int low = from;
            int high = to;
            while (low <= high) {
                while (items[low] < pivot) {
                    low++;
                }
                while (items[high] > pivot) {
                    high--;
                }
                if (low <= high) {
                    long swap = items[low];
                    items[low++] = items[high];
                    items[high--] = swap;
                }
            }
            if (n - 1 <= high) {
                to = high;
            } else if (n - 1 >= low) {
                from = low;
            } else {
                return;
            }
        }
    }

    private static long medianOfThree(long a, long b, long c) {
        return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
    }
}
