package io.vectron.drift.engine;

/**
 * How long to wait before the next try: {@value #MILLIS_MIN} ms, then twice as long each time, at most {@value #MILLIS_MAX} ms.
 * Thread-safe.
 */
final class BackOff {
    /** A disk is seldom full for less. */
    static final long MILLIS_MIN = 100;
    /** Someone who has made room does not want to wait for longer. */
    static final long MILLIS_MAX = 5_000;

    private long next = MILLIS_MIN;

    /** How long to wait now. */
    synchronized long nextMillis() {
        long now = next;
        next = Math.min(2 * now, MILLIS_MAX);
        return now;
    }

    /** A try has succeeded. */
    synchronized void reset() {
        next = MILLIS_MIN;
    }
}
