package io.vectron.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.vectron.proto.v1.Collection;
import io.vectron.proto.v1.CreateCollectionRequest;
import io.vectron.proto.v1.GetCollectionRequest;
import io.vectron.proto.v1.GetRequest;
import io.vectron.proto.v1.GetResponse;
import io.vectron.proto.v1.Metric;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three placement drivers, three workers, replication factor 3: any one of them may be killed. */
@Tag("cluster")
class FailoverTest {
    private static final String COLLECTION = "failover";
    private static final int DIMENSION = 16;
    /** So that a worker that comes back finds the log cut, and has to install a snapshot. */
    private static final String FREQUENT_SNAPSHOTS = "--vectron.worker.snapshot-log-entries=100";

    private static final Duration RECOVERY_MAX = Duration.ofMinutes(1);
    /** A replica that was away may need several snapshots, one after the other, on a busy machine. */
    private static final Duration CATCH_UP_MAX = Duration.ofMinutes(3);

    @TempDir
    Path directory;

    @Test
    void anyWorkerAndTheLeadingDriverMayBeKilledWithoutLoss() throws Exception {
        try (ClusterFixture cluster = ClusterFixture.start(directory, 3, 3, FREQUENT_SNAPSHOTS);
                Oracle oracle = new Oracle(directory.resolve("oracle"))) {
            createCollection(cluster);
            try (OracleWriter writer = new OracleWriter(cluster::points, COLLECTION, DIMENSION, oracle)) {
                writer.awaitProgress(20);
                for (int i = 0; i < 3; i++) {
                    cluster.worker(i).kill();
                    report("kill -9 of worker " + i, cluster, writer);
                    cluster.worker(i).startAgain();
                    // not by the cluster's account alone: that may still be the one of before the kill
                    cluster.worker(i).awaitOutput("READY", RECOVERY_MAX);
                    cluster.awaitWorkers(3, RECOVERY_MAX);
                    cluster.awaitReady(COLLECTION);
                }
                int driver = cluster.leadingDriver();
                cluster.driver(driver).kill();
                report("kill -9 of the leading placement driver", cluster, writer);
                assertThat(createAndDelete(cluster)).isTrue();
                cluster.driver(driver).startAgain();
                writer.awaitProgress(20);
            }
            assertThat(OracleWriter.lost(cluster.points(), COLLECTION, oracle)).isEmpty();
            awaitDescribed(cluster, CATCH_UP_MAX, "equal replicas", () -> replicasAreEqual(cluster));
        }
    }

    private static void createCollection(ClusterFixture cluster) throws InterruptedException {
        Collection made = cluster.create(CreateCollectionRequest.newBuilder()
                .setName(COLLECTION)
                .setDimension(DIMENSION)
                .setMetric(Metric.METRIC_L2)
                .setShards(3)
                .setReplicationFactor(3)
                .build());
        assertThat(made.getReplicationFactor()).isEqualTo(3);
    }

    /** Measures how long writes and reads of all shards stood still after a kill, and prints it. */
    private static void report(String event, ClusterFixture cluster, OracleWriter writer) throws Exception {
        long start = System.nanoTime();
        long acknowledged = writer.acknowledged();
        awaitDescribed(
                cluster, RECOVERY_MAX, "reads of every shard after " + event, () -> readSome(cluster, acknowledged));
        double reads = (System.nanoTime() - start) / 1e9;
        writer.awaitProgress(5);
        double writes = (System.nanoTime() - start) / 1e9;
        System.out.printf("FAILOVER %s: reads of all shards after %.2f s, writes after %.2f s%n", event, reads, writes);
    }

    /** Sixty-four ids hit every shard of three. */
    private static boolean readSome(ClusterFixture cluster, long acknowledged) {
        GetRequest.Builder request = GetRequest.newBuilder().setCollection(COLLECTION);
        int count = (int) Math.min(64, acknowledged);
        for (long id = acknowledged - count; id < acknowledged; id++) {
            request.addIds(TestPoints.id(id));
        }
        GetResponse found = cluster.points().get(request.setTimeoutMillis(2_000).build());
        assertThat(found.getPointsCount())
                .as("acknowledged points that are found")
                .isEqualTo(count);
        return true;
    }

    /** The writer has stopped, so every replica has to come to the same sequence. */
    private static boolean replicasAreEqual(ClusterFixture cluster) {
        Collection collection = cluster.collections()
                .getCollection(
                        GetCollectionRequest.newBuilder().setName(COLLECTION).build());
        return collection.getReady()
                && collection.getShardsList().stream()
                        .allMatch(shard -> shard.getReplicasCount() == 3
                                && shard.getReplicasList().stream()
                                                .map(replica -> replica.getAppliedSequence())
                                                .distinct()
                                                .count()
                                        == 1);
    }

    /** Waits, and shows all there is to know of the cluster when the time is up. */
    private static void awaitDescribed(ClusterFixture cluster, Duration limit, String what, BooleanSupplier condition)
            throws InterruptedException {
        try {
            Await.until(limit, what, condition);
        } catch (AssertionError e) {
            Collection seen = cluster.collections()
                    .getCollection(GetCollectionRequest.newBuilder()
                            .setName(COLLECTION)
                            .build());
            throw new AssertionError(e.getMessage() + ": " + seen + cluster.describe(), e);
        }
    }

    private static boolean createAndDelete(ClusterFixture cluster) {
        String name = "after-failover";
        cluster.collections()
                .createCollection(CreateCollectionRequest.newBuilder()
                        .setName(name)
                        .setDimension(2)
                        .setMetric(Metric.METRIC_DOT)
                        .build());
        cluster.collections()
                .deleteCollection(io.vectron.proto.v1.DeleteCollectionRequest.newBuilder()
                        .setName(name)
                        .build());
        return true;
    }
}
