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
import io.vectron.drift.index.IdIndex;
import io.vectron.drift.inspect.SegmentInspector;
import io.vectron.drift.memtable.Memtable;
import io.vectron.drift.segment.Segment;
import io.vectron.drift.storage.FaultHook;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
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
    private final DirectoryLock directoryLock;
    private final LazyIndex index;
    private final Searcher searcher;
    private final Maintenance maintenance;
    private final Writer writer;
    private final CheckpointWriter checkpoints;

    /** Opens a directory; creates it when it does not exist. */
    public static Engine open(Path directory, DriftSettings settings, ProcessResources resources, FaultHook faults) {
        try {
            Files.createDirectories(directory);
            DirectoryLock lock = DirectoryLock.acquire(directory);
            try {
                Recovery.Recovered recovered = new Recovery(directory, settings, faults).recover();
                Engine engine = new Engine(new EngineState(directory, settings, resources, faults, recovered), lock);
                resources.register(engine);
                return engine;
            } catch (Throwable failure) {
                lock.close();
                throw failure;
            }
        } catch (IOException failure) {
            throw new StorageFailedException(directory + ": cannot be opened: " + failure, failure);
        }
    }

    private Engine(EngineState state, DirectoryLock directoryLock) {
        this.state = state;
        this.directoryLock = directoryLock;
        this.index = new LazyIndex(state.directory, state.resources);
        Lookup lookup = new Lookup(state, index);
        this.searcher = new Searcher(state, index, lookup);
        this.maintenance = new Maintenance(state, new Commits(state, index));
        this.writer = new Writer(state, lookup, maintenance);
        this.checkpoints = new CheckpointWriter(state, index);
    }

    private <T> T inside(Supplier<T> work) {
        if (!state.gate.tryEnter()) {
            throw new IllegalStateException(state.directory + ": engine is closed");
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
        return inside(state::rows);
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

    /** Merges until the plan is content, on this thread. */
    public void mergeNow() {
        insideRun(maintenance::mergeNow);
    }

    public Checkpoint checkpoint(Path target) {
        return inside(() -> {
            flushInside(WorkReason.CHECKPOINT);
            try {
                return checkpoints.write(target);
            } catch (IOException failure) {
                // A copy that failed has not touched this directory: the engine goes on.
                throw new StorageFailedException(target + ": checkpoint failed: " + failure, failure);
            }
        });
    }

    public DriftStats stats() {
        return pinned(pinned -> stats(pinned.version()));
    }

    /** Describes the segments of one moment; holds no lock, and their files only by the pinned version. */
    public IndexDescription describe(DescribeLimits limits) {
        return pinned(pinned -> {
            Version version = pinned.version();
            int dimension = state.settings.dimension();
            SegmentInspector.Findings found = new SegmentInspector(
                            version.segments(), dimension, pinned.snapshot(), limits, state::checkUsable)
                    .inspect();
            return new IndexDescription(
                    pinned.snapshot(),
                    stats(version),
                    found.segments(),
                    found.buckets(),
                    found.bucketsTotal(),
                    maintenance.work());
        });
    }

    /** Reads sizes from memory and files. */
    @FunctionalInterface
    private interface Look<T> {
        T at(EngineState.Pinned pinned) throws IOException;
    }

    private <T> T pinned(Look<T> look) {
        return inside(() -> {
            EngineState.Pinned pinned = state.pin();
            try {
                return look.at(pinned);
            } catch (IOException failure) {
                throw new StorageFailedException(state.directory + ": sizes cannot be read: " + failure, failure);
            } finally {
                pinned.version().release();
            }
        });
    }

    private DriftStats stats(Version version) throws IOException {
        long memtableRows = version.active().rows();
        for (Memtable memtable : version.frozen()) {
            memtableRows += memtable.rows();
        }
        int buckets = 0;
        long segmentRows = 0;
        long deleted = 0;
        long diskBytes = IdIndex.diskBytes(index.directory());
        for (Segment segment : version.segments()) {
            buckets += segment.buckets();
            segmentRows += segment.rows();
            deleted += segment.deaths().dead();
            diskBytes += segment.fileBytes();
        }
        return new DriftStats(
                state.rows(),
                memtableRows,
                version.memtableBytes(),
                version.segments().size(),
                buckets,
                segmentRows,
                deleted,
                diskBytes,
                version.frozen().size(),
                state.flushes.get(),
                state.merges.get(),
                state.applied(),
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
        state.version().release();
        index.close();
        try {
            directoryLock.close();
        } catch (IOException failure) {
            LOG.warn("{}: lock file: {}", state.directory, failure.toString());
        }
    }
}
