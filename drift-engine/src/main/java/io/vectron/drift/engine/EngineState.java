package io.vectron.drift.engine;

import io.vectron.drift.DriftException;
import io.vectron.drift.DriftSettings;
import io.vectron.drift.StorageFailedException;
import io.vectron.drift.memtable.Memtable;
import io.vectron.drift.segment.Segment;
import io.vectron.drift.storage.FaultHook;
import io.vectron.drift.storage.Manifest;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What the parts of one engine share.
 *
 * <p>Concurrency: {@code flushLock} orders flushes, {@code commitLock} guards the manifest and the writes to the id index,
 * {@code writerLock} guards memtables, deaths and the publication of versions; always taken in this order.
 * {@code changed} (of writerLock) is signalled when a flush ends or the engine fails. The volatile fields are written under
 * writerLock ({@code manifest}: commitLock) and read anywhere. {@code applied} is stored last in an apply: whoever has
 * read it sees every row and death up to it. {@code stopped} completes after {@code failure} is set, with no lock of this
 * class held.
 *
 * <p>Invariants: durable <= applied; the version's segments are the manifest's, in its order; frozen memtables cover
 * consecutive stretches of sequences up to applied.
 */
final class EngineState {
    final Path directory;
    final DriftSettings settings;
    final ProcessResources resources;
    final FaultHook faults;
    final Gate gate = new Gate();
    final ReentrantLock flushLock = new ReentrantLock();
    final ReentrantLock commitLock = new ReentrantLock();
    final ReentrantLock writerLock = new ReentrantLock();
    final Condition changed = writerLock.newCondition();
    final AtomicLong nextSegment;
    final AtomicLong flushes = new AtomicLong();
    final AtomicLong merges = new AtomicLong();
    final CompletableFuture<RuntimeException> stopped = new CompletableFuture<>();

    private volatile Version version;
    private volatile Manifest manifest;
    private volatile long applied;
    private volatile long durable;
    private volatile long rows;
    private volatile @Nullable Relocation relocation;
    private volatile @Nullable Throwable failure;
    private long reportedBytes;

    EngineState(
            Path directory,
            DriftSettings settings,
            ProcessResources resources,
            FaultHook faults,
            Recovery.Recovered recovered) {
        this.directory = directory;
        this.settings = settings;
        this.resources = resources;
        this.faults = faults;
        this.manifest = recovered.manifest();
        this.version = recovered.version();
        this.nextSegment = new AtomicLong(manifest.nextSegment());
        this.applied = manifest.durableSequence();
        this.durable = manifest.durableSequence();
        this.rows = recovered.rows();
        reportBytes();
    }

    /** A version that the caller has pinned and must release, with the state that it is to be read at. */
    record Pinned(Version version, long snapshot) {}

    /** Pins the current version. The second look makes sure that it has seen every death up to the snapshot. */
    Pinned pin() {
        while (true) {
            Version current = version;
            if (current.tryRetain()) {
                long snapshot = applied;
                if (version == current) {
                    return new Pinned(current, snapshot);
                }
                current.release();
            }
        }
    }

    Version version() {
        return version;
    }

    /** Replaces the version; writerLock is held. */
    void publish(Version next) {
        Version old = version;
        version = next;
        old.release();
        reportBytes();
    }

    /** Tells the process what this engine's memtables hold; writerLock is held. */
    void reportBytes() {
        long now = version.memtableBytes();
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
        return applied;
    }

    void setApplied(long sequence) {
        applied = sequence;
    }

    long durable() {
        return durable;
    }

    void setDurable(long sequence) {
        durable = sequence;
    }

    long rows() {
        return rows;
    }

    void setRows(long now) {
        rows = now;
    }

    @Nullable
    Relocation relocation() {
        return relocation;
    }

    void setRelocation(@Nullable Relocation next) {
        relocation = next;
    }

    /** Throws when the engine is closed or has failed. */
    void checkUsable() {
        Throwable cause = failure;
        if (cause != null) {
            throw new StorageFailedException(
                    directory + ": stopped by an earlier failure: " + cause.getMessage(), cause);
        }
        if (gate.isClosed()) {
            throw new IllegalStateException(directory + ": engine is closed");
        }
    }

    boolean hasFailed() {
        return failure != null;
    }

    /** Stops the engine; returns what to throw. */
    RuntimeException fail(String action, Throwable cause) {
        writerLock.lock();
        try {
            if (failure == null) {
                failure = cause;
            }
            changed.signalAll();
        } finally {
            writerLock.unlock();
        }
        RuntimeException reason = cause instanceof DriftException drift
                ? drift
                : new StorageFailedException(directory + ": " + action + " failed: " + cause.getMessage(), cause);
        stopped.complete(reason);
        return reason;
    }

    /** Throws when an invariant does not hold; waits for commits and writes to end. For tests. */
    void checkInvariants() {
        commitLock.lock();
        writerLock.lock();
        try {
            gate.checkInvariants();
            version.checkInvariants();
            expect("durable sequence", manifest.durableSequence(), durable);
            expect("sequence of the active memtable", applied, version.active().lastSequence());
            expect("rows", countRows(), rows);
            List<Long> named =
                    manifest.segments().stream().map(Manifest.Entry::number).toList();
            List<Long> held = version.segments().stream().map(Segment::number).toList();
            long covered = durable;
            for (Memtable memtable : version.frozen()) {
                expect("start of a frozen memtable at most", Math.min(covered, memtable.lastSequence()), covered);
                covered = memtable.lastSequence();
            }
            expect("last frozen sequence at most", Math.min(covered, applied), covered);
            if (!named.equals(held)) {
                throw new IllegalStateException("segments are " + held + ", expected those of the manifest " + named);
            }
        } finally {
            writerLock.unlock();
            commitLock.unlock();
        }
    }

    private long countRows() {
        long live = version.active().countLiveRows();
        for (Memtable memtable : version.frozen()) {
            live += memtable.countLiveRows();
        }
        for (Segment segment : version.segments()) {
            live += segment.liveRows();
        }
        return live;
    }

    private static void expect(String what, long expected, long found) {
        if (expected != found) {
            throw new IllegalStateException(what + " is " + found + ", expected " + expected);
        }
    }
}
