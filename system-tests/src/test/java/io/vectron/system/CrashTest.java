package io.vectron.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.StatusRuntimeException;
import io.vectron.proto.v1.CreateCollectionRequest;
import io.vectron.proto.v1.GetCollectionRequest;
import io.vectron.proto.v1.GetRequest;
import io.vectron.proto.v1.Metric;
import io.vectron.proto.v1.Point;
import io.vectron.proto.v1.UpsertRequest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** kill -9 of the whole suite while it is written to. */
@Tag("cluster")
class CrashTest {
    private static final int DIMENSION = 64;
    private static final int BATCH = 100;
    private static final int KILLS = Integer.getInteger("vectron.kills", 2);

    @TempDir
    static Path directory;

    private static @Nullable UpFixture shared;

    @BeforeAll
    static void start() throws InterruptedException {
        shared = UpFixture.start(directory);
    }

    @AfterAll
    static void stop() {
        if (shared != null) {
            shared.close();
        }
    }

    @Test
    void everyAcknowledgedPointIsThereAfterEachKill() throws Exception {
        UpFixture up = Objects.requireNonNull(shared);
        try (Oracle oracle = new Oracle(directory.resolve("oracle"))) {
            create(up, "crash");
            long next = 0;
            for (int kill = 1; kill <= KILLS; kill++) {
                next = writeUntilKilled(up, oracle, next, 300L * kill);
                long start = System.nanoTime();
                up.killAndRestart();
                Map<Long, Integer> expected = oracle.read();
                List<Long> lost = missing(up, "crash", expected);
                System.out.printf(
                        "CRASH kill %d: %d acknowledged, %d lost, served again after %.1f s%n",
                        kill, expected.size(), lost.size(), (System.nanoTime() - start) / 1e9);
                assertThat(lost).isEmpty();
            }
            assertThat(oracle.read()).hasSizeGreaterThan(KILLS * BATCH);
        }
    }

    /** Writes new points, and every tenth batch rewrites old ones, until another thread kills the process. */
    private static long writeUntilKilled(UpFixture up, Oracle oracle, long from, long millis) throws Exception {
        AtomicBoolean killed = new AtomicBoolean();
        Thread killer = Thread.ofPlatform().start(() -> {
            try {
                Thread.sleep(millis);
                killed.set(true);
                up.process().kill();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        long next = from;
        Map<Long, Integer> versions = new TreeMap<>(oracle.read());
        for (int i = 0; !killed.get(); i++) {
            boolean rewrite = i % 10 == 9 && next >= BATCH;
            long first = rewrite ? 0 : next;
            int version = versions.getOrDefault(first, 0) + 1;
            if (upsert(up, first, version)) {
                oracle.acknowledged(first, first + BATCH, version);
                for (long id = first; id < first + BATCH; id++) {
                    versions.put(id, version);
                }
            }
            next += rewrite ? 0 : BATCH;
        }
        killer.join();
        return next;
    }

    private static boolean upsert(UpFixture up, long from, int version) {
        UpsertRequest.Builder request = UpsertRequest.newBuilder().setCollection("crash");
        for (long id = from; id < from + BATCH; id++) {
            request.addPoints(TestPoints.point(id, version, DIMENSION));
        }
        try {
            up.points().withDeadlineAfter(5, TimeUnit.SECONDS).upsert(request.build());
            return true;
        } catch (StatusRuntimeException e) {
            return false;
        }
    }

    private static void create(UpFixture up, String name) {
        up.collections()
                .createCollection(CreateCollectionRequest.newBuilder()
                        .setName(name)
                        .setDimension(DIMENSION)
                        .setMetric(Metric.METRIC_L2)
                        .setShards(4)
                        .build());
    }

    /** Ids whose acknowledged version, or a later one that was sent, is not there with its exact vector. */
    private static List<Long> missing(UpFixture up, String collection, Map<Long, Integer> expected)
            throws InterruptedException {
        List<Long> ids = new ArrayList<>(expected.keySet());
        List<Long> lost = new ArrayList<>();
        for (int from = 0; from < ids.size(); from += 500) {
            List<Long> part = ids.subList(from, Math.min(ids.size(), from + 500));
            GetRequest.Builder request = GetRequest.newBuilder()
                    .setCollection(collection)
                    .setWithVectors(true)
                    .setTimeoutMillis(30_000);
            part.forEach(id -> request.addIds(TestPoints.id(id)));
            Map<Long, Point> found = new TreeMap<>();
            up.points()
                    .get(request.build())
                    .getPointsList()
                    .forEach(p -> found.put(p.getId().getNumber(), p));
            for (Long id : part) {
                Point point = found.get(id);
                if (point == null
                        || TestPoints.version(point) < expected.getOrDefault(id, 0)
                        || !point.equals(TestPoints.point(id, TestPoints.version(point), DIMENSION))) {
                    lost.add(id);
                }
            }
        }
        return lost;
    }

    @Test
    void interruptedImportResumes() throws Exception {
        int rows = 20_000;
        Path vectors = directory.resolve("rows.fvecs");
        writeFvecs(vectors, rows);
        UpFixture up = Objects.requireNonNull(shared);
        List<String> arguments = List.of(
                "import",
                "--server",
                "127.0.0.1:" + up.grpcPort(),
                "--collection",
                "imported",
                "--create",
                "--metric",
                "l2",
                "--shards",
                "4",
                "--batch",
                "200",
                "--resume",
                "--retry-for",
                "2",
                vectors.toString());
        try (VectronProcess importer = new VectronProcess("import", directory, "512m", arguments)) {
            Await.until(Duration.ofMinutes(1), "imported points", () -> count(up) > 2_000);
            up.process().kill();
            assertThat(importer.awaitExit(Duration.ofMinutes(1)))
                    .as(importer.output())
                    .isEqualTo(1);
            up.process().startAgain();
            up.awaitReady();
            long kept = count(up);
            importer.startAgain();
            assertThat(importer.awaitExit(Duration.ofMinutes(2)))
                    .as(importer.output())
                    .isZero();
            System.out.printf("CRASH import: %d rows before the kill, %d after the resume%n", kept, count(up));
        }
        // the count is a soft fact of the last heartbeat
        Await.until(Duration.ofSeconds(20), rows + " points", () -> count(up) == rows);
        for (int id = 0; id < rows; id += 997) {
            Point point = up.points()
                    .get(GetRequest.newBuilder()
                            .setCollection("imported")
                            .addIds(TestPoints.id(id))
                            .setWithVectors(true)
                            .build())
                    .getPoints(0);
            assertThat(point.getVectorList())
                    .isEqualTo(com.google.common.primitives.Floats.asList(TestPoints.vector(id, 1, DIMENSION)));
        }
    }

    private static long count(UpFixture up) {
        return up.collections()
                .getCollection(
                        GetCollectionRequest.newBuilder().setName("imported").build())
                .getPoints();
    }

    private static void writeFvecs(Path file, int rows) throws IOException {
        ByteBuffer out = ByteBuffer.allocate(rows * (Integer.BYTES + DIMENSION * Float.BYTES))
                .order(ByteOrder.LITTLE_ENDIAN);
        for (int id = 0; id < rows; id++) {
            out.putInt(DIMENSION);
            for (float x : TestPoints.vector(id, 1, DIMENSION)) {
                out.putFloat(x);
            }
        }
        Files.write(file, out.array());
    }
}
