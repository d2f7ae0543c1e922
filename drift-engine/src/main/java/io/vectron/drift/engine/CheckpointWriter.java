package io.vectron.drift.engine;

import io.vectron.drift.Checkpoint;
import io.vectron.drift.storage.DurableFiles;
import io.vectron.drift.storage.FileNames;
import io.vectron.drift.storage.Manifest;
import io.vectron.drift.storage.ManifestFormat;
import io.vectron.drift.storage.Storage;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;

/** Copies the durable state into another directory, by hard links. The commit lock keeps it still meanwhile. */
final class CheckpointWriter {
    private final EngineState state;

    CheckpointWriter(EngineState state) {
        this.state = state;
    }

    Checkpoint write(Storage target) throws IOException {
        state.commitLock.lock();
        try {
            if (!target.list().isEmpty()) {
                throw new IllegalArgumentException(target.path() + " is not empty");
            }
            Manifest manifest = state.manifest();
            try {
                return copy(manifest, target);
            } catch (IOException failure) {
                remove(manifest, target, failure);
                throw failure;
            }
        } finally {
            state.commitLock.unlock();
        }
    }

    private Checkpoint copy(Manifest manifest, Storage target) throws IOException {
        for (String name : Commits.namesOf(manifest)) {
            state.storage.link(name, target);
        }
        // The manifest comes last: without it the copy is refused, not opened half.
        DurableFiles.writeTemp(target, FileNames.MANIFEST, file -> file.write(ManifestFormat.encode(manifest)));
        DurableFiles.publish(target, FileNames.MANIFEST);
        return new Checkpoint(target.path(), manifest.durableSequence(), target.list());
    }

    /** Empties the target again, so that the same call can be made once more; the manifest goes first, as it came last. */
    private static void remove(Manifest manifest, Storage target, IOException failure) {
        List<String> names = new ArrayList<>(List.of(FileNames.MANIFEST, DurableFiles.temp(FileNames.MANIFEST)));
        names.addAll(Commits.namesOf(manifest));
        for (String name : names) {
            try {
                target.delete(name);
            } catch (NoSuchFileException neverMade) {
                // That is what was wanted.
            } catch (IOException left) {
                failure.addSuppressed(left);
            }
        }
    }
}
