package io.vectron.drift.segment;

import io.vectron.drift.storage.DeletesFormat;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * The sequence at which each row of a segment died.
 *
 * <p>Concurrency: one writer at a time (the engine's writer lock); readers look without a lock. A reader that has read the
 * engine's applied sequence S sees every death up to S, for the writer stores deaths before it publishes S.
 *
 * <p>Invariants: a row dies once; a missing chunk holds no dead row.
 */
public final class DeathTable {
    /** The death of a live row. */
    public static final long NEVER = Long.MAX_VALUE;
    /** The death of a row that was dead when the directory was opened. */
    public static final long BEFORE_OPEN = Long.MIN_VALUE;

    private static final int CHUNK_BITS = 9;
    private static final int CHUNK = 1 << CHUNK_BITS;
    private static final VarHandle CELL = MethodHandles.arrayElementVarHandle(long[].class);

    private final int rows;
    private final AtomicReferenceArray<long[]> chunks;
    private volatile int dead;

    public DeathTable(int rows) {
        this.rows = rows;
        this.chunks = new AtomicReferenceArray<>((rows + CHUNK - 1) >>> CHUNK_BITS);
    }

    /** When a row died; {@link #NEVER} for a live one. */
    public long deathOf(int row) {
        long[] chunk = chunks.getAcquire(row >>> CHUNK_BITS);
        return chunk == null ? NEVER : (long) CELL.getOpaque(chunk, row & (CHUNK - 1));
    }

    /** Whether a row lives in the state after a sequence. */
    public boolean isLive(int row, long snapshot) {
        return deathOf(row) > snapshot;
    }

    /** Number of dead rows. */
    public int dead() {
        return dead;
    }

    /** Marks a live row dead. Writer only. */
    public void kill(int row, long sequence) {
        int c = row >>> CHUNK_BITS;
        long[] chunk = chunks.getAcquire(c);
        if (chunk == null) {
            chunk = new long[CHUNK];
            Arrays.fill(chunk, NEVER);
            chunks.setRelease(c, chunk);
        }
        if ((long) CELL.getOpaque(chunk, row & (CHUNK - 1)) != NEVER) {
            throw new IllegalStateException("row " + row + " dies twice, at " + deathOf(row) + " and " + sequence);
        }
        CELL.setOpaque(chunk, row & (CHUNK - 1), sequence);
        int now = dead + 1;
        dead = now;
    }

    /** Kills the rows of a bitmap, as dead before open. */
    void killAll(long[] bitmap) {
        for (int row = 0; row < rows; row++) {
            if ((bitmap[row >>> 6] & (1L << row)) != 0) {
                kill(row, BEFORE_OPEN);
            }
        }
    }

    /** The rows dead in the state after a sequence, in the form of {@link DeletesFormat}. */
    public long[] deadAt(long snapshot) {
        long[] bitmap = new long[DeletesFormat.words(rows)];
        for (int row = 0; row < rows; row++) {
            if (!isLive(row, snapshot)) {
                bitmap[row >>> 6] |= 1L << row;
            }
        }
        return bitmap;
    }

    /** Throws when an invariant does not hold. Writer only; for tests. */
    public void checkInvariants() {
        int counted = 0;
        for (int row = 0; row < rows; row++) {
            counted += deathOf(row) == NEVER ? 0 : 1;
        }
        if (counted != dead) {
            throw new IllegalStateException("counted " + counted + " dead rows, expected " + dead);
        }
    }
}
