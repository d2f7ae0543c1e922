package io.vectron.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.StatusRuntimeException;
import io.vectron.proto.v1.Collection;
import io.vectron.proto.v1.CreateCollectionRequest;
import io.vectron.proto.v1.GetCollectionRequest;
import io.vectron.proto.v1.GetRequest;
import io.vectron.proto.v1.GetResponse;
import io.vectron.proto.v1.Metric;
import io.vectron.proto.v1.Point;
import io.vectron.proto.v1.UpsertRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three placement drivers, three workers, replication factor 3: any one of them may be killed. */
@Tag("cluster")
class FailoverTest {
    private static final String COLLECTION = "failover";
    private static final int DIMENSION = 16;
    private static final int BATCH = 20;
    /** So that a worker that comes back finds the log cut, and has to install a snapshot. */
    private static final String FREQUENT_SNAPSHOTS = "--vectron.worker.snapshot-log-entries=100";

    private static final Duration RECOVERY_MAX = Duration.ofMinutes(1);

    @TempDir
    Path directory;

    @Test
    void anyWorkerAndTheLeadingDriverMayBeKilledWithoutLoss() throws Exception {
        try (ClusterFixture cluster = ClusterFixture.start(directory, 3, 3, FREQUENT_SNAPSHOTS);
                Oracle oracle = new Oracle(directory.resolve("oracle"))) {
            createCollection(cluster);
            try (Writer writer = new Writer(cluster, oracle)) {
                writer.awaitProgress(20);
                for (int i = 0; i < 3; i++) {
                    cluster.worker(i).kill();
                    report("kill -9 of worker " + i, cluster, writer);
                    cluster.worker(i).startAgain();
                    cluster.awaitWorkers(3, RECOVERY_MAX);
                    awaitReady(cluster);
                }
                int driver = cluster.leadingDriver();
                cluster.driver(driver).kill();
                report("kill -9 of the leading placement driver", cluster, writer);
                assertThat(createAndDelete(cluster)).isTrue();
                cluster.driver(driver).startAgain();
                writer.awaitProgress(20);
            }
            assertNothingLost(cluster, oracle);
            Await.until(RECOVERY_MAX, "equal replicas", () -> replicasAreEqual(cluster));
        }
    }

    private static void createCollection(ClusterFixture cluster) throws InterruptedException {
        Collection made = cluster.collections()
                .createCollection(CreateCollectionRequest.newBuilder()
                        .setName(COLLECTION)
                        .setDimension(DIMENSION)
                        .setMetric(Metric.METRIC_L2)
                        .setShards(3)
                        .setReplicationFactor(3)
                        .build());
        assertThat(made.getReplicationFactor()).isEqualTo(3);
        awaitReady(cluster);
    }

    private static void awaitReady(ClusterFixture cluster) throws InterruptedException {
        Await.until(
                RECOVERY_MAX,
                "ready collection",
                () -> cluster.collections()
                        .getCollection(GetCollectionRequest.newBuilder()
                                .setName(COLLECTION)
                                .build())
                        .getReady());
    }

    /** Measures how long writes and reads of all shards stood still after a kill, and prints it. */
    private static void report(String event, ClusterFixture cluster, Writer writer) throws Exception {
        long start = System.nanoTime();
        long acknowledged = writer.acknowledged();
        Await.until(RECOVERY_MAX, "reads of every shard after " + event, () -> readSome(cluster, acknowledged));
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

    private static void assertNothingLost(ClusterFixture cluster, Oracle oracle) throws IOException {
        Map<Long, Integer> expected = oracle.read();
        List<Long> ids = new ArrayList<>(expected.keySet());
        List<Long> lost = new ArrayList<>();
        for (int from = 0; from < ids.size(); from += 500) {
            List<Long> part = ids.subList(from, Math.min(ids.size(), from + 500));
            GetRequest.Builder request = GetRequest.newBuilder().setCollection(COLLECTION);
            part.forEach(id -> request.addIds(TestPoints.id(id)));
            List<Point> points = cluster.points().get(request.build()).getPointsList();
            List<Long> found = points.stream()
                    .filter(p -> TestPoints.version(p)
                            >= expected.getOrDefault(p.getId().getNumber(), 0))
                    .map(p -> p.getId().getNumber())
                    .toList();
            part.stream().filter(id -> !found.contains(id)).forEach(lost::add);
        }
        System.out.printf("FAILOVER %d acknowledged points, %d lost%n", ids.size(), lost.size());
        assertThat(lost).isEmpty();
    }

    /** Writes batches one after the other until it is closed; a batch that fails is written again. */
    private static final class Writer implements AutoCloseable {
        private final ClusterFixture cluster;
        private final Oracle oracle;
        private final AtomicLong next = new AtomicLong();
        private final Thread thread;
        private volatile boolean stopped;
        private volatile Throwable failure = new IllegalStateException("none");
        private volatile boolean failed;

        Writer(ClusterFixture cluster, Oracle oracle) {
            this.cluster = cluster;
            this.oracle = oracle;
            this.thread = Thread.ofPlatform().name("oracle-writer").start(this::run);
        }

        private void run() {
            try {
                while (!stopped) {
                    long from = next.get();
                    if (write(from)) {
                        oracle.acknowledged(from, from + BATCH, 1);
                        next.set(from + BATCH);
                    }
                }
            } catch (IOException | RuntimeException e) {
                failure = e;
                failed = true;
            }
        }

        private boolean write(long from) {
            UpsertRequest.Builder request =
                    UpsertRequest.newBuilder().setCollection(COLLECTION).setTimeoutMillis(5_000);
            for (long id = from; id < from + BATCH; id++) {
                request.addPoints(TestPoints.point(id, 1, DIMENSION));
            }
            try {
                cluster.points().upsert(request.build());
                return true;
            } catch (StatusRuntimeException e) {
                return false;
            }
        }

        long acknowledged() {
            return next.get();
        }

        /** Waits for so many more batches. */
        void awaitProgress(int batches) throws InterruptedException {
            long goal = next.get() + (long) batches * BATCH;
            Await.until(RECOVERY_MAX, batches + " acknowledged batches", () -> next.get() >= goal || failed);
            if (failed) {
                throw new AssertionError("the writer failed", failure);
            }
        }

        @Override
        public void close() {
            stopped = true;
            try {
                thread.join(TimeUnit.SECONDS.toMillis(30));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
