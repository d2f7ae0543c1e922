package io.vectron.drift;

import io.vectron.drift.check.DirectoryCheck;
import io.vectron.drift.check.FileCheck;
import io.vectron.drift.storage.FileNames;
import io.vectron.drift.storage.FileStorage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * Checks an engine's files: every block of every segment, every id, payload and vector, the indexes of ids, which rows live,
 * the write-ahead log, and that all of it agrees. Nothing is ever written, and an engine that has the directory open is not
 * disturbed: what its manifest names at that moment is looked at.
 *
 * <p>Reads everything once or twice. Takes heap of 16 bytes per stored row and 12 per slot, and one row at a time.
 */
public final class Inspection {
    private Inspection() {}

    /**
     * Inspects an engine directory, or one {@code segment-N.drift}, {@code wal-N.log} or {@code MANIFEST} by itself. Damage
     * is in the report, never thrown.
     *
     * @throws NoSuchFileException when the path is missing
     * @throws IOException when the directory cannot be listed, or the file not be opened
     * @throws IllegalArgumentException when the file has another name than these
     */
    public static InspectionReport of(Path directoryOrFile) throws IOException {
        Path path = directoryOrFile.toAbsolutePath().normalize();
        if (Files.isDirectory(path)) {
            return DirectoryCheck.of(path);
        }
        if (!Files.exists(path)) {
            throw new NoSuchFileException(path.toString());
        }
        return FileCheck.of(path);
    }

    /**
     * Whether a directory looks like an engine's: it holds a manifest, a segment or a log.
     *
     * @throws IOException when it cannot be listed
     */
    public static boolean isEngineDirectory(Path directory) throws IOException {
        return FileStorage.existing(directory).list().stream().anyMatch(FileNames::isEngineFile);
    }
}
