package io.vectron.drift.engine;

import io.vectron.drift.BackgroundWork;
import io.vectron.drift.StorageFullException;
import io.vectron.drift.WorkKind;
import io.vectron.drift.WorkReason;
import io.vectron.drift.bucket.BucketMap;
import io.vectron.drift.bucket.Calibration;
import io.vectron.drift.bucket.Calibrator;
import io.vectron.drift.bucket.Part;
import io.vectron.drift.bucket.Placement;
import io.vectron.drift.kernel.Team;
import io.vectron.drift.memtable.Memtable;
import io.vectron.drift.segment.RowGroup;
import io.vectron.drift.segment.Segment;
import io.vectron.drift.segment.SegmentWriter;
import io.vectron.drift.segment.Tombstone;
import io.vectron.drift.storage.DiskFullException;
import io.vectron.drift.storage.DurableFiles;
import io.vectron.drift.storage.FileNames;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Flushes, compactions and calibrations of one engine, on the shared background threads or on the thread of an explicit
 * flush.
 *
 * <p>Concurrency: flushes hold the flush lock, so they commit in the order of their sequences; one compaction or calibration at
 * a time ({@code isCompacting}), beside flushes. {@code frozenFor} gets a memtable's reason when it is frozen, under the
 * writer lock, and loses it when its flush begins.
 *
 * <p>What fails stops the engine, but for what a full disk refuses: that leaves everything as it was and is tried again, by a
 * timer ({@code isRetryScheduled}) or by whoever asks for it.
 */
final class Maintenance {
    private static final Logger LOG = LoggerFactory.getLogger(Maintenance.class);

    private static final long POLL_NANOS = 500_000;
    /** The depth of a search is measured anew when rows have grown by so much. */
    private static final double CALIBRATION_GROWTH = 1.5;

    private final EngineState state;
    private final Commits commits;
    private final SegmentWriter writer;
    private final Placement placement;
    private final AtomicBoolean isFlushScheduled = new AtomicBoolean();
    private final AtomicBoolean isCompacting = new AtomicBoolean();
    private final AtomicBoolean isRetryScheduled = new AtomicBoolean();
    private final BackOff backOff = new BackOff();
    private final Map<Memtable, WorkReason> frozenFor = new ConcurrentHashMap<>();
    private boolean isReplaying; // guarded by writerLock
    private final WorkLog log = new WorkLog(InstantSource.system(), System::nanoTime);

    Maintenance(EngineState state, Commits commits) {
        this.state = state;
        this.commits = commits;
        this.writer = new SegmentWriter(state.storage, state.settings, state.faults, state.gate::isClosed);
        this.placement = new Placement(state.settings, state.nextBucket::getAndIncrement);
    }

    /** Has frozen memtables flushed in the background, later when the disk is full. */
    void scheduleFlush() {
        if (state.fullDisk.cause(FullDisk.Need.FLUSH) == null) {
            scheduleFlushNow();
        }
    }

    private void scheduleFlushNow() {
        if (isFlushScheduled.compareAndSet(false, true)) {
            state.resources.execute(() -> inBackground("flush", () -> {
                isFlushScheduled.set(false);
                flushFrozen();
            }));
        }
    }

    /** Has the search depth measured in the background when a crash left it unmeasured. */
    void scheduleCalibration() {
        if (needsCalibration()) {
            scheduleCompaction();
        }
    }

    private void scheduleRetry() {
        if (isRetryScheduled.compareAndSet(false, true)) {
            state.resources.executeLater(this::retry, backOff.nextMillis());
        }
    }

    private void retry() {
        isRetryScheduled.set(false);
        if (!state.gate.tryEnter()) {
            return;
        }
        try {
            scheduleFlushNow();
            scheduleCompaction();
        } finally {
            state.gate.exit();
        }
    }

    private void scheduleCompaction() {
        if ((planned().isPresent() || needsCalibration()) && isCompacting.compareAndSet(false, true)) {
            state.resources.execute(() -> inBackground("compaction", this::compactWhileNeeded));
        }
    }

    /** Flushes and compactions that run, then those that ended last, newest first. */
    List<BackgroundWork> work() {
        return log.list();
    }

    /** Compacts what the plan says now, on the caller's thread; waits for one in the background to finish first. */
    void compactNow() {
        while (!isCompacting.compareAndSet(false, true)) {
            LockSupport.parkNanos(POLL_NANOS);
            state.checkUsable();
        }
        guarded("compaction", this::compactWhileNeeded);
        state.checkUsable();
    }

    private void inBackground(String action, WorkLog.Work work) {
        if (!state.gate.tryEnter()) {
            return;
        }
        try {
            if (!state.hasFailed()) {
                guarded(action, work);
            }
        } catch (StorageFullException full) {
            LOG.debug("{}: {} waits for room", state.storage.path(), action, full);
        } catch (RuntimeException stopped) {
            LOG.error("{}: {} failed, the engine has stopped", state.storage.path(), action, stopped);
        } finally {
            state.gate.exit();
        }
    }

