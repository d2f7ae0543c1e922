package io.vectron.pd;

import static io.vectron.pd.TestPd.PATIENCE;
import static io.vectron.pd.TestPd.collection;
import static io.vectron.pd.TestPd.heartbeat;
import static io.vectron.pd.TestPd.register;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A member that stops and starts on the same files. */
class PdRestartTest {
    @TempDir
    Path directory;

    @Test
    void restartKeepsEverythingFromSnapshotAndLog() throws Exception {
        int port = TestPd.freePorts(1)[0];
        byte[] before;
        String[] snapshots = {"--vectron.pd.snapshot-entries=5"};
        try (TestPd pd = TestPd.single(directory, port, snapshots)) {
            fill(pd, 12);
            awaitSnapshot();
            // what comes after the snapshot is replayed from the log
            heartbeat(pd.client(), 1, 0);
            pd.client().call(stub -> stub.createCollection(collection("late", 2)), PATIENCE);
            before = pd.member().localState().toSnapshot().toByteArray();
        }
        try (TestPd pd = TestPd.single(directory, port, snapshots)) {
            register(pd.client(), 1);
            assertThat(pd.member().localState().toSnapshot().toByteArray()).isEqualTo(before);
        }
    }

    @Test
    void corruptSnapshotStopsTheStartAndIsNamed() throws Exception {
        int port = TestPd.freePorts(1)[0];
        try (TestPd pd = TestPd.single(directory, port, "--vectron.pd.snapshot-entries=5")) {
            fill(pd, 12);
            awaitSnapshot();
        }
        for (Path snapshot : snapshotFiles()) {
            byte[] bytes = Files.readAllBytes(snapshot);
            bytes[bytes.length - 1] ^= 1;
            Files.write(snapshot, bytes);
        }
        assertThatThrownBy(() -> TestPd.single(directory, port).close())
                .rootCause()
                .hasMessageContaining("placement.snapshot is corrupt: its CRC32C is");
    }

    @Test
    void logWithoutAnyOneOfItsMarkersStopsTheStart() throws Exception {
        int port = TestPd.freePorts(1)[0];
        try (TestPd pd = TestPd.single(directory, port)) {
            register(pd.client(), 1);
        }
        for (String name : List.of("RAFT_LOG", "READY")) {
            Path marker = directory.resolve("raft").resolve(name);
            Path away = Files.move(marker, directory.resolve("away"));
            assertThatThrownBy(() -> TestPd.single(directory, port).close())
                    .rootCause()
                    .hasMessageContaining(marker.toString());
            Files.move(away, marker);
        }
        TestPd.single(directory, port).close();
    }

    private static void fill(TestPd pd, int collections) {
        register(pd.client(), 1);
        heartbeat(pd.client(), 1, 0);
        for (int i = 0; i < collections; i++) {
            String name = "c" + i;
            pd.client().call(stub -> stub.createCollection(collection(name, 2)), PATIENCE);
        }
    }

    private void awaitSnapshot() throws IOException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (snapshotFiles().isEmpty() && System.nanoTime() < deadline) {
            Thread.sleep(20);
        }
        assertThat(snapshotFiles()).as("snapshots taken").isNotEmpty();
    }

    private List<Path> snapshotFiles() throws IOException {
        try (Stream<Path> files = Files.walk(directory.resolve("snapshots"))) {
            return files.filter(file -> file.endsWith("placement.snapshot"))
                    .filter(file -> !file.toString().contains("temp"))
                    .toList();
        } catch (UncheckedIOException e) {
            // raft renames and deletes while we look
            return List.of();
        }
    }
}
