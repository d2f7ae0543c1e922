package io.vectron.system;

import io.grpc.StatusRuntimeException;
import io.vectron.proto.v1.GetRequest;
import io.vectron.proto.v1.Point;
import io.vectron.proto.v1.PointsGrpc.PointsBlockingStub;
import io.vectron.proto.v1.UpsertRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Writes batches one after the other until it is closed, and records those that were acknowledged; a batch that fails is
 * written again.
 *
 * <p>Concurrency: one thread of its own writes; one test thread uses the methods.
 */
final class OracleWriter implements AutoCloseable {
    private static final int BATCH = 20;
    private static final int READ_BATCH = 500;
    private static final Duration PROGRESS_MAX = Duration.ofMinutes(1);

    private final Supplier<PointsBlockingStub> points;
    private final String collection;
    private final int dimension;
    private final Oracle oracle;
    private final AtomicLong next = new AtomicLong();
    private final Thread thread;
    private volatile boolean stopped;
    private volatile @Nullable Throwable failure;

    /** @param points asked for a stub with a fresh deadline for each call */
    OracleWriter(Supplier<PointsBlockingStub> points, String collection, int dimension, Oracle oracle) {
        this.points = points;
        this.collection = collection;
        this.dimension = dimension;
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
        }
    }

    private boolean write(long from) {
        UpsertRequest.Builder request =
                UpsertRequest.newBuilder().setCollection(collection).setTimeoutMillis(5_000);
        for (long id = from; id < from + BATCH; id++) {
            request.addPoints(TestPoints.point(id, 1, dimension));
        }
        try {
            points.get().upsert(request.build());
            return true;
        } catch (StatusRuntimeException e) {
            return false;
        }
    }

    /** Points acknowledged so far: the ids from 0 to it. */
    long acknowledged() {
        return next.get();
    }

    /** Waits for so many more batches. */
    void awaitProgress(int batches) throws InterruptedException {
        long goal = next.get() + (long) batches * BATCH;
        Await.until(PROGRESS_MAX, batches + " acknowledged batches", () -> next.get() >= goal || failure != null);
        if (failure != null) {
            throw new AssertionError("the writer failed", failure);
        }
    }

    /** Ids whose acknowledged version, or a later one, cannot be read any more. */
    static List<Long> lost(PointsBlockingStub points, String collection, Oracle oracle) throws IOException {
        Map<Long, Integer> expected = oracle.read();
        List<Long> ids = new ArrayList<>(expected.keySet());
        List<Long> lost = new ArrayList<>();
        for (int from = 0; from < ids.size(); from += READ_BATCH) {
            List<Long> part = ids.subList(from, Math.min(ids.size(), from + READ_BATCH));
            GetRequest.Builder request = GetRequest.newBuilder().setCollection(collection);
            part.forEach(id -> request.addIds(TestPoints.id(id)));
            List<Point> read = points.get(request.build()).getPointsList();
            List<Long> found = read.stream()
                    .filter(p -> TestPoints.version(p)
                            >= expected.getOrDefault(p.getId().getNumber(), 0))
                    .map(p -> p.getId().getNumber())
                    .toList();
            part.stream().filter(id -> !found.contains(id)).forEach(lost::add);
        }
        System.out.printf("ORACLE %d acknowledged points, %d lost%n", ids.size(), lost.size());
        return lost;
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
