package io.vectron.pd.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.vectron.pd.api.WatchEvents.FactsDelta;
import io.vectron.pd.api.WatchEvents.News;
import io.vectron.pd.api.WatchEvents.Position;
import io.vectron.pd.soft.SoftFacts;
import io.vectron.pd.state.PlacementState;
import io.vectron.proto.internal.v1.CollectionMap;
import io.vectron.proto.internal.v1.HeartbeatRequest;
import io.vectron.proto.internal.v1.PlacementSnapshot;
import io.vectron.proto.internal.v1.RemovedCollection;
import io.vectron.proto.internal.v1.Replica;
import io.vectron.proto.internal.v1.ReplicaFacts;
import io.vectron.proto.internal.v1.ReplicaRole;
import io.vectron.proto.internal.v1.Shard;
import io.vectron.proto.internal.v1.ShardLeader;
import io.vectron.proto.internal.v1.WatchEvent;
import io.vectron.proto.internal.v1.Worker;
import io.vectron.proto.internal.v1.WorkerState;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** A watcher that has everything up to revision 1, when many collections are removed at once. */
class WatchEventsTest {
    private static final long EARLY_SHARD = 1;
    private static final long LATE_SHARD = 2;
    /** As many as the state remembers. */
    private static final int REMEMBERED = 1_024;

    private final SoftFacts facts = new SoftFacts(state(0), Duration.ofHours(1), 0);

    /** Collection and worker of revision 1, and then so many removals at one revision each, the first at 3. */
    private static PlacementState state(int removals) {
        Worker worker = Worker.newBuilder()
                .setId("w")
                .setState(WorkerState.WORKER_STATE_READY)
                .setModRevision(1)
                .build();
        PlacementSnapshot.Builder snapshot = PlacementSnapshot.newBuilder()
                .setRevision(removals == 0 ? 1 : 2 + removals)
                .addWorkers(worker)
                .addCollections(CollectionMap.newBuilder()
                        .setId(1)
                        .setName("c")
                        .setModRevision(1)
                        .addShards(shard(EARLY_SHARD))
                        .addShards(shard(LATE_SHARD)));
        for (int i = 0; i < removals; i++) {
            snapshot.addRemoved(RemovedCollection.newBuilder().setId(2 + i).setRevision(3 + i));
        }
        return PlacementState.of(snapshot.build());
    }

    private static Shard.Builder shard(long id) {
        return Shard.newBuilder().setId(id).addReplicas(Replica.newBuilder().setWorkerId("w"));
    }

    private void leads(long... shards) {
        HeartbeatRequest.Builder heartbeat = HeartbeatRequest.newBuilder().setWorkerId("w");
        for (long shard : shards) {
            heartbeat.addReplicas(ReplicaFacts.newBuilder()
                    .setShardId(shard)
                    .setRole(ReplicaRole.REPLICA_ROLE_LEADER)
                    .setTerm(1));
        }
        facts.heartbeat(state(0), heartbeat.build(), 1);
    }

    private News newsAfter(Position from, PlacementState now) {
        return WatchEvents.since(from, version -> FactsDelta.since(facts, version), () -> now);
    }

    private Position watcherThatKnowsTheEarlyLeader() {
        leads(EARLY_SHARD);
        Position position = newsAfter(Position.NOTHING, state(0)).reached();
        leads(EARLY_SHARD, LATE_SHARD);
        return position;
    }

    @Test
    void wholeMapInMidStreamHasAllLeaders() {
        Position from = watcherThatKnowsTheEarlyLeader();
        News news = newsAfter(from, state(REMEMBERED));
        WatchEvent event = WatchEvents.event(news, UnaryOperator.identity());

        assertThat(event.getSnapshot()).isTrue();
        assertThat(event.getLeadersList())
                .extracting(ShardLeader::getShardId, ShardLeader::getWorkerId)
                .containsExactly(tuple(EARLY_SHARD, "w"), tuple(LATE_SHARD, "w"));
        assertThat(event.getWorkersList()).extracting(Worker::getId).containsExactly("w");
        assertThat(news.reached()).isEqualTo(new Position(2 + REMEMBERED, facts.version()));
    }

    @Test
    void deltaHasNewLeadersOnly() {
        Position from = watcherThatKnowsTheEarlyLeader();
        WatchEvent event = WatchEvents.event(newsAfter(from, state(REMEMBERED - 1)), UnaryOperator.identity());

        assertThat(event.getSnapshot()).isFalse();
        assertThat(event.getRemovedCollectionsCount()).isEqualTo(REMEMBERED - 1);
        assertThat(event.getLeadersList()).extracting(ShardLeader::getShardId).containsExactly(LATE_SHARD);
    }
}
