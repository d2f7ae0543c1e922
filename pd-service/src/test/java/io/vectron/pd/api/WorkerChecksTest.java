package io.vectron.pd.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vectron.errors.ErrorCode;
import io.vectron.errors.VectronException;
import io.vectron.pd.soft.SoftFacts;
import io.vectron.pd.state.PlacementState;
import io.vectron.proto.internal.v1.HeartbeatRequest;
import io.vectron.proto.internal.v1.PlacementSnapshot;
import io.vectron.proto.internal.v1.Worker;
import io.vectron.proto.internal.v1.WorkerState;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class WorkerChecksTest {
    private static final Worker GOOD = Worker.newBuilder()
            .setId("0b1c2d3e-0000-4000-8000-000000000001")
            .setAddress("worker-1.vectron:7720")
            .setRaftAddress("10.0.0.1:7721")
            .build();

    private static void assertRefused(Worker.Builder worker, String field) {
        assertThatThrownBy(() -> WorkerChecks.check(worker.build()))
                .isInstanceOfSatisfying(
                        VectronException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_REQUEST))
                .hasMessageContaining(field);
    }

    @Test
    void capacityThatIsNotGivenIsOne() {
        assertThat(WorkerChecks.check(GOOD).getCapacity()).isEqualTo(1);
        assertThat(WorkerChecks.check(GOOD.toBuilder()
                                .setCapacity(WorkerChecks.CAPACITY_MAX)
                                .build())
                        .getCapacity())
                .isEqualTo(WorkerChecks.CAPACITY_MAX);
    }

    @Test
    void everyFieldHasItsLimit() {
        assertRefused(GOOD.toBuilder().setId("7"), "worker.id");
        assertRefused(GOOD.toBuilder().setAddress("worker"), "worker.address");
        assertRefused(
                GOOD.toBuilder().setAddress("a".repeat(WorkerChecks.ADDRESS_LENGTH_MAX) + ":1"), "worker.address");
        assertRefused(GOOD.toBuilder().setRaftAddress("worker:0"), "worker.raft_address");
        assertRefused(GOOD.toBuilder().setCapacity(-1), "worker.capacity");
        assertRefused(GOOD.toBuilder().setCapacity(Double.NaN), "worker.capacity");
        assertRefused(GOOD.toBuilder().setCapacity(WorkerChecks.CAPACITY_MAX * 2), "worker.capacity");
        assertRefused(GOOD.toBuilder().putLabels("", "x"), "label name");
        assertRefused(GOOD.toBuilder().putLabels("zone", "x".repeat(WorkerChecks.LABEL_LENGTH_MAX + 1)), "label zone");
        Worker.Builder labelled = GOOD.toBuilder();
        for (int i = 0; i <= WorkerChecks.LABELS_MAX; i++) {
            labelled.putLabels("l" + i, "x");
        }
        assertRefused(labelled, "worker.labels");
    }

    private static final Worker OTHER = GOOD.toBuilder()
            .setId("0b1c2d3e-0000-4000-8000-000000000002")
            .setAddress("worker-2.vectron:7720")
            .setRaftAddress("10.0.0.2:7721")
            .build();

    private static final long DOWN_AFTER = 100;
    private static final PlacementState STATE = PlacementState.of(PlacementSnapshot.newBuilder()
            .setRevision(1)
            .addWorkers(OTHER.toBuilder().setState(WorkerState.WORKER_STATE_READY))
            .build());

    private final SoftFacts facts = new SoftFacts(STATE, Duration.ofNanos(DOWN_AFTER), 0);

    private void assertTaken(ErrorCode code, Worker.Builder asked, String address) {
        assertThatThrownBy(() -> WorkerChecks.checkAddressesAreFree(asked.build(), STATE, facts))
                .isInstanceOfSatisfying(VectronException.class, e -> {
                    assertThat(e.code()).isEqualTo(code);
                    assertThat(e.getMessage()).contains(GOOD.getId(), OTHER.getId(), address);
                });
    }

    private static Worker.Builder sameRaftAddress() {
        return GOOD.toBuilder().setRaftAddress(OTHER.getRaftAddress());
    }

    @Test
    void addressesOfAnotherLiveWorkerAreTaken() {
        facts.heartbeat(
                STATE, HeartbeatRequest.newBuilder().setWorkerId(OTHER.getId()).build(), 10);
        assertTaken(ErrorCode.WORKER_ADDRESS_CHANGED, sameRaftAddress(), OTHER.getRaftAddress());
        assertTaken(
                ErrorCode.WORKER_ADDRESS_CHANGED, GOOD.toBuilder().setAddress(OTHER.getAddress()), OTHER.getAddress());
        WorkerChecks.checkAddressesAreFree(GOOD, STATE, facts);
        WorkerChecks.checkAddressesAreFree(OTHER, STATE, facts);
    }

    @Test
    void addressOfARegisteredWorkerIsTakenBeforeItsFirstHeartbeat() {
        facts.registered(STATE, OTHER.getId(), 10);
        assertTaken(ErrorCode.WORKER_ADDRESS_CHANGED, sameRaftAddress(), OTHER.getRaftAddress());
    }

    @Test
    void newLeaderRefusesForGoodOnlyWhatItKnows() {
        assertTaken(ErrorCode.NOT_READY, sameRaftAddress(), OTHER.getRaftAddress());
        facts.tick(STATE, DOWN_AFTER);
        WorkerChecks.checkAddressesAreFree(sameRaftAddress().build(), STATE, facts);
    }
}
