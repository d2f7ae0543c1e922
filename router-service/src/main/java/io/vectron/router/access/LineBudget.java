package io.vectron.router.access;

import java.util.OptionalLong;

/**
 * So many lines in each window of time, and a count of those that had to go.
 *
 * <p>Concurrency: the monitor guards all fields.
 */
final class LineBudget {
    private final int linesMax;
    private final long windowNanos;
    private long windowStart;
    private int written;
    private long leftOut;

    LineBudget(int linesMax, long windowNanos) {
        this.linesMax = linesMax;
        this.windowNanos = windowNanos;
        this.windowStart = System.nanoTime() - windowNanos;
    }

    /** Empty when the line must not be written; else the number of lines left out since the last that was. */
    synchronized OptionalLong spend(long nowNanos) {
        if (nowNanos - windowStart >= windowNanos) {
            windowStart = nowNanos;
            written = 0;
        }
        if (written >= linesMax) {
            leftOut++;
            return OptionalLong.empty();
        }
        written++;
        long before = leftOut;
        leftOut = 0;
        return OptionalLong.of(before);
    }
}
