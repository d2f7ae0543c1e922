package io.vectron.drift.engine;

import io.vectron.drift.DriftException;
import io.vectron.drift.DriftSettings;
import io.vectron.drift.StorageFailedException;
import io.vectron.drift.StorageFullException;
import io.vectron.drift.WriteAvailability;
import io.vectron.drift.WriteStatus;
import io.vectron.drift.bucket.Part;
import io.vectron.drift.log.BatchLog;
import io.vectron.drift.memtable.Memtable;
import io.vectron.drift.slot.Epochs;
import io.vectron.drift.slot.SlotTable;
import io.vectron.drift.storage.FaultHook;
import io.vectron.drift.storage.Manifest;
import io.vectron.drift.storage.Storage;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What the parts of one engine share.
 *
 * <p>Concurrency: {@code flushLock} orders flushes, {@code commitLock} guards the manifest and the list of segments,
 * {@code writerLock} guards memtables, slots, live counts and the publication of views; always taken in this order.
 * {@code changed} (of writerLock) is signalled when a flush ends or the engine fails. The volatile fields are written under
 * writerLock ({@code manifest}: commitLock) and read anywhere. A view is stored last in an apply: whoever has read it sees
 * every row and death up to its sequence. {@code isBroken} is set before {@code failure}, {@code stopped} completes after it.
 *
 * <p>Invariants: durable <= applied; the version's segments are the manifest's, in its order; frozen memtables cover
 * consecutive stretches of sequences up to applied.
 */
final class EngineState {
    final Storage storage;
    final DriftSettings settings;
    final ProcessResources resources;
    final FaultHook faults;
    final BatchLog log;
    final SlotTable slots;
    final Epochs epochs = new Epochs();
    final Gate gate = new Gate();
    final ReentrantLock flushLock = new ReentrantLock();
    final ReentrantLock commitLock = new ReentrantLock();
    final ReentrantLock writerLock = new ReentrantLock();
    final Condition changed = writerLock.newCondition();
    final AtomicLong nextSegment;
    final AtomicLong nextBucket;
    final AtomicLong flushes = new AtomicLong();
    final AtomicLong merges = new AtomicLong();
    final CompletableFuture<RuntimeException> stopped = new CompletableFuture<>();
    final FullDisk fullDisk;

    private volatile View view;
    private volatile Manifest manifest;
    private volatile long durable;
    private volatile @Nullable Throwable failure;
    private volatile boolean isBroken;
    private long reportedBytes;

    EngineState(
            Storage storage,
            DriftSettings settings,
            ProcessResources resources,
            FaultHook faults,
            BatchLog log,
            Recovery.Recovered recovered) {
        this.storage = storage;
        this.fullDisk = new FullDisk(storage.path());
        this.settings = settings;
        this.resources = resources;
        this.faults = faults;
        this.log = log;
        this.slots = recovered.slots();
        this.manifest = recovered.manifest();
        this.nextSegment = new AtomicLong(manifest.nextSegment());
        this.nextBucket = new AtomicLong(manifest.nextBucket());
        this.durable = manifest.durableSequence();
        this.view = new View(recovered.version(), durable, slots.live());
        reportBytes();
    }

    /** Pins the current view. */
    Pinned pin() {
        Epochs.Stay stay = epochs.enter();
        // Read after entering: what it holds stays until the stay ends.
        return new Pinned(view, stay);
    }

    View view() {
        return view;
    }

    Version version() {
        return view.version();
    }

    /** Makes a new state visible; writerLock is held. */
    void publish(Version version, long applied) {
        view = new View(version, applied, slots.live());
        var _ = epochs.advance();
        reportBytes();
    }

    /** Tells the process what this engine's memtables hold; writerLock is held. */
    private void reportBytes() {
        long now = view.version().memtableBytes();
        resources.reportMemtableBytes(now - reportedBytes);
        reportedBytes = now;
    }

    /** Takes this engine's memtables out of the process's account, at close. */
    void retractBytes() {
        resources.reportMemtableBytes(-reportedBytes);
        reportedBytes = 0;
    }

    Manifest manifest() {
        return manifest;
    }

    void setManifest(Manifest next) {
        manifest = next;
    }

    long applied() {
        return view.applied();
    }

    long durable() {
        return durable;
    }

    void setDurable(long sequence) {
        durable = sequence;
    }

    /** Throws when the engine is closed or has stopped. */
    void checkUsable() {
        Throwable cause = failure;
        if (cause != null) {
            throw stopped(cause);
        }
        checkOpen();
    }

    /** Throws when the engine is closed, or what it has in memory is in doubt. */
    void checkReadable() {
        Throwable cause = failure;
        if (isBroken && cause != null) {
            throw stopped(cause);
        }
        checkOpen();
    }

