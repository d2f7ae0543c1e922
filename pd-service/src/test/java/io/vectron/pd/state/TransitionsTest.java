package io.vectron.pd.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vectron.errors.ErrorCode;
import io.vectron.proto.internal.v1.CollectionMap;
import io.vectron.proto.internal.v1.InitCluster;
import io.vectron.proto.internal.v1.PlacementCommand;
import io.vectron.proto.internal.v1.PutCollection;
import io.vectron.proto.internal.v1.PutWorker;
import io.vectron.proto.internal.v1.RemoveCollection;
import io.vectron.proto.internal.v1.Replica;
import io.vectron.proto.internal.v1.SetWorkerState;
import io.vectron.proto.internal.v1.Shard;
import io.vectron.proto.internal.v1.Worker;
import io.vectron.proto.internal.v1.WorkerState;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TransitionsTest {
    private PlacementState state = PlacementState.EMPTY;
    private long index;

    private Outcome apply(PlacementCommand command) {
        Transitions.Step step = Transitions.apply(state, ++index, command);
        state = step.state();
        return step.outcome();
    }

    private static PlacementCommand put(String id, String raftAddress) {
        return PlacementCommand.newBuilder()
                .setPutWorker(PutWorker.newBuilder()
                        .setWorker(Worker.newBuilder().setId(id).setRaftAddress(raftAddress)))
                .build();
    }

    private static PlacementCommand create(String name, String worker) {
        return PlacementCommand.newBuilder()
                .setCreateCollection(PutCollection.newBuilder()
                        .setCollection(CollectionMap.newBuilder()
                                .setName(name)
                                .addShards(Shard.newBuilder()
                                        .addReplicas(Replica.newBuilder().setWorkerId(worker)))))
                .build();
    }

    private static PlacementCommand delete(String name) {
        return PlacementCommand.newBuilder()
                .setDeleteCollection(RemoveCollection.newBuilder().setName(name))
                .build();
    }

    private static PlacementCommand set(String id, WorkerState to) {
        return PlacementCommand.newBuilder()
                .setSetWorkerState(SetWorkerState.newBuilder().setWorkerId(id).setState(to))
                .build();
    }

    private void assertRefused(ErrorCode code, PlacementCommand command) {
        PlacementState before = state;
        assertThat(apply(command))
                .isInstanceOfSatisfying(
                        Outcome.Refused.class,
                        refused -> assertThat(refused.code()).isEqualTo(code));
        assertThat(state).isSameAs(before);
    }

    @Test
    void firstClusterIdStays() {
        for (String id : new String[] {"a", "b"}) {
            apply(PlacementCommand.newBuilder()
                    .setInitCluster(InitCluster.newBuilder().setClusterId(id))
                    .build());
        }
        assertThat(state.clusterId()).isEqualTo("a");
        assertThat(state.revision()).isEqualTo(1);
    }

    @Test
    void revisionIsTheIndexOfTheLastChange() {
        apply(put("w", "a:1"));
        apply(put("w", "a:1"));
        assertThat(state.revision()).isEqualTo(1);
        apply(put("w", "b:1"));
        assertThat(state.revision()).isEqualTo(3);
        assertThat(state.worker("w").orElseThrow().getModRevision()).isEqualTo(3);
    }

    @Test
    void idsAreNeverUsedAgain() {
        apply(put("w", "a:1"));
        Set<Long> collections = new HashSet<>();
        Set<Long> shards = new HashSet<>();
        for (int i = 0; i < 3; i++) {
            CollectionMap created = ((Outcome.Created) apply(create("c", "w"))).collection();
            assertThat(created.getShards(0).getEpoch().getMembershipVersion()).isEqualTo(1);
            collections.add(created.getId());
            shards.add(created.getShards(0).getId());
            apply(delete("c"));
        }
        assertThat(collections).hasSize(3).doesNotContain(0L);
        assertThat(shards).hasSize(3).doesNotContain(0L);
        assertThat(state.removed()).hasSize(3);
    }

    @Test
    void whatCannotBeIsRefusedWithoutAnyChange() {
        apply(put("w", "a:1"));
        apply(create("c", "w"));
        assertRefused(ErrorCode.COLLECTION_EXISTS, create("c", "w"));
        assertRefused(ErrorCode.COLLECTION_NOT_FOUND, delete("d"));
        assertRefused(ErrorCode.WORKER_ADDRESS_CHANGED, put("w", "b:1"));
        assertRefused(ErrorCode.WORKER_UNKNOWN, set("v", WorkerState.WORKER_STATE_REMOVED));
        assertRefused(ErrorCode.NOT_READY, create("d", "v"));
        apply(set("w", WorkerState.WORKER_STATE_REMOVED));
        assertRefused(ErrorCode.WORKER_REMOVED, put("w", "a:1"));
        assertRefused(ErrorCode.WORKER_REMOVED, set("w", WorkerState.WORKER_STATE_READY));
        assertRefused(ErrorCode.NOT_READY, create("d", "w"));
    }

    @Test
    void registeringAgainKeepsADrainingWorkerDraining() {
        apply(put("w", "a:1"));
        apply(set("w", WorkerState.WORKER_STATE_DRAINING));
        apply(put("w", "a:1"));
        assertThat(state.worker("w").orElseThrow().getState()).isEqualTo(WorkerState.WORKER_STATE_DRAINING);
    }

    @Test
    void unknownCommandFailsInsteadOfBeingSkipped() {
        assertThatThrownBy(() -> apply(PlacementCommand.getDefaultInstance()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("index 1");
    }

    @Test
    void removalsAreForgottenOldestFirstAndThenNoDeltaIsClaimed() {
        apply(put("w", "a:1"));
        apply(create("keep", "w"));
        long early = state.revision();
        for (int i = 0; i < CollectionTable.REMOVED_MAX; i++) {
            apply(create("c", "w"));
            apply(delete("c"));
        }
        assertThat(state.hasDeltaSince(early)).isFalse();
        long middle = state.removed().getFirst().getRevision();
        assertThat(state.hasDeltaSince(middle - 1)).isTrue();
        assertThat(state.hasDeltaSince(state.revision())).isTrue();
        assertThat(state.hasDeltaSince(state.revision() + 1)).isFalse();
        assertThat(state.hasDeltaSince(0)).isFalse();
    }
}
