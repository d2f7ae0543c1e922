package io.vectron.drift.engine;

import io.vectron.drift.index.IdIndex;
import io.vectron.drift.index.IndexCommit;
import io.vectron.drift.memtable.Memtable;
import io.vectron.drift.segment.DeathTable;
import io.vectron.drift.segment.Segment;
import io.vectron.drift.storage.DeletesFormat;
import io.vectron.drift.storage.DurableFiles;
import io.vectron.drift.storage.FaultPoint;
import io.vectron.drift.storage.FileNames;
import io.vectron.drift.storage.Manifest;
import io.vectron.drift.storage.ManifestFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes a flush or a merge part of the durable state. The order of steps is what recovery relies on: segment file, deletes
 * files, id index (marked with the new generation, flushed), manifest, then memory, then removal of what is not named any
 * more. A crash before the manifest leaves the old state, with orphans and an index of another generation.
 *
 * <p>Concurrency: every method holds the commit lock; memory is changed under the writer lock too.
 */
final class Commits {
    private final EngineState state;
    private final LazyIndex index;

    Commits(EngineState state, LazyIndex index) {
        this.state = state;
        this.index = index;
    }

    /**
     * Commits a frozen memtable, the oldest.
     *
     * @param segment its live rows, or null when it has none; the caller keeps its reference
     * @param segmentRows for each row of the segment, the row of the source
     */
    void flush(Memtable memtable, MemtableSource source, @Nullable Segment segment, int[] segmentRows)
            throws IOException {
        state.commitLock.lock();
        try {
            Manifest old = state.manifest();
            long generation = old.generation() + 1;
            long durable = memtable.lastSequence();
            List<Manifest.Entry> entries = new ArrayList<>();
            for (Segment existing : state.version().segments()) {
                entries.add(withDeletes(existing, entryOf(old, existing), durable, generation));
            }
            if (segment != null) {
                entries.add(new Manifest.Entry(segment.number(), segment.rows(), 0, 0));
            }
            boolean changesIndex = segment != null || !memtable.deletedIds().isEmpty();
            if (changesIndex) {
                writeFlushToIndex(memtable, source, segment, segmentRows, generation);
            }
            commit(old, entries, generation, changesIndex, durable);
            publishFlush(memtable, source, segment, segmentRows);
            removeOrphans(old);
        } finally {
            state.commitLock.unlock();
        }
    }

    private static Manifest.Entry entryOf(Manifest manifest, Segment segment) {
        for (Manifest.Entry entry : manifest.segments()) {
            if (entry.number() == segment.number()) {
                return entry;
            }
        }
        throw new IllegalStateException("segment " + segment.number() + " is not in the manifest");
    }

    /** The entry of a segment as of a durable sequence; writes a new deletes file when rows have died since. */
    private Manifest.Entry withDeletes(Segment segment, Manifest.Entry entry, long durable, long generation)
            throws IOException {
        if (segment.deaths().dead() == entry.deletedRows()) {
            return entry;
        }
        int dead = countDead(segment, durable);
        return dead == entry.deletedRows() ? entry : writeDeletes(segment, dead, durable, generation);
    }

    private static int countDead(Segment segment, long durable) {
        int dead = 0;
        for (int row = 0; row < segment.rows(); row++) {
            dead += segment.deaths().isLive(row, durable) ? 0 : 1;
        }
        return dead;
    }

    private Manifest.Entry writeDeletes(Segment segment, int dead, long durable, long generation) throws IOException {
        return writeDeletes(segment.number(), segment.rows(), segment.deaths().deadAt(durable), dead, generation);
    }

    private Manifest.Entry writeDeletes(long number, int rows, long[] bitmap, int dead, long generation)
            throws IOException {
        if (dead == 0) {
            return new Manifest.Entry(number, rows, 0, 0);
        }
        Path file = state.directory.resolve(FileNames.deletes(number, generation));
        DurableFiles.writeTemp(file, DeletesFormat.encode(number, rows, bitmap));
        DurableFiles.publish(file);
        state.faults.reached(FaultPoint.DELETES_NAMED);
        return new Manifest.Entry(number, rows, dead, generation);
    }

