package io.vectron.drift.bucket;

import io.vectron.drift.segment.RowSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Finds the nearest centroid for many rows, in two steps when there are many centroids: the nearest cells of
 * neighbouring centroids, then all centroids in those, cell by cell. A row may miss its nearest centroid so, and join one
 * nearly as near: nothing depends on it.
 *
 * <p>Used by one thread, for one source.
 */
final class Router {
    /** Below so many centroids all are compared. */
    private static final int CELLS_FROM = 256;
    /** Of about sqrt(buckets) cells. */
    private static final int CELLS_LOOKED_INTO = 6;

    private static final int CELL_ITERATIONS = 4;

    private final float[] centroids;
    private final int count;
    private final int dimension;

    /** @param centroids [count x dimension], row-major, at least one */
    Router(float[] centroids, int count, int dimension) {
        this.centroids = centroids;
        this.count = count;
        this.dimension = dimension;
    }

    /** For each row the centroid that it goes to. */
    int[] route(RowSource source) {
        int[] bucketOf = new int[source.rows()];
        if (count < CELLS_FROM) {
            Panels.of(centroids, count, dimension)
                    .forEachNearest(
                            source.rows(),
                            (row, target, at) -> source.copyRouting(row, dimension, target, at),
                            (row, bucket) -> bucketOf[row] = bucket);
        } else {
            routeByCells(source, bucketOf);
        }
        return bucketOf;
    }

    private void routeByCells(RowSource source, int[] bucketOf) {
        float[] centre = Panels.mean(centroids, count, dimension);
        List<Cell> cells = cells();
        int[][] rows = rowsOf(source, panels(cells, centre));
        float[] least = new float[bucketOf.length];
        Arrays.fill(least, Float.POSITIVE_INFINITY);
        for (int cell = 0; cell < rows.length; cell++) {
            search(source, rows[cell], cells.get(cell).buckets(), centre, new Nearest(bucketOf, least));
        }
    }

    /** Neighbouring buckets, at least one. */
    @SuppressWarnings("ArrayRecordComponent") // private, never compared
    private record Cell(float[] centroid, int[] buckets) {}

    private List<Cell> cells() {
        Centroids trained = Centroids.train(
                centroids, count, dimension, (int) Math.sqrt(count), CELL_ITERATIONS, new SplittableRandom(count));
        int[][] buckets = bucketsOf(trained);
        List<Cell> cells = new ArrayList<>();
        for (int c = 0; c < buckets.length; c++) {
            if (buckets[c].length > 0) {
                int at = c * dimension;
                cells.add(new Cell(Arrays.copyOfRange(trained.values(), at, at + dimension), buckets[c]));
            }
        }
        return cells;
    }

    private Panels panels(List<Cell> cells, float[] centre) {
        float[] values = new float[cells.size() * dimension];
        for (int c = 0; c < cells.size(); c++) {
            System.arraycopy(cells.get(c).centroid(), 0, values, c * dimension, dimension);
        }
        return new Panels(values, cells.size(), dimension, centre);
    }

    /** The buckets of each cell, which may be none. */
    private int[][] bucketsOf(Centroids cells) {
        Lists lists = new Lists(cells.count(), count);
        cells.panels()
                .forEachNearest(
                        count,
                        (bucket, target, at) -> System.arraycopy(centroids, bucket * dimension, target, at, dimension),
                        (bucket, cell) -> lists.add(cell, bucket));
        return lists.toArrays();
    }

    /** The rows that look into each cell. */
    private int[][] rowsOf(RowSource source, Panels cells) {
        int looks = Math.min(CELLS_LOOKED_INTO, cells.count());
        Lists lists = new Lists(cells.count(), source.rows() * looks);
        cells.forEachBlock(
                source.rows(),
                (row, target, at) -> source.copyRouting(row, dimension, target, at),
                (from, m, scores) -> {
                    for (int i = 0; i < m; i++) {
                        for (int look = 0; look < looks; look++) {
                            int cell = cells.least(scores, i);
                            scores[i * cells.stride() + cell] = Float.POSITIVE_INFINITY;
                            lists.add(cell, from + i);
                        }
                    }
                });
        return lists.toArrays();
    }

    /** The nearest bucket seen so far of each row, and its score. */
    @SuppressWarnings("ArrayRecordComponent") // private, never compared
    private record Nearest(int[] bucketOf, float[] least) {
        void offer(int row, int bucket, float score) {
            if (score < least[row]) {
                least[row] = score;
                bucketOf[row] = bucket;
            }
        }
    }

    private void search(RowSource source, int[] rows, int[] buckets, float[] centre, Nearest nearest) {
        float[] members = new float[buckets.length * dimension];
        for (int i = 0; i < buckets.length; i++) {
            System.arraycopy(centroids, buckets[i] * dimension, members, i * dimension, dimension);
        }
        Panels panels = new Panels(members, buckets.length, dimension, centre);
        panels.forEachBlock(
                rows.length,
                (i, target, at) -> source.copyRouting(rows[i], dimension, target, at),
                (from, m, scores) -> {
                    for (int i = 0; i < m; i++) {
                        int best = panels.least(scores, i);
                        nearest.offer(rows[from + i], buckets[best], scores[i * panels.stride() + best]);
                    }
                });
    }

    /** Items sorted into lists, in the order that they come in. */
    private static final class Lists {
        private final int[] listOf;
        private final int[] items;
        private final int[] sizes;
        private int count;

        Lists(int lists, int itemsMax) {
            this.listOf = new int[itemsMax];
            this.items = new int[itemsMax];
            this.sizes = new int[lists];
        }

        void add(int list, int item) {
            listOf[count] = list;
            items[count++] = item;
            sizes[list]++;
        }

        int[][] toArrays() {
            int[][] lists = new int[sizes.length][];
            Arrays.setAll(lists, list -> new int[sizes[list]]);
            int[] filled = new int[sizes.length];
            for (int i = 0; i < count; i++) {
                lists[listOf[i]][filled[listOf[i]]++] = items[i];
            }
            return lists;
        }
    }
}
