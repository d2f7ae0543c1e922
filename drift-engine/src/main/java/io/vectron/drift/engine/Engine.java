package io.vectron.drift.engine;

import io.vectron.drift.BulkRows;
import io.vectron.drift.Checkpoint;
import io.vectron.drift.DescribeLimits;
import io.vectron.drift.DriftException;
import io.vectron.drift.DriftSettings;
import io.vectron.drift.DriftStats;
import io.vectron.drift.IndexDescription;
import io.vectron.drift.RecoveryReport;
import io.vectron.drift.Row;
import io.vectron.drift.SearchRequest;
import io.vectron.drift.SearchResult;
import io.vectron.drift.StorageFailedException;
import io.vectron.drift.StorageFullException;
import io.vectron.drift.WorkReason;
import io.vectron.drift.WriteBatch;
import io.vectron.drift.bucket.Part;
import io.vectron.drift.inspect.SegmentInspector;
import io.vectron.drift.log.BatchLog;
import io.vectron.drift.log.ExternalLog;
import io.vectron.drift.log.ReplayReport;
import io.vectron.drift.log.TornTail;
import io.vectron.drift.log.WriteAheadLog;
import io.vectron.drift.storage.DirectoryLock;
import io.vectron.drift.storage.DiskFullException;
import io.vectron.drift.storage.FaultHook;
import io.vectron.drift.storage.FileNames;
import io.vectron.drift.storage.FileStorage;
import io.vectron.drift.storage.Storage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
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
    private RecoveryReport recovery = new RecoveryReport(0, 0, 0, 0, List.of(), 0, 0, 0, "", 0);

    /** Whose log comes before the engine. */
    public enum LogKeeper {
        /** The caller's: it applies again what comes after the durable sequence. */
        CALLER,
        /** The engine's own, in its directory. */
        ENGINE
    }

    /** Opens a directory; creates it when it does not exist. */
    public static Engine open(
            Path directory, DriftSettings settings, ProcessResources resources, FaultHook faults, LogKeeper keeper) {
        try {
            Storage storage = FileStorage.in(directory);
            return open(new Home(storage, DirectoryLock.acquire(directory), keeper), settings, resources, faults);
        } catch (IOException failure) {
            throw refusal(directory + ": cannot be opened: ", failure);
        }
    }

    /** Writes the files of an engine into a missing or empty directory; see {@code Drift.build}. */
    public static void build(
            Path directory, DriftSettings settings, ProcessResources resources, BulkRows rows, long sequence) {
        try {
            Storage storage = FileStorage.in(directory);
            try (DirectoryLock _ = DirectoryLock.acquire(directory)) {
                for (String name : storage.list()) {
                    boolean isLeftOver = FileNames.isOwnData(name) || name.equals(FileNames.LOCK);
                    if (name.equals(FileNames.MANIFEST) || !isLeftOver) {
                        throw new IllegalArgumentException(
                                directory + " holds " + name + ", expected a missing or empty directory");
                    }
                }
                new BulkBuild(storage, settings, rows, sequence, resources.team()).write();
            }
        } catch (IOException failure) {
            throw refusal(directory + ": cannot be built: ", failure);
        }
    }

    /**
     * Where an engine lives.
     *
     * @param storage nobody else uses it
     * @param lock let go of at close
     * @param keeper whose log comes first
     */
    public record Home(Storage storage, AutoCloseable lock, LogKeeper keeper) {}

    /** Opens the engine of a home, which is given up when that fails. */
    public static Engine open(Home home, DriftSettings settings, ProcessResources resources, FaultHook faults) {
        Storage storage = home.storage();
        long start = System.nanoTime();
        Engine engine = null;
        try {
            boolean keepsLog = home.keeper() == LogKeeper.ENGINE;
            Recovery.Recovered recovered =
                    new Recovery(storage, settings, faults, resources::execute, keepsLog).recover();
            BatchLog log = keepsLog ? WriteAheadLog.in(storage, settings.dimension()) : new ExternalLog();
            engine = new Engine(new EngineState(storage, settings, resources, faults, log, recovered), home.lock());
            resources.register(engine);
            engine.replay(recovered, start);
            engine.maintenance.scheduleCalibration();
            if (recovered.version().map().live() >= IdleFlush.ROWS_MIN) {
                resources.warmUp();
            }
            return engine;
        } catch (IOException failure) {
            giveUp(home, engine);
            throw refusal(storage.path() + ": cannot be opened: ", failure);
        } catch (RuntimeException | Error failure) {
            giveUp(home, engine);
            throw failure;
        }
    }

    private static DriftException refusal(String what, IOException failure) {
        return failure instanceof DiskFullException full
                ? new StorageFullException(what + full.getMessage(), full)
                : new StorageFailedException(what + failure, failure);
    }

    private static void giveUp(Home home, @Nullable Engine engine) {
        if (engine == null) {
            release(home.storage(), home.lock());
        } else {
            engine.close();
        }
    }

    private void replay(Recovery.Recovered recovered, long startNanos) {
        ReplayReport replayed;
        state.writerLock.lock();
        try {
            maintenance.setReplaying(true);
            replayed = state.log.replay(state.durable(), writer::apply);
            maintenance.setReplaying(false);
        } finally {
            state.writerLock.unlock();
        }
        Version version = recovered.version();
        TornTail torn = replayed.tornTail();
        recovery = new RecoveryReport(
                version.parts().size(),
                version.map().live(),
                version.parts().stream()
                        .mapToLong(part -> part.segment().rows())
                        .sum(),
                version.parts().stream()
                        .mapToLong(part -> part.segment().tombstoneCount())
                        .sum(),
                recovered.orphans(),
                recovered.manifest().durableSequence(),
                replayed.batchesReplayed(),
                replayed.batchesSkipped(),
                torn == null ? "" : torn.toString(),
                TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos));
        if (!recovery.orphans().isEmpty() || recovery.batchesReplayed() > 0 || torn != null) {
            LOG.info("{}: recovered: {}", state.storage.path(), recovery);
        }
    }

    /** What was found at open. */
    public RecoveryReport recovery() {
        return recovery;
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

    /** Does what a stopped engine refuses. */
    private <T> T inside(Supplier<T> work) {
        return entered(state::checkUsable, work);
    }

    /** Does what a stopped engine still answers. */
    private <T> T reading(Supplier<T> work) {
        return entered(state::checkReadable, work);
    }

    private <T> T entered(Runnable check, Supplier<T> work) {
        if (!state.gate.tryEnter()) {
            throw new IllegalStateException(state.storage.path() + ": engine is closed");
        }
        try {
            check.run();
            return work.get();
        } catch (InternalError fault) {
            if (!EngineState.isUnreadablePage(fault)) {
                throw fault;
            }
            throw new StorageFailedException(
                    state.storage.path() + ": a mapped file cannot be read: " + fault.getMessage(), fault);
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

    /** Logs and applies a batch; returns its sequence once it is durable. */
    public long write(WriteBatch batch) {
        return inside(() -> {
            long sequence;
            state.writerLock.lock();
            try {
                sequence = writer.write(batch);
            } finally {
                state.writerLock.unlock();
            }
            try {
                state.log.awaitDurable(sequence);
            } catch (StorageFailedException failure) {
                throw state.fail("log", failure);
            }
            return sequence;
        });
    }

    public SearchResult search(SearchRequest request) {
        return reading(() -> searcher.search(request));
    }

    public Optional<Row> get(byte[] id) {
        return reading(() -> searcher.get(id));
    }

    public long rows() {
        return reading(() -> state.view().rows());
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
        reading(() -> {
            state.checkInvariants();
            return state;
        });
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
            } catch (DriftException noted) {
                LOG.debug("{}: nothing is flushed for the memory budget", state.storage.path(), noted);
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

    /** Where a copy goes. */
    @FunctionalInterface
    public interface Target {
        /** The directory, which is made when it is missing. */
        Storage open() throws IOException;
    }

    public Checkpoint checkpoint(Target target) {
        return inside(() -> {
            flushInside(WorkReason.CHECKPOINT);
            try {
                return checkpoints.write(target.open());
            } catch (IOException failure) {
                // A copy that failed has not touched this directory: the engine goes on.
                throw refusal(state.storage.path() + ": checkpoint failed: ", failure);
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
                            pinned.version().map(), state.slots, pinned.snapshot(), limits, state::checkReadable)
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
        return reading(() -> {
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
                state.durable(),
                state.writeStatus());
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
        try {
            state.log.close();
        } catch (RuntimeException failure) {
            LOG.warn("{}: log: {}", state.storage.path(), failure.toString());
        }
        release(state.storage, directoryLock);
    }
}
