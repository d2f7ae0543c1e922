package io.vectron.drift.memtable;

/**
 * How many candidates a walk keeps for a wanted recall: measured by the memtable on its own rows whenever it has doubled.
 *
 * @param efs candidates for k = 10 at the recalls of {@link #TARGETS}
 */
@SuppressWarnings("ArrayRecordComponent") // private to this package, never compared
record GraphTuning(int[] efs) {
    static final double[] TARGETS = {.8, .9, .95, .98, .99, .999};
    static final int K = 10;
    /** What the measurement tries, in this order. */
    static final int[] LADDER = {16, 24, 32, 48, 64, 96, 128, 192, 256, 384, 512, 768, 1024, 1536, 2048};
    /** Stands for an effort at which a plain scan is the better way. */
    static final int SCAN = Integer.MAX_VALUE;

    /** The candidates to keep, or {@link #SCAN}. */
    int efFor(double recall, int k) {
        int column = 0;
        while (column < TARGETS.length && TARGETS[column] < recall) {
            column++;
        }
        if (column == TARGETS.length || efs[column] == SCAN) {
            return SCAN;
        }
        // Candidates beyond the k-th are what recall comes from: keep their number in proportion to k.
        return (int) Math.ceil((double) efs[column] * Math.max(1, (double) k / K));
    }
}
