package io.vectron.drift.codec;

/** How many lines a bloom filter needs. */
final class BloomFilterSize {
    /** A line with more keys than this says yes to nearly everything; its exact share does not matter. */
    private static final int LOAD_MAX = 4096;

    private BloomFilterSize() {}

    /** The fewest lines that keep the expected rate of false positives at or below the wanted one. */
    static int lines(int keys, double falsePositives) {
        int low = 1;
        int high = BloomFilterFormat.LINES_MAX;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (expected(keys / (double) middle) <= falsePositives) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    /**
     * Expected rate of false positives when lines hold so many keys on average: over the Poisson distributed keys j of a
     * line, the chance that each of its eight words has the wanted one of 64 bits set, (1 - (63/64)^j)^8.
     */
    static double expected(double load) {
        if (load > LOAD_MAX) {
            return 1;
        }
        double rate = 0;
        double logChance = -load;
        int end = (int) (load + 12 * Math.sqrt(load) + 30);
        for (int j = 1; j <= end && load > 0; j++) {
            logChance += Math.log(load / j);
            double wordHit = 1 - Math.pow(63 / 64.0, j);
            rate += Math.exp(logChance) * Math.pow(wordHit, BloomFilterFormat.LINE_WORDS);
        }
        return rate;
    }
}
