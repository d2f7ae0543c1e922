package io.vectron.drift.engine;

import io.vectron.drift.CorruptDataException;
import io.vectron.drift.DriftSettings;
import io.vectron.drift.SettingsMismatchException;
import io.vectron.drift.bucket.BucketMap;
import io.vectron.drift.bucket.Calibration;
import io.vectron.drift.bucket.Part;
import io.vectron.drift.memtable.Memtable;
import io.vectron.drift.segment.Segment;
import io.vectron.drift.segment.Tombstone;
import io.vectron.drift.slot.SlotTable;
import io.vectron.drift.storage.DurableFiles;
import io.vectron.drift.storage.FaultHook;
import io.vectron.drift.storage.FaultPoint;
import io.vectron.drift.storage.FileNames;
import io.vectron.drift.storage.Manifest;
import io.vectron.drift.storage.ManifestFormat;
import io.vectron.drift.storage.Storage;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;

/**
 * Brings a directory to the state of its manifest. Files that only this engine can have left there and that the manifest
 * does not name are deleted; any other unknown file stops the opening, for the directory may be someone else's.
 */
final class Recovery {
    private final Storage storage;
    private final DriftSettings settings;
    private final FaultHook faults;
    private final Executor linking;
    private final boolean keepsLog;
    private final SlotTable slots = new SlotTable();
    private final List<String> orphans = new ArrayList<>();

    Recovery(Storage storage, DriftSettings settings, FaultHook faults, Executor linking, boolean keepsLog) {
        this.storage = storage;
        this.settings = settings;
        this.faults = faults;
        this.linking = linking;
        this.keepsLog = keepsLog;
    }

    /**
     * What was found.
     *
     * @param version an empty memtable and the open segments, which the caller owns
     * @param slots filled from the segments
     * @param orphans files that were removed because no manifest names them
     */
    record Recovered(Manifest manifest, Version version, SlotTable slots, List<String> orphans) {}

    Recovered recover() throws IOException {
        // What a killed process renamed is seen, but need not be durable: a power cut may bring an old manifest back
        // after what
        // only that one names has been deleted.
        storage.sync();
        List<String> names = names();
        if (!names.contains(FileNames.MANIFEST)) {
            createManifest(names);
            // A temporary manifest that was left there has become the manifest.
            names = names();
        }
        Manifest manifest = ManifestFormat.read(storage);
        checkSettings(manifest);
        removeOrphans(manifest, names);
        List<Part> parts = new ArrayList<>();
        try {
            for (Manifest.Entry entry : manifest.segments()) {
                parts.add(open(entry, manifest.slotBound()));
            }
            slots.recovered();
            parts.forEach(this::countLive);
            Version version = new Version(
                    new Memtable(settings, manifest.durableSequence(), linking),
                    List.of(),
                    BucketMap.of(parts, settings),
                    calibration(manifest));
            return new Recovered(manifest, version, slots, List.copyOf(orphans));
        } catch (Throwable failure) {
            parts.forEach(part -> part.segment().close());
            throw failure;
        }
    }

    private Path file(String name) {
        return storage.path().resolve(name);
    }

    private List<String> names() throws IOException {
        List<String> names = storage.list();
        for (String name : names) {
            boolean isLog = FileNames.walNumber(name).isPresent() || FileNames.isWalLeftOver(name);
            if (isLog && !keepsLog) {
                throw new CorruptDataException(
                        file(name), "is a log of this engine's own; open the directory with its log");
            }
            boolean isKnown = isLog
                    || name.equals(FileNames.MANIFEST)
                    || name.equals(FileNames.LOCK)
                    || FileNames.isOwnData(name);
            if (!isKnown) {
                throw new CorruptDataException(
                        file(name), "is no file of this engine; the directory is not an engine's");
            }
        }
        return names;
    }

