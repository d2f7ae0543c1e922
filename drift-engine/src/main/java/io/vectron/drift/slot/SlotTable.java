package io.vectron.drift.slot;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * The one truth about which copy of a row counts. Every live id has a slot; every copy of a row that a file holds carries its
 * slot and its version, the sequence that wrote it. A copy counts when the slot's version is its own. Files never need
 * to be told of an update or a delete: the slot moves on, and all older copies, wherever they lie, are dead.
 *
 * <p>Reading in the past: a search sees the state after its snapshot. When a slot has moved on after that, {@code history}
 * tells until when the copy counted; its entries go, through {@link Epochs}, when no reader is left to ask.
 *
 * <p>Slots whose copies have all gone, from memtables and from files, are given out again. A pair of slot and version never
 * comes twice, because a slot's versions only grow.
 *
 * <p>Concurrency: one writer at a time (the engine's writer lock). Readers load versions with acquire semantics; the writer
 * enters a copy into the history before it stores the slot's new version with release semantics.
 *
 * <p>Invariants: {@code copies[slot]} counts the copies in the memtables and files of the engine's state; a free slot has
 * none and is not live; {@code live} counts the slots whose version is a row's.
 */
public final class SlotTable {
    /** Slots of one table: numbers of rows are ints everywhere. */
    public static final int SLOTS_MAX = Integer.MAX_VALUE - 8;

    private static final int CHUNK_BITS = 12;
    private static final int CHUNK = 1 << CHUNK_BITS;
    private static final VarHandle VERSION = MethodHandles.arrayElementVarHandle(long[].class);
    /** Set in the stored version of a slot whose row was deleted. */
    private static final long DEAD = 1;
    /** A slot that no file and no memtable knows. */
    private static final long UNUSED = DEAD;

    private record Copy(int slot, long version) {}

    private volatile long[][] versions = {};
    private int[][] copies = {};
    private final ConcurrentMap<Copy, Long> history = new ConcurrentHashMap<>();
    private int[] free = new int[16];
    private int freeCount;
    private int nextSlot;
    private int live;

    private static long stored(long version) {
        return (version + 1) << 1;
    }

    private static long versionOf(long stored) {
        return (stored >>> 1) - 1;
    }

    private long load(int slot) {
        long[][] chunks = versions;
        int chunk = slot >>> CHUNK_BITS;
        // A slot of a chunk that this reader does not see yet was made after its snapshot.
        return chunk < chunks.length ? (long) VERSION.getAcquire(chunks[chunk], slot & (CHUNK - 1)) : UNUSED;
    }

    /** Whether a copy counts in the state after a snapshot, which must be one that its reader has entered for. */
    public boolean isLive(int slot, long version, long snapshot) {
        long now = load(slot);
        if (now == stored(version)) {
            return version <= snapshot;
        }
        if (versionOf(now) <= snapshot || version > snapshot) {
            return false;
        }
        Long until = history.get(new Copy(slot, version));
        return until != null && until > snapshot;
    }

    /** Whether a copy is the true one now. Writer only. */
    public boolean isCurrent(int slot, long version) {
        return load(slot) == stored(version);
    }

    /**
     * Whether a copy is dead in the durable state already, so that no file needs it. A copy that died later has to stay:
     * after a crash it counts again until the log is replayed.
     */
    public boolean isDeadAt(int slot, long version, long durableSequence) {
        long now = load(slot);
        return now != stored(version) && versionOf(now) <= durableSequence;
    }

    /** The tombstone of a slot: when its row was deleted; -1 when it lives. */
    public long deletedAt(int slot) {
        long now = load(slot);
        return (now & DEAD) != 0 ? versionOf(now) : -1;
    }

    /** A slot for a new id, not yet live. Writer only. */
    public int take() {
        if (freeCount > 0) {
            return free[--freeCount];
        }
        if (nextSlot == SLOTS_MAX) {
            throw new IllegalStateException("all " + SLOTS_MAX + " slots are used");
        }
        int slot = nextSlot++;
        grow(slot);
        return slot;
    }

    private void grow(int slot) {
        int chunk = slot >>> CHUNK_BITS;
        if (chunk >= versions.length) {
            int from = versions.length;
            long[][] grown = Arrays.copyOf(versions, chunk + 1);
            int[][] grownCopies = Arrays.copyOf(copies, chunk + 1);
            for (int c = from; c <= chunk; c++) {
                grown[c] = new long[CHUNK];
                Arrays.fill(grown[c], UNUSED);
                grownCopies[c] = new int[CHUNK];
            }
            copies = grownCopies;
            versions = grown;
        }
    }

    private void store(int slot, long value) {
        VERSION.setRelease(versions[slot >>> CHUNK_BITS], slot & (CHUNK - 1), value);
    }

    /**
     * A row was written, into a memtable. Writer only.
     *
     * @param replaced where to note the replaced copy when it lies in a file; null when it lies in a memtable, or there is none
     */
    public void write(int slot, long version, @Nullable Superseded replaced) {
        long now = load(slot);
        supersede(slot, now, version, replaced);
        live += (now & DEAD) == 0 ? 0 : 1;
        store(slot, stored(version));
        addCopy(slot);
    }

    /**
     * A live row was deleted. Writer only.
     *
     * @param replaced where to note the deleted copy when it lies in a file; null when it lies in a memtable
     */
    public void delete(int slot, long version, @Nullable Superseded replaced) {
        long now = load(slot);
        if ((now & DEAD) != 0) {
            throw new IllegalStateException(
                    "slot " + slot + " is deleted twice, at " + versionOf(now) + " and " + version);
        }
        supersede(slot, now, version, replaced);
        live--;
        store(slot, stored(version) | DEAD);
        freeWhenUnstored(slot);
    }

    private void supersede(int slot, long now, long until, @Nullable Superseded replaced) {
        if (versionOf(now) >= until) {
            throw new IllegalStateException(
                    "slot " + slot + " has version " + versionOf(now) + ", expected less than " + until);
        }
        if (replaced != null) {
            Copy copy = new Copy(slot, versionOf(now));
            history.put(copy, until);
            replaced.copies.add(copy);
        }
    }

    /** The copies that a batch has replaced: forgotten together when nobody reads the states before it. */
    public final class Superseded implements Runnable {
        private final List<Copy> copies = new ArrayList<>();

        /** Whether there is anything to forget. */
        public boolean isEmpty() {
            return copies.isEmpty();
        }

        @Override
        public void run() {
            copies.forEach(history::remove);
        }
    }

    /** For one batch. */
    public Superseded newSuperseded() {
        return new Superseded();
    }

    /** A memtable or file that holds a copy was added to the state. Writer only. */
    public void addCopy(int slot) {
        copies[slot >>> CHUNK_BITS][slot & (CHUNK - 1)]++;
    }

    /** A memtable or file that held a copy has left the state. Writer only. */
    public void removeCopy(int slot) {
        int left = --copies[slot >>> CHUNK_BITS][slot & (CHUNK - 1)];
        if (left < 0) {
            throw new IllegalStateException("slot " + slot + " has " + left + " copies");
        }
        freeWhenUnstored(slot);
    }

    /** How many copies memtables and files hold; while older ones are left, a tombstone must stay too. Writer only. */
    public int copiesOf(int slot) {
        return copies[slot >>> CHUNK_BITS][slot & (CHUNK - 1)];
    }

    private void freeWhenUnstored(int slot) {
        if (copiesOf(slot) == 0 && (load(slot) & DEAD) != 0) {
            if (freeCount == free.length) {
                free = Arrays.copyOf(free, 2 * free.length);
            }
            free[freeCount++] = slot;
        }
    }

    /** Recovery: a file holds this copy. The newest of a slot's copies and tombstones counts. */
    public void recoverCopy(int slot, long version) {
        recover(slot, stored(version));
        addCopy(slot);
    }

    /** Recovery: a file says that a slot's row was deleted. */
    public void recoverTombstone(int slot, long version) {
        recover(slot, stored(version) | DEAD);
    }

    private void recover(int slot, long value) {
        if (slot >= nextSlot) {
            grow(slot);
            nextSlot = slot + 1;
        }
        if (load(slot) < value) {
            store(slot, value);
        }
    }

    /** Ends the recovery: counts live slots, and finds the free ones. */
    public void recovered() {
        for (int slot = nextSlot - 1; slot >= 0; slot--) {
            if ((load(slot) & DEAD) == 0) {
                live++;
            } else {
                freeWhenUnstored(slot);
            }
        }
    }

    /** Slots are smaller than this. Writer only. */
    public int bound() {
        return nextSlot;
    }

    /** The largest version: with it the flag of a deletion still fits into a long. */
    public static final long VERSION_MAX = (1L << 62) - 2;

    /** Live rows. Writer only. */
    public int live() {
        return live;
    }

    /** Heap held, by versions and counts. Writer only. */
    public long bytes() {
        return (long) versions.length * CHUNK * (Long.BYTES + Integer.BYTES) + 4L * free.length;
    }

    /** Copies that readers of older states may ask for. */
    public int historySize() {
        return history.size();
    }

    /** Throws when an invariant does not hold. Writer only; for tests. */
    public void checkInvariants() {
        int counted = 0;
        for (int slot = 0; slot < nextSlot; slot++) {
            counted += (load(slot) & DEAD) == 0 ? 1 : 0;
        }
        if (counted != live) {
            throw new IllegalStateException("counted " + counted + " live slots, expected " + live);
        }
        for (int i = 0; i < freeCount; i++) {
            if (copiesOf(free[i]) != 0 || (load(free[i]) & DEAD) == 0) {
                throw new IllegalStateException("slot " + free[i] + " is free, has " + copiesOf(free[i])
                        + " copies and version " + versionOf(load(free[i])));
            }
        }
        if (Arrays.stream(free, 0, freeCount).distinct().count() != freeCount) {
            throw new IllegalStateException("a slot is free twice");
        }
    }
}
