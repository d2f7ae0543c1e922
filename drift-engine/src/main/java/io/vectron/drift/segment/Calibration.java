package io.vectron.drift.segment;

/**
 * How many of a segment's nearest buckets must be scanned for a wanted recall, measured when the segment was written.
 *
 * @param buckets [2 x 6]: for k = 10, then for k = 100; see {@link #TARGETS}
 */
@SuppressWarnings("ArrayRecordComponent") // private to this package, never compared
record Calibration(int[] buckets) {
    /** The recalls of the table; a wanted recall between two of them takes the higher one. */
    static final double[] TARGETS = {.8, .9, .95, .98, .99, .999};

    static final int SMALL_K = 10;
    static final int LARGE_K = 100;

    Calibration {
        if (buckets.length != 2 * TARGETS.length) {
            throw new IllegalArgumentException("calibration of " + buckets.length + " numbers");
        }
    }

    /** Buckets to scan for a recall at k, of a segment with so many buckets. */
    int bucketsFor(double recall, int k, int total) {
        int column = 0;
        while (column < TARGETS.length && TARGETS[column] < recall) {
            column++;
        }
        if (column == TARGETS.length) {
            return total;
        }
        return Math.clamp(forColumn(column, k), 1, total);
    }

    private int forColumn(int column, int k) {
        int small = buckets[column];
        int large = Math.max(small, buckets[TARGETS.length + column]);
        if (k <= SMALL_K) {
            return small;
        }
        if (k <= LARGE_K) {
            return large;
        }
        // The table ends at 100: assume that each further factor of ten costs as much as that from 10 to 100 did,
        // squared
        // to err on the safe side, and at least in proportion to the square root of k.
        double decades = Math.log10((double) k / LARGE_K);
        double growth = Math.max((double) large / small, Math.sqrt(10));
        return (int) Math.min(Integer.MAX_VALUE, Math.ceil(large * Math.pow(growth, 2 * decades)));
    }

    /** The recall expected after so many buckets, never more than the table says. */
    double recallAfter(int scanned, int k, int total) {
        if (scanned >= total) {
            return 1;
        }
        double reached = 0;
        for (int column = 0; column < TARGETS.length; column++) {
            int needed = Math.clamp(forColumn(column, k), 1, total);
            if (scanned >= needed) {
                reached = TARGETS[column];
            } else if (column == 0) {
                reached = TARGETS[0] * scanned / needed;
            }
        }
        return reached;
    }
}
