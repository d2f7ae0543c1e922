package io.vectron.drift.engine;

import io.vectron.drift.BackgroundWork;
import io.vectron.drift.WorkKind;
import io.vectron.drift.WorkReason;
import io.vectron.drift.memtable.Memtable;
import io.vectron.drift.segment.Segment;
import io.vectron.drift.segment.SegmentWriter;
import io.vectron.drift.storage.FileNames;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Flushes and merges of one engine, on the shared background threads or on the thread of an explicit flush.
 *
 * <p>Concurrency: flushes hold the flush lock, so they commit in the order of their sequences; one merge at a time
 * ({@code isMerging}), beside flushes. {@code frozenFor} gets a memtable's reason when it is frozen, under the writer lock,
 * and loses it when its flush begins. What fails stops the engine.
 */
final class Maintenance {
    private static final Logger LOG = LoggerFactory.getLogger(Maintenance.class);

    private static final long POLL_NANOS = 500_000;

    private final EngineState state;
    private final Commits commits;
    private final AtomicBoolean isFlushScheduled = new AtomicBoolean();
    private final AtomicBoolean isMerging = new AtomicBoolean();
    private final Map<Memtable, WorkReason> frozenFor = new ConcurrentHashMap<>();
    private final WorkLog log = new WorkLog(InstantSource.system(), System::nanoTime);

    Maintenance(EngineState state, Commits commits) {
        this.state = state;
        this.commits = commits;
    }

    /** Has frozen memtables flushed in the background. */
    void scheduleFlush() {
        if (isFlushScheduled.compareAndSet(false, true)) {
            state.resources.execute(() -> inBackground("flush", () -> {
                isFlushScheduled.set(false);
                flushFrozen();
            }));
        }
    }

    private void scheduleMerge() {
        if (planned().isPresent() && isMerging.compareAndSet(false, true)) {
            state.resources.execute(() -> inBackground("merge", this::mergeWhileNeeded));
        }
    }

    private Optional<MergePlan> planned() {
        return MergePlan.choose(state.manifest().segments(), state.settings.segmentCountMax());
    }

    /** Flushes and merges that run, then those that ended last, newest first. */
    List<BackgroundWork> work() {
        return log.list();
    }

    /** Merges what the plan says now, on the caller's thread; waits for a merge in the background to finish first. */
    void mergeNow() {
        while (!isMerging.compareAndSet(false, true)) {
            LockSupport.parkNanos(POLL_NANOS);
            state.checkUsable();
        }
        guarded("merge", this::mergeWhileNeeded);
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
        } catch (RuntimeException stopped) {
            LOG.error("{}: {} failed, the engine has stopped", state.directory, action, stopped);
        } finally {
            state.gate.exit();
        }
    }

    private void guarded(String action, WorkLog.Work work) {
        try {
            work.run();
        } catch (CancellationException closing) {
            LOG.debug("{}: {} given up: {}", state.directory, action, closing.getMessage());
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
            }
        } finally {
            state.flushLock.unlock();
        }
        scheduleMerge();
    }

    private void flush(Memtable memtable) throws IOException {
        MemtableSource source = new MemtableSource(memtable);
        WorkReason reason = frozenFor.remove(memtable);
        if (reason == null) {
            throw new IllegalStateException("memtable up to " + memtable.lastSequence() + " is flushed twice");
        }
        log.run(WorkKind.FLUSH, reason, source.rows(), () -> flush(memtable, source));
    }

    private void flush(Memtable memtable, MemtableSource source) throws IOException {
        if (source.rows() == 0) {
            commits.flush(memtable, source, null, new int[0]);
            return;
        }
        long number = state.nextSegment.getAndIncrement();
        Path file = state.directory.resolve(FileNames.segment(number));
        int[] rows = SegmentWriter.write(file, number, source, state.settings, state.faults);
        Segment segment = Segment.open(file, number, state.settings, null);
        try {
            commits.flush(memtable, source, segment, rows);
        } finally {
            // Once published the version holds its own reference.
            segment.release();
        }
    }

    private void mergeWhileNeeded() throws IOException {
        try {
            while (!state.gate.isClosed() && !state.hasFailed() && mergeOnce()) {
                LOG.debug(
                        "{}: merged to {} segments",
                        state.directory,
                        state.manifest().segments().size());
            }
        } finally {
            isMerging.set(false);
        }
    }

    /** False when there was nothing to merge. */
    private boolean mergeOnce() throws IOException {
        EngineState.Pinned pinned;
        MergePlan plan;
        List<Segment> inputs;
        long durable;
        state.commitLock.lock();
        try {
            Optional<MergePlan> planned = planned();
            if (planned.isEmpty()) {
                return false;
            }
            plan = planned.get();
            pinned = state.pin();
            durable = state.manifest().durableSequence();
            inputs = segments(pinned.version(), plan.inputs());
        } finally {
            state.commitLock.unlock();
        }
        try {
            MergeSource source = new MergeSource(inputs, durable, state.gate::isClosed);
            log.run(WorkKind.MERGE, plan.reason(), source.rows(), () -> merge(source));
        } finally {
            pinned.version().release();
        }
        return true;
    }

    private static List<Segment> segments(Version version, List<Long> numbers) {
        List<Segment> found = new ArrayList<>();
        for (long number : numbers) {
            found.add(version.segment(number).orElseThrow());
        }
        return found;
    }

    private void merge(MergeSource source) throws IOException {
        if (source.rows() == 0) {
            commits.merge(source, null, new int[0]);
            return;
        }
        long number = state.nextSegment.getAndIncrement();
        Path file = state.directory.resolve(FileNames.segment(number));
        int[] rows = SegmentWriter.write(file, number, source, state.settings, state.faults);
        Segment output = Segment.open(file, number, state.settings, null);
        try {
            commits.merge(source, output, rows);
        } finally {
            output.release();
        }
    }

    /** Freezes the active memtable; writerLock is held. */
    void rotate(WorkReason reason) {
        Version version = state.version();
        frozenFor.put(version.active(), reason);
        List<Memtable> frozen = new ArrayList<>(version.frozen());
        frozen.add(version.active());
        state.publish(new Version(new Memtable(state.settings, state.applied()), frozen, version.segments()));
    }
}
