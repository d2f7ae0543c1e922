package io.vectron.drift.bucket;

import io.vectron.drift.Metric;
import io.vectron.drift.kernel.Kernels;
import io.vectron.drift.kernel.NearestHeap;
import io.vectron.drift.kernel.Packed;
import io.vectron.drift.segment.Segment;
import io.vectron.drift.slot.SlotTable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/**
 * Measures the {@link Calibration} of a bucket map: a sample of its own live rows is searched exactly, without the row itself,
 * and for each true neighbour the score of its bucket is noted. The limit of a recall is the score at which the mean recall
 * of the sample exceeds it by one and a half standard errors.
 *
 * <p>Reads every live row once. One thread; the caller keeps the map's segments open.
 */
public final class Calibrator {
    private static final int SAMPLE_ROWS = 400;
    /** With one, one set of queries in six would fall short of its target; with two, many would be scanned for nothing. */
    private static final double STANDARD_ERRORS = 1.5;

    private static final Kernels KERNELS = Kernels.ACTIVE;

    private final BucketMap map;
    private final int dimension;
    private final Metric metric;
    private final SlotTable slots;
    private final long snapshot;
    private final BooleanSupplier isCancelled;

    /**
     * A measurement of the rows that live in a snapshot.
     *
     * @param isCancelled asked before each bucket; true ends the work with a {@link CancellationException}
     */
    public Calibrator(BucketMap map, Metric metric, SlotTable slots, long snapshot, BooleanSupplier isCancelled) {
        this.map = map;
        this.dimension = map.dimension();
        this.metric = metric;
        this.slots = slots;
        this.snapshot = snapshot;
        this.isCancelled = isCancelled;
    }

    /** The rows that are asked for, and what was found. */
    private static final class Sample {
        private final int size;
        private final float[] vectors;
        private final int[] rows;
        private final NearestHeap[] nearest;

        Sample(int size, int dimension) {
            this.size = size;
            this.vectors = new float[size * dimension];
            this.rows = new int[size];
            this.nearest = new NearestHeap[size];
            Arrays.setAll(nearest, q -> new NearestHeap(Calibration.LARGE_K));
        }
    }

    /** Measures; {@link Calibration#SCAN_ALL} when there is nothing to measure. */
    public Calibration measure(long seed) {
        Sample sample = sample(new SplittableRandom(seed));
        if (sample.size == 0 || map.size() < 2) {
            return Calibration.SCAN_ALL;
        }
        int[] bucketOf = findNeighbours(sample);
        double[][] separations = new double[sample.size][];
        int[][] ranks = new int[sample.size][];
        float unit = place(sample, bucketOf, separations, ranks);
        float[] limits = new float[2 * Calibration.TARGETS.length];
        Calibration calibration = new Calibration(map.live(), unit, limits);
        double[][] scores = new double[sample.size][];
        for (int q = 0; q < sample.size; q++) {
            scores[q] = new double[ranks[q].length];
            for (int i = 0; i < scores[q].length; i++) {
                scores[q][i] = calibration.score(separations[q][i], 0, ranks[q][i]);
            }
        }
        fill(limits, 0, scores, Calibration.SMALL_K);
        fill(limits, Calibration.TARGETS.length, scores, Calibration.LARGE_K);
        return calibration;
    }

    /** Called for each live row. */
    @FunctionalInterface
    private interface Visit {
        void row(Segment segment, int row, int number, int bucket);
    }

    private void forEachLive(Visit visit) {
        for (int bucket = 0; bucket < map.size(); bucket++) {
            if (isCancelled.getAsBoolean()) {
                throw new CancellationException("the engine closes");
            }
            for (int extent = map.extentsFrom(bucket); extent < map.extentsFrom(bucket + 1); extent++) {
                Segment segment = map.extentSegment(extent);
                int first = segment.firstRow(map.extentGroup(extent));
                int base = map.firstRow(map.extentPart(extent));
                for (int i = 0; i < segment.rowsOf(map.extentGroup(extent)); i++) {
                    if (slots.isLive(segment.slot(first + i), segment.sequence(first + i), snapshot)) {
                        visit.row(segment, first + i, base + first + i, bucket);
                    }
                }
            }
        }
    }

    /** One random row of each of n equal stretches of the live rows. */
    private Sample sample(SplittableRandom random) {
        int[] live = {0};
        forEachLive((segment, row, number, bucket) -> live[0]++);
        int n = Math.min(SAMPLE_ROWS, live[0]);
        int[] picks = new int[n + 1];
        for (int i = 0; i < n; i++) {
            long from = (long) live[0] * i / n;
            long to = (long) live[0] * (i + 1) / n;
            picks[i] = (int) (from + random.nextLong(to - from));
        }
        picks[n] = -1;
        Sample sample = new Sample(n, dimension);
        int[] at = {0, 0};
        forEachLive((segment, row, number, bucket) -> {
            if (at[0]++ == picks[at[1]]) {
                segment.copyRouting(row, sample.vectors, at[1] * dimension);
                sample.rows[at[1]++] = number;
            }
        });
        return sample;
    }

    /** Fills the sample's nearest rows; returns the bucket of each row number. */
    private int[] findNeighbours(Sample sample) {
        int[] bucketOf = new int[map.firstRow(map.parts().size())];
        NeighbourSearch search = new NeighbourSearch(sample);
        forEachLive((segment, row, number, bucket) -> {
            bucketOf[number] = bucket;
            search.add(segment, row, number);
        });
        search.finish();
        return bucketOf;
    }

