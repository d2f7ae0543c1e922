package io.vectron.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.google.common.util.concurrent.ListenableFuture;
import com.google.protobuf.ByteString;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.vectron.errors.ErrorCode;
import io.vectron.errors.GrpcErrors;
import io.vectron.errors.VectronException;
import io.vectron.model.KeyRanges;
import io.vectron.model.PointIds;
import io.vectron.model.Vectors;
import io.vectron.proto.internal.v1.Assignment;
import io.vectron.proto.internal.v1.BackgroundWork;
import io.vectron.proto.internal.v1.BucketView;
import io.vectron.proto.internal.v1.DescribeIndexRequest;
import io.vectron.proto.internal.v1.DescribeIndexResponse;
import io.vectron.proto.internal.v1.HeartbeatRequest;
import io.vectron.proto.internal.v1.Replica;
import io.vectron.proto.internal.v1.ReplicaRole;
import io.vectron.proto.internal.v1.Shard;
import io.vectron.proto.internal.v1.ShardHeader;
import io.vectron.proto.internal.v1.ShardWriteRequest;
import io.vectron.proto.internal.v1.ShardsGrpc;
import io.vectron.proto.internal.v1.WriteOp;
import io.vectron.proto.v1.Epoch;
import io.vectron.proto.v1.Metric;
import io.vectron.proto.v1.PointId;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;

/** The description of an index as a dashboard gets it, from a whole worker over real Raft, disk and gRPC. */
class DescribeIndexTest {
    private static final int DIMENSION = 64;
    private static final long SHARD = 7;
    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final Epoch EPOCH =
            Epoch.newBuilder().setMembershipVersion(1).setRangeVersion(1).build();

    @TempDir
    Path data;

    private FakePlacement placement;
    private ConfigurableApplicationContext worker;
    private ManagedChannel channel;

    @BeforeEach
    void start() throws Exception {
        placement = new FakePlacement();
        int port = freePort();
        int raftPort = freePort();
        placement.assign(List.of(assignment(raftPort)));
        worker = WorkerApplication.builder()
                .run(
                        "--vectron.worker.insecure-dev=true",
                        "--vectron.worker.data-directory=" + data,
                        "--vectron.worker.port=" + port,
                        "--vectron.worker.raft-port=" + raftPort,
                        "--vectron.worker.management-port=0",
                        "--vectron.worker.heartbeat-interval=100ms",
                        "--vectron.worker.election-timeout=500ms",
                        "--vectron.worker.memtable-bytes-max=1048576",
                        "--vectron.worker.placement=" + placement.address());
        channel =
                NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
        await("leader", () -> {
            HeartbeatRequest beat = placement.lastHeartbeat.get();
            return beat != null
                    && beat.getReplicasList().stream().anyMatch(r -> r.getRole() == ReplicaRole.REPLICA_ROLE_LEADER);
        });
    }

    @AfterEach
    void stop() {
        channel.shutdownNow();
        worker.close();
        placement.close();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static Assignment assignment(int raftPort) {
        return Assignment.newBuilder()
                .setCollectionId(1)
                .setCollection("films")
                .setDimension(DIMENSION)
                .setMetric(Metric.METRIC_COSINE)
                .setFounding(true)
                .setShard(Shard.newBuilder()
                        .setId(SHARD)
                        .setRange(KeyRanges.equalRanges(1).getFirst())
                        .setEpoch(EPOCH)
                        .addReplicas(Replica.newBuilder().setWorkerId("self").setRaftAddress("127.0.0.1:" + raftPort)))
                .build();
    }

    private static void await(String what, BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as(what).isLessThan(end);
            Thread.sleep(50);
        }
    }

    private ShardsGrpc.ShardsBlockingStub shards() {
        return ShardsGrpc.newBlockingStub(channel);
    }

    private DescribeIndexResponse describe() {
        return shards().describeIndex(request(SHARD));
    }

    private static DescribeIndexRequest request(long shardId) {
        return DescribeIndexRequest.newBuilder().setShardId(shardId).build();
    }

