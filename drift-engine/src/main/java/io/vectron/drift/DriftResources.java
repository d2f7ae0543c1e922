package io.vectron.drift;

import io.vectron.drift.engine.ProcessResources;

/**
 * What all engines of one process share: one bounded pool of threads for
 * flushes and merges, one memory budget of all memtables. Create one per process; close it after the engines. Thread-safe.
 */
public final class DriftResources implements AutoCloseable {
    private final ProcessResources process;

    private DriftResources(ProcessResources process) {
        this.process = process;
    }

    /** Resources of these sizes. */
    public static DriftResources create(DriftResourcesSettings settings) {
        return new DriftResources(new ProcessResources(settings));
    }

    /** Resources of {@link DriftResourcesSettings#defaults()}. */
    public static DriftResources createDefault() {
        return create(DriftResourcesSettings.defaults());
    }

    /** Heap bytes that the memtables of all engines hold. */
    public long memtableBytes() {
        return process.memtableBytes();
    }

    ProcessResources process() {
        return process;
    }

    /** Stops the threads and frees the memory. All engines must be closed; otherwise {@link IllegalStateException}. */
    @Override
    public void close() {
        process.close();
    }
}
