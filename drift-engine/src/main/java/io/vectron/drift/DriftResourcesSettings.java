package io.vectron.drift;

/**
 * Sizes of what all engines of a process share.
 *
 * @param memtableBytesMax memtables of all engines together; above it the largest are flushed early
 * @param backgroundThreads threads for flushes and merges
 */
public record DriftResourcesSettings(long memtableBytesMax, int backgroundThreads) {
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

    /** A quarter of the heap for memtables, one thread per two processors. */
    public static DriftResourcesSettings defaults() {
        Runtime runtime = Runtime.getRuntime();
        return new DriftResourcesSettings(runtime.maxMemory() / 4, Math.max(2, runtime.availableProcessors() / 2));
    }
}
