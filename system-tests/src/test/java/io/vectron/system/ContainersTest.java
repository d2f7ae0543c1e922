package io.vectron.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.github.dockerjava.api.model.ContainerConfig;
import io.vectron.proto.v1.Collection;
import io.vectron.proto.v1.CreateCollectionRequest;
import io.vectron.proto.v1.GetCollectionRequest;
import io.vectron.proto.v1.Metric;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.testcontainers.containers.Container.ExecResult;

/**
 * The images of this build, as a cluster that loses a container. Skipped where no container engine answers or the images
 * are not those of this build; {@code ./vectron test-images} sees to both.
 */
@Tag("containers")
class ContainersTest {
    private static final String COLLECTION = "containers";
    private static final int DIMENSION = 16;
    private static final Duration RECOVERY_MAX = Duration.ofMinutes(3);

    @TempDir
    Path directory;

    /** Before each, so that what is skipped is counted. */
    @BeforeEach
    void needImages() throws IOException {
        Optional<String> missing = BuiltImages.missing();
        missing.ifPresent(why -> System.out.println("SKIPPED containers: " + why));
        assumeTrue(missing.isEmpty(), () -> "SKIPPED: " + missing.orElse(""));
    }

    @Test
    void acknowledgedWritesSurviveTheKillOfAWorkersContainer() throws Exception {
        try (ContainerCluster cluster = ContainerCluster.start(directory);
                Oracle oracle = new Oracle(directory.resolve("oracle"))) {
            createCollection(cluster);
            try (OracleWriter writer = new OracleWriter(cluster::points, COLLECTION, DIMENSION, oracle)) {
                writer.awaitProgress(20);
                cluster.kill("worker-2");
                writer.awaitProgress(20);
                cluster.startAgain("worker-2");
                Await.until(RECOVERY_MAX, "worker-2's replicas to come back", () -> isReady(cluster));
                writer.awaitProgress(20);
            } catch (AssertionError e) {
                System.err.println(cluster.describe());
                throw e;
            }
            assertThat(OracleWriter.lost(cluster.points(), COLLECTION, oracle)).isEmpty();
            Await.until(RECOVERY_MAX, "equal replicas", () -> replicasAreEqual(cluster));
            assertNobodyMayWriteToTheImage(cluster);
        }
    }

    private static void createCollection(ContainerCluster cluster) throws InterruptedException {
        // the workers are healthy before the placement driver has heard of all of them
        Await.until(RECOVERY_MAX, "collection with three replicas", () -> {
            cluster.collections()
                    .createCollection(CreateCollectionRequest.newBuilder()
                            .setName(COLLECTION)
                            .setDimension(DIMENSION)
                            .setMetric(Metric.METRIC_L2)
                            .setShards(2)
                            .setReplicationFactor(3)
                            .build());
            return true;
        });
        Await.until(RECOVERY_MAX, "ready collection", () -> isReady(cluster));
    }

    private static boolean isReady(ContainerCluster cluster) {
        return collection(cluster).getReady();
    }

    private static Collection collection(ContainerCluster cluster) {
        return cluster.collections()
                .getCollection(
                        GetCollectionRequest.newBuilder().setName(COLLECTION).build());
    }

    /** Nobody writes any more, so every replica, also the one that was killed, has to come to the same sequence. */
    private static boolean replicasAreEqual(ContainerCluster cluster) {
        Collection collection = collection(cluster);
        return collection.getReady()
                && collection.getShardsList().stream()
                        .allMatch(shard -> shard.getReplicasCount() == 3
                                && shard.getReplicasList().stream()
                                                .map(replica -> replica.getAppliedSequence())
                                                .distinct()
                                                .count()
                                        == 1);
    }

    private static void assertNobodyMayWriteToTheImage(ContainerCluster cluster)
            throws IOException, InterruptedException {
        ExecResult user = cluster.container("worker-1").execInContainer("id", "-u");
        assertThat(user.getStdout().strip()).isEqualTo("10001");
        ExecResult write = cluster.container("worker-1").execInContainer("touch", "/app/file");
        assertThat(write.getExitCode()).isNotZero();
        assertThat(write.getStderr()).contains("Read-only file system");
    }

    static List<String> roles() {
        return BuiltImages.ROLES;
    }

    @ParameterizedTest
    @MethodSource("roles")
    void imageRunsAsAFixedUserAndSaysHowItIs(String role) {
        ContainerConfig image = BuiltImages.configuration(role);
        assertThat(image.getUser()).isEqualTo("10001:10001");
        assertThat(image.getHealthcheck()).isNotNull();
        assertThat(image.getCmd()).startsWith(role);
        assertThat(image.getLabels())
                .containsKeys("org.opencontainers.image.title", "org.opencontainers.image.version");
        assertThat(image.getVolumes()).isNullOrEmpty();
    }
}
