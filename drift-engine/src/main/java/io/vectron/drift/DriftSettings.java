package io.vectron.drift;

import java.util.Objects;
import java.util.function.Consumer;

/**
 * The settings of one engine. Dimension and metric are written into the directory and cannot change; the rest may
 * differ at every open.
 *
 * @param dimension floats per vector, 1 to {@link Limits#DIMENSION_MAX}
 * @param metric how vectors are compared
 * @param memtableBytesMax heap bytes at which the active memtable is frozen and flushed
 * @param graphDegree M of HNSW: links per node and upper layer; layer 0 has twice as many
 * @param graphEfConstruction candidates held while a row is linked into the graph
 * @param bucketCapacity most rows of one bucket; buckets are planned at half of it
 * @param isCopying whether the scanned bits of a row are stored in a second bucket as well: a third of the buckets is visited then
 *     for the same recall, for P / 8 + 12 bytes a row, P being the dimension rounded up to 64. Holds for what is written from now on
 * @param segmentCountMax above this many segments the smallest are merged
 * @param frozenMemtablesMax above this many frozen memtables apply waits for a flush
 * @param applyWaitMillisMax how long apply waits before it gives up with {@link OverloadedException}
 * @param flushIdleMillis after so long without a write the active memtable is flushed, if it holds more rows than a search scans at
 *     ease: rows in buckets are found with far less work than rows in memory. 0 for never
 */
public record DriftSettings(
        int dimension,
        Metric metric,
        long memtableBytesMax,
        int graphDegree,
        int graphEfConstruction,
        int bucketCapacity,
        boolean isCopying,
        int segmentCountMax,
        int frozenMemtablesMax,
        long applyWaitMillisMax,
        long flushIdleMillis) {

    public DriftSettings {
        Objects.requireNonNull(metric, "metric");
        checkRange("dimension", dimension, 1, Limits.DIMENSION_MAX);
        // Row numbers of a memtable are ints and its arrays grow by doubling: 8 GiB keeps both far from overflow.
        checkRange("memtableBytesMax", memtableBytesMax, 1 << 10, 8L << 30);
        checkRange("graphDegree", graphDegree, 4, 64);
        checkRange("graphEfConstruction", graphEfConstruction, graphDegree, 2000);
        checkRange("bucketCapacity", bucketCapacity, 16, 65_536);
        checkRange("segmentCountMax", segmentCountMax, 1, 64);
        checkRange("frozenMemtablesMax", frozenMemtablesMax, 1, 16);
        checkRange("applyWaitMillisMax", applyWaitMillisMax, 1, 600_000);
        checkRange("flushIdleMillis", flushIdleMillis, 0, 86_400_000);
    }

    private static void checkRange(String name, long value, long min, long max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(name + " is " + value + ", expected " + min + " to " + max);
        }
    }

    /** Defaults for a dimension and metric. */
    public static DriftSettings of(int dimension, Metric metric) {
        return new Draft(dimension, metric).settings();
    }

    /** These settings with another memtable budget. */
    public DriftSettings withMemtableBytesMax(long bytes) {
        return with(draft -> draft.memtableBytesMax = bytes);
    }

    /** These settings with another bucket capacity. */
    public DriftSettings withBucketCapacity(int rows) {
        return with(draft -> draft.bucketCapacity = rows);
    }

    /** These settings, with or without copies of rows in a second bucket. */
    public DriftSettings withCopying(boolean newIsCopying) {
        return with(draft -> draft.isCopying = newIsCopying);
    }

    /** These settings with another bound on the number of segments. */
    public DriftSettings withSegmentCountMax(int segments) {
        return with(draft -> draft.segmentCountMax = segments);
    }

    /** These settings with another bound on the wait of apply. */
    public DriftSettings withApplyWaitMillisMax(long millis) {
        return with(draft -> draft.applyWaitMillisMax = millis);
    }

    /** These settings with another time without writes before a flush. */
    public DriftSettings withFlushIdleMillis(long millis) {
        return with(draft -> draft.flushIdleMillis = millis);
    }

    private DriftSettings with(Consumer<Draft> change) {
        Draft draft = new Draft(dimension, metric);
        draft.memtableBytesMax = memtableBytesMax;
        draft.graphDegree = graphDegree;
        draft.graphEfConstruction = graphEfConstruction;
        draft.bucketCapacity = bucketCapacity;
        draft.isCopying = isCopying;
        draft.segmentCountMax = segmentCountMax;
        draft.frozenMemtablesMax = frozenMemtablesMax;
        draft.applyWaitMillisMax = applyWaitMillisMax;
        draft.flushIdleMillis = flushIdleMillis;
        change.accept(draft);
        return draft.settings();
    }

    /** Settings that are being put together, from the defaults. */
    private static final class Draft {
        private final int dimension;
        private final Metric metric;
        private long memtableBytesMax = 64L << 20;
        private int graphDegree = 16;
        private int graphEfConstruction = 100;
        /** New buckets are half full. With copies 450 was the fastest of 225, 450 and 640 on text embeddings at a recall of .99. */
        private int bucketCapacity = 448;

        private boolean isCopying = true;
        private int segmentCountMax = 8;
        private int frozenMemtablesMax = 2;
        private long applyWaitMillisMax = 60_000;
        private long flushIdleMillis = 5_000;

        Draft(int dimension, Metric metric) {
            this.dimension = dimension;
            this.metric = metric;
        }

        DriftSettings settings() {
            return new DriftSettings(
                    dimension,
                    metric,
                    memtableBytesMax,
                    graphDegree,
                    graphEfConstruction,
                    bucketCapacity,
                    isCopying,
                    segmentCountMax,
                    frozenMemtablesMax,
                    applyWaitMillisMax,
                    flushIdleMillis);
        }
    }
}
