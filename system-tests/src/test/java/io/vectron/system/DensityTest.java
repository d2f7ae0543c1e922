package io.vectron.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.vectron.proto.internal.v1.ShardsGrpc;
import io.vectron.proto.internal.v1.WorkerStatusRequest;
import io.vectron.proto.internal.v1.WorkerStatusResponse;
import io.vectron.proto.v1.CreateCollectionRequest;
import io.vectron.proto.v1.Metric;
import io.vectron.proto.v1.UpsertRequest;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two hundred shard replicas in one worker process. */
@Tag("cluster")
class DensityTest {
    private static final int SHARDS = 200;
    private static final int THREADS_MAX = 400;
    private static final long RESIDENT_BYTES_MAX = 1L << 30;

    @TempDir
    Path directory;

    @Test
    void twoHundredReplicasNeedFewThreadsAndLittleMemory() throws Exception {
        try (ClusterFixture cluster = ClusterFixture.startAsShipped(directory, 1, 1)) {
            cluster.create(CreateCollectionRequest.newBuilder()
                    .setName("dense")
                    .setDimension(64)
                    .setMetric(Metric.METRIC_L2)
                    .setShards(SHARDS)
                    .build());
            for (int from = 0; from < 10_000; from += 1_000) {
                UpsertRequest.Builder request = UpsertRequest.newBuilder().setCollection("dense");
                for (int id = from; id < from + 1_000; id++) {
                    request.addPoints(TestPoints.point(id, 1, 64));
                }
                assertThat(cluster.points().upsert(request.build()).getWritten())
                        .isEqualTo(1_000);
            }
            Thread.sleep(10_000);
            WorkerStatusResponse status = status(cluster.workerAddress(0));
            System.out.printf(
                    "DENSITY %d replicas: %d threads, %d MiB resident%n",
                    status.getReplicasCount(), status.getThreads(), status.getRssBytes() >> 20);
            assertThat(status.getReplicasCount()).isEqualTo(SHARDS);
            assertThat(status.getThreads()).isLessThan(THREADS_MAX);
            assertThat(status.getRssBytes()).isLessThan(RESIDENT_BYTES_MAX);
        }
    }

    private static WorkerStatusResponse status(String address) {
        ManagedChannel channel =
                NettyChannelBuilder.forTarget(address).usePlaintext().build();
        try {
            return ShardsGrpc.newBlockingStub(channel).workerStatus(WorkerStatusRequest.getDefaultInstance());
        } finally {
            channel.shutdownNow();
        }
    }
}
