package io.vectron.pd.api;

import io.vectron.pd.soft.SoftFacts;
import io.vectron.pd.soft.Tenure;
import io.vectron.pd.soft.WorkerFacts;
import io.vectron.pd.state.PlacementState;
import io.vectron.proto.internal.v1.ClusterStatusResponse;
import io.vectron.proto.internal.v1.PdMember;
import io.vectron.proto.internal.v1.Replica;
import io.vectron.proto.internal.v1.Shard;
import io.vectron.proto.internal.v1.Worker;
import io.vectron.proto.internal.v1.WorkerStatus;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The cluster as an operator sees it. */
final class ClusterViews {
    private ClusterViews() {}

    /** What this member knows; workers only if it leads, because heartbeats go to the leader. */
    static ClusterStatusResponse status(PlacementMember member) {
        PlacementState state = member.localState();
        String leader = member.leaderRaftAddress();
        ClusterStatusResponse.Builder status = ClusterStatusResponse.newBuilder()
                .setClusterId(state.clusterId())
                .setRevision(state.revision())
                .setLeader(leader);
        Members members = member.members();
        for (Members.Member each : members.all()) {
            status.addMembers(PdMember.newBuilder()
                    .setRaftAddress(each.raftAddress())
                    .setAddress(each.address())
                    .setLeader(each.raftAddress().equals(leader))
                    .setSelf(each.raftAddress().equals(members.self())));
        }
        Optional<Tenure> tenure = member.tenure();
        tenure.ifPresent(leading -> status.addAllWorkers(leading.read(facts -> workers(state, facts, leading.now()))));
        return status.build();
    }

    private static List<WorkerStatus> workers(PlacementState state, SoftFacts facts, long now) {
        Map<String, Integer> replicas = new HashMap<>();
        Map<String, Integer> leaders = new HashMap<>();
        for (Shard shard : state.shards().values()) {
            for (Replica replica : shard.getReplicasList()) {
                replicas.merge(replica.getWorkerId(), 1, Integer::sum);
            }
            facts.leaderOf(shard.getId()).ifPresent(leader -> leaders.merge(leader.getWorkerId(), 1, Integer::sum));
        }
        return state.workers().values().stream()
                .map(worker -> worker(worker, facts, now).toBuilder()
                        .setReplicas(replicas.getOrDefault(worker.getId(), 0))
                        .setLeaders(leaders.getOrDefault(worker.getId(), 0))
                        .build())
                .toList();
    }

    private static WorkerStatus worker(Worker worker, SoftFacts facts, long now) {
        Optional<WorkerFacts> heard = facts.worker(worker.getId()).filter(WorkerFacts::isHeard);
        WorkerStatus.Builder status = WorkerStatus.newBuilder()
                .setWorker(worker.toBuilder().setState(facts.stateOf(worker)))
                .setMillisSinceHeartbeat(heard.map(f -> TimeUnit.NANOSECONDS.toMillis(now - f.contactNanos()))
                        .orElse(-1L));
        heard.ifPresent(f -> status.setLoad(f.load()));
        return status.build();
    }
}
