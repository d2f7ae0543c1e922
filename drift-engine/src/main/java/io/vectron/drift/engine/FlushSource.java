package io.vectron.drift.engine;

import io.vectron.drift.memtable.Memtable;
import io.vectron.drift.segment.RowSource;
import java.util.Arrays;

/** The rows of a frozen memtable that live in the state after its last sequence. */
final class FlushSource implements RowSource {
    private final Memtable memtable;
    private final int[] rows;

    FlushSource(Memtable memtable) {
        this.memtable = memtable;
        int[] live = new int[memtable.rows()];
        int n = 0;
        for (int row = 0; row < live.length; row++) {
            if (memtable.deathOf(row) > memtable.lastSequence()) {
                live[n++] = row;
            }
        }
        this.rows = Arrays.copyOf(live, n);
    }

    @Override
    public int rows() {
        return rows.length;
    }

    @Override
    public void copyVector(int row, float[] target, int at) {
        memtable.copyVector(rows[row], target, at);
    }

    @Override
    public float inverseNorm(int row) {
        return memtable.inverseNorm(rows[row]);
    }

    @Override
    public int slot(int row) {
        return memtable.slot(rows[row]);
    }

    @Override
    public long version(int row) {
        return memtable.sequence(rows[row]);
    }

    @Override
    public byte[] id(int row) {
        return memtable.id(rows[row]);
    }

    @Override
    public byte[] payload(int row) {
        return memtable.payload(rows[row]);
    }
}
