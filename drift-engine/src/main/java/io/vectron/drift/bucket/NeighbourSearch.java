package io.vectron.drift.bucket;

import io.vectron.drift.Metric;
import io.vectron.drift.kernel.Kernels;
import io.vectron.drift.kernel.NearestHeap;
import io.vectron.drift.kernel.Packed;
import io.vectron.drift.segment.Segment;
import java.util.Arrays;

/**
 * Finds the nearest rows of some queries that are rows themselves, exactly: rows are compared, a block at a time, with all of
 * them at once. Not thread-safe.
 */
final class NeighbourSearch {
    private static final Kernels KERNELS = Kernels.ACTIVE;

    private final Metric metric;
    private final int dimension;
    private final int[] self;
    private final NearestHeap[] nearest;
    private final Panels panels;
    private final float[] block;
    private final float[] scores;
    private final int[] numbers = new int[Panels.ROWS];
    /** A row must be nearer than this to be among the nearest of a query. */
    private final float[] bounds;

    private int filled;

    /**
     * A search.
     *
     * @param vectors of the queries, [n x dimension], in the form that rows are clustered in
     * @param self number of the row that each query is, and does not find, [n]
     * @param nearest [n] receive row numbers, packed with half the squared distance, or the negated product under dot
     */
    NeighbourSearch(Metric metric, float[] vectors, int[] self, NearestHeap[] nearest) {
        this.metric = metric;
        this.dimension = vectors.length / self.length;
        this.self = self;
        this.nearest = nearest;
        this.panels = metric == Metric.DOT
                ? new Panels(vectors, self.length, dimension, new float[dimension])
                : Panels.of(vectors, self.length, dimension);
        this.block = panels.newBlock();
        this.scores = panels.newScores();
        this.bounds = new float[self.length];
        Arrays.fill(bounds, Float.POSITIVE_INFINITY);
    }

    /** Compares a row with all queries, now or with later ones. */
    void add(Segment segment, int row, int number) {
        segment.copyRouting(row, block, filled * dimension);
        panels.centre(block, filled);
        numbers[filled++] = number;
        if (filled == Panels.ROWS) {
            compare();
        }
    }

    /** Compares what was added last. */
    void finish() {
        compare();
    }

    private void compare() {
        if (metric == Metric.DOT) {
            panels.negatedProducts(block, filled, scores);
        } else {
            panels.score(block, filled, scores);
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
        for (int q = 0; q < self.length; q++) {
            // Of squared distances a half, which sorts them as well.
            float distance = half + scores[from + q];
            if (distance < bounds[q] && self[q] != numbers[r]) {
                NearestHeap heap = nearest[q];
                var _ = heap.offer(Packed.of(distance, numbers[r]));
                if (heap.isFull()) {
                    bounds[q] = Packed.distance(heap.worst());
                }
            }
        }
    }
}