    private void guarded(String action, WorkLog.Work work) {
        try {
            work.run();
        } catch (CancellationException closing) {
            LOG.debug("{}: {} given up: {}", state.storage.path(), action, closing.getMessage());
        } catch (DiskFullException full) {
            scheduleRetry();
            throw new StorageFullException(
                    state.storage.path() + ": " + action + " found no room and is tried again later: "
                            + full.getMessage(),
                    full);
        } catch (IOException | RuntimeException | Error failure) {
            throw state.fail(action, failure);
        }
    }

    /** Flushes all memtables that are frozen now or while it runs, oldest first. */
    void flushAll() {
        guarded("flush", this::flushFrozen);
    }

    private void flushFrozen() throws IOException {
        state.flushLock.lock();
        try {
            while (!state.version().frozen().isEmpty() && !state.hasFailed()) {
                flush(state.version().frozen().getFirst());
                backOff.reset();
                state.fullDisk.ended(FullDisk.Need.FLUSH);
                scheduleCompaction();
            }
            state.fullDisk.ended(FullDisk.Need.FLUSH);
        } finally {
            state.flushLock.unlock();
        }
    }

    private void flush(Memtable memtable) throws IOException {
        WorkReason reason = frozenFor.remove(memtable);
        if (reason == null) {
            throw new IllegalStateException("memtable up to " + memtable.lastSequence() + " is flushed twice");
        }
        FlushSource source = new FlushSource(memtable);
        try {
            log.run(WorkKind.FLUSH, reason, source.rows(), () -> flush(memtable, source));
        } catch (CancellationException closing) {
            // It is still to be flushed, by whoever comes before the engine has closed.
            frozenFor.put(memtable, reason);
            throw closing;
        } catch (DiskFullException full) {
            frozenFor.put(memtable, reason);
            // Under the flush lock: whoever flushes it meanwhile would otherwise be overruled.
            state.fullDisk.found(FullDisk.Need.FLUSH, "flush failed: " + full.getMessage());
            throw full;
        } catch (IOException | RuntimeException | Error failure) {
            // Under the flush lock too: nobody may try the same memtable again before all know.
            throw state.fail("flush", failure);
        }
    }

    private void flush(Memtable memtable, FlushSource source) throws IOException {
        long number = state.nextSegment.getAndIncrement();
        List<RowGroup> groups = source.rows() == 0
                ? List.of()
                : placement.copy(
                        source, placement.assign(source, state.version().map(), number), Team.ALONE);
        writeAndCommit(
                number,
                new SegmentWriter.Content(source, groups, neededTombstones(memtable)),
                segment -> commits.flush(memtable, segment));
    }

    /** The deletions that older files must be told of. */
    private List<Tombstone> neededTombstones(Memtable memtable) {
        if (memtable.tombstones().isEmpty()) {
            return List.of();
        }
        Map<Integer, Integer> ownCopies = new HashMap<>();
        memtable.tombstones().forEach(tombstone -> ownCopies.put(tombstone.slot(), 0));
        for (int row = 0; row < memtable.rows(); row++) {
            ownCopies.computeIfPresent(memtable.slot(row), (slot, copies) -> copies + 1);
        }
        state.writerLock.lock();
        try {
            return memtable.tombstones().stream()
                    .filter(tombstone ->
                            state.slots.copiesOf(tombstone.slot()) > ownCopies.getOrDefault(tombstone.slot(), 0))
                    .toList();
        } finally {
            state.writerLock.unlock();
        }
    }

    /** What makes a written segment part of the state; gets null when there was nothing to write. */
    @FunctionalInterface
    private interface Commit {
        void of(@Nullable Segment segment) throws IOException;
    }

    private void writeAndCommit(long number, SegmentWriter.Content content, Commit commit) throws IOException {
        if (content.rows() == 0 && content.tombstones().isEmpty()) {
            commit.of(null);
            return;
        }
        writer.write(number, content);
        Segment segment = Segment.open(state.storage, number, state.settings);
        boolean isCommitted = false;
        try {
            commit.of(segment);
            isCommitted = true;
        } catch (DiskFullException full) {
            // Before the commit: the manifest that names the file is not there.
            DurableFiles.discard(state.storage, FileNames.segment(number), full);
            throw full;
        } finally {
            if (!isCommitted && !isHeld(segment)) {
                segment.close();
            }
        }
    }

    /** Whether the version holds a segment: its commit may fail after it was published. */
    private boolean isHeld(Segment segment) {
        return state.version().parts().stream().anyMatch(part -> part.segment() == segment);
    }

    private void compactWhileNeeded() throws IOException {
        try {
            while (!state.gate.isClosed() && !state.hasFailed() && compactOnce()) {
                LOG.debug(
                        "{}: compacted to {} segments",
                        state.storage.path(),
                        state.manifest().segments().size());
            }
            calibrateWhenNeeded();
            state.fullDisk.ended(FullDisk.Need.MERGE);
        } catch (DiskFullException full) {
            state.fullDisk.found(FullDisk.Need.MERGE, "compaction failed: " + full.getMessage());
            throw full;
        } finally {
            isCompacting.set(false);
        }
        // A flush that ended during the measurement met a compaction that did not look any more.
        if (!state.gate.isClosed() && !state.hasFailed() && planned().isPresent()) {
            scheduleCompaction();
        }
    }

