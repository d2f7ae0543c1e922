package io.vectron.drift.engine;

import io.vectron.drift.bucket.BucketMap;
import io.vectron.drift.bucket.Calibration;
import io.vectron.drift.bucket.Part;
import io.vectron.drift.memtable.Memtable;
import io.vectron.drift.segment.Segment;
import io.vectron.drift.storage.DurableFiles;
import io.vectron.drift.storage.FaultPoint;
import io.vectron.drift.storage.FileNames;
import io.vectron.drift.storage.Manifest;
import io.vectron.drift.storage.ManifestFormat;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Changes of the durable state: first the manifest is replaced, then readers see it, then, when nobody looks at the old
 * state any more, what it alone named is closed and deleted.
 */
final class Commits {
    private static final Logger LOG = LoggerFactory.getLogger(Commits.class);

    private final EngineState state;

    Commits(EngineState state) {
        this.state = state;
    }

    /** The files that a manifest names, besides itself. */
    static Set<String> namesOf(Manifest manifest) {
        return manifest.segments().stream()
                .map(entry -> FileNames.segment(entry.number()))
                .collect(Collectors.toSet());
    }

    /**
     * The oldest frozen memtable has become a segment.
     *
     * @param segment null when nothing of it is left to store
     */
    void flush(Memtable memtable, @Nullable Segment segment) throws IOException {
        state.commitLock.lock();
        try {
            List<Part> parts = new ArrayList<>(state.version().parts());
            if (segment != null) {
                parts.add(new Part(segment, List.of()));
            }
            commit(parts, state.version().calibration(), memtable.lastSequence());
            BucketMap map = mapOf(parts);
            state.writerLock.lock();
            try {
                if (segment != null) {
                    takeIn(segment);
                }
                for (int row = 0; row < memtable.rows(); row++) {
                    state.slots.removeCopy(memtable.slot(row));
                }
                Version version = state.version();
                List<Memtable> frozen = new ArrayList<>(version.frozen());
                frozen.remove(memtable);
                state.publish(
                        new Version(version.active(), frozen, map, version.calibration()),
                        state.view().applied());
                state.setDurable(memtable.lastSequence());
                var _ = state.flushes.incrementAndGet();
                state.changed.signalAll();
            } finally {
                state.writerLock.unlock();
            }
        } finally {
            state.commitLock.unlock();
        }
        state.faults.reached(FaultPoint.FLUSH_PUBLISHED);
        state.log.release(memtable.lastSequence());
    }

    /** Counts a new segment's copies and live rows; the writer lock is held. */
    private void takeIn(Segment segment) {
        for (int group = 0; group < segment.groups(); group++) {
            int first = segment.firstRow(group);
            int live = 0;
            for (int row = first; row < first + segment.rowsOf(group); row++) {
                int slot = segment.slot(row);
                state.slots.addCopy(slot);
                live += state.slots.isCurrent(slot, segment.sequence(row)) ? 1 : 0;
            }
            segment.setLive(group, live);
        }
    }

    /**
     * Rows were written anew.
     *
     * @param output where they lie now; null when none is left
     */
    void compaction(Compaction compaction, @Nullable Segment output) throws IOException {
        state.commitLock.lock();
        try {
            List<Part> parts = compaction.applyTo(state.version().parts());
            if (output != null) {
                parts.add(new Part(output, List.of()));
            }
            commit(parts, state.version().calibration(), state.manifest().durableSequence());
            BucketMap map = mapOf(parts);
            state.writerLock.lock();
            try {
                if (output != null) {
                    takeIn(output);
                }
                for (Part gone : compaction.removed()) {
                    for (int row = 0; row < gone.segment().rows(); row++) {
                        state.slots.removeCopy(gone.segment().slot(row));
                    }
                }
                Version version = state.version();
                state.publish(
                        new Version(version.active(), version.frozen(), map, version.calibration()),
                        state.view().applied());
                compaction.removed().forEach(gone -> state.epochs.retire(() -> dispose(gone.segment())));
                var _ = state.merges.incrementAndGet();
            } finally {
                state.writerLock.unlock();
            }
        } finally {
            state.commitLock.unlock();
        }
        state.faults.reached(FaultPoint.MERGE_PUBLISHED);
        state.epochs.reclaim();
    }

    /** A map that is ready for queries, so that none of them waits. */
    private BucketMap mapOf(List<Part> parts) {
        BucketMap map = BucketMap.of(parts, state.settings);
        map.inherit(state.version().map());
        map.prepare();
        return map;
    }

    /** Nobody can see a segment any more. */
    private void dispose(Segment segment) {
        segment.close();
        if (state.hasFailed()) {
            return;
        }
        state.faults.reached(FaultPoint.BEFORE_ORPHAN_DELETE);
        try {
            state.storage.delete(FileNames.segment(segment.number()));
        } catch (IOException failure) {
            // Only space is lost, and that only until the next start.
            LOG.warn("{}: an unneeded segment cannot be deleted: {}", segment.file(), failure.toString());
        }
    }

    /** The search depth was measured anew. */
    void calibration(Calibration calibration) throws IOException {
        state.commitLock.lock();
        try {
            commit(state.version().parts(), calibration, state.manifest().durableSequence());
            state.writerLock.lock();
            try {
                Version version = state.version();
                state.publish(
                        new Version(version.active(), version.frozen(), version.map(), calibration),
                        state.view().applied());
            } finally {
                state.writerLock.unlock();
            }
        } finally {
            state.commitLock.unlock();
        }
    }

    /** Replaces the manifest; the commit lock is held. */
    private void commit(List<Part> parts, Calibration calibration, long durable) throws IOException {
        Manifest old = state.manifest();
        int slotBound;
        state.writerLock.lock();
        try {
            slotBound = state.slots.bound();
        } finally {
            state.writerLock.unlock();
        }
        Manifest next = new Manifest(
                old.dimension(),
                old.metric(),
                old.generation() + 1,
                durable,
                state.nextSegment.get(),
                state.nextBucket.get(),
                slotBound,
                calibration.figures(),
                parts.stream().map(Commits::entry).toList());
        DurableFiles.writeTemp(state.storage, FileNames.MANIFEST, file -> file.write(ManifestFormat.encode(next)));
        state.faults.reached(FaultPoint.MANIFEST_TEMP_WRITTEN);
        DurableFiles.publish(state.storage, FileNames.MANIFEST);
        state.faults.reached(FaultPoint.MANIFEST_NAMED);
        state.setManifest(next);
    }

    private static Manifest.Entry entry(Part part) {
        Segment segment = part.segment();
        return new Manifest.Entry(
                segment.number(), segment.fileBytes(), segment.rows(), segment.tombstoneCount(), part.retired());
    }
}
