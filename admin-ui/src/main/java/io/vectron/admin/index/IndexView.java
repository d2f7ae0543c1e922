package io.vectron.admin.index;

import io.vectron.proto.internal.v1.BackgroundWork;
import io.vectron.proto.internal.v1.BucketView;
import io.vectron.proto.internal.v1.DescribeIndexResponse;
import io.vectron.proto.internal.v1.SegmentView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What the index page shows of one description. Pure. */
record IndexView(
        DescribeIndexResponse description,
        Instant computedAt,
        List<SegmentView> segments,
        List<BackgroundWork> work,
        long segmentRows,
        long deadRows,
        double driftMax,
        double driftMean) {
    /** Below it a bucket's centroid still stands for its rows; above it searches look into the wrong buckets. */
    static final double DRIFT_HIGH = 0.5;

    private static final int HISTOGRAM_BARS = 20;

    static IndexView of(DescribeIndexResponse description) {
        return new IndexView(
                description,
                Instant.ofEpochMilli(description.getComputedAtMillis()),
                description.getSegmentsList().stream()
                        .sorted(Comparator.comparingLong(SegmentView::getNumber))
                        .toList(),
                description.getWorkList(),
                description.getSegmentsList().stream()
                        .mapToLong(SegmentView::getRows)
                        .sum(),
                description.getSegmentsList().stream()
                        .mapToLong(SegmentView::getDeadRows)
                        .sum(),
                description.getBucketsList().stream()
                        .mapToDouble(BucketView::getDrift)
                        .max()
                        .orElse(0),
                description.getBucketsList().stream()
                        .mapToDouble(BucketView::getDrift)
                        .average()
                        .orElse(0));
    }

    /**
     * What the charts draw.
     *
     * @param buckets each as [x, y, rows, drift, bucket, row groups, live rows]
     * @param histogram live rows of the buckets
     */
    record Charts(long computedAt, List<double[]> buckets, List<Bar> histogram) {}

    /** Buckets with {@code from} to {@code to} live rows, both included. */
    record Bar(long from, long to, int buckets) {}

    static Charts charts(DescribeIndexResponse description) {
        return new Charts(
                description.getComputedAtMillis(),
                description.getBucketsList().stream()
                        .map(bucket -> new double[] {
                            bucket.getX(),
                            bucket.getY(),
                            Integer.toUnsignedLong(bucket.getRows()),
                            bucket.getDrift(),
                            bucket.getBucket(),
                            bucket.getRowGroups(),
                            Integer.toUnsignedLong(bucket.getLiveRows())
                        })
                        .toList(),
                histogram(description.getBucketsList().stream()
                        .mapToLong(bucket -> Integer.toUnsignedLong(bucket.getLiveRows()))
                        .toArray()));
    }

    /** At most {@link #HISTOGRAM_BARS} bars of equal width over the range of the sizes. */
    static List<Bar> histogram(long[] sizes) {
        if (sizes.length == 0) {
            return List.of();
        }
        long min = Long.MAX_VALUE;
        long max = 0;
        for (long size : sizes) {
            min = Math.min(min, size);
            max = Math.max(max, size);
        }
        long width = Math.max(1, Math.ceilDiv(max - min + 1, HISTOGRAM_BARS));
        int bars = (int) Math.ceilDiv(max - min + 1, width);
        int[] counts = new int[bars];
        for (long size : sizes) {
            counts[(int) ((size - min) / width)]++;
        }
        List<Bar> result = new ArrayList<>(bars);
        for (int i = 0; i < bars; i++) {
            result.add(new Bar(min + i * width, Math.min(max, min + (i + 1) * width - 1), counts[i]));
        }
        return List.copyOf(result);
    }
}
