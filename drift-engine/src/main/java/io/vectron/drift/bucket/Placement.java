package io.vectron.drift.bucket;

import io.vectron.drift.segment.RowGroup;
import io.vectron.drift.segment.RowSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.LongSupplier;

/** Says which bucket rows go to. A pure function of rows, buckets and seed, but for the ids that new buckets get. */
public final class Placement {
    private final int dimension;
    private final int capacity;
    private final LongSupplier nextBucket;

    /**
     * A placement for one engine.
     *
     * @param capacity most rows of a new bucket
     * @param nextBucket gives ids to new buckets
     */
    public Placement(int dimension, int capacity, LongSupplier nextBucket) {
        this.dimension = dimension;
        this.capacity = capacity;
        this.nextBucket = nextBucket;
    }

    /** Sorts all rows of a source into new buckets, none empty, none above the capacity. */
    public List<RowGroup> cluster(RowSource source, long seed) {
        List<RowGroup> groups = new ArrayList<>();
        for (Clustering.Bucket bucket : Clustering.cluster(source, dimension, capacity, seed)) {
            groups.add(new RowGroup(nextBucket.getAsLong(), bucket.centroid(), bucket.rows()));
        }
        return groups;
    }

    /** Adds all rows of a source to the buckets with the nearest centroids; without buckets they are clustered. */
    public List<RowGroup> assign(RowSource source, BucketMap map, long seed) {
        if (map.size() == 0) {
            return cluster(source, seed);
        }
        int n = source.rows();
        int[] bucketOf = new Router(map).route(source);
        int[] sizes = new int[map.size()];
        for (int bucket : bucketOf) {
            sizes[bucket]++;
        }
        int[][] rows = new int[map.size()][];
        for (int row = 0; row < n; row++) {
            int bucket = bucketOf[row];
            if (rows[bucket] == null) {
                rows[bucket] = new int[sizes[bucket]];
            }
            rows[bucket][rows[bucket].length - sizes[bucket]--] = row;
        }
        List<RowGroup> groups = new ArrayList<>();
        for (int bucket = 0; bucket < rows.length; bucket++) {
            if (rows[bucket] != null) {
                groups.add(new RowGroup(map.id(bucket), map.centroid(bucket), rows[bucket]));
            }
        }
        return groups;
    }

    /** Finds nearest centroids in two steps: the nearest cells of neighbouring centroids, then all centroids in those. */
    private static final class Router {
        /** Below so many centroids all are compared. */
        private static final int CELLS_FROM = 1024;
        /** Of about sqrt(buckets) cells. A row may miss its nearest centroid so, and join one nearly as near: nothing depends on it. */
        private static final int CELLS_LOOKED_INTO = 6;

        private final BucketMap map;
        private final int dimension;
        private final Centroids all;
        private final Centroids cells;
        private final float[][] cellCentroids;
        private final int[][] cellBuckets;

        Router(BucketMap map) {
            this.map = map;
            this.dimension = map.dimension();
            this.all = new Centroids(map.centroids(), map.size(), dimension);
            int count = map.size() < CELLS_FROM ? 1 : (int) Math.sqrt(map.size());
            this.cells = count == 1
                    ? all
                    : Centroids.train(
                            map.centroids(), map.size(), dimension, count, 4, new SplittableRandom(map.size()));
            this.cellBuckets = count == 1 ? new int[0][] : members(count);
            this.cellCentroids = new float[cellBuckets.length][];
            for (int c = 0; c < cellBuckets.length; c++) {
                cellCentroids[c] = new float[cellBuckets[c].length * dimension];
                for (int i = 0; i < cellBuckets[c].length; i++) {
                    System.arraycopy(
                            map.centroids(), cellBuckets[c][i] * dimension, cellCentroids[c], i * dimension, dimension);
                }
            }
        }

        private int[][] members(int count) {
            int[] cellOf = new int[map.size()];
            int[] sizes = new int[count];
            float[] four = new float[4];
            for (int b = 0; b < map.size(); b++) {
                cellOf[b] = cells.nearest(map.centroids(), b * dimension, four);
                sizes[cellOf[b]]++;
            }
            int[][] members = new int[count][];
            Arrays.setAll(members, c -> new int[sizes[c]]);
            for (int b = map.size() - 1; b >= 0; b--) {
                members[cellOf[b]][--sizes[cellOf[b]]] = b;
            }
            return members;
        }

        int[] route(RowSource source) {
            int[] bucketOf = new int[source.rows()];
            float[] vector = new float[dimension];
            float[] four = new float[4];
            for (int row = 0; row < bucketOf.length; row++) {
                source.copyRouting(row, dimension, vector, 0);
                bucketOf[row] = cellBuckets.length == 0 ? all.nearest(vector, 0, four) : inCells(vector, four);
            }
            return bucketOf;
        }

        private int inCells(float[] vector, float[] four) {
            int[] nearestCells = cells.nearest(vector, CELLS_LOOKED_INTO);
            int best = -1;
            float bestDistance = Float.POSITIVE_INFINITY;
            for (int cell : nearestCells) {
                if (cellBuckets[cell].length == 0) {
                    continue;
                }
                Centroids members = new Centroids(cellCentroids[cell], cellBuckets[cell].length, dimension);
                int found = members.nearest(vector, 0, four);
                float distance = members.distance(vector, found);
                if (distance < bestDistance) {
                    bestDistance = distance;
                    best = cellBuckets[cell][found];
                }
            }
            return best >= 0 ? best : all.nearest(vector, 0, four);
        }
    }
}
