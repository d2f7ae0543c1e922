package io.vectron.drift.engine;

import io.vectron.drift.Delete;
import io.vectron.drift.DriftException;
import io.vectron.drift.Op;
import io.vectron.drift.OverloadedException;
import io.vectron.drift.StorageFullException;
import io.vectron.drift.Upsert;
import io.vectron.drift.WorkReason;
import io.vectron.drift.WriteBatch;
import io.vectron.drift.memtable.Memtable;
import io.vectron.drift.slot.SlotTable;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Applies batches. All that can fail (waiting, looking up) comes before the first change, so a batch is applied whole or not
 * at all. Callers hold the writer lock.
 */
final class Writer {
    /** Sees every row and death; below the death of a live row. */
    private static final long LATEST = Memtable.NEVER - 1;

    private final EngineState state;
    private final Lookup lookup;
    private final Maintenance maintenance;
    private final IdleFlush idleFlush;

    Writer(EngineState state, Lookup lookup, Maintenance maintenance) {
        this.state = state;
        this.lookup = lookup;
        this.maintenance = maintenance;
        this.idleFlush = new IdleFlush(state, maintenance);
    }

    /** What is known of a batch before the first change. */
    private record Prepared(List<Op> ops, List<@Nullable Located> olds) {}

    /** Applies a batch that the caller has logged. */
    void apply(long sequence, WriteBatch batch) {
        if (sequence <= state.applied()) {
            throw new IllegalArgumentException(
                    "sequence is " + sequence + ", expected more than the applied sequence " + state.applied());
        }
        change(prepare(batch), sequence);
    }

    /** Logs a batch and applies it; it is durable once the log says so. Returns its sequence. */
    long write(WriteBatch batch) {
        checkRoomForSegments();
        Prepared prepared = prepare(batch);
        long sequence = state.applied() + 1;
        state.toLog(() -> state.log.append(sequence, batch));
        change(prepared, sequence);
        return sequence;
    }

    /** While a flush finds no room the log leaves it what there is: it alone can free some, by giving up log files. */
    private void checkRoomForSegments() {
        String cause = state.fullDisk.cause(FullDisk.Need.FLUSH);
        if (cause != null) {
            throw new StorageFullException(
                    state.storage.path() + ": writes are refused, the disk is full: " + cause, null);
        }
    }

    private Prepared prepare(WriteBatch batch) {
        rotateWhenFull();
        awaitRoom();
        List<Op> ops = lastOfEachId(batch.ops());
        List<@Nullable Located> olds = new ArrayList<>(ops.size());
        for (Op op : ops) {
            olds.add(lookup.find(state.version(), op.id(), LATEST));
        }
        return new Prepared(ops, olds);
    }

    private void change(Prepared prepared, long sequence) {
        try {
            change(prepared.ops(), prepared.olds(), sequence);
        } catch (RuntimeException | Error failure) {
            // The batch may be half there: nobody may look at it.
            throw state.breakDown("apply", failure);
        }
        try {
            rotateWhenFull();
        } catch (StorageFullException full) {
            // The batch is in. The next one tries again, and is refused if need be.
        }
        idleFlush.wrote();
    }

    private void change(List<Op> ops, List<@Nullable Located> olds, long sequence) {
        Memtable active = state.version().active();
        SlotTable.Superseded superseded = state.slots.newSuperseded();
        for (int i = 0; i < ops.size(); i++) {
            applyOp(active, ops.get(i), olds.get(i), sequence, superseded);
        }
        active.advance(sequence);
        state.publish(state.version(), sequence);
        if (!superseded.isEmpty()) {
            state.epochs.retire(superseded);
        }
        state.epochs.reclaim();
    }

    private void rotateWhenFull() {
        if (state.version().active().usedBytes() >= state.settings.memtableBytesMax()) {
            maintenance.rotate(WorkReason.MEMTABLE_FULL);
            maintenance.scheduleFlush();
        }
    }

    private void awaitRoom() {
        long left = TimeUnit.MILLISECONDS.toNanos(state.settings.applyWaitMillisMax());
        while (mustWait()) {
            if (left <= 0) {
                throw noRoom();
            }
            maintenance.scheduleFlush();
            try {
                left = state.changed.awaitNanos(left);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new OverloadedException(state.storage.path() + ": interrupted while waiting for a flush");
            }
            state.checkUsable();
        }
    }

    private DriftException noRoom() {
        String waiting = state.storage.path() + ": " + state.version().frozen().size()
                + " memtables wait for their flush after " + state.settings.applyWaitMillisMax() + " ms";
        String full = state.fullDisk.cause(FullDisk.Need.FLUSH);
        return full == null
                ? new OverloadedException(waiting)
                : new StorageFullException(waiting + ", the disk is full: " + full, null);
    }

    private boolean mustWait() {
        int frozen = state.version().frozen().size();
        return frozen > state.settings.frozenMemtablesMax() || (frozen > 0 && state.resources.isFarOverBudget());
    }

    private static List<Op> lastOfEachId(List<Op> ops) {
        if (ops.size() < 2) {
            return ops;
        }
        Set<ByteBuffer> seen = new HashSet<>();
        List<Op> kept = new ArrayList<>(ops.size());
        for (Op op : ops.reversed()) {
            if (seen.add(ByteBuffer.wrap(op.id()))) {
                kept.add(op);
            }
        }
        return kept.reversed();
    }

    private void applyOp(
            Memtable active, Op op, @Nullable Located old, long sequence, SlotTable.Superseded superseded) {
        SlotTable.Superseded inFile = old instanceof Located.InSegment ? superseded : null;
        switch (op) {
            case Upsert upsert -> {
                int slot = old == null ? state.slots.take() : old.slot();
                state.slots.write(slot, sequence, inFile);
                active.upsert(upsert.id(), upsert.vector(), upsert.payload(), sequence, slot);
            }
            case Delete delete -> {
                if (old != null) {
                    state.slots.delete(old.slot(), sequence, inFile);
                    active.rememberDelete(old.slot(), sequence);
                }
            }
        }
        switch (old) {
            case null -> {}
            case Located.InMemtable found -> found.owner().kill(found.row(), sequence);
            case Located.InSegment found -> found.owner().countDeath(found.row());
        }
    }
}
