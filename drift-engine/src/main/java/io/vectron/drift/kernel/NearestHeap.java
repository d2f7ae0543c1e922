package io.vectron.drift.kernel;

/** Keeps the n least of the packed longs offered to it. Not thread-safe. */
public final class NearestHeap {
    // Complements turn the min-heap into a max-heap: its top is the worst kept item.
    private final LongMinHeap worstFirst;
    private int limit;

    public NearestHeap(int limit) {
        this.limit = limit;
        this.worstFirst = new LongMinHeap(Math.min(limit, 256));
    }

    /** Empties the heap and sets how many it keeps. */
    public void reset(int newLimit) {
        limit = newLimit;
        worstFirst.clear();
    }

    public int size() {
        return worstFirst.size();
    }

    public boolean isFull() {
        return worstFirst.size() >= limit;
    }

    /** The worst kept item; the heap must not be empty. */
    public long worst() {
        return ~worstFirst.peek();
    }

    /** One of the kept items, in any order. */
    public long get(int index) {
        return ~worstFirst.get(index);
    }

    /** True when an item of this distance could still get in. */
    public boolean admits(float distance) {
        return !isFull() || distance < Packed.distance(worst());
    }

    /** Offers an item; returns whether it was kept. */
    public boolean offer(long packed) {
        if (worstFirst.size() < limit) {
            worstFirst.add(~packed);
            return true;
        }
        if (packed >= worst()) {
            return false;
        }
        worstFirst.replaceTop(~packed);
        return true;
    }

    /** Removes and returns the worst item; the heap must not be empty. */
    public long pollWorst() {
        return ~worstFirst.poll();
    }

    /** Empties the heap into an array, best first. */
    public long[] drainBestFirst() {
        long[] sorted = new long[worstFirst.size()];
        for (int i = sorted.length - 1; i >= 0; i--) {
            sorted[i] = pollWorst();
        }
        return sorted;
    }
}