    private void createManifest(List<String> names) throws IOException {
        for (String name : names) {
            boolean isLeftOver = name.equals(FileNames.LOCK) || name.endsWith(FileNames.TEMP_SUFFIX);
            if (!isLeftOver) {
                throw new CorruptDataException(file(FileNames.MANIFEST), "is missing, but " + name + " exists");
            }
        }
        Manifest empty = Manifest.empty(settings.dimension(), settings.metric());
        DurableFiles.writeTemp(storage, FileNames.MANIFEST, file -> file.write(ManifestFormat.encode(empty)));
        DurableFiles.publish(storage, FileNames.MANIFEST);
    }

    private void checkSettings(Manifest manifest) {
        Path file = file(FileNames.MANIFEST);
        if (manifest.dimension() != settings.dimension()) {
            throw new SettingsMismatchException(file, "dimension", manifest.dimension(), settings.dimension());
        }
        if (manifest.metric() != settings.metric()) {
            throw new SettingsMismatchException(file, "metric", manifest.metric(), settings.metric());
        }
    }

    private Calibration calibration(Manifest manifest) {
        try {
            return Calibration.ofFigures(manifest.calibration());
        } catch (IllegalArgumentException impossible) {
            throw new CorruptDataException(
                    file(FileNames.MANIFEST), String.valueOf(impossible.getMessage()), impossible);
        }
    }

    private void removeOrphans(Manifest manifest, List<String> names) throws IOException {
        Set<String> needed = Commits.namesOf(manifest);
        for (String name : names) {
            if (FileNames.isOwnData(name) && !needed.contains(name)) {
                faults.reached(FaultPoint.BEFORE_ORPHAN_DELETE);
                storage.delete(name);
                orphans.add(name);
            }
        }
    }

    private Part open(Manifest.Entry entry, int slotBound) throws IOException {
        Path file = file(FileNames.segment(entry.number()));
        Segment segment;
        try {
            segment = Segment.open(storage, entry.number(), settings);
        } catch (NoSuchFileException missing) {
            throw new CorruptDataException(file, "is missing, but the manifest names it", missing);
        }
        try {
            expect(file, "bytes", entry.fileBytes(), segment.fileBytes());
            expect(file, "rows", entry.rows(), segment.rows());
            expect(file, "tombstones", entry.tombstones(), segment.tombstoneCount());
            for (int group : entry.retired()) {
                if (group < 0 || group >= segment.groups()) {
                    throw new CorruptDataException(
                            file, "the manifest retires row group " + group + ", expected one of " + segment.groups());
                }
            }
            takeIn(segment, slotBound);
            return new Part(segment, entry.retired());
        } catch (Throwable failure) {
            segment.close();
            throw failure;
        }
    }

    private static void expect(Path file, String what, long expected, long found) {
        if (expected != found) {
            throw CorruptDataException.at(file, 0, what + " named by the manifest", expected, found);
        }
    }

    private void takeIn(Segment segment, int slotBound) {
        for (int row = 0; row < segment.rows(); row++) {
            int slot = segment.slot(row);
            checkIdentity(segment, slot, slotBound, segment.sequence(row));
            slots.recoverCopy(slot, segment.sequence(row));
        }
        for (Tombstone tombstone : segment.tombstones()) {
            checkIdentity(segment, tombstone.slot(), slotBound, tombstone.version());
            slots.recoverTombstone(tombstone.slot(), tombstone.version());
        }
    }

    private static void checkIdentity(Segment segment, int slot, int slotBound, long version) {
        if (slot < 0 || slot >= slotBound || version < 0 || version > SlotTable.VERSION_MAX) {
            throw new CorruptDataException(
                    segment.file(),
                    "slot " + slot + " with version " + version + ", expected a slot below " + slotBound
                            + " and a version of 0 to " + SlotTable.VERSION_MAX);
        }
    }

    private void countLive(Part part) {
        Segment segment = part.segment();
        for (int group = 0; group < segment.groups(); group++) {
            int live = 0;
            int first = segment.firstRow(group);
            for (int row = first; row < first + segment.rowsOf(group); row++) {
                live += slots.isCurrent(segment.slot(row), segment.sequence(row)) ? 1 : 0;
            }
            segment.setLive(group, live);
        }
    }
}
