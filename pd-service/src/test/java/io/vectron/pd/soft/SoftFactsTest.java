package io.vectron.pd.soft;

import static org.assertj.core.api.Assertions.assertThat;

import io.vectron.pd.state.PlacementState;
import io.vectron.proto.internal.v1.CollectionMap;
import io.vectron.proto.internal.v1.HeartbeatRequest;
import io.vectron.proto.internal.v1.PlacementSnapshot;
import io.vectron.proto.internal.v1.Replica;
import io.vectron.proto.internal.v1.ReplicaFacts;
import io.vectron.proto.internal.v1.ReplicaRole;
import io.vectron.proto.internal.v1.Shard;
import io.vectron.proto.internal.v1.ShardLeader;
import io.vectron.proto.internal.v1.Worker;
import io.vectron.proto.internal.v1.WorkerState;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SoftFactsTest {
    private static final Duration DOWN_AFTER = Duration.ofNanos(100);
    private static final long SHARD = 7;

    private final PlacementState state = state("a", "b");
    private final SoftFacts facts = new SoftFacts(state, DOWN_AFTER, 0);

    private static PlacementState state(String... workers) {
        PlacementSnapshot.Builder snapshot = PlacementSnapshot.newBuilder().setRevision(1);
        Shard.Builder shard = Shard.newBuilder().setId(SHARD);
        for (String id : workers) {
            snapshot.addWorkers(Worker.newBuilder().setId(id).setState(WorkerState.WORKER_STATE_READY));
            shard.addReplicas(Replica.newBuilder().setWorkerId(id));
        }
        return PlacementState.of(snapshot.addCollections(
                        CollectionMap.newBuilder().setId(1).setName("c").addShards(shard))
                .build());
    }

    private void heartbeat(String worker, ReplicaRole role, long term, long now) {
        facts.heartbeat(
                state,
                HeartbeatRequest.newBuilder()
                        .setWorkerId(worker)
                        .addReplicas(ReplicaFacts.newBuilder()
                                .setShardId(SHARD)
                                .setRole(role)
                                .setTerm(term))
                        .build(),
                now);
    }

    private String leader() {
        return facts.leaderOf(SHARD).map(ShardLeader::getWorkerId).orElse("");
    }

    private WorkerState shown(String worker) {
        return facts.stateOf(state.worker(worker).orElseThrow());
    }

    @Test
    void leaderOfTheHighestTermCounts() {
        heartbeat("a", ReplicaRole.REPLICA_ROLE_LEADER, 1, 1);
        heartbeat("b", ReplicaRole.REPLICA_ROLE_LEADER, 2, 2);
        assertThat(leader()).isEqualTo("b");
        heartbeat("a", ReplicaRole.REPLICA_ROLE_LEADER, 1, 3);
        assertThat(leader()).isEqualTo("b");
        heartbeat("a", ReplicaRole.REPLICA_ROLE_LEADER, 3, 4);
        assertThat(leader()).isEqualTo("a");
    }

    @Test
    void downLeaderIsTakenBackAndItsTermKept() {
        heartbeat("a", ReplicaRole.REPLICA_ROLE_LEADER, 5, 1);
        heartbeat("b", ReplicaRole.REPLICA_ROLE_FOLLOWER, 5, 90);
        long before = facts.version();
        facts.tick(state, 101);
        assertThat(leader()).isEmpty();
        assertThat(shown("a")).isEqualTo(WorkerState.WORKER_STATE_DOWN);
        assertThat(shown("b")).isEqualTo(WorkerState.WORKER_STATE_READY);
        assertThat(facts.leadersSince(before))
                .containsExactly(
                        ShardLeader.newBuilder().setShardId(SHARD).setTerm(5).build());
        assertThat(facts.workersSince(before)).containsExactly("a");
    }

    @Test
    void nobodyIsToldOfMissingLeadersBeforeTheFactsSettle() {
        assertThat(facts.isSettled()).isFalse();
        heartbeat("a", ReplicaRole.REPLICA_ROLE_FOLLOWER, 1, 1);
        facts.tick(state, 50);
        assertThat(facts.leadersSince(0)).isEmpty();
        assertThat(facts.isSettled()).isFalse();
        facts.tick(state, 100);
        assertThat(facts.isSettled()).isTrue();
        assertThat(facts.leadersSince(0)).extracting(ShardLeader::getWorkerId).containsExactly("");
    }

    @Test
    void factsSettleWhenTheLastWorkerIsHeard() {
        heartbeat("a", ReplicaRole.REPLICA_ROLE_LEADER, 1, 1);
        assertThat(facts.isSettled()).isFalse();
        heartbeat("b", ReplicaRole.REPLICA_ROLE_FOLLOWER, 1, 2);
        assertThat(facts.isSettled()).isTrue();
    }

    @Test
    void workerIsShownAsItWasUntilItsTimeIsOver() {
        assertThat(shown("a")).isEqualTo(WorkerState.WORKER_STATE_READY);
        facts.tick(state, 100);
        assertThat(shown("a")).isEqualTo(WorkerState.WORKER_STATE_DOWN);
        facts.registered(state, "a", 110);
        assertThat(shown("a")).isEqualTo(WorkerState.WORKER_STATE_JOINING);
        heartbeat("a", ReplicaRole.REPLICA_ROLE_STARTING, 0, 120);
        assertThat(shown("a")).isEqualTo(WorkerState.WORKER_STATE_READY);
    }

    @Test
    void sameFactsAreNoNews() {
        heartbeat("a", ReplicaRole.REPLICA_ROLE_LEADER, 1, 1);
        heartbeat("b", ReplicaRole.REPLICA_ROLE_FOLLOWER, 1, 1);
        long before = facts.version();
        heartbeat("a", ReplicaRole.REPLICA_ROLE_LEADER, 1, 2);
        facts.tick(state, 3);
        assertThat(facts.version()).isEqualTo(before);
    }

    @Test
    void strangersClaimsAndDeletedShardsAreIgnored() {
        heartbeat("z", ReplicaRole.REPLICA_ROLE_LEADER, 9, 1);
        assertThat(leader()).isEmpty();
        heartbeat("a", ReplicaRole.REPLICA_ROLE_LEADER, 1, 2);
        facts.tick(
                PlacementState.of(PlacementSnapshot.newBuilder().setRevision(2).build()), 3);
        assertThat(leader()).isEmpty();
        assertThat(facts.leadersSince(0)).isEmpty();
    }
}
