package io.vectron.drift.engine;

import io.vectron.drift.index.IdIndex;
import io.vectron.drift.index.IndexCommit;
import io.vectron.drift.segment.Segment;
import io.vectron.drift.storage.FileNames;
import io.vectron.drift.storage.Manifest;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The id index, opened when first needed, for an engine at rest shall cost nothing. What it finds is checked against the
 * manifest then, and rebuilt from the segments when a crash left it elsewhere.
 *
 * <p>Concurrency: opened once, under this object's lock; the reference is published through a volatile field.
 *
 * <p>Invariants: no row dies and no commit happens in a directory with segments before the index is open, so the durable
 * state that a rebuild reads is the manifest's.
 */
final class LazyIndex implements AutoCloseable {
    private final Path directory;
    private final ProcessResources resources;
    private volatile @Nullable IdIndex index;

    LazyIndex(Path engineDirectory, ProcessResources resources) {
        this.directory = engineDirectory.resolve(FileNames.INDEX);
        this.resources = resources;
    }

    /** The index; opens and repairs it at the first call. */
    IdIndex get(EngineState state) {
        IdIndex open = index;
        if (open != null) {
            return open;
        }
        synchronized (this) {
            if (index == null) {
                index = open(state);
            }
            return index;
        }
    }

    Path directory() {
        return directory;
    }

    private IdIndex open(EngineState state) {
        EngineState.Pinned pinned = state.pin();
        Manifest manifest = state.manifest();
        IdIndex opened = IdIndex.open(directory, resources.index(), manifest.indexGeneration() > 0);
        try {
            if (opened.generation() != manifest.indexGeneration()) {
                rebuild(opened, pinned.version(), manifest);
            }
            return opened;
        } catch (Throwable failure) {
            opened.close();
            throw failure;
        } finally {
            pinned.version().release();
        }
    }

    private static void rebuild(IdIndex index, Version version, Manifest manifest) {
        try (IndexCommit commit = index.begin(manifest.indexGeneration())) {
            commit.writeOut();
            index.clearLocations();
            for (Segment segment : version.segments()) {
                for (int row = 0; row < segment.rows(); row++) {
                    if (segment.deaths().isLive(row, manifest.durableSequence())) {
                        long sequence = segment.sequence(row);
                        commit.putLocation(segment.id(row), new IdIndex.Location(segment.number(), row, sequence));
                    }
                }
            }
            commit.writeOut();
            index.dropPayloads(
                    (id, sequence) -> {
                        IdIndex.Location location = index.find(id);
                        return location != null && location.sequence() == sequence;
                    },
                    commit);
            commit.finish();
            index.flush();
        }
    }

    @Override
    public synchronized void close() {
        IdIndex open = index;
        if (open != null) {
            open.close();
        }
    }
}