    /** Compares rows, a block at a time, with the whole sample. */
    private final class NeighbourSearch {
        private final Sample sample;
        private final Panels panels;
        private final float[] block;
        private final float[] scores;
        private final int[] numbers = new int[Panels.ROWS];
        /** A row must be nearer than this to be among the nearest of a query. */
        private final float[] bounds;

        private int filled;

        NeighbourSearch(Sample sample) {
            this.sample = sample;
            this.panels = metric == Metric.DOT
                    ? new Panels(sample.vectors, sample.size, dimension, new float[dimension])
                    : Panels.of(sample.vectors, sample.size, dimension);
            this.block = panels.newBlock();
            this.scores = panels.newScores();
            this.bounds = new float[sample.size];
            Arrays.fill(bounds, Float.POSITIVE_INFINITY);
        }

        void add(Segment segment, int row, int number) {
            segment.copyRouting(row, block, filled * dimension);
            panels.centre(block, filled);
            numbers[filled++] = number;
            if (filled == Panels.ROWS) {
                compare();
            }
        }

        void finish() {
            compare();
        }

        private void compare() {
            if (metric == Metric.DOT) {
                panels.negatedProducts(block, scores);
            } else {
                panels.score(block, scores);
            }
            for (int r = 0; r < filled; r++) {
                offer(r);
            }
            filled = 0;
        }

        private void offer(int r) {
            int at = r * dimension;
            float half = metric == Metric.DOT ? 0 : KERNELS.dot(block, at, block, at, dimension) / 2;
            int from = r * panels.stride();
            for (int q = 0; q < sample.size; q++) {
                // Of squared distances a half, which sorts them as well.
                float distance = half + scores[from + q];
                if (distance < bounds[q] && sample.rows[q] != numbers[r]) {
                    NearestHeap nearest = sample.nearest[q];
                    var _ = nearest.offer(Packed.of(distance, numbers[r]));
                    if (nearest.isFull()) {
                        bounds[q] = Packed.distance(nearest.worst());
                    }
                }
            }
        }
    }

    private float distance(float[] a, int aAt, float[] b, int bAt) {
        return metric == Metric.DOT ? -KERNELS.dot(a, aAt, b, bAt, dimension) : KERNELS.l2(a, aAt, b, bAt, dimension);
    }

    /**
     * Notes for each query, and each of its true neighbours, nearest first, how much farther than the nearest bucket the
     * neighbour's bucket is, and its rank.
     *
     * @return the unit: mean separation of the nearest centroid; of inner products, which may be negative, the mean spread
     */
    private float place(Sample sample, int[] bucketOf, double[][] separations, int[][] ranks) {
        double units = 0;
        int[] rankOf = new int[map.size()];
        double[] separationOf = new double[map.size()];
        for (int q = 0; q < sample.size; q++) {
            long[] order = bucketOrder(sample.vectors, q * dimension);
            double nearest = separation(order[0]);
            for (int rank = 0; rank < order.length; rank++) {
                rankOf[Packed.row(order[rank])] = rank;
                separationOf[Packed.row(order[rank])] = separation(order[rank]) - nearest;
            }
            units += metric == Metric.DOT ? separation(order[order.length / 2]) - nearest : nearest;
            long[] found = sample.nearest[q].drainBestFirst();
            separations[q] = new double[found.length];
            ranks[q] = new int[found.length];
            for (int i = 0; i < found.length; i++) {
                int bucket = bucketOf[Packed.row(found[i])];
                separations[q][i] = separationOf[bucket];
                ranks[q][i] = rankOf[bucket];
            }
        }
        float mean = (float) (units / sample.size);
        return mean > 0 ? mean : 1;
    }

    private double separation(long packed) {
        return Calibration.separation(metric, Packed.distance(packed));
    }

    private long[] bucketOrder(float[] vectors, int at) {
        long[] order = new long[map.size()];
        for (int b = 0; b < order.length; b++) {
            order[b] = Packed.of(distance(vectors, at, map.centroids(), b * dimension), b);
        }
        Arrays.sort(order);
        return order;
    }

    /** One true neighbour of one query: found once buckets up to the score are scanned. */
    private record Find(double score, int query) {}

    private static void fill(float[] limits, int from, double[][] scores, int k) {
        List<Find> finds = new ArrayList<>();
        double[] recall = new double[scores.length];
        double sum = 0;
        double sumOfSquares = 0;
        for (int q = 0; q < scores.length; q++) {
            int n = Math.min(k, scores[q].length);
            for (int i = 0; i < n; i++) {
                finds.add(new Find(scores[q][i], q));
            }
            recall[q] = n == 0 ? 1 : 0;
            sum += recall[q];
            sumOfSquares += recall[q];
        }
        finds.sort(Comparator.comparingDouble(Find::score));
        int target = 0;
        for (Find find : finds) {
            double before = recall[find.query()];
            double after = before + 1.0 / Math.min(k, scores[find.query()].length);
            recall[find.query()] = after;
            sum += after - before;
            sumOfSquares += after * after - before * before;
            double edge = lowerEdge(sum / scores.length, sumOfSquares / scores.length, scores.length);
            while (target < Calibration.TARGETS.length && edge >= Calibration.TARGETS[target]) {
                limits[from + target++] = Math.nextUp((float) find.score());
            }
        }
        // Rounding may keep the mean of all neighbours below the last target.
        float last = finds.isEmpty() ? 0 : Math.nextUp((float) finds.getLast().score());
        Arrays.fill(limits, from + target, from + Calibration.TARGETS.length, last);
    }

    /** The mean less the margin. */
    private static double lowerEdge(double mean, double meanOfSquares, int n) {
        double variance = Math.max(0, meanOfSquares - mean * mean);
        return mean - STANDARD_ERRORS * Math.sqrt(variance / n);
    }
}
