package io.vectron.router.map;

import io.vectron.proto.internal.v1.CollectionMap;
import io.vectron.proto.internal.v1.ShardLeader;
import io.vectron.proto.internal.v1.WatchEvent;
import io.vectron.proto.internal.v1.Worker;
import io.vectron.proto.internal.v1.WorkerState;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The whole map at one revision. Immutable: {@link #apply} makes the next one.
 *
 * <p>Leaders are soft facts that the revision does not count; of two for one shard the higher term wins. That a shard has
 * no known leader is said with an empty worker id and holds whatever its term.
 */
public final class ShardMap {
    /** What a router knows before the placement driver has said anything. */
    public static final ShardMap EMPTY = new ShardMap(0, "", Map.of(), Map.of(), Map.of());

    private final long revision;
    private final String clusterId;
    private final Map<Long, CollectionRoutes> collections;
    private final Map<String, CollectionRoutes> byName;
    private final Map<String, Worker> workers;
    private final Map<String, String> workerByRaftAddress;
    private final Map<Long, ShardLeader> leaders;

    private ShardMap(
            long revision,
            String clusterId,
            Map<Long, CollectionRoutes> collections,
            Map<String, Worker> workers,
            Map<Long, ShardLeader> leaders) {
        this.revision = revision;
        this.clusterId = clusterId;
        this.collections = Map.copyOf(collections);
        this.byName =
                collections.values().stream().collect(Collectors.toUnmodifiableMap(CollectionRoutes::name, c -> c));
        this.workers = Map.copyOf(workers);
        this.leaders = Map.copyOf(leaders);
        Map<String, String> raft = new HashMap<>();
        workers.values().stream()
                .filter(worker -> worker.getState() != WorkerState.WORKER_STATE_REMOVED)
                .forEach(worker -> raft.put(worker.getRaftAddress(), worker.getId()));
        this.workerByRaftAddress = Map.copyOf(raft);
    }

    /** The map after one event; this one when the event is older than it. */
    public ShardMap apply(WatchEvent event) {
        boolean isOtherCluster = event.getSnapshot() && !event.getClusterId().equals(clusterId);
        if (event.getRevision() < revision && !isOtherCluster) {
            // a member that lags: what it says of collections is behind what is known
            return this;
        }
        Map<Long, CollectionRoutes> nextCollections = new HashMap<>(event.getSnapshot() ? Map.of() : collections);
        event.getRemovedCollectionsList().forEach(nextCollections::remove);
        for (CollectionMap changed : event.getCollectionsList()) {
            nextCollections.put(changed.getId(), CollectionRoutes.of(changed));
        }
        Map<String, Worker> nextWorkers = new HashMap<>(event.getSnapshot() ? Map.of() : workers);
        event.getWorkersList().forEach(worker -> nextWorkers.put(worker.getId(), worker));
        return new ShardMap(
                event.getRevision(),
                event.getClusterId().isEmpty() ? clusterId : event.getClusterId(),
                nextCollections,
                nextWorkers,
                nextLeaders(event, nextCollections.values()));
    }

    private Map<Long, ShardLeader> nextLeaders(WatchEvent event, Collection<CollectionRoutes> live) {
        Map<Long, ShardLeader> next = new HashMap<>(event.getSnapshot() ? Map.of() : leaders);
        for (ShardLeader leader : event.getLeadersList()) {
            next.merge(leader.getShardId(), leader, ShardMap::newerLeader);
        }
        if (event.getRemovedCollectionsCount() > 0) {
            // shard ids are never used again: without this the leaders of dropped collections would pile up
            Set<Long> shards = new HashSet<>();
            live.forEach(collection -> collection.shards().forEach(shard -> shards.add(shard.getId())));
            next.keySet().retainAll(shards);
        }
        return next;
    }

    private static ShardLeader newerLeader(ShardLeader old, ShardLeader found) {
        if (found.getWorkerId().isEmpty()) {
            // a placement driver that failed over knows no term and says 0; the term that is known stays, so that what
            // an even older leader still reports is not believed
            return found.getTerm() >= old.getTerm()
                    ? found
                    : old.toBuilder().clearWorkerId().build();
        }
        return found.getTerm() >= old.getTerm() ? found : old;
    }

    public long revision() {
        return revision;
    }

    public String clusterId() {
        return clusterId;
    }

    /** False until the placement driver has sent its map. */
    public boolean isKnown() {
        return this != EMPTY;
    }

    public Optional<CollectionRoutes> collection(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    public Optional<CollectionRoutes> collection(long id) {
        return Optional.ofNullable(collections.get(id));
    }

    public Collection<Worker> workers() {
        return workers.values();
    }

    /** A worker that may be called: known and not removed. */
    public Optional<Worker> worker(String id) {
        return Optional.ofNullable(workers.get(id))
                .filter(worker -> worker.getState() != WorkerState.WORKER_STATE_REMOVED);
    }

    public Optional<Worker> workerByRaftAddress(String raftAddress) {
        return Optional.ofNullable(workerByRaftAddress.get(raftAddress)).flatMap(this::worker);
    }

    /** The worker that leads the shard, as far as the placement driver knows. */
    public Optional<Worker> leader(long shardId) {
        return Optional.ofNullable(leaders.get(shardId)).flatMap(leader -> worker(leader.getWorkerId()));
    }

    /** True when every shard of the collection has a leader that may be called. */
    public boolean isLed(CollectionRoutes collection) {
        return collection.shards().stream()
                .allMatch(shard -> leader(shard.getId()).isPresent());
    }
}
