package io.vectron.pd.state;

import io.vectron.proto.internal.v1.CollectionMap;
import io.vectron.proto.internal.v1.PlacementSnapshot;
import io.vectron.proto.internal.v1.RemovedCollection;
import io.vectron.proto.internal.v1.Shard;
import io.vectron.proto.internal.v1.Worker;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The whole map at one revision: cluster id, workers, collections with their shards. Immutable; safe for any thread.
 *
 * <p>Every iteration is in a sorted order, so that equal states have equal serialized forms.
 */
public final class PlacementState {
    public static final PlacementState EMPTY = new PlacementState("", 0, new TreeMap<>(), CollectionTable.EMPTY);

    private final String clusterId;
    private final long revision;
    private final SortedMap<String, Worker> workers;
    private final CollectionTable collections;

    /** Takes ownership of {@code workers}. */
    PlacementState(String clusterId, long revision, SortedMap<String, Worker> workers, CollectionTable collections) {
        this.clusterId = clusterId;
        this.revision = revision;
        this.workers = workers;
        this.collections = collections;
    }

    /** Empty until the first leader has given one. */
    public String clusterId() {
        return clusterId;
    }

    /** Log index of the last command that changed something; 0 for the empty state. */
    public long revision() {
        return revision;
    }

    /** By worker id; removed workers stay, so that they are recognised. */
    public SortedMap<String, Worker> workers() {
        return Collections.unmodifiableSortedMap(workers);
    }

    public Optional<Worker> worker(String id) {
        return Optional.ofNullable(workers.get(id));
    }

    public Collection<CollectionMap> collections() {
        return collections.inOrderOfIds();
    }

    public Collection<CollectionMap> collectionsByName() {
        return collections.inOrderOfNames();
    }

    public Optional<CollectionMap> collection(String name) {
        return collections.named(name);
    }

    /** By shard id. */
    public SortedMap<Long, Shard> shards() {
        return collections.shards();
    }

    /** Latest removals in order of their revisions; complete after any revision that {@link #hasDeltaSince} accepts. */
    public List<RemovedCollection> removed() {
        return collections.removed();
    }

    /** Whether the changes after {@code since} are all known: it is neither 0, nor forgotten, nor of another history. */
    public boolean hasDeltaSince(long since) {
        return since > 0 && since <= revision && collections.remembersSince(since);
    }

    /** Replicas that the worker holds; O(replicas of the cluster). */
    public int replicasOf(String workerId) {
        return (int) collections.shards().values().stream()
                .flatMap(shard -> shard.getReplicasList().stream())
                .filter(replica -> replica.getWorkerId().equals(workerId))
                .count();
    }

    CollectionTable table() {
        return collections;
    }

    PlacementState withCluster(String id, long newRevision) {
        return new PlacementState(id, newRevision, workers, collections);
    }

    PlacementState withWorker(Worker worker, long newRevision) {
        SortedMap<String, Worker> next = new TreeMap<>(workers);
        next.put(worker.getId(), worker);
        return new PlacementState(clusterId, newRevision, next, collections);
    }

    PlacementState withCollections(CollectionTable next, long newRevision) {
        return new PlacementState(clusterId, newRevision, workers, next);
    }

    public PlacementSnapshot toSnapshot() {
        return PlacementSnapshot.newBuilder()
                .setClusterId(clusterId)
                .setRevision(revision)
                .setNextCollectionId(collections.nextCollectionId())
                .setNextShardId(collections.nextShardId())
                .addAllWorkers(workers.values())
                .addAllCollections(collections.inOrderOfIds())
                .addAllRemoved(collections.removed())
                .build();
    }

    public static PlacementState of(PlacementSnapshot snapshot) {
        SortedMap<String, Worker> workers = new TreeMap<>();
        snapshot.getWorkersList().forEach(worker -> workers.put(worker.getId(), worker));
        SortedMap<Long, CollectionMap> byId = new TreeMap<>();
        snapshot.getCollectionsList().forEach(collection -> byId.put(collection.getId(), collection));
        CollectionTable table = new CollectionTable(
                snapshot.getNextCollectionId(), snapshot.getNextShardId(), byId, snapshot.getRemovedList());
        return new PlacementState(snapshot.getClusterId(), snapshot.getRevision(), workers, table);
    }
}
