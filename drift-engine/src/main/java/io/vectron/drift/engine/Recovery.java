package io.vectron.drift.engine;

import io.vectron.drift.CorruptDataException;
import io.vectron.drift.DriftSettings;
import io.vectron.drift.SettingsMismatchException;
import io.vectron.drift.memtable.Memtable;
import io.vectron.drift.segment.Segment;
import io.vectron.drift.storage.DeletesFormat;
import io.vectron.drift.storage.DurableFiles;
import io.vectron.drift.storage.FaultHook;
import io.vectron.drift.storage.FaultPoint;
import io.vectron.drift.storage.FileNames;
import io.vectron.drift.storage.Manifest;
import io.vectron.drift.storage.ManifestFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Brings a directory to the state of its manifest. Files that only this engine can have left there and that the manifest
 * does not name are deleted; any other unknown file stops the opening, for the directory may be someone else's.
 */
final class Recovery {
    private final Path directory;
    private final DriftSettings settings;
    private final FaultHook faults;

    Recovery(Path directory, DriftSettings settings, FaultHook faults) {
        this.directory = directory;
        this.settings = settings;
        this.faults = faults;
    }

    /**
     * What was found.
     *
     * @param version an empty memtable and the open segments; the caller owns its reference
     * @param rows live rows
     */
    record Recovered(Manifest manifest, Version version, long rows) {}

    Recovered recover() throws IOException {
        List<String> names = names();
        Path manifestFile = directory.resolve(FileNames.MANIFEST);
        if (!names.contains(FileNames.MANIFEST)) {
            createManifest(manifestFile, names);
        }
        Manifest manifest = ManifestFormat.read(manifestFile);
        checkSettings(manifest, manifestFile);
        removeOrphans(manifest, names);
        List<Segment> segments = new ArrayList<>();
        try {
            long rows = 0;
            for (Manifest.Entry entry : manifest.segments()) {
                segments.add(open(entry));
                rows += entry.rows() - entry.deletedRows();
            }
            Version version = new Version(new Memtable(settings, manifest.durableSequence()), List.of(), segments);
            return new Recovered(manifest, version, rows);
        } finally {
            // The version holds its own references; without a version these are the last.
            segments.forEach(Segment::release);
        }
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            List<String> names = new ArrayList<>();
            for (Path file : files.sorted().toList()) {
                String name = file.getFileName().toString();
                boolean isKnown = name.equals(FileNames.MANIFEST)
                        || name.equals(FileNames.LOCK)
                        || (name.equals(FileNames.INDEX) && Files.isDirectory(file))
                        || (FileNames.isOwnData(name) && Files.isRegularFile(file));
                if (!isKnown) {
                    throw new CorruptDataException(file, "is no file of this engine; the directory is not an engine's");
                }
                names.add(name);
            }
            return names;
        }
    }

    private void createManifest(Path file, List<String> names) throws IOException {
        for (String name : names) {
            boolean isLeftOver = name.equals(FileNames.LOCK) || name.endsWith(FileNames.TEMP_SUFFIX);
            if (!isLeftOver) {
                throw new CorruptDataException(file, "is missing, but " + name + " exists");
            }
        }
        DurableFiles.writeTemp(file, ManifestFormat.encode(Manifest.empty(settings.dimension(), settings.metric())));
        DurableFiles.publish(file);
    }

    private void checkSettings(Manifest manifest, Path file) {
        if (manifest.dimension() != settings.dimension()) {
            throw new SettingsMismatchException(file, "dimension", manifest.dimension(), settings.dimension());
        }
        if (manifest.metric() != settings.metric()) {
            throw new SettingsMismatchException(file, "metric", manifest.metric(), settings.metric());
        }
    }

    private void removeOrphans(Manifest manifest, List<String> names) throws IOException {
        Set<String> needed = Commits.namesOf(manifest);
        for (String name : names) {
            if (FileNames.isOwnData(name) && !needed.contains(name)) {
                faults.reached(FaultPoint.BEFORE_ORPHAN_DELETE);
                Files.delete(directory.resolve(name));
            }
        }
    }

    private Segment open(Manifest.Entry entry) throws IOException {
        Path file = directory.resolve(FileNames.segment(entry.number()));
        Path deletes = directory.resolve(FileNames.deletes(entry.number(), entry.deletesGeneration()));
        try {
            long[] dead = entry.deletedRows() == 0 ? null : DeletesFormat.read(deletes, entry);
            Segment segment = Segment.open(file, entry.number(), settings, dead);
            if (segment.rows() != entry.rows()) {
                segment.release();
                throw CorruptDataException.at(file, 0, "rows named by the manifest", entry.rows(), segment.rows());
            }
            return segment;
        } catch (NoSuchFileException missing) {
            throw new CorruptDataException(
                    Path.of(missing.getFile()), "is missing, but the manifest names it", missing);
        }
    }
}
