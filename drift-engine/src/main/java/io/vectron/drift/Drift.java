package io.vectron.drift;

import io.vectron.drift.engine.Engine;
import io.vectron.drift.slot.SlotTable;
import io.vectron.drift.storage.FaultHook;
import io.vectron.drift.storage.FileStorage;
import io.vectron.drift.storage.Manifest;
import io.vectron.drift.storage.Storage;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * One engine directory: the rows of one shard, searched by similarity.
 *
 * <p>Writes come in batches with strictly growing sequences. A batch is visible, whole, when {@link #apply} returns; it is
 * durable once {@link #durableSequence()} has reached its sequence. Opened by {@link #open} the engine keeps no log: the caller does, and
 * applies again what came after the durable sequence. Opened by {@link #openWithLog} it keeps its own, and a batch is durable
 * when {@link #write} returns.
 *
 * <p>Thread-safe: writers take turns; searches and look-ups run beside them and each sees the state after one batch.
 *
 * <p>Errors: the caller's faults are {@link IllegalArgumentException}s (with the values) and, after close,
 * {@link IllegalStateException}s. {@link CorruptDataException} names a damaged file. When a failure of storage stops the
 * engine, every later call but searches, look-ups and figures throws {@link StorageFailedException}: close and recover. They
 * answer from what was visible last, a batch that was not acknowledged included. A full disk stops nothing but writes, and
 * those only for as long as it is full: see {@link StorageFullException} and {@link #stats()}.
 */
public final class Drift implements AutoCloseable {
    private final DriftSettings settings;
    private final Engine engine;
    private final Engine.LogKeeper keeper;

    private Drift(DriftSettings settings, Engine engine, Engine.LogKeeper keeper) {
        this.settings = settings;
        this.engine = engine;
        this.keeper = keeper;
    }

    /**
     * Opens a directory, or creates an empty engine in a missing or empty one.
     *
     * @throws SettingsMismatchException when it was written with another dimension or metric
     * @throws CorruptDataException when a file is damaged, missing or foreign
     * @throws StorageFullException when the disk has no room for the little that opening writes; nothing is lost
     * @throws StorageFailedException when storage fails, or another engine has the directory open
     */
    public static Drift open(Path directory, DriftSettings settings, DriftResources resources) {
        return open(directory, settings, resources, FaultHook.NONE);
    }

    /**
     * Opens a directory with a write-ahead log of its own, or creates one; batches go in by {@link #write}. What the log holds
     * beyond the segments is applied again, and {@link #recovery} tells of it.
     *
     * @throws SettingsMismatchException when it was written with another dimension or metric
     * @throws CorruptDataException when a file is damaged, missing or foreign
     * @throws StorageFullException when the disk has no room for the little that opening writes; nothing is lost
     * @throws StorageFailedException when storage fails, or another engine has the directory open
     */
    public static Drift openWithLog(Path directory, DriftSettings settings, DriftResources resources) {
        return open(directory, settings, resources, FaultHook.NONE, Engine.LogKeeper.ENGINE);
    }

    /**
     * Builds an engine of many rows at once and opens it: the rows are sorted into buckets as a whole and never pass a log,
     * a memtable or a graph, many times faster than batches are. When it returns they are durable, and the search depth is
     * measured. A build that fails leaves no engine behind; what it has written is removed by the next one.
     *
     * @param directory missing or empty
     * @param rows at least 1
     * @param sequence that all rows are written by, not negative
     * @throws IllegalArgumentException when the directory holds an engine, a row does not fit the settings, or an id is there
     *     twice; the message names the row
     * @throws StorageFullException when the disk is full
     * @throws StorageFailedException when storage fails, or an engine has the directory open
     */
    public static Drift build(
            Path directory, DriftSettings settings, DriftResources resources, BulkRows rows, long sequence) {
        checkSequence(sequence);
        if (rows.count() < 1) {
            throw new IllegalArgumentException("build of " + rows.count() + " rows, expected at least 1");
        }
        Path absolute = directory.toAbsolutePath();
        Engine.build(absolute, settings, resources.process(), rows, sequence);
        Drift drift = open(absolute, settings, resources);
        drift.compactNow();
        return drift;
    }

    private static void checkSequence(long sequence) {
        if (sequence < 0 || sequence > SEQUENCE_MAX) {
            throw new IllegalArgumentException("sequence is " + sequence + ", expected 0 to " + SEQUENCE_MAX);
        }
    }

    static Drift open(Path directory, DriftSettings settings, DriftResources resources, FaultHook faults) {
        return open(directory, settings, resources, faults, Engine.LogKeeper.CALLER);
    }

    static Drift open(
            Path directory,
            DriftSettings settings,
            DriftResources resources,
            FaultHook faults,
            Engine.LogKeeper keeper) {
        Engine engine = Engine.open(directory.toAbsolutePath(), settings, resources.process(), faults, keeper);
        return new Drift(settings, engine, keeper);
    }

    /** Opens an engine over a storage of the test's own, which nobody else uses. */
    static Drift open(
            Storage storage,
            DriftSettings settings,
            DriftResources resources,
            FaultHook faults,
            Engine.LogKeeper keeper) {
        Engine.Home home = new Engine.Home(storage, () -> {}, keeper);
        return new Drift(settings, Engine.open(home, settings, resources.process(), faults), keeper);
    }

    /**
     * Logs and applies a batch, whole or not at all, and returns when it survives a power cut. Threads that write at once
     * share the log's syncs. Others may see the batch a moment before it is durable.
     *
     * @return its sequence
     * @throws IllegalStateException when the engine was opened without a log
     * @throws IllegalArgumentException when a vector does not fit the settings
     * @throws OverloadedException when flushes lag too long; nothing was written
     * @throws StorageFullException when the disk is full; nothing was written
     * @throws StorageFailedException when storage failed and the engine has stopped: the batch may be there after the next
     *     opening, whole, or not
     */
    public long write(WriteBatch batch) {
        if (keeper != Engine.LogKeeper.ENGINE) {
            throw new IllegalStateException("the engine has no log of its own: batches come by apply");
        }
        checkFits(batch);
        return engine.write(batch);
    }

    private void checkFits(WriteBatch batch) {
        for (Op op : batch.ops()) {
            if (op instanceof Upsert upsert) {
                upsert.checkFits(settings);
            }
        }
    }

    /** What was found, replayed and dropped at open. */
    public RecoveryReport recovery() {
        return engine.recovery();
    }

    /**
     * Applies a batch, whole or not at all. Waits, up to {@link DriftSettings#applyWaitMillisMax()}, while flushes lag.
     *
     * @param sequence above {@link #appliedSequence()} and not negative; gaps are allowed
     * @throws IllegalStateException when the engine keeps its own log
     * @throws IllegalArgumentException when the sequence is not above, or a vector does not fit the settings
     * @throws OverloadedException when the wait was in vain; the batch may be applied again
     * @throws StorageFullException as that, because the disk is full
     */
    public void apply(long sequence, WriteBatch batch) {
        checkSequence(sequence);
        if (keeper != Engine.LogKeeper.CALLER) {
            throw new IllegalStateException("the engine has a log of its own: batches come by write");
        }
        checkFits(batch);
        engine.apply(sequence, batch);
    }

    /** The largest sequence, about 4.6e18: a bit is kept for the mark of a deletion. */
    public static final long SEQUENCE_MAX = SlotTable.VERSION_MAX;

    /** Finds the rows most similar to a query. */
    public SearchResult search(SearchRequest request) {
        Limits.checkFits("query", request.query(), settings);
        return engine.search(request);
    }

    /** The row of an id, bit for bit as written. */
    public Optional<Row> get(byte[] id) {
        Limits.checkId(id);
        return engine.get(id);
    }

    /** Number of live rows, exactly. */
    public long count() {
        return engine.rows();
    }

    /** The sequence applied last; {@value #NO_SEQUENCE} when none was. */
    public long appliedSequence() {
        return engine.appliedSequence();
    }

    /** The sequence up to which everything survives a crash; {@value #NO_SEQUENCE} when nothing does. */
    public long durableSequence() {
        return engine.durableSequence();
    }

    /** The sequence of an engine that nothing was applied to. */
    public static final long NO_SEQUENCE = Manifest.NO_SEQUENCE;

    /**
     * Makes everything applied before durable.
     *
     * @throws StorageFullException when the disk is full; the engine goes on and tries again in the background
     */
    public void flush() {
        engine.flush();
    }

    /** Rewrites segments until their number and dead share, and the sizes of buckets, are within bounds; normally done in the background. */
    public void compactNow() {
        engine.compactNow();
    }

    /**
     * Flushes and copies the durable state, by hard links, into a directory on the same file system, from where it opens as
     * an engine. Batches may be applied meanwhile. A copy that fails is removed again, as far as the disk allows.
     *
     * @param target missing or empty
     */
    public Checkpoint checkpoint(Path target) {
        Objects.requireNonNull(target, "target");
        Path directory = target.toAbsolutePath();
        return engine.checkpoint(() -> FileStorage.in(directory));
    }

    /** As {@link #checkpoint(Path)}, into a storage of the test's own. */
    Checkpoint checkpoint(Storage target) {
        return engine.checkpoint(() -> target);
    }

    /**
     * Completes, normally and with the reason, when a failure stops the engine, be it in a call or in the background: nobody
     * else hears of a background flush or merge that fails while nothing is called. Never completes by {@link #close}.
     *
     * <p>What is attached runs on the thread that failed, which {@link #close} waits for: it must neither wait nor close.
     */
    public CompletionStage<RuntimeException> stopped() {
        return engine.stopped();
    }

    /** A glance at sizes and counters. */
    public DriftStats stats() {
        return engine.stats();
    }

    /**
     * Looks inside: segments, buckets with the drift of their rows, flushes and merges. Reads the live rows of segments
     * within the limits, below a second by default on a core of its own when the files are cached; writers, searches and
     * the removal of merged segments do not wait for it, close does until it has noticed.
     *
     * @throws java.util.concurrent.CancellationException past the deadline of the limits
     */
    public IndexDescription describe(DescribeLimits limits) {
        return engine.describe(Objects.requireNonNull(limits, "limits"));
    }

    /** Throws when an invariant of the shared state does not hold. For tests. */
    void checkInvariants() {
        engine.checkInvariants();
    }

    /** The settings that it was opened with. */
    public DriftSettings settings() {
        return settings;
    }

    /** Waits for calls in progress, then unmaps and closes everything. Does not flush. Closing twice is harmless. */
    @Override
    public void close() {
        engine.close();
    }
}
