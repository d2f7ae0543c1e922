package io.vectron.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.vectron.proto.v1.CreateCollectionRequest;
import io.vectron.proto.v1.GetRequest;
import io.vectron.proto.v1.Metric;
import io.vectron.proto.v1.Point;
import io.vectron.proto.v1.UpsertRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Start and stop of {@code vectron up}, and what it says when it cannot start. */
@Tag("cluster")
class UpLifecycleTest {
    private static final Duration LIMIT = Duration.ofMinutes(1);

    @TempDir
    Path directory;

    @Test
    void stopsCleanlyAndStartsAgainWithItsDataUnlessThatIsDamaged() throws Exception {
        List<Point> points = Stream.iterate(0L, i -> i + 1)
                .limit(500)
                .map(id -> TestPoints.point(id, 1, 8))
                .toList();
        try (UpFixture up = UpFixture.start(directory)) {
            create(up);
            up.points()
                    .upsert(UpsertRequest.newBuilder()
                            .setCollection("kept")
                            .addAllPoints(points)
                            .build());
            long start = System.nanoTime();
            int exit = up.process().stop();
            System.out.printf("LIFECYCLE stopped after %.1f s%n", (System.nanoTime() - start) / 1e9);
            // 128 + SIGTERM: the process ended by the signal, after its shutdown hooks
            assertThat(exit).as(up.process().output()).isIn(0, 143);
            damagedFilesStopTheStartAndAreNamed(up.arguments());
            start = System.nanoTime();
            up.process().startAgain();
            up.awaitReady();
            assertThat(up.points()
                            .get(GetRequest.newBuilder()
                                    .setCollection("kept")
                                    .addAllIds(points.stream().map(Point::getId).toList())
                                    .setWithVectors(true)
                                    .build())
                            .getPointsList())
                    .isEqualTo(points);
            System.out.printf("LIFECYCLE served again after %.1f s%n", (System.nanoTime() - start) / 1e9);
        }
    }

    private static void create(UpFixture up) {
        up.collections()
                .createCollection(CreateCollectionRequest.newBuilder()
                        .setName("kept")
                        .setDimension(8)
                        .setMetric(Metric.METRIC_L2)
                        .setShards(2)
                        .build());
    }

    @Test
    void takenPortStopsTheStartAndIsNamed() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            List<Integer> ports = new java.util.ArrayList<>(Ports.free(UpFixture.PORTS.size()));
            ports.set(1, taken.getLocalPort());
            refused(UpFixture.arguments(directory.resolve("data"), ports), taken.getLocalPort() + "", "--grpc-port");
        }
    }

    @Test
    void foreignDataDirectoryStopsTheStartAndIsNamed() throws Exception {
        Path data = Files.createDirectories(directory.resolve("data"));
        Files.writeString(data.resolve("holiday.jpg"), "x");
        refused(UpFixture.arguments(data, Ports.free(UpFixture.PORTS.size())), "holiday.jpg");
    }

    private void damagedFilesStopTheStartAndAreNamed(List<String> arguments) throws Exception {
        for (String name : List.of("MANIFEST", "ASSIGNMENT", "IDENTITY")) {
            Path file = find(directory.resolve("data"), name);
            byte[] good = Files.readAllBytes(file);
            byte[] bad = good.clone();
            bad[bad.length / 2] ^= 0x20;
            Files.write(file, bad);
            refused(arguments, file.getFileName().toString());
            Files.write(file, good);
        }
    }

    private static Path find(Path root, String name) {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(Files::isRegularFile)
                    .filter(f -> f.getFileName()
                            .toString()
                            .toUpperCase(java.util.Locale.ROOT)
                            .contains(name))
                    .sorted()
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("no " + name + " below " + root));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The process ends by itself with an error that names what is wrong. */
    private void refused(List<String> arguments, String... says) throws InterruptedException {
        try (VectronProcess process = new VectronProcess("refused", directory.resolve("logs"), "512m", arguments)) {
            assertThat(process.awaitExit(LIMIT)).as(process.output()).isEqualTo(1);
            assertThat(process.fullOutput()).contains(says);
        }
    }
}
