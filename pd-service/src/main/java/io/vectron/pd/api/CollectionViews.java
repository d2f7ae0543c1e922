package io.vectron.pd.api;

import io.vectron.pd.plan.Candidate;
import io.vectron.pd.soft.SoftFacts;
import io.vectron.pd.state.PlacementState;
import io.vectron.proto.internal.v1.CollectionMap;
import io.vectron.proto.internal.v1.Replica;
import io.vectron.proto.internal.v1.ReplicaFacts;
import io.vectron.proto.internal.v1.Shard;
import io.vectron.proto.internal.v1.ShardLeader;
import io.vectron.proto.internal.v1.Worker;
import io.vectron.proto.internal.v1.WorkerState;
import io.vectron.proto.v1.Collection;
import io.vectron.proto.v1.ReplicaStatus;
import io.vectron.proto.v1.ShardStatus;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The state with the soft facts laid over it, as callers see it. Pure; the facts are read, not kept. */
final class CollectionViews {
    private CollectionViews() {}

    static Collection collection(PlacementState state, CollectionMap map, SoftFacts facts) {
        Collection.Builder view = Collection.newBuilder()
                .setName(map.getName())
                .setDimension(map.getDimension())
                .setMetric(map.getMetric())
                .setReplicationFactor(map.getReplicationFactor())
                .setRevision(state.revision())
                .setCreatedAtMillis(map.getCreatedAtMillis());
        long points = 0;
        boolean ready = true;
        for (Shard shard : map.getShardsList()) {
            ShardStatus status = shard(state, shard, facts);
            points += status.getPoints();
            ready &= status.getReady();
            view.addShards(status);
        }
        return view.setPoints(points).setReady(ready).build();
    }

    private static ShardStatus shard(PlacementState state, Shard shard, SoftFacts facts) {
        String leader =
                facts.leaderOf(shard.getId()).map(ShardLeader::getWorkerId).orElse("");
        ShardStatus.Builder view = ShardStatus.newBuilder()
                .setShardId(shard.getId())
                .setRange(shard.getRange())
                .setEpoch(shard.getEpoch())
                .setLeader(leader)
                .setReady(!leader.isEmpty());
        for (Replica replica : shard.getReplicasList()) {
            String id = replica.getWorkerId();
            Optional<ReplicaFacts> said = facts.replica(id, shard.getId());
            view.addReplicas(ReplicaStatus.newBuilder()
                    .setWorkerId(id)
                    .setAddress(state.worker(id).map(Worker::getAddress).orElse(""))
                    .setRole(said.map(f -> role(f, id.equals(leader))).orElse("unknown"))
                    .setAppliedSequence(
                            said.map(ReplicaFacts::getAppliedSequence).orElse(0L)));
            if (said.isPresent() && id.equals(leader)) {
                view.setPoints(said.get().getPoints()).setSizeBytes(said.get().getSizeBytes());
            }
        }
        return view.build();
    }

    private static String role(ReplicaFacts facts, boolean leads) {
        return switch (facts.getRole()) {
            // two may claim to lead for a moment; the one of the older term is about to learn better
            case REPLICA_ROLE_LEADER -> leads ? "leader" : "follower";
            case REPLICA_ROLE_FOLLOWER -> "follower";
            case REPLICA_ROLE_LEARNER -> "learner";
            case REPLICA_ROLE_STARTING -> "starting";
            case REPLICA_ROLE_FAILED -> "failed";
            case REPLICA_ROLE_UNSPECIFIED, UNRECOGNIZED -> "unknown";
        };
    }

    /** The workers that may get replicas, with what they hold. */
    static List<Candidate> candidates(PlacementState state, SoftFacts facts) {
        Map<String, Integer> replicas = new HashMap<>();
        Map<String, Integer> firsts = new HashMap<>();
        for (Shard shard : state.shards().values()) {
            shard.getReplicasList().forEach(replica -> replicas.merge(replica.getWorkerId(), 1, Integer::sum));
            if (shard.getReplicasCount() > 0) {
                firsts.merge(shard.getReplicas(0).getWorkerId(), 1, Integer::sum);
            }
        }
        return state.workers().values().stream()
                .filter(worker -> isReady(worker, facts))
                .map(worker -> new Candidate(
                        worker, replicas.getOrDefault(worker.getId(), 0), firsts.getOrDefault(worker.getId(), 0)))
                .toList();
    }

    /** A worker that was not heard in this tenure is shown as it was, but gets nothing. */
    private static boolean isReady(Worker worker, SoftFacts facts) {
        return facts.stateOf(worker) == WorkerState.WORKER_STATE_READY
                && facts.worker(worker.getId()).map(f -> f.isHeard()).orElse(false);
    }
}
