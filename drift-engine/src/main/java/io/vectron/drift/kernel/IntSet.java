package io.vectron.drift.kernel;

import java.util.Arrays;

/** A set of ints that is emptied in no time, to be filled again and again. Not thread-safe. */
public final class IntSet {
    private static final int BITS_MIN = 10;
    /** 2^32 divided by the golden ratio: spreads consecutive numbers. */
    private static final int SPREAD = 0x9E3779B9;

    /** An element in the lower half, the round that it was added in in the upper one. */
    private long[] table = new long[1 << BITS_MIN];

    private int shift = Integer.SIZE - BITS_MIN;
    private int size;
    private int round = 1;

    /** Empties the set. */
    public void clear() {
        size = 0;
        if (++round < 0) {
            Arrays.fill(table, 0);
            round = 1;
        }
    }

    public int size() {
        return size;
    }

    /** Adds an element; false when it was there. */
    public boolean add(int element) {
        if (2 * size >= table.length) {
            grow();
        }
        long entry = ((long) round << Integer.SIZE) | (element & 0xFFFF_FFFFL);
        if (!put(entry)) {
            return false;
        }
        size++;
        return true;
    }

    private boolean put(long entry) {
        int at = ((int) entry * SPREAD) >>> shift;
        while (table[at] >>> Integer.SIZE == round) {
            if (table[at] == entry) {
                return false;
            }
            at = (at + 1) & (table.length - 1);
        }
        table[at] = entry;
        return true;
    }

    private void grow() {
        long[] old = table;
        table = new long[2 * old.length];
        shift--;
        for (long entry : old) {
            if (entry >>> Integer.SIZE == round) {
                var _ = put(entry);
            }
        }
    }
}
