package io.vectron.drift.kernel;

import java.util.Arrays;

/** A growing binary heap of longs, least first. Not thread-safe. */
public final class LongMinHeap {
    private long[] items;
    private int size;

    public LongMinHeap(int capacity) {
        items = new long[Math.max(capacity, 4)];
    }

    public int size() {
        return size;
    }

    public boolean isEmpty() {
        return size == 0;
    }

    public void clear() {
        size = 0;
    }

    /** The least item; the heap must not be empty. */
    public long peek() {
        return items[0];
    }

    /** One of the items, in any order. */
    long get(int index) {
        return items[index];
    }

    public void add(long item) {
        if (size == items.length) {
            items = Arrays.copyOf(items, size * 2);
        }
        int at = size++;
        while (at > 0) {
            int parent = (at - 1) >>> 1;
            if (items[parent] <= item) {
                break;
            }
            items[at] = items[parent];
            at = parent;
        }
        items[at] = item;
    }

    /** Removes and returns the least item; the heap must not be empty. */
    public long poll() {
        long least = items[0];
        long last = items[--size];
        if (size > 0) {
            siftDown(last);
        }
        return least;
    }

    /** Replaces the least item, in one pass. */
    public void replaceTop(long item) {
        siftDown(item);
    }

    private void siftDown(long item) {
        int at = 0;
        int half = size >>> 1;
        while (at < half) {
            int child = 2 * at + 1;
            if (child + 1 < size && items[child + 1] < items[child]) {
                child++;
            }
            if (items[child] >= item) {
                break;
            }
            items[at] = items[child];
            at = child;
        }
        items[at] = item;
    }
}