    /** False when there was nothing to do. */
    private boolean compactOnce() throws IOException {
        BucketMap map;
        CompactionPlan plan;
        long durable;
        state.commitLock.lock();
        try {
            map = state.version().map();
            durable = state.manifest().durableSequence();
            Optional<CompactionPlan> planned = planned(map);
            if (planned.isEmpty()) {
                return false;
            }
            plan = planned.get();
        } finally {
            state.commitLock.unlock();
        }
        Compaction compaction = new Compaction(plan, map, state.slots, durable);
        long number = state.nextSegment.getAndIncrement();
        long rows = plan.inputs().stream()
                        .mapToLong(part -> map.parts().get(part).live())
                        .sum()
                + plan.splits().stream().mapToLong(map::live).sum();
        log.run(WorkKind.MERGE, plan.reason(), rows, () -> compact(compaction, number));
        return true;
    }

    private void compact(Compaction compaction, long number) throws IOException {
        compaction.prepare(placement, number);
        SegmentWriter.Content content;
        state.writerLock.lock();
        try {
            content = compaction.content(state.slots);
        } finally {
            state.writerLock.unlock();
        }
        writeAndCommit(number, content, segment -> commits.compaction(compaction, segment));
    }

    /** What is to be compacted now. Pinned, for a compaction that ends meanwhile closes the segments that are counted. */
    private Optional<CompactionPlan> planned() {
        try (Pinned pinned = state.pin()) {
            return planned(pinned.version().map());
        }
    }

    private Optional<CompactionPlan> planned(BucketMap map) {
        long durable = state.manifest().durableSequence();
        List<CompactionPlan.PartSize> parts = new ArrayList<>();
        for (int p = 0; p < map.parts().size(); p++) {
            Part part = map.parts().get(p);
            int rows = part.segment().rows();
            int live = part.live();
            // Exact counting reads all slots: only where it can matter.
            int needed = 2L * live < rows ? needed(part, durable) : live;
            parts.add(new CompactionPlan.PartSize(p, rows, needed));
        }
        List<CompactionPlan.Overfull> overfull = new ArrayList<>();
        for (int bucket = 0; bucket < map.size(); bucket++) {
            int live = map.live(bucket);
            if (live > state.settings.bucketCapacity()) {
                overfull.add(new CompactionPlan.Overfull(bucket, live));
            }
        }
        return CompactionPlan.choose(
                parts,
                overfull,
                new CompactionPlan.Bounds(state.settings.segmentCountMax(), state.settings.bucketCapacity()));
    }

    private int needed(Part part, long durable) {
        Segment segment = part.segment();
        int needed = 0;
        for (int group = 0; group < segment.groups(); group++) {
            if (!part.retired().contains(group)) {
                int first = segment.firstRow(group);
                for (int row = first; row < first + segment.rowsOf(group); row++) {
                    needed += state.slots.isDeadAt(segment.slot(row), segment.sequence(row), durable) ? 0 : 1;
                }
            }
        }
        return needed;
    }

    private boolean needsCalibration() {
        Version version = state.version();
        long rows = version.map().live();
        Calibration calibration = version.calibration();
        return version.map().size() > 1
                && (!calibration.isMeasured()
                        || rows > CALIBRATION_GROWTH * calibration.rows()
                        || CALIBRATION_GROWTH * rows < calibration.rows());
    }

    private void calibrateWhenNeeded() throws IOException {
        if (!needsCalibration() || state.gate.isClosed() || state.hasFailed()) {
            return;
        }
        Calibration calibration;
        try (Pinned pinned = state.pin()) {
            BucketMap map = pinned.version().map();
            calibration = new Calibrator(
                            map,
                            state.settings.metric(),
                            state.slots,
                            pinned.snapshot(),
                            state.gate::isClosed,
                            state.resources.team())
                    .measure(state.manifest().generation());
        }
        commits.calibration(calibration);
    }

    /** Whether batches come from the log, which must not roll then; writerLock is held. */
    void setReplaying(boolean now) {
        isReplaying = now;
    }

    /**
     * Freezes the active memtable; writerLock is held.
     *
     * @throws StorageFullException when there is no room for the next file of the log; nothing has changed then
     */
    void rotate(WorkReason reason) {
        Version version = state.version();
        if (!isReplaying) {
            state.toLog(state.log::roll);
        }
        version.active().freeze();
        frozenFor.put(version.active(), reason);
        List<Memtable> frozen = new ArrayList<>(version.frozen());
        frozen.add(version.active());
        state.publish(
                new Version(
                        new Memtable(state.settings, state.applied(), state.resources::execute),
                        frozen,
                        version.map(),
                        version.calibration()),
                state.applied());
    }
}
