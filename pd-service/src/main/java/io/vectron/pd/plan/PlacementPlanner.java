package io.vectron.pd.plan;

import io.vectron.errors.ErrorCode;
import io.vectron.errors.VectronException;
import io.vectron.model.KeyRanges;
import io.vectron.model.Limits;
import io.vectron.proto.internal.v1.CollectionMap;
import io.vectron.proto.internal.v1.Replica;
import io.vectron.proto.internal.v1.Shard;
import io.vectron.proto.internal.v1.Worker;
import io.vectron.proto.v1.KeyRange;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BinaryOperator;

/**
 * Places the shards of a new collection on workers.
 *
 * <p>Greedy, replica by replica: the worker that shares region, then zone, then rack with the fewest replicas of the same
 * shard; of those, the one with the fewest replicas per capacity once it has this one; of those, the smallest id. The
 * first replica of a shard is the chosen worker with the fewest firsts per capacity, so that leaders spread as well.
 * Deterministic; O(shards x replicationFactor^2 x workers).
 */
public final class PlacementPlanner {
    /**
     * Shards of all collections together. The whole map goes to every router in one message of about 300 bytes per shard
     * at the usual three replicas; 65,536 shards are 20 MiB, a third of what a client takes.
     */
    public static final int SHARDS_TOTAL_MAX = 1 << 16;

    private final SortedMap<String, Candidate> candidates = new TreeMap<>();

    private PlacementPlanner(List<Candidate> ready) {
        ready.forEach(candidate -> candidates.put(candidate.worker().getId(), candidate));
    }

    /**
     * @param ready workers that may get replicas; of several with one raft address only that of the smallest id gets any
     * @param shardsInCluster that exist already
     * @return the collection with its placement; ids and epochs are not set
     * @throws VectronException INVALID_REPLICATION_FACTOR, INVALID_SHARD_COUNT or, without any worker, SHARD_UNAVAILABLE
     */
    public static CollectionMap place(
            CollectionSpec spec, List<Candidate> ready, int shardsInCluster, long createdAtMillis) {
        List<Candidate> distinct = withoutDuplicates(ready);
        int replicas = replicationFactor(spec, distinct.size());
        if (shardsInCluster + spec.shards() > SHARDS_TOTAL_MAX) {
            throw new VectronException(
                    ErrorCode.INVALID_SHARD_COUNT,
                    "shards " + spec.shards() + " and the " + shardsInCluster
                            + " that the cluster has are more than its limit of " + SHARDS_TOTAL_MAX,
                    Map.of("field", "shards", "found", Integer.toString(spec.shards())));
        }
        PlacementPlanner planner = new PlacementPlanner(distinct);
        CollectionMap.Builder collection = CollectionMap.newBuilder()
                .setName(spec.name())
                .setDimension(spec.dimension())
                .setMetric(spec.metric())
                .setReplicationFactor(replicas)
                .setCreatedAtMillis(createdAtMillis);
        for (KeyRange range : KeyRanges.equalRanges(spec.shards())) {
            collection.addShards(Shard.newBuilder().setRange(range).addAllReplicas(planner.placeShard(replicas)));
        }
        return collection.build();
    }

    /** Raft knows replicas by their addresses: two of a shard at one address would be one vote counted twice. */
    private static List<Candidate> withoutDuplicates(List<Candidate> ready) {
        SortedMap<String, Candidate> byAddress = new TreeMap<>();
        ready.forEach(candidate -> byAddress.merge(
                candidate.worker().getRaftAddress(),
                candidate,
                BinaryOperator.minBy(
                        Comparator.comparing((Candidate c) -> c.worker().getId()))));
        return List.copyOf(byAddress.values());
    }

    private static int replicationFactor(CollectionSpec spec, int ready) {
        if (ready == 0) {
            throw new VectronException(
                    ErrorCode.SHARD_UNAVAILABLE,
                    "collection '" + spec.name() + "' cannot be placed: no worker is ready",
                    Map.of("collection", spec.name(), "ready_workers", "0"));
        }
        if (spec.replicationFactor() > ready) {
            throw new VectronException(
                    ErrorCode.INVALID_REPLICATION_FACTOR,
                    "replication_factor " + spec.replicationFactor() + " is more than the number of ready workers, "
                            + ready,
                    Map.of(
                            "field", "replication_factor",
                            "found", Integer.toString(spec.replicationFactor()),
                            "ready_workers", Integer.toString(ready)));
        }
        return spec.replicationFactor() == 0
                ? Math.min(ready, Limits.REPLICATION_FACTOR_DEFAULT)
                : spec.replicationFactor();
    }

    private List<Replica> placeShard(int replicas) {
        List<Worker> chosen = new ArrayList<>(replicas);
        for (int i = 0; i < replicas; i++) {
            chosen.add(next(chosen));
        }
        Worker first = first(chosen);
        chosen.remove(first);
        chosen.addFirst(first);
        return chosen.stream().map(PlacementPlanner::replicaOn).toList();
    }

    private Worker next(List<Worker> chosen) {
        Candidate best = candidates.values().stream()
                .filter(candidate -> !chosen.contains(candidate.worker()))
                .min(Comparator.<Candidate>comparingInt(c -> sharing(chosen, c.worker(), "region"))
                        .thenComparingInt(c -> sharing(chosen, c.worker(), "region", "zone"))
                        .thenComparingInt(c -> sharing(chosen, c.worker(), "region", "zone", "rack"))
                        .thenComparingDouble(
                                c -> (c.replicas() + 1) / c.worker().getCapacity())
                        .thenComparing(c -> c.worker().getId()))
                .orElseThrow();
        candidates.put(best.worker().getId(), best.withReplica());
        return best.worker();
    }

    private Worker first(List<Worker> chosen) {
        Candidate best = chosen.stream()
                .map(worker -> candidates.get(worker.getId()))
                .min(Comparator.<Candidate>comparingDouble(
                                c -> (c.firsts() + 1) / c.worker().getCapacity())
                        .thenComparing(c -> c.worker().getId()))
                .orElseThrow();
        candidates.put(best.worker().getId(), best.withFirst());
        return best.worker();
    }

    /** How many of {@code chosen} have the same values of all these labels; a missing label is a value like any other. */
    private static int sharing(List<Worker> chosen, Worker worker, String... labels) {
        int count = 0;
        for (Worker other : chosen) {
            boolean same = true;
            for (String label : labels) {
                same &= other.getLabelsOrDefault(label, "").equals(worker.getLabelsOrDefault(label, ""));
            }
            count += same ? 1 : 0;
        }
        return count;
    }

    private static Replica replicaOn(Worker worker) {
        return Replica.newBuilder()
                .setWorkerId(worker.getId())
                .setRaftAddress(worker.getRaftAddress())
                .build();
    }
}
