package io.vectron.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.vectron.errors.ErrorCode;
import io.vectron.errors.GrpcErrors;
import io.vectron.errors.VectronException;
import io.vectron.proto.internal.v1.Shard;
import io.vectron.proto.v1.Epoch;
import io.vectron.proto.v1.Point;
import io.vectron.proto.v1.PointId;
import io.vectron.proto.v1.SearchRequest;
import io.vectron.proto.v1.UpsertRequest;
import io.vectron.proto.v1.WriteResponse;
import io.vectron.router.map.CollectionRoutes;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;

/** Three fake workers and a real router, new for each class that extends this; after each test the fakes are well again. */
abstract class RoutingFixture {
    private static final int DIMENSION = 3;
    static TestCluster cluster;
    private static int collections;

    @BeforeAll
    static void start() throws IOException {
        cluster = new TestCluster(3);
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    @AfterEach
    void healAfter() {
        heal();
    }

    static void heal() {
        for (FakeWorker worker : cluster.workers) {
            worker.beforeWrite = header -> {};
            worker.beforeRead = header -> {};
            worker.writes.clear();
            worker.gets.clear();
            worker.searches.clear();
        }
    }

    static String create(int shards) {
        String name = "c" + collections++;
        cluster.create(name, DIMENSION, "l2", shards);
        return name;
    }

    static CollectionRoutes routes(String name) {
        return cluster.map().current().collection(name).orElseThrow();
    }

    static PointId number(long id) {
        return PointId.newBuilder().setNumber(id).build();
    }

    static Point point(long id, float... vector) {
        Point.Builder point = Point.newBuilder().setId(number(id));
        for (float component : vector) {
            point.addVector(component);
        }
        return point.build();
    }

    static WriteResponse upsert(String collection, Point... points) {
        return cluster.points()
                .upsert(UpsertRequest.newBuilder()
                        .setCollection(collection)
                        .addAllPoints(List.of(points))
                        .setTimeoutMillis(3_000)
                        .build());
    }

    static SearchRequest.Builder query(String collection, int k, float... vector) {
        SearchRequest.Builder request =
                SearchRequest.newBuilder().setCollection(collection).setK(k).setTimeoutMillis(3_000);
        for (float component : vector) {
            request.addVector(component);
        }
        return request;
    }

    static VectronException failureOf(Runnable call) {
        Throwable failure = catchThrowable(call::run);
        assertThat(failure).as("the call must fail").isNotNull();
        return GrpcErrors.fromGrpc(failure).orElseThrow(() -> new AssertionError("no code in " + failure, failure));
    }

    static void sleep(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    static Point[] hundredPoints() {
        return IntStream.range(0, 100).mapToObj(i -> point(i, i, 0, 0)).toArray(Point[]::new);
    }

    static void refuseOldRange(Epoch epoch, AtomicInteger refused, String name, List<Shard> split) {
        if (epoch.getRangeVersion() < 2) {
            if (refused.getAndIncrement() == 0) {
                cluster.placement.change(name, split);
            }
            FakeWorker.refuse(ErrorCode.STALE_EPOCH);
        }
    }
}