    private void writeFlushToIndex(
            Memtable memtable, MemtableSource source, @Nullable Segment segment, int[] segmentRows, long generation) {
        IdIndex idIndex = index.get(state);
        try (IndexCommit commit = idIndex.begin(generation)) {
            for (byte[] id : memtable.deletedIds()) {
                if (memtable.find(id, memtable.lastSequence()) < 0) {
                    commit.deleteLocation(id);
                }
            }
            commit.writeOut();
            state.faults.reached(FaultPoint.INDEX_PARTLY_WRITTEN);
            for (int row = 0; segment != null && row < segmentRows.length; row++) {
                byte[] id = source.id(segmentRows[row]);
                long sequence = source.sequence(segmentRows[row]);
                commit.putLocation(id, new IdIndex.Location(segment.number(), row, sequence));
                byte[] payload = memtable.payload(source.memtableRow(segmentRows[row]));
                if (payload.length > 0) {
                    commit.putPayload(id, sequence, payload);
                }
            }
            finish(idIndex, commit);
        }
    }

    private void finish(IdIndex idIndex, IndexCommit commit) {
        commit.finish();
        state.faults.reached(FaultPoint.INDEX_WRITTEN);
        idIndex.flush();
        state.faults.reached(FaultPoint.INDEX_FLUSHED);
    }

    private void commit(Manifest old, List<Manifest.Entry> entries, long generation, boolean changesIndex, long durable)
            throws IOException {
        Manifest next = new Manifest(
                old.dimension(),
                old.metric(),
                generation,
                changesIndex ? generation : old.indexGeneration(),
                durable,
                state.nextSegment.get(),
                entries);
        Path file = state.directory.resolve(FileNames.MANIFEST);
        DurableFiles.writeTemp(file, ManifestFormat.encode(next));
        state.faults.reached(FaultPoint.MANIFEST_TEMP_WRITTEN);
        DurableFiles.publish(file);
        state.faults.reached(FaultPoint.MANIFEST_NAMED);
        state.setManifest(next);
    }

    private void publishFlush(Memtable memtable, MemtableSource source, @Nullable Segment segment, int[] segmentRows) {
        state.writerLock.lock();
        try {
            Version version = state.version();
            List<Segment> segments = new ArrayList<>(version.segments());
            if (segment != null) {
                for (int row = 0; row < segmentRows.length; row++) {
                    copyDeath(memtable.deathOf(source.memtableRow(segmentRows[row])), segment, row);
                }
                segments.add(segment);
            }
            List<Memtable> frozen = new ArrayList<>(version.frozen());
            frozen.remove(memtable);
            state.publish(new Version(version.active(), frozen, segments));
            state.setDurable(memtable.lastSequence());
            state.flushes.incrementAndGet();
            state.changed.signalAll();
        } finally {
            state.writerLock.unlock();
        }
    }

    private static void copyDeath(long death, Segment segment, int row) {
        if (death != DeathTable.NEVER) {
            segment.deaths().kill(row, death);
        }
    }

    /**
     * Commits a merge.
     *
     * @param source the inputs' rows; the caller holds references of the inputs
     * @param output the merged rows, or null when there are none; the caller keeps its reference
     * @param outputRows for each row of the output, the row of the source
     */
    void merge(MergeSource source, @Nullable Segment output, int[] outputRows) throws IOException {
        state.commitLock.lock();
        try {
            Manifest old = state.manifest();
            long generation = old.generation() + 1;
            List<Manifest.Entry> entries = new ArrayList<>(old.segments());
            Set<Long> inputs = new HashSet<>();
            source.inputs().forEach(input -> inputs.add(input.number()));
            entries.removeIf(entry -> inputs.contains(entry.number()));
            if (output != null) {
                long[] bitmap = deadAmong(source, outputRows, old.durableSequence());
                entries.add(writeDeletes(output.number(), output.rows(), bitmap, bits(bitmap), generation));
                state.setRelocation(new Relocation(output.number(), source, outputRows));
            }
            writeMergeToIndex(source, output, outputRows, old.durableSequence(), generation);
            commit(old, entries, generation, true, old.durableSequence());
            publishMerge(source, inputs, output, outputRows);
            state.faults.reached(FaultPoint.MERGE_PUBLISHED);
            removeOrphans(old);
        } finally {
            state.commitLock.unlock();
        }
    }

