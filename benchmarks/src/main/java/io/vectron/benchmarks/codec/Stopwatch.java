package io.vectron.benchmarks.codec;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/**
 * Times work after it has been compiled. Counts the processor time of the calling thread, not the clock, and of several
 * turns the best, for others share the machine.
 *
 * @param turnNanos least time of a turn
 */
record Stopwatch(long turnNanos) {
    private static final int WARM_UP_TURNS = 5;
    private static final int TURNS = 5;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    /** Least seconds that one call of the work takes, mean of a turn. */
    double seconds(Runnable work) {
        nanosPerCall(work, WARM_UP_TURNS * turnNanos);
        double best = Double.MAX_VALUE;
        for (int turn = 0; turn < TURNS; turn++) {
            best = Math.min(best, nanosPerCall(work, turnNanos));
        }
        return best / 1e9;
    }

    private static double nanosPerCall(Runnable work, long nanosMin) {
        long start = THREADS.getCurrentThreadCpuTime();
        long elapsed = 0;
        int calls = 0;
        while (elapsed < nanosMin) {
            work.run();
            calls++;
            elapsed = THREADS.getCurrentThreadCpuTime() - start;
        }
        return elapsed / (double) calls;
    }
}
