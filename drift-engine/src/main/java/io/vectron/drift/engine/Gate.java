package io.vectron.drift.engine;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Counts who is inside the engine, so that close can wait for them.
 *
 * <p>Concurrency: lock-free for those who enter. Whoever enters raises the count before it looks at {@code isClosed}, and
 * close sets {@code isClosed} before it looks at the count: one of them sees the other.
 *
 * <p>Invariants: once {@link #awaitEmpty} has returned nobody is inside.
 */
final class Gate {
    private static final long POLL_NANOS = 200_000;

    private final AtomicInteger inside = new AtomicInteger();
    private volatile boolean isClosed;

    /** Enters; false when closed. */
    boolean tryEnter() {
        inside.incrementAndGet();
        if (isClosed) {
            inside.decrementAndGet();
            return false;
        }
        return true;
    }

    void exit() {
        inside.decrementAndGet();
    }

    boolean isClosed() {
        return isClosed;
    }

    /** Lets nobody in any more. */
    void shut() {
        isClosed = true;
    }

    /** Waits, after {@link #shut}, until all have left. */
    void awaitEmpty() {
        while (inside.get() > 0) {
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    /** Throws when an invariant does not hold. For tests. */
    void checkInvariants() {
        if (inside.get() < 0) {
            throw new IllegalStateException(inside.get() + " are inside");
        }
    }
}
