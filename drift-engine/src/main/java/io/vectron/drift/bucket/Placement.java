package io.vectron.drift.bucket;

import io.vectron.drift.DriftSettings;
import io.vectron.drift.kernel.Team;
import io.vectron.drift.segment.RowGroup;
import io.vectron.drift.segment.RowSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/** Says which bucket rows go to. A pure function of rows, buckets and seed, but for the ids that new buckets get. */
public final class Placement {
    private final int dimension;
    private final int capacity;
    private final boolean isCopying;
    private final LongSupplier nextBucket;

    /**
     * A placement for one engine.
     *
     * @param nextBucket gives ids to new buckets
     */
    public Placement(DriftSettings settings, LongSupplier nextBucket) {
        this.dimension = settings.dimension();
        this.capacity = settings.bucketCapacity();
        this.isCopying = settings.isCopying();
        this.nextBucket = nextBucket;
    }

    /** The same groups with copies of each row in a second one, when the settings say so; all groups of a file. */
    public List<RowGroup> copy(RowSource source, List<RowGroup> groups, Team team) {
        return isCopying ? BoundaryCopies.add(source, groups, dimension, team) : groups;
    }

    /** Sorts all rows of a source into new buckets, none empty, none above the capacity. */
    public List<RowGroup> cluster(RowSource source, long seed) {
        return cluster(source, seed, Team.ALONE);
    }

    /** As {@link #cluster(RowSource, long)}, by several threads; the source must bear them. */
    public List<RowGroup> cluster(RowSource source, long seed, Team team) {
        List<RowGroup> groups = new ArrayList<>();
        for (Clustering.Bucket bucket : Clustering.cluster(source, dimension, capacity, seed, team)) {
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
        int[] bucketOf = new Router(map.centroids(), map.size(), dimension).route(source);
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
}