    private void write(Random random, int from, int to) {
        ShardWriteRequest.Builder batch = ShardWriteRequest.newBuilder()
                .setShard(ShardHeader.newBuilder().setShardId(SHARD).setEpoch(EPOCH));
        for (int i = from; i < to; i++) {
            float[] vector = new float[DIMENSION];
            for (int d = 0; d < DIMENSION; d++) {
                vector[d] = (float) random.nextGaussian();
            }
            batch.addOps(WriteOp.newBuilder()
                    .setId(ByteString.copyFrom(
                            PointIds.canonical(PointId.newBuilder().setNumber(i).build())))
                    .setVector(Vectors.toBytes(vector)));
        }
        var _ = shards().write(batch.build());
    }

    @Test
    void segmentsBucketsAndWorkOfAReplicaAreDescribed() throws Exception {
        Random random = new Random(1);
        int rows = 6_000;
        for (int from = 0; from < rows; from += 500) {
            write(random, from, from + 500);
        }
        await("a flushed segment in a fresh view", () -> {
            DescribeIndexResponse view = describe();
            return view.getLiveRows() == rows && view.getSegmentsCount() > 0;
        });
        DescribeIndexResponse view = describe();
        assertThat(view.getShardId()).isEqualTo(SHARD);
        assertThat(view.getWorkerId()).isNotEmpty();
        assertThat(view.getComputedAtMillis()).isPositive();
        assertThat(view.getFlushes()).isPositive();
        assertThat(view.getDiskBytes()).isPositive();
        assertThat(view.getSampled()).isFalse();
        assertThat(view.getBucketsCount()).isEqualTo(view.getBucketsTotal()).isPositive();
        assertThat(view.getBucketsList().stream()
                        .mapToLong(BucketView::getLiveRows)
                        .sum())
                .isEqualTo(view.getSegmentsList().stream()
                        .mapToLong(segment -> segment.getRows() - segment.getDeadRows())
                        .sum());
        assertThat(view.getBucketsList()).allSatisfy(bucket -> {
            assertThat(bucket.getLiveRows()).isEqualTo(bucket.getRows());
            assertThat(bucket.getRowGroups()).isPositive();
            assertThat(bucket.getDrift()).isBetween(0f, 1f);
            assertThat(bucket.getRadius()).isBetween(0.1f, 2f);
        });
        assertThat(view.getBucketsList().stream()
                        .map(BucketView::getX)
                        .distinct()
                        .count())
                .as("places on the map")
                .isGreaterThan(1);
        assertThat(view.getWorkList())
                .extracting(BackgroundWork::getKind, BackgroundWork::getReason, BackgroundWork::getFailure)
                .contains(tuple("flush", "memtable full", ""));
    }

    @Test
    void shardThatDoesNotRunHereIsNotFound() {
        assertThatThrownBy(() -> shards().describeIndex(request(8)))
                .isInstanceOfSatisfying(
                        StatusRuntimeException.class,
                        e -> assertThat(GrpcErrors.fromGrpc(e).map(VectronException::code))
                                .contains(ErrorCode.SHARD_NOT_FOUND));
    }

    @Test
    void callersWhoLeaveDoNoHarmToTheOthers() throws Exception {
        write(new Random(2), 0, 100);
        ShardsGrpc.ShardsFutureStub stub = ShardsGrpc.newFutureStub(channel);
        List<ListenableFuture<DescribeIndexResponse>> staying = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            ListenableFuture<DescribeIndexResponse> leaving = stub.describeIndex(request(SHARD));
            staying.add(stub.describeIndex(request(SHARD)));
            leaving.cancel(true);
        }
        for (ListenableFuture<DescribeIndexResponse> call : staying) {
            assertThat(call.get(LIMIT.toSeconds(), TimeUnit.SECONDS).getLiveRows())
                    .isEqualTo(100);
        }
    }

    @Test
    void laterWritesShowOnceTheKeptViewIsOld() throws Exception {
        assertThat(describe().getLiveRows()).isZero();
        write(new Random(3), 0, 10);
        await("a new view", () -> describe().getLiveRows() == 10);
        assertThat(describe().getMemtableRows()).isEqualTo(10);
    }
}
