package io.vectron.drift;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Sizes of what all engines of a process share.
 *
 * @param memtableBytesMax memtables of all engines together; above it the largest are flushed early
 * @param backgroundThreads threads for flushes and merges
 * @param warmUpDirectory where an engine of the process's own may work for some seconds to have the code compiled, once some engine
 *     holds enough rows to be worth it; emptied and removed. Null for no warm-up
 */
public record DriftResourcesSettings(
        long memtableBytesMax,
        int backgroundThreads,
        @Nullable Path warmUpDirectory) {
    /** More threads would only fight over the disk. */
    private static final int BACKGROUND_THREADS_MAX = 64;

    public DriftResourcesSettings {
        if (memtableBytesMax < 1) {
            throw new IllegalArgumentException("memtableBytesMax is " + memtableBytesMax + ", expected at least 1");
        }
        if (backgroundThreads < 1 || backgroundThreads > BACKGROUND_THREADS_MAX) {
            throw new IllegalArgumentException(
                    "backgroundThreads is " + backgroundThreads + ", expected 1 to " + BACKGROUND_THREADS_MAX);
        }
    }

    /** A quarter of the heap for memtables, one thread per two processors, no warm-up. */
    public static DriftResourcesSettings defaults() {
        Runtime runtime = Runtime.getRuntime();
        return new DriftResourcesSettings(
                runtime.maxMemory() / 4, Math.max(2, runtime.availableProcessors() / 2), null);
    }

    /** These settings with another number of background threads. */
    public DriftResourcesSettings withBackgroundThreads(int threads) {
        return new DriftResourcesSettings(memtableBytesMax, threads, warmUpDirectory);
    }

    /** These settings with a warm-up in a directory. */
    public DriftResourcesSettings withWarmUpIn(Path directory) {
        return new DriftResourcesSettings(memtableBytesMax, backgroundThreads, directory);
    }
}
