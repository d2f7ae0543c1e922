package io.vectron.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.grpc.Status;
import io.vectron.errors.ErrorCode;
import io.vectron.errors.VectronException;
import io.vectron.proto.v1.Consistency;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Reads over replicas that fail or do not answer. */
class ReadFailoverTest extends RoutingFixture {
    @Test
    void aStrongReadGoesOnToAFollowerWhenTheLeadersReplicaFailed() {
        String name = create(1);
        upsert(name, point(1, 1, 0, 0));
        FakeWorker failed = cluster.leader(routes(name).shards().getFirst());
        failed.beforeRead = header -> FakeWorker.refuse(ErrorCode.SHARD_FAILED);

        assertThat(cluster.points().search(query(name, 1, 0, 0, 0).build()).getHitsCount())
                .isEqualTo(1);
        assertThat(failed.searches).hasSize(1);
    }

    @Test
    void aReadThatFailsAtEveryReplicaEndsWithTheLastReason() {
        for (Consistency consistency : List.of(Consistency.CONSISTENCY_STRONG, Consistency.CONSISTENCY_EVENTUAL)) {
            String name = create(1);
            cluster.workers.forEach(worker -> worker.beforeRead = header -> FakeWorker.refuse(ErrorCode.SHARD_FAILED));

            VectronException failure = failureOf(() -> cluster.points()
                    .search(query(name, 1, 0, 0, 0).setConsistency(consistency).build()));

            assertThat(failure.code()).isEqualTo(ErrorCode.SHARD_FAILED);
            assertThat(cluster.workers).allMatch(worker -> worker.searches.size() == 1);
            heal();
        }
    }

    @Test
    void aReadThatNoReplicaAnswersInTimeIsDeadlineExceeded() {
        String name = create(1);
        cluster.workers.forEach(worker -> worker.beforeRead = header -> sleep(1_500));

        VectronException failure = failureOf(() -> cluster.points()
                .search(query(name, 1, 0, 0, 0).setTimeoutMillis(200).build()));

        assertThat(failure.code()).isEqualTo(ErrorCode.DEADLINE_EXCEEDED);
    }

    @Test
    void theCallersOwnGrpcDeadlineCountsToo() {
        String name = create(1);
        cluster.workers.forEach(worker -> worker.beforeRead = header -> sleep(1_500));
        long start = System.nanoTime();

        Throwable failure = catchThrowable(() -> cluster.points()
                .withDeadlineAfter(Duration.ofMillis(200))
                .search(query(name, 1, 0, 0, 0).build()));

        assertThat(Status.fromThrowable(failure).getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(1_200));
    }

    @Test
    void aReadGoesOnToAnotherReplicaWhenOneBreaks() {
        String name = create(1);
        upsert(name, point(1, 1, 0, 0));
        FakeWorker broken = cluster.workers.getFirst();
        broken.beforeRead = header -> {
            throw Status.UNAVAILABLE.asRuntimeException();
        };

        for (int i = 0; i < 6; i++) {
            assertThat(cluster.points()
                            .search(query(name, 1, 0, 0, 0)
                                    .setConsistency(Consistency.CONSISTENCY_EVENTUAL)
                                    .build())
                            .getHitsCount())
                    .isEqualTo(1);
        }
    }
}
