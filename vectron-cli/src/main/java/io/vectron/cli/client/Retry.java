package io.vectron.cli.client;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;

/**
 * Repeats calls that are safe to repeat, with pauses that double from 50 ms to 2 s and are drawn at random up to that, so
 * that parallel callers do not come back together.
 *
 * @param patience how long after the first failure of a call another attempt may begin; zero for one attempt only
 */
public record Retry(Duration patience) {
    private static final long PAUSE_MILLIS_FIRST = 50;
    private static final long PAUSE_MILLIS_MAX = 2_000;

    public Retry {
        if (patience.isNegative()) {
            throw new IllegalArgumentException("patience must not be negative, found " + patience);
        }
    }

    /**
     * @throws CallFailedException the last failure, when it is none to retry or patience is over
     */
    public <T> T call(Supplier<T> operation) {
        long pauseMillis = PAUSE_MILLIS_FIRST;
        long giveUpAt = 0;
        for (int failures = 0; ; failures++) {
            try {
                return operation.get();
            } catch (CallFailedException e) {
                long now = System.nanoTime();
                if (failures == 0) {
                    giveUpAt = now + patience.toNanos();
                }
                long leftMillis = (giveUpAt - now) / 1_000_000;
                if (!e.isRetryable() || leftMillis <= 0) {
                    throw e;
                }
                sleep(Math.min(leftMillis, ThreadLocalRandom.current().nextLong(pauseMillis / 2, pauseMillis + 1)), e);
                pauseMillis = Math.min(2 * pauseMillis, PAUSE_MILLIS_MAX);
            }
        }
    }

    private static void sleep(long millis, CallFailedException reason) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw reason;
        }
    }
}
