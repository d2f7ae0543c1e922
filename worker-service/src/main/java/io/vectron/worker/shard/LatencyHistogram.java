package io.vectron.worker.shard;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Latencies since the last reading, in buckets a quarter of a power of two wide (19 % at most): cheap enough for every
 * replica to have one, exact enough for a heartbeat.
 *
 * <p>Concurrency: recorded by any thread without locks; a recording that races with {@link #drainPercentile} counts in
 * one reading or the next.
 */
final class LatencyHistogram {
    private static final int STEPS_PER_OCTAVE = 4;
    private static final int OCTAVES = 36; // up to 68 s in nanoseconds
    private final AtomicLongArray counts = new AtomicLongArray(OCTAVES * STEPS_PER_OCTAVE);

    void record(long nanos) {
        counts.incrementAndGet(bucket(nanos));
    }

    private int bucket(long nanos) {
        double octave = Math.log((double) Math.max(1, nanos)) / Math.log(2);
        return Math.clamp((int) (octave * STEPS_PER_OCTAVE), 0, counts.length() - 1);
    }

    /** Upper bound of the bucket of the given share in microseconds, and an empty histogram; 0 when nothing was recorded. */
    double drainPercentile(double share) {
        long[] taken = new long[counts.length()];
        long total = 0;
        for (int i = 0; i < taken.length; i++) {
            taken[i] = counts.getAndSet(i, 0);
            total += taken[i];
        }
        long seen = 0;
        for (int i = 0; i < taken.length && total > 0; i++) {
            seen += taken[i];
            if (seen >= Math.ceil(share * total)) {
                return Math.pow(2, (i + 1.0) / STEPS_PER_OCTAVE) / 1e3;
            }
        }
        return 0;
    }
}
