package io.vectron.drift.engine;

import io.vectron.drift.BulkRows;
import io.vectron.drift.DriftSettings;
import io.vectron.drift.Upsert;
import io.vectron.drift.bucket.Placement;
import io.vectron.drift.codec.IdHash;
import io.vectron.drift.kernel.Team;
import io.vectron.drift.segment.RowGroup;
import io.vectron.drift.segment.Segment;
import io.vectron.drift.segment.SegmentWriter;
import io.vectron.drift.storage.DurableFiles;
import io.vectron.drift.storage.FaultHook;
import io.vectron.drift.storage.FileNames;
import io.vectron.drift.storage.Manifest;
import io.vectron.drift.storage.ManifestFormat;
import io.vectron.drift.storage.Storage;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Writes the files of an engine that holds given rows: clustered as a whole, one segment, no log and no memtable. The manifest
 * comes last, so a build that is cut off leaves nothing that an opening would take for data.
 */
final class BulkBuild {
    private static final long SEGMENT = 1;
    private static final int CHECKED_AT_A_TIME = 1024;

    private final Storage storage;
    private final DriftSettings settings;
    private final BulkRows rows;
    private final long sequence;
    private final Team team;

    BulkBuild(Storage storage, DriftSettings settings, BulkRows rows, long sequence, Team team) {
        this.storage = storage;
        this.settings = settings;
        this.rows = rows;
        this.sequence = sequence;
        this.team = team;
    }

    /**
     * Writes.
     *
     * @throws IllegalArgumentException when a row is not one that could be written, or an id is there twice
     */
    void write() throws IOException {
        BulkSource source = new BulkSource(rows, settings, sequence);
        check(source);
        AtomicLong nextBucket = new AtomicLong(1);
        Placement placement = new Placement(settings, nextBucket::getAndIncrement);
        List<RowGroup> groups = placement.copy(source, placement.cluster(source, SEGMENT, team), team);
        new SegmentWriter(storage, settings, FaultHook.NONE, () -> false, team)
                .write(SEGMENT, new SegmentWriter.Content(source, groups, List.of()));
        Manifest manifest = manifest(nextBucket.get());
        DurableFiles.writeTemp(storage, FileNames.MANIFEST, file -> file.write(ManifestFormat.encode(manifest)));
        DurableFiles.publish(storage, FileNames.MANIFEST);
    }

    private Manifest manifest(long nextBucket) throws IOException {
        try (Segment written = Segment.open(storage, SEGMENT, settings)) {
            Manifest.Entry entry = new Manifest.Entry(SEGMENT, written.fileBytes(), written.rows(), 0, List.of());
            return new Manifest(
                    settings.dimension(),
                    settings.metric(),
                    1,
                    sequence,
                    SEGMENT + 1,
                    nextBucket,
                    rows.count(),
                    List.of(),
                    List.of(entry));
        }
    }

    private void check(BulkSource source) {
        long[] hashes = new long[rows.count()];
        team.forEachStretch(rows.count(), CHECKED_AT_A_TIME, (from, to) -> {
            float[] vector = new float[settings.dimension()];
            for (int row = from; row < to; row++) {
                rows.copyVector(row, vector, 0);
                check(row, vector);
                source.note(row, vector);
                hashes[row] = IdHash.of(rows.id(row));
            }
        });
        checkUnique(hashes);
    }

    /** As a single write is checked. */
    private void check(int row, float[] vector) {
        try {
            new Upsert(rows.id(row), vector, rows.payload(row)).checkFits(settings);
        } catch (IllegalArgumentException refused) {
            throw new IllegalArgumentException("row " + row + ": " + refused.getMessage(), refused);
        }
    }

    private void checkUnique(long[] hashes) {
        long[] sorted = hashes.clone();
        Arrays.sort(sorted);
        Map<Long, Integer> firstOf = new HashMap<>();
        for (int i = 1; i < sorted.length; i++) {
            if (sorted[i] == sorted[i - 1]) {
                firstOf.put(sorted[i], -1);
            }
        }
        if (firstOf.isEmpty()) {
            return;
        }
        for (int row = 0; row < hashes.length; row++) {
            Integer first = firstOf.get(hashes[row]);
            if (first != null && first < 0) {
                firstOf.put(hashes[row], row);
            } else if (first != null && Arrays.equals(rows.id(first), rows.id(row))) {
                throw new IllegalArgumentException("rows " + first + " and " + row + " have the same id");
            }
        }
    }
}
