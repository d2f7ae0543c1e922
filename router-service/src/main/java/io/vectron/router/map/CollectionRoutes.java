package io.vectron.router.map;

import io.vectron.model.KeyRanges;
import io.vectron.proto.internal.v1.CollectionMap;
import io.vectron.proto.internal.v1.Shard;
import io.vectron.proto.v1.Metric;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * One collection as the router sees it. Immutable.
 *
 * @param shards in unsigned order of their range starts; together they cover the key space
 */
public record CollectionRoutes(long id, String name, int dimension, Metric metric, List<Shard> shards) {
    private static final Comparator<Shard> BY_START =
            (a, b) -> Long.compareUnsigned(a.getRange().getStart(), b.getRange().getStart());

    public CollectionRoutes {
        shards = shards.stream().sorted(BY_START).toList();
    }

    static CollectionRoutes of(CollectionMap map) {
        return new CollectionRoutes(
                map.getId(), map.getName(), map.getDimension(), map.getMetric(), map.getShardsList());
    }

    /**
     * The shard whose range holds the key; O(log shards).
     *
     * @throws IllegalStateException when the ranges have a gap there, which the placement driver never makes
     */
    public Shard shardOf(long key) {
        int low = 0;
        int high = shards.size() - 1;
        while (low < high) {
            // upper middle, so that low always moves
            int middle = (low + high + 1) >>> 1;
            if (Long.compareUnsigned(shards.get(middle).getRange().getStart(), key) <= 0) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        if (shards.isEmpty() || !KeyRanges.contains(shards.get(low).getRange(), key)) {
            throw new IllegalStateException("no shard of collection '" + name + "' holds key " + Long.toHexString(key));
        }
        return shards.get(low);
    }

    public Optional<Shard> shard(long shardId) {
        return shards.stream().filter(shard -> shard.getId() == shardId).findFirst();
    }
}
