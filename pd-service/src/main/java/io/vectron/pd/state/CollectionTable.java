package io.vectron.pd.state;

import io.vectron.proto.internal.v1.CollectionMap;
import io.vectron.proto.internal.v1.RemovedCollection;
import io.vectron.proto.internal.v1.Shard;
import io.vectron.proto.v1.Epoch;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The collections by id and by name, their shards by id, and the latest removals. Immutable; a change copies the maps, in
 * O(shards of the cluster), which is milliseconds at the largest cluster and happens only when somebody creates or
 * deletes.
 */
final class CollectionTable {
    /**
     * Removals that are remembered, so that a watcher that was away gets a delta. One that missed more gets the whole map:
     * costlier, but rare.
     */
    static final int REMOVED_MAX = 1_024;

    static final CollectionTable EMPTY = new CollectionTable(1, 1, new TreeMap<>(), List.of());

    private static final Epoch FIRST_EPOCH =
            Epoch.newBuilder().setMembershipVersion(1).setRangeVersion(1).build();

    private final long nextCollectionId;
    private final long nextShardId;
    private final SortedMap<Long, CollectionMap> byId;
    private final SortedMap<String, CollectionMap> byName = new TreeMap<>();
    private final SortedMap<Long, Shard> shards = new TreeMap<>();
    private final List<RemovedCollection> removed;

    /** Takes ownership of {@code byId}. */
    CollectionTable(
            long nextCollectionId,
            long nextShardId,
            SortedMap<Long, CollectionMap> byId,
            List<RemovedCollection> removed) {
        this.nextCollectionId = nextCollectionId;
        this.nextShardId = nextShardId;
        this.byId = byId;
        this.removed = List.copyOf(removed);
        for (CollectionMap collection : byId.values()) {
            byName.put(collection.getName(), collection);
            collection.getShardsList().forEach(shard -> shards.put(shard.getId(), shard));
        }
    }

    long nextCollectionId() {
        return nextCollectionId;
    }

    long nextShardId() {
        return nextShardId;
    }

    Collection<CollectionMap> inOrderOfIds() {
        return Collections.unmodifiableCollection(byId.values());
    }

    Collection<CollectionMap> inOrderOfNames() {
        return Collections.unmodifiableCollection(byName.values());
    }

    Optional<CollectionMap> named(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    SortedMap<Long, Shard> shards() {
        return Collections.unmodifiableSortedMap(shards);
    }

    /** In order of their revisions. */
    List<RemovedCollection> removed() {
        return removed;
    }

    /** The placed collection with ids, first epochs and the revision filled in. */
    CollectionMap withIds(CollectionMap placed, long revision) {
        CollectionMap.Builder collection =
                placed.toBuilder().setId(nextCollectionId).setModRevision(revision);
        for (int i = 0; i < placed.getShardsCount(); i++) {
            collection.getShardsBuilder(i).setId(nextShardId + i).setEpoch(FIRST_EPOCH);
        }
        return collection.build();
    }

    CollectionTable add(CollectionMap collection) {
        TreeMap<Long, CollectionMap> next = new TreeMap<>(byId);
        next.put(collection.getId(), collection);
        return new CollectionTable(nextCollectionId + 1, nextShardId + collection.getShardsCount(), next, removed);
    }

    CollectionTable remove(CollectionMap collection, long revision) {
        TreeMap<Long, CollectionMap> next = new TreeMap<>(byId);
        next.remove(collection.getId());
        List<RemovedCollection> nextRemoved = new ArrayList<>(removed);
        nextRemoved.add(RemovedCollection.newBuilder()
                .setId(collection.getId())
                .setRevision(revision)
                .build());
        int first = Math.max(0, nextRemoved.size() - REMOVED_MAX);
        return new CollectionTable(nextCollectionId, nextShardId, next, nextRemoved.subList(first, nextRemoved.size()));
    }

    /**
     * Whether every removal after {@code revision} is remembered. When the list is full, removals before its first may be
     * forgotten, all of them at revisions below the first's.
     */
    boolean remembersSince(long revision) {
        return removed.size() < REMOVED_MAX || revision >= removed.getFirst().getRevision() - 1;
    }
}