    private StorageFailedException stopped(Throwable cause) {
        return new StorageFailedException(
                storage.path() + ": stopped by an earlier failure: " + cause.getMessage(), cause);
    }

    private void checkOpen() {
        if (gate.isClosed()) {
            throw new IllegalStateException(storage.path() + ": engine is closed");
        }
    }

    /** Whether writes are taken now. */
    WriteStatus writeStatus() {
        Throwable cause = failure;
        if (cause != null) {
            return new WriteStatus(WriteAvailability.STOPPED, String.valueOf(cause.getMessage()));
        }
        String full = fullDisk.writesWaitFor();
        return full == null ? WriteStatus.OPEN : new WriteStatus(WriteAvailability.FULL, full);
    }

    /**
     * Does something to the engine's own log.
     *
     * @throws StorageFullException when it has no room: nothing has changed then
     * @throws StorageFailedException when it fails: the engine has stopped
     */
    void toLog(Runnable write) {
        try {
            write.run();
        } catch (StorageFullException full) {
            fullDisk.found(FullDisk.Need.LOG, String.valueOf(full.getMessage()));
            throw full;
        } catch (StorageFailedException broken) {
            throw fail("log", broken);
        }
        fullDisk.ended(FullDisk.Need.LOG);
    }

    boolean hasFailed() {
        return failure != null;
    }

    /** Whether storage, or what lies in it, is to blame, not a bug. */
    private static boolean isOfTheWorld(Throwable cause) {
        return cause instanceof IOException || cause instanceof DriftException || isUnreadablePage(cause);
    }

    /** Whether it is the JVM's word for a page of a mapped file that the disk refuses, or the file has no more. */
    static boolean isUnreadablePage(Throwable cause) {
        return cause instanceof InternalError
                && String.valueOf(cause.getMessage()).contains("memory access");
    }

    /** Stops the engine because what is in memory may be half changed: it is not read any more either. */
    RuntimeException breakDown(String action, Throwable cause) {
        isBroken = true;
        return fail(action, cause);
    }

    /** Stops the engine; returns what to throw. After a failure of the world, other than a bug, reads go on. */
    RuntimeException fail(String action, Throwable cause) {
        writerLock.lock();
        try {
            isBroken |= !isOfTheWorld(cause);
            if (failure == null) {
                failure = cause;
            }
            changed.signalAll();
        } finally {
            writerLock.unlock();
        }
        RuntimeException reason = cause instanceof DriftException drift
                ? drift
                : new StorageFailedException(storage.path() + ": " + action + " failed: " + cause.getMessage(), cause);
        stopped.complete(reason);
        return reason;
    }

    /** Throws when an invariant does not hold; waits for commits and writes to end. For tests. */
    void checkInvariants() {
        commitLock.lock();
        writerLock.lock();
        try {
            gate.checkInvariants();
            slots.checkInvariants();
            Version version = view.version();
            version.active().checkInvariants();
            version.frozen().forEach(Memtable::checkInvariants);
            expect("durable sequence", manifest.durableSequence(), durable);
            expect(
                    "sequence of the active memtable",
                    view.applied(),
                    version.active().lastSequence());
            expect("rows", slots.live(), view.rows());
            expect("live rows of memtables and segments", slots.live(), countRows(version));
            List<Long> named =
                    manifest.segments().stream().map(Manifest.Entry::number).toList();
            List<Long> held = version.parts().stream()
                    .map(part -> part.segment().number())
                    .toList();
            if (!named.equals(held)) {
                throw new IllegalStateException("the manifest names segments " + named + ", the version holds " + held);
            }
            checkLiveCounts(version);
        } finally {
            writerLock.unlock();
            commitLock.unlock();
        }
    }

    private static long countRows(Version version) {
        long rows = version.active().countLiveRows();
        for (Memtable memtable : version.frozen()) {
            rows += memtable.countLiveRows();
        }
        return rows + version.map().live();
    }

    private void checkLiveCounts(Version version) {
        for (Part part : version.parts()) {
            for (int group = 0; group < part.segment().groups(); group++) {
                int live = 0;
                int first = part.segment().firstRow(group);
                for (int row = first; row < first + part.segment().rowsOf(group); row++) {
                    live += slots.isCurrent(
                                    part.segment().slot(row), part.segment().sequence(row))
                            ? 1
                            : 0;
                }
                if (!part.retired().contains(group)) {
                    expect(
                            "live rows of row group " + group + " of segment "
                                    + part.segment().number(),
                            live,
                            part.segment().live(group));
                }
            }
        }
    }

    private static void expect(String what, long expected, long found) {
        if (expected != found) {
            throw new IllegalStateException(what + ": expected " + expected + ", found " + found);
        }
    }
}
