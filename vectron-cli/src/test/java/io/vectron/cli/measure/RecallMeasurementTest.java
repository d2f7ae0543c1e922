package io.vectron.cli.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.vectron.cli.client.CallFailedException;
import io.vectron.cli.client.FakeRouter;
import io.vectron.cli.client.VectronClient;
import io.vectron.cli.input.GroundTruth;
import io.vectron.errors.ErrorCode;
import io.vectron.errors.VectronException;
import io.vectron.proto.v1.Hit;
import io.vectron.proto.v1.PointId;
import io.vectron.proto.v1.SearchResponse;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("unit")
class RecallMeasurementTest {
    @TempDir
    private Path folder = Path.of("");

    private GroundTruth truth() throws IOException {
        ByteBuffer out = ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN);
        for (int value : new int[] {2, 10, 11, 2, 20, 21}) {
            out.putInt(value);
        }
        return GroundTruth.read(Files.write(folder.resolve("t.ivecs"), out.array()));
    }

    private static SearchResponse hits(int... rows) {
        SearchResponse.Builder response = SearchResponse.newBuilder();
        for (int row : rows) {
            response.addHits(Hit.newBuilder().setId(PointId.newBuilder().setNumber(row)));
        }
        return response.build();
    }

    @Test
    void recallIsTheMeanShareOfTrueNeighbours() throws IOException {
        try (FakeRouter router = new FakeRouter(1);
                VectronClient client = router.client()) {
            router.search = request -> request.getVector(0) == 0 ? hits(11, 10) : hits(20, 5);
            RecallReport report = new RecallMeasurement(
                            client,
                            new RecallPlan("c", 2, 0.9, 2, Duration.ZERO),
                            List.of(new float[] {0}, new float[] {1}),
                            truth())
                    .run();
            assertThat(report.recall()).isEqualTo(0.75);
            assertThat(report.lowestRecall()).isEqualTo(0.5);
            assertThat(report.queries()).isEqualTo(2);
        }
    }

    @Test
    void searchesOfTheWarmUpAreNotMeasured() throws IOException {
        try (FakeRouter router = new FakeRouter(1);
                VectronClient client = router.client()) {
            AtomicInteger calls = new AtomicInteger();
            long warmUpEnd = System.nanoTime() + 200_000_000;
            router.search = request -> {
                calls.incrementAndGet();
                return System.nanoTime() < warmUpEnd ? hits() : hits(10, 11);
            };
            RecallPlan plan = new RecallPlan("c", 2, 0.9, 2, Duration.ofMillis(300));
            RecallReport report = new RecallMeasurement(client, plan, List.of(new float[] {0}), truth()).run();
            assertThat(report.recall()).isEqualTo(1);
            assertThat(report.queries()).isEqualTo(1);
            assertThat(calls.get()).isGreaterThan(2);
        }
    }

    @Test
    void failedSearchFailsTheMeasurement() throws IOException {
        try (FakeRouter router = new FakeRouter(1);
                VectronClient client = router.client()) {
            router.search = request -> {
                throw new VectronException(ErrorCode.SHARD_UNAVAILABLE, "gone");
            };
            RecallMeasurement measurement = new RecallMeasurement(
                    client, new RecallPlan("c", 2, 0.9, 2, Duration.ZERO), List.of(new float[] {0}), truth());
            assertThatExceptionOfType(CallFailedException.class)
                    .isThrownBy(measurement::run)
                    .withMessage("SHARD_UNAVAILABLE: gone");
        }
    }

    @Test
    void truthMustBeWideEnough() throws IOException {
        GroundTruth truth = truth();
        try (FakeRouter router = new FakeRouter(1);
                VectronClient client = router.client()) {
            assertThatExceptionOfType(IllegalArgumentException.class)
                    .isThrownBy(() -> new RecallMeasurement(
                            client, new RecallPlan("c", 3, 0.9, 2, Duration.ZERO), List.of(new float[] {0}), truth))
                    .withMessage("k is 3, but the truth has 2 neighbours of each query");
        }
    }

    @Test
    void percentileIsAnObservedTime() {
        long[] millis = new long[100];
        for (int i = 0; i < 100; i++) {
            millis[i] = (100 - i) * 1_000_000L;
        }
        RecallReport report = new RecallReport(100, 1, 1, 2, millis, 0, 0);
        assertThat(report.millisAt(50)).isEqualTo(50);
        assertThat(report.millisAt(99)).isEqualTo(99);
        assertThat(report.queriesPerSecond()).isEqualTo(50);
    }
}
