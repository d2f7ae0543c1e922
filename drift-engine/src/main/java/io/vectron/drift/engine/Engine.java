package io.vectron.drift.engine;

import io.vectron.drift.Checkpoint;
import io.vectron.drift.DescribeLimits;
import io.vectron.drift.DriftSettings;
import io.vectron.drift.DriftStats;
import io.vectron.drift.IndexDescription;
import io.vectron.drift.Row;
import io.vectron.drift.SearchRequest;
import io.vectron.drift.SearchResult;
import io.vectron.drift.StorageFailedException;
import io.vectron.drift.WorkReason;
import io.vectron.drift.WriteBatch;
import io.vectron.drift.bucket.Part;
import io.vectron.drift.inspect.SegmentInspector;
import io.vectron.drift.storage.FaultHook;
import io.vectron.drift.storage.FileStorage;
import io.vectron.drift.storage.Storage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One open engine directory; {@code Drift} is its face. Arguments were checked there.
 *
 * <p>Concurrency: see {@link EngineState}; every public method passes the gate, which close waits on.
 */
public final class Engine implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Engine.class);

    private final EngineState state;
    private final AutoCloseable directoryLock;
    private final Searcher searcher;
    private final Maintenance maintenance;
    private final Writer writer;
    private final CheckpointWriter checkpoints;

    /** Opens a directory; creates it when it does not exist. */
    public static Engine open(Path directory, DriftSettings settings, ProcessResources resources, FaultHook faults) {
        try {
            Storage storage = FileStorage.in(directory);
            return open(storage, DirectoryLock.acquire(directory), settings, resources, faults);
        } catch (IOException failure) {
            throw new StorageFailedException(directory + ": cannot be opened: " + failure, failure);
        }
    }

    /** Opens the engine of a storage that nobody else uses. */
    public static Engine open(
            Storage storage, AutoCloseable lock, DriftSettings settings, ProcessResources resources, FaultHook faults) {
        try {
            Recovery.Recovered recovered = new Recovery(storage, settings, faults, resources::execute).recover();
            Engine engine = new Engine(new EngineState(storage, settings, resources, faults, recovered), lock);
            resources.register(engine);
            engine.maintenance.scheduleCalibration();
            return engine;
        } catch (IOException failure) {
            release(storage, lock);
            throw new StorageFailedException(storage.path() + ": cannot be opened: " + failure, failure);
        } catch (RuntimeException | Error failure) {
            release(storage, lock);
            throw failure;
        }
    }

    private static void release(Storage storage, AutoCloseable lock) {
        try {
            lock.close();
        } catch (Exception failure) {
            LOG.warn("{}: lock file: {}", storage.path(), failure.toString());
        }
    }

    private Engine(EngineState state, AutoCloseable directoryLock) {
        this.state = state;
        this.directoryLock = directoryLock;
        Lookup lookup = new Lookup(state.slots);
        this.searcher = new Searcher(state, lookup);
        this.maintenance = new Maintenance(state, new Commits(state));
        this.writer = new Writer(state, lookup, maintenance);
        this.checkpoints = new CheckpointWriter(state);
    }

    private <T> T inside(Supplier<T> work) {
        if (!state.gate.tryEnter()) {
            throw new IllegalStateException(state.storage.path() + ": engine is closed");
        }
        try {
            state.checkUsable();
            return work.get();
        } finally {
            state.gate.exit();
        }
    }

    private void insideRun(Runnable work) {
        inside(() -> {
            work.run();
            return state;
        });
    }

    public void apply(long sequence, WriteBatch batch) {
        insideRun(() -> {
            state.writerLock.lock();
            try {
                writer.apply(sequence, batch);
            } finally {
                state.writerLock.unlock();
            }
        });
    }

    public SearchResult search(SearchRequest request) {
        return inside(() -> searcher.search(request));
    }

    public Optional<Row> get(byte[] id) {
        return inside(() -> searcher.get(id));
    }

    public long rows() {
        return inside(() -> state.view().rows());
    }

    public long appliedSequence() {
        return state.applied();
    }

    public long durableSequence() {
        return state.durable();
    }

    /** Completes with the reason when a failure stops the engine. */
    public CompletionStage<RuntimeException> stopped() {
        return state.stopped.minimalCompletionStage();
    }

    /** Makes everything applied so far durable. */
    public void flush() {
        insideRun(() -> flushInside(WorkReason.FLUSH_ASKED));
    }

    /** Throws when an invariant of the shared state does not hold. For tests. */
    public void checkInvariants() {
        insideRun(state::checkInvariants);
    }

    private void flushInside(WorkReason reason) {
        freezeActive(reason);
        maintenance.flushAll();
        state.checkUsable();
    }

    private void freezeActive(WorkReason reason) {
        state.writerLock.lock();
        try {
            long covered = state.version().frozen().isEmpty()
                    ? state.durable()
                    : state.version().frozen().getLast().lastSequence();
            if (state.applied() > covered) {
                maintenance.rotate(reason);
            }
        } finally {
            state.writerLock.unlock();
        }
    }

    /** Flushes without being asked, to free memory. */
    void flushInBackground() {
        if (state.gate.tryEnter()) {
            try {
                freezeActive(WorkReason.MEMORY_BUDGET);
                maintenance.scheduleFlush();
            } finally {
                state.gate.exit();
            }
        }
    }

    /** Bytes of the active memtable. */
    long activeBytes() {
        return state.version().active().bytes();
    }

    /** Compacts until the plan is content, on this thread. */
    public void compactNow() {
        insideRun(maintenance::compactNow);
    }

    public Checkpoint checkpoint(Path target) {
        return inside(() -> {
            flushInside(WorkReason.CHECKPOINT);
            try {
                return checkpoints.write(FileStorage.in(target));
            } catch (IOException failure) {
                // A copy that failed has not touched this directory: the engine goes on.
                throw new StorageFailedException(target + ": checkpoint failed: " + failure, failure);
            }
        });
    }

    public DriftStats stats() {
        return pinned(this::stats);
    }

    /** Describes the buckets of one moment; holds no lock, and their files only by the pinned version. */
    public IndexDescription describe(DescribeLimits limits) {
        return pinned(pinned -> {
            SegmentInspector.Findings found = new SegmentInspector(
                            pinned.version().map(), state.slots, pinned.snapshot(), limits, state::checkUsable)
                    .inspect();
            return new IndexDescription(
                    pinned.snapshot(),
                    stats(pinned),
                    found.segments(),
                    found.buckets(),
                    found.bucketsTotal(),
                    maintenance.work());
        });
    }

    private <T> T pinned(Function<Pinned, T> look) {
        return inside(() -> {
            try (Pinned pinned = state.pin()) {
                return look.apply(pinned);
            }
        });
    }

    private DriftStats stats(Pinned pinned) {
        Version version = pinned.version();
        long segmentRows = 0;
        long live = version.map().live();
        long diskBytes = 0;
        for (Part part : version.parts()) {
            segmentRows += part.segment().rows();
            diskBytes += part.segment().fileBytes();
        }
        return new DriftStats(
                pinned.view().rows(),
                version.memtableRows(),
                version.memtableBytes(),
                version.parts().size(),
                version.map().size(),
                segmentRows,
                segmentRows - live,
                diskBytes,
                version.frozen().size(),
                state.flushes.get(),
                state.merges.get(),
                pinned.snapshot(),
                state.durable());
    }

    /** Waits for who is inside, then lets go of everything; does not flush. Closing twice is harmless. */
    @Override
    public void close() {
        synchronized (directoryLock) {
            if (state.gate.isClosed()) {
                return;
            }
            state.gate.shut();
        }
        state.writerLock.lock();
        try {
            state.changed.signalAll();
        } finally {
            state.writerLock.unlock();
        }
        state.gate.awaitEmpty();
        state.resources.unregister(this);
        state.retractBytes();
        try {
            state.epochs.reclaim();
        } catch (RuntimeException failure) {
            // Only space is lost, and that only until the next start.
            LOG.warn("{}: unneeded files are left: {}", state.storage.path(), failure.toString());
        }
        state.version().parts().forEach(part -> part.segment().close());
        release(state.storage, directoryLock);
    }
}
