package io.vectron.drift.slot;

import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Epoch-based reclamation (K. Fraser, Practical lock-freedom, 2004, section 5.2.3, with explicit epochs instead of three):
 * what readers may still see is kept until every reader that could has left.
 *
 * <p>Use: a publisher makes a new state visible, then raises the epoch by {@link #advance} and hands over what the old state
 * alone needs by {@link #retire}. A reader enters, reads the published state, and leaves; it must read the state after it
 * has entered. What was retired at epoch e is disposed of once no reader is inside that entered before e.
 *
 * <p>Concurrency: readers claim one cell of a table by compare-and-set, a different one per thread mostly, and give it back
 * by one store: they never wait. The table grows by whole blocks, which never go. {@code advance}, {@code retire} and
 * {@code reclaim} take this object's monitor; disposals run on the calling thread without it.
 *
 * <p>Invariants: a cell is 0 (free) or the epoch that its reader announced; {@code retired} is ordered by epoch.
 */
public final class Epochs {
    private static final int BLOCK_CELLS = 64;
    /** A cache line per cell: neighbours must not slow one another down. */
    private static final int STRIDE = 8;

    private static final int HASH_FACTOR = 0x9E3779B9;
    private static final int HASH_SHIFT = 32 - 6;

    private static final class Block {
        private final AtomicLongArray cells = new AtomicLongArray(BLOCK_CELLS * STRIDE);
        private final AtomicReference<@Nullable Block> next = new AtomicReference<>();
    }

    private record Retired(long epoch, Runnable disposal) {}

    private final Block first = new Block();
    private final Queue<Retired> retired = new ArrayDeque<>(); // guarded by this
    private volatile long epoch = 1;

    /** A reader's stay. Not thread-safe; closed once, by any thread. */
    public static final class Stay implements AutoCloseable {
        private final AtomicLongArray cells;
        private final int at;
        private boolean isOver;

        private Stay(AtomicLongArray cells, int at) {
            this.cells = cells;
            this.at = at;
        }

        @Override
        public void close() {
            if (!isOver) {
                isOver = true;
                // Release is enough: all reads of the stay come before it.
                cells.setRelease(at, 0);
            }
        }
    }

    /** Enters; whatever is published from now on, and what is published now, stays until the stay is closed. */
    public Stay enter() {
        int start = ((int) Thread.currentThread().threadId() * HASH_FACTOR) >>> HASH_SHIFT;
        for (Block block = first; ; block = following(block)) {
            for (int i = 0; i < BLOCK_CELLS; i++) {
                int at = ((start + i) & (BLOCK_CELLS - 1)) * STRIDE;
                // A stale epoch only keeps more alive. Volatile: announced before the state is read.
                if (block.cells.get(at) == 0 && block.cells.compareAndSet(at, 0, epoch)) {
                    return new Stay(block.cells, at);
                }
            }
        }
    }

    private static Block following(Block block) {
        Block next = block.next.get();
        if (next == null) {
            Block made = new Block();
            next = block.next.compareAndSet(null, made) ? made : block.next.get();
        }
        return Objects.requireNonNull(next);
    }

    /** Begins a new epoch, after a new state was published; returns it. */
    public synchronized long advance() {
        long next = epoch + 1;
        epoch = next;
        return next;
    }

    /**
     * Has something disposed of once nobody is inside who entered before the current epoch. To be called after the state
     * that does not need it was published, and the epoch was advanced.
     */
    public synchronized void retire(Runnable disposal) {
        retired.add(new Retired(epoch, disposal));
    }

    /** Disposes of what nobody can see any more. What a disposal throws comes through; the others run at the next call. */
    public void reclaim() {
        while (true) {
            Runnable disposal;
            synchronized (this) {
                Retired oldest = retired.peek();
                if (oldest == null || oldest.epoch() > oldestInside()) {
                    return;
                }
                retired.remove();
                disposal = oldest.disposal();
            }
            disposal.run();
        }
    }

    /** The smallest epoch that anybody inside announced; {@link Long#MAX_VALUE} when nobody is inside. */
    private long oldestInside() {
        long oldest = Long.MAX_VALUE;
        for (Block block = first; block != null; block = block.next.get()) {
            for (int at = 0; at < BLOCK_CELLS * STRIDE; at += STRIDE) {
                long announced = block.cells.get(at);
                if (announced != 0 && announced < oldest) {
                    oldest = announced;
                }
            }
        }
        return oldest;
    }

    /** Things handed over that wait for readers to leave. */
    public synchronized int waiting() {
        return retired.size();
    }
}
