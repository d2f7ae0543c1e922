package io.vectron.pd.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vectron.errors.ErrorCode;
import io.vectron.errors.VectronException;
import io.vectron.proto.internal.v1.Worker;
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
}
