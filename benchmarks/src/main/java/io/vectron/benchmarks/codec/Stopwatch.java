package io.vectron.benchmarks.codec;

/** Times work of a second or so after it has been compiled. The best of the turns counts: others share the machine. */
final class Stopwatch {
    private static final int WARM_UPS = 2;
    private static final int TURNS = 5;

    private Stopwatch() {}

    /** Least seconds that one call of the work takes. */
    static double seconds(Runnable work) {
        double best = Double.MAX_VALUE;
        for (int turn = 0; turn < WARM_UPS + TURNS; turn++) {
            long start = System.nanoTime();
            work.run();
            double seconds = (System.nanoTime() - start) / 1e9;
            best = turn < WARM_UPS ? best : Math.min(best, seconds);
        }
        return best;
    }
}
