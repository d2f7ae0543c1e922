package io.vectron.drift.memtable;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

/**
 * From id to the newest row with that id: open addressing with linear probing over row numbers, no boxes.
 *
 * <p>Concurrency: one writer; readers probe without locks. A slot is stored with release semantics after its row is whole.
 * Growing builds a new array and publishes it; readers of the old one miss only what came after.
 *
 * <p>Invariants: a slot once filled is never emptied, it only moves on to a newer row of the same id; at most half full.
 */
final class IdTable {
    private static final int CAPACITY_MIN = 64;
    private static final VarHandle CELL = MethodHandles.arrayElementVarHandle(int[].class);

    private final Nodes nodes;
    private volatile int[] slots = new int[CAPACITY_MIN];
    private int used;

    IdTable(Nodes nodes) {
        this.nodes = nodes;
    }

    /** The newest row of an id, or {@link Nodes#NONE}. */
    int find(byte[] id) {
        int[] table = slots;
        int mask = table.length - 1;
        for (int at = hash(id) & mask; ; at = (at + 1) & mask) {
            int row = (int) CELL.getAcquire(table, at) - 1;
            if (row == Nodes.NONE || Arrays.equals(nodes.id(row), id)) {
                return row;
            }
        }
    }

    /** Makes a row the newest of its id. */
    void put(byte[] id, int row) {
        if (2 * (used + 1) > slots.length) {
            grow();
        }
        if (store(slots, id, row)) {
            used++;
        }
    }

    long bytes() {
        return 4L * slots.length;
    }

    private boolean store(int[] table, byte[] id, int row) {
        int mask = table.length - 1;
        for (int at = hash(id) & mask; ; at = (at + 1) & mask) {
            int found = table[at] - 1;
            if (found == Nodes.NONE || Arrays.equals(nodes.id(found), id)) {
                CELL.setRelease(table, at, row + 1);
                return found == Nodes.NONE;
            }
        }
    }

    private void grow() {
        int[] old = slots;
        int[] grown = new int[old.length * 2];
        for (int cell : old) {
            if (cell != 0) {
                store(grown, nodes.id(cell - 1), cell - 1);
            }
        }
        slots = grown;
    }

    private static int hash(byte[] id) {
        int h = Arrays.hashCode(id) * 0x9E3779B9;
        return h ^ (h >>> 15);
    }

    /** Throws when an invariant does not hold. Writer only; for tests. */
    void checkInvariants() {
        long filled = Arrays.stream(slots).filter(cell -> cell != 0).count();
        if (filled != used || 2 * used > slots.length) {
            throw new IllegalStateException(
                    "id table holds " + filled + " rows, expected " + used + ", at most half of " + slots.length);
        }
    }
}
