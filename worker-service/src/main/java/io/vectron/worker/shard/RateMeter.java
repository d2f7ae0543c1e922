package io.vectron.worker.shard;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/** Events per second between two readings of a counter. One reader at a time. */
final class RateMeter {
    private final LongAdder counter;
    private long lastCount;
    private long lastNanos = System.nanoTime();

    RateMeter(LongAdder counter) {
        this.counter = counter;
    }

    synchronized double read() {
        long now = System.nanoTime();
        long count = counter.sum();
        double seconds = Math.max(1, now - lastNanos) / (double) TimeUnit.SECONDS.toNanos(1);
        double rate = (count - lastCount) / seconds;
        lastCount = count;
        lastNanos = now;
        return rate;
    }
}
