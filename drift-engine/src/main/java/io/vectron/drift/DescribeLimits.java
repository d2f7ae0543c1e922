package io.vectron.drift;

/**
 * How much {@link Drift#describe} may read.
 *
 * @param bucketsMax most buckets in the answer, 1 to {@value #BUCKETS_MAX}; of more an even sample is taken
 * @param componentsMax vector components read, at least 1. When the live rows of the answer's buckets have more, each
 *     bucket is measured on some evenly spaced live rows, {@value #SAMPLE_ROWS_MIN} at least
 * @param deadlineNanos on the clock of {@link System#nanoTime()}; {@link Long#MAX_VALUE} for none
 */
public record DescribeLimits(int bucketsMax, long componentsMax, long deadlineNanos) {
    /** More points than a page can show; with them the answer stays below half a megabyte. */
    public static final int BUCKETS_MAX = 4_000;
    /** Fewer rows than this say little of a bucket's mean. */
    public static final int SAMPLE_ROWS_MIN = 16;
    /** 256 MiB of floats, 500,000 rows of 128 dimensions: a few tenths of a second on one core. */
    private static final long COMPONENTS_DEFAULT = 64L << 20;

    public DescribeLimits {
        if (bucketsMax < 1 || bucketsMax > BUCKETS_MAX) {
            throw new IllegalArgumentException("bucketsMax is " + bucketsMax + ", expected 1 to " + BUCKETS_MAX);
        }
        if (componentsMax < 1) {
            throw new IllegalArgumentException("componentsMax is " + componentsMax + ", expected at least 1");
        }
    }

    /** As much as fits well below a second, without deadline. */
    public static DescribeLimits defaults() {
        return new DescribeLimits(BUCKETS_MAX, COMPONENTS_DEFAULT, Long.MAX_VALUE);
    }

    /** These limits with a deadline. */
    public DescribeLimits withDeadlineNanos(long nanos) {
        return new DescribeLimits(bucketsMax, componentsMax, nanos);
    }
}
