package io.vectron.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Metadata;
import io.grpc.stub.MetadataUtils;
import io.vectron.proto.v1.CollectionsGrpc;
import io.vectron.proto.v1.CreateCollectionRequest;
import io.vectron.proto.v1.GetCollectionRequest;
import io.vectron.proto.v1.GetRequest;
import io.vectron.proto.v1.Metric;
import io.vectron.proto.v1.PointsGrpc;
import io.vectron.proto.v1.UpsertRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Processes with certificates and keys, whose Raft groups span them; and processes without, which do not start. */
@Tag("cluster")
class SecuredClusterTest {
    private static final Duration LIMIT = Duration.ofMinutes(1);

    @TempDir
    private Path directory;

    @Test
    void raftAndCallsRunOverMutualTls() throws Exception {
        Protection protection = Protection.make(directory.resolve("certs"));
        Metadata headers = new Metadata();
        headers.put(Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer " + protection.key());
        try (ClusterFixture cluster = ClusterFixture.startSecured(directory, 2, 2, protection)) {
            CollectionsGrpc.CollectionsBlockingStub collections =
                    cluster.collections().withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
            PointsGrpc.PointsBlockingStub points =
                    cluster.points().withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
            var _ = collections.createCollection(CreateCollectionRequest.newBuilder()
                    .setName("secured")
                    .setDimension(8)
                    .setMetric(Metric.METRIC_L2)
                    .setShards(2)
                    .setReplicationFactor(2)
                    .build());
            Await.until(
                    LIMIT,
                    "leaders",
                    () -> collections
                            .getCollection(GetCollectionRequest.newBuilder()
                                    .setName("secured")
                                    .build())
                            .getReady());
            // a majority of two is both: the write needs Raft between the processes
            assertThat(points.upsert(UpsertRequest.newBuilder()
                                    .setCollection("secured")
                                    .addPoints(TestPoints.point(1, 1, 8))
                                    .addPoints(TestPoints.point(2, 1, 8))
                                    .build())
                            .getWritten())
                    .isEqualTo(2);
            assertThat(points.get(GetRequest.newBuilder()
                                    .setCollection("secured")
                                    .addIds(TestPoints.id(1))
                                    .setWithVectors(true)
                                    .build())
                            .getPointsList())
                    .containsExactly(TestPoints.point(1, 1, 8));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"pd", "worker", "router"})
    void roleWithoutCredentialsEndsWithOneMessageThatNamesTheWaysOut(String role) throws Exception {
        try (VectronProcess process = new VectronProcess(role, directory, "256m", List.of(role))) {
            assertThat(process.awaitExit(LIMIT)).as(process.output()).isEqualTo(1);
            assertThat(process.fullOutput())
                    .contains("vectron." + role + ".tls-directory", "vectron." + role + ".insecure-dev=true")
                    .doesNotContain("\tat ", "READY");
        }
    }
}
