package io.vectron.system;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Polls for something that comes true later. */
final class Await {
    private static final long PAUSE_MILLIS = 50;

    private Await() {}

    /** A condition that throws counts as false; the last failure is shown when time is up. */
    static void until(Duration limit, String what, BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        @Nullable RuntimeException last = null;
        while (System.nanoTime() < end) {
            try {
                if (condition.getAsBoolean()) {
                    return;
                }
            } catch (RuntimeException e) {
                last = e;
            }
            Thread.sleep(PAUSE_MILLIS);
        }
        throw new AssertionError("no " + what + " within " + limit, last);
    }
}
