package io.vectron.drift.engine;

import io.vectron.drift.Checkpoint;
import io.vectron.drift.storage.DurableFiles;
import io.vectron.drift.storage.FileNames;
import io.vectron.drift.storage.Manifest;
import io.vectron.drift.storage.ManifestFormat;
import io.vectron.drift.storage.Storage;
import java.io.IOException;

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
            for (String name : Commits.namesOf(manifest)) {
                state.storage.link(name, target);
            }
            // The manifest comes last: without it the copy is refused, not opened half.
            DurableFiles.writeTemp(target, FileNames.MANIFEST, ManifestFormat.encode(manifest));
            DurableFiles.publish(target, FileNames.MANIFEST);
            return new Checkpoint(target.path(), manifest.durableSequence(), target.list());
        } finally {
            state.commitLock.unlock();
        }
    }
}
