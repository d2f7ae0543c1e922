package io.vectron.drift;

/**
 * Sizes of what all engines of a process share.
 *
 * @param blockCacheBytes RocksDB block cache
 * @param indexWriteBufferBytes RocksDB write buffers of all id indexes together
 * @param memtableBytesMax memtables of all engines together; above it the largest are flushed early
 * @param backgroundThreads threads for flushes and merges
 */
public record DriftResourcesSettings(
        long blockCacheBytes, long indexWriteBufferBytes, long memtableBytesMax, int backgroundThreads) {
    /** More threads would only fight over the disk. */
    private static final int BACKGROUND_THREADS_MAX = 64;

    public DriftResourcesSettings {
        checkPositive("blockCacheBytes", blockCacheBytes);
        checkPositive("indexWriteBufferBytes", indexWriteBufferBytes);
        checkPositive("memtableBytesMax", memtableBytesMax);
        if (backgroundThreads < 1 || backgroundThreads > BACKGROUND_THREADS_MAX) {
            throw new IllegalArgumentException(
                    "backgroundThreads is " + backgroundThreads + ", expected 1 to " + BACKGROUND_THREADS_MAX);
        }
    }

    private static void checkPositive(String name, long value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " is " + value + ", expected at least 1");
        }
    }

    /** 64 MiB cache, 32 MiB write buffers, a quarter of the heap for memtables, one thread per two processors. */
    public static DriftResourcesSettings defaults() {
        Runtime runtime = Runtime.getRuntime();
        return new DriftResourcesSettings(
                64L << 20, 32L << 20, runtime.maxMemory() / 4, Math.max(2, runtime.availableProcessors() / 2));
    }
}
