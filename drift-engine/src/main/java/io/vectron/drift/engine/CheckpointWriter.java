package io.vectron.drift.engine;

import io.vectron.drift.Checkpoint;
import io.vectron.drift.storage.DurableFiles;
import io.vectron.drift.storage.FileNames;
import io.vectron.drift.storage.Manifest;
import io.vectron.drift.storage.ManifestFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Copies the durable state into another directory, by hard links. The commit lock keeps it still meanwhile. */
final class CheckpointWriter {
    private final EngineState state;
    private final LazyIndex index;

    CheckpointWriter(EngineState state, LazyIndex index) {
        this.state = state;
        this.index = index;
    }

    Checkpoint write(Path target) throws IOException {
        state.commitLock.lock();
        try {
            Manifest manifest = state.manifest();
            Files.createDirectories(target);
            checkEmpty(target);
            for (String name : Commits.namesOf(manifest)) {
                Files.createLink(target.resolve(name), state.directory.resolve(name));
            }
            if (manifest.indexGeneration() > 0) {
                index.get(state).checkpoint(target.resolve(FileNames.INDEX));
            }
            // The manifest comes last: without it the copy is refused, not opened half.
            Path root = target.resolve(FileNames.MANIFEST);
            DurableFiles.writeTemp(root, ManifestFormat.encode(manifest));
            DurableFiles.publish(root);
            return new Checkpoint(target, manifest.durableSequence(), files(target));
        } finally {
            state.commitLock.unlock();
        }
    }

    private static void checkEmpty(Path target) throws IOException {
        try (Stream<Path> files = Files.list(target)) {
            if (files.findAny().isPresent()) {
                throw new IllegalArgumentException(target + " is not empty");
            }
        }
    }

    private static List<String> files(Path target) throws IOException {
        try (Stream<Path> files = Files.walk(target)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> target.relativize(file).toString().replace('\\', '/'))
                    .sorted()
                    .toList();
        }
    }
}
