package io.vectron.router.operations;

import io.vectron.proto.internal.v1.Replica;
import io.vectron.proto.internal.v1.Shard;
import io.vectron.proto.internal.v1.Worker;
import io.vectron.proto.internal.v1.WorkerState;
import io.vectron.router.map.ShardMap;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SequencedSet;

/** Which replica of a shard to ask first, second, and so on. Pure functions. */
final class ReplicaOrder {
    private ReplicaOrder() {}

    /**
     * For writes and strong reads: the leader that a worker named, the leader that the placement driver knows, then the
     * other voters, each of which can name the leader.
     */
    static List<Worker> leaderFirst(ShardMap map, Shard shard, Optional<Worker> hint, int rotation) {
        SequencedSet<Worker> order = new LinkedHashSet<>();
        hint.ifPresent(order::add);
        map.leader(shard.getId()).ifPresent(order::add);
        order.addAll(voters(map, shard, rotation));
        return List.copyOf(order);
    }

    /** For the other reads: replicas take turns; when the first fails the leader is the surest second. */
    static List<Worker> anyReplica(ShardMap map, Shard shard, Optional<Worker> hint, int rotation) {
        List<Worker> voters = voters(map, shard, rotation);
        SequencedSet<Worker> order = new LinkedHashSet<>(voters.subList(0, Math.min(1, voters.size())));
        hint.ifPresent(order::add);
        map.leader(shard.getId()).ifPresent(order::add);
        order.addAll(voters);
        return List.copyOf(order);
    }

    /** Voters from the rotation on; those that are believed down come last, for the belief may be old. */
    private static List<Worker> voters(ShardMap map, Shard shard, int rotation) {
        List<Worker> live = new ArrayList<>();
        List<Worker> down = new ArrayList<>();
        for (Replica replica : shard.getReplicasList()) {
            Optional<Worker> worker = replica.getLearner() ? Optional.empty() : map.worker(replica.getWorkerId());
            worker.ifPresent(found -> (found.getState() == WorkerState.WORKER_STATE_DOWN ? down : live).add(found));
        }
        if (!live.isEmpty()) {
            java.util.Collections.rotate(live, -Math.floorMod(rotation, live.size()));
        }
        live.addAll(down);
        return live;
    }
}
