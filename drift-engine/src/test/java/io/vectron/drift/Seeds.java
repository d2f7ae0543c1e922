package io.vectron.drift;

/** Seeds of random tests: printed first, taken from -Dseed=. */
public final class Seeds {
    private Seeds() {}

    /** The seed of a test run. */
    public static long next(String test) {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println(test + ": -Dseed=" + seed);
        return seed;
    }
}