    private static long[] deadAmong(MergeSource source, int[] outputRows, long durable) {
        long[] bitmap = new long[DeletesFormat.words(outputRows.length)];
        for (int row = 0; row < outputRows.length; row++) {
            if (source.deathOf(outputRows[row]) <= durable) {
                bitmap[row >>> 6] |= 1L << row;
            }
        }
        return bitmap;
    }

    private static int bits(long[] bitmap) {
        int bits = 0;
        for (long word : bitmap) {
            bits += Long.bitCount(word);
        }
        return bits;
    }

    private void writeMergeToIndex(
            MergeSource source, @Nullable Segment output, int[] outputRows, long durable, long generation) {
        IdIndex idIndex = index.get(state);
        try (IndexCommit commit = idIndex.begin(generation)) {
            for (int input = 0; input < source.inputs().size(); input++) {
                Segment segment = source.inputs().get(input);
                for (int row : source.droppedRows(input)) {
                    // Dead in the durable state: no state to come needs the payload, whether this commit succeeds or
                    // not.
                    if (segment.payloadLength(row) > 0) {
                        commit.deletePayload(segment.id(row), segment.sequence(row));
                    }
                }
            }
            commit.writeOut();
            state.faults.reached(FaultPoint.INDEX_PARTLY_WRITTEN);
            for (int row = 0; output != null && row < outputRows.length; row++) {
                // A row dead by now has a successor in the index, which must not be overwritten.
                if (source.deathOf(outputRows[row]) > durable) {
                    commit.putLocation(
                            source.id(outputRows[row]),
                            new IdIndex.Location(output.number(), row, source.sequence(outputRows[row])));
                }
            }
            finish(idIndex, commit);
        }
    }

    private void publishMerge(MergeSource source, Set<Long> inputs, @Nullable Segment output, int[] outputRows) {
        state.writerLock.lock();
        try {
            Version version = state.version();
            List<Segment> segments = new ArrayList<>(version.segments());
            segments.removeIf(segment -> inputs.contains(segment.number()));
            if (output != null) {
                for (int row = 0; row < outputRows.length; row++) {
                    copyDeath(source.deathOf(outputRows[row]), output, row);
                }
                segments.add(output);
            }
            state.publish(new Version(version.active(), version.frozen(), segments));
            // After the version: who finds no relocation must find the output in the version.
            state.setRelocation(null);
            state.merges.incrementAndGet();
        } finally {
            state.writerLock.unlock();
        }
    }

    /** Deletes what an older manifest names and the current one does not. Old readers keep their mappings. */
    private void removeOrphans(Manifest old) throws IOException {
        Set<String> gone = namesOf(old);
        gone.removeAll(namesOf(state.manifest()));
        for (String name : gone) {
            state.faults.reached(FaultPoint.BEFORE_ORPHAN_DELETE);
            Files.deleteIfExists(state.directory.resolve(name));
        }
    }

    /** The files that a manifest names, besides itself and the index. */
    static Set<String> namesOf(Manifest manifest) {
        Set<String> names = new HashSet<>();
        for (Manifest.Entry entry : manifest.segments()) {
            names.add(FileNames.segment(entry.number()));
            if (entry.deletesGeneration() > 0) {
                names.add(FileNames.deletes(entry.number(), entry.deletesGeneration()));
            }
        }
        return names;
    }
}
