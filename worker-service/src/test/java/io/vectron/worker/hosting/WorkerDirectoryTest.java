package io.vectron.worker.hosting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vectron.raft.RaftHost;
import io.vectron.raft.RaftHostSettings;
import io.vectron.worker.Ports;
import io.vectron.worker.shard.DataDirectoryException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a worker's data directory remembers, and which directories a worker refuses. */
class WorkerDirectoryTest {
    @TempDir
    Path root;

    /** A directory as a worker leaves it that was a member of a cluster; its id. */
    private String leaveMember() {
        try (WorkerDirectory directory = WorkerDirectory.open(root)) {
            RaftHost.start(RaftHostSettings.of("127.0.0.1", Ports.free(), directory.raft()))
                    .close();
            directory.bindCluster("cluster-1");
            return directory.workerId();
        }
    }

    private void assertRefused(Path file, String problem) {
        assertThatThrownBy(() -> WorkerDirectory.open(root).close())
                .isInstanceOf(DataDirectoryException.class)
                .hasMessageStartingWith(file.toAbsolutePath() + " ")
                .hasMessageContaining(problem);
    }

    @Test
    void identityAndClusterSurviveARestart() {
        String workerId = leaveMember();
        try (WorkerDirectory directory = WorkerDirectory.open(root)) {
            assertThat(directory.workerId()).isEqualTo(workerId);
            assertThat(directory.clusterId()).isEqualTo("cluster-1");
            assertThatThrownBy(() -> directory.bindCluster("cluster-2"))
                    .isInstanceOf(DataDirectoryException.class)
                    .hasMessageContaining("belongs to cluster cluster-1, the placement driver's is cluster-2");
        }
    }

    @Test
    void memberWhoseRaftLogLostAMarkerIsRefusedAndTheFileIsNamed() throws IOException {
        String workerId = leaveMember();
        assertThat(RaftHost.LOG_MARKER_FILES).isNotEmpty();
        for (String marker : RaftHost.LOG_MARKER_FILES) {
            Path file = root.resolve(".raft").resolve(marker);
            Path hidden = root.resolveSibling(root.getFileName() + ".hidden");
            Files.move(file, hidden);
            assertRefused(file, "is missing although the worker was a member of a cluster");
            Files.move(hidden, file);
        }
        try (WorkerDirectory directory = WorkerDirectory.open(root)) {
            assertThat(directory.workerId()).isEqualTo(workerId);
        }
    }

    @Test
    void memberWithoutItsWholeRaftDirectoryIsRefused() throws IOException {
        leaveMember();
        Path hidden = root.resolveSibling(root.getFileName() + ".hidden");
        Files.move(root.resolve(".raft"), hidden);
        assertRefused(root.resolve(".raft").resolve(RaftHost.LOG_MARKER_FILES.getFirst()), "could vote twice");
        Files.move(hidden, root.resolve(".raft"));
    }

    @Test
    void workerThatNeverWasAMemberMayStartWithoutALog() {
        String workerId;
        try (WorkerDirectory directory = WorkerDirectory.open(root)) {
            workerId = directory.workerId();
        }
        try (WorkerDirectory directory = WorkerDirectory.open(root)) {
            assertThat(directory.workerId()).isEqualTo(workerId);
            assertThat(directory.clusterId()).isEmpty();
        }
    }

    @Test
    void revisionIsRememberedAndADamagedOneIsRefusedByName() throws IOException {
        try (WorkerDirectory directory = WorkerDirectory.open(root)) {
            assertThat(directory.revision()).isZero();
            directory.revision(41);
            directory.revision(42);
        }
        try (WorkerDirectory directory = WorkerDirectory.open(root)) {
            assertThat(directory.revision()).isEqualTo(42);
            Files.writeString(root.resolve(".revision"), "forty-two\n");
            assertThatThrownBy(directory::revision)
                    .isInstanceOf(DataDirectoryException.class)
                    .hasMessageContaining(".revision holds no revision")
                    .hasMessageContaining("forty-two");
        }
    }

    @Test
    void discardedReplicaIsOutOfTheWayBeforeItIsDeleted() throws IOException {
        try (WorkerDirectory directory = WorkerDirectory.open(root)) {
            Path shard = Files.createDirectories(directory.shard("films", 7).root());
            Files.writeString(shard.resolve("ASSIGNMENT"), "x");
            directory.discard(directory.shard("films", 7));
            assertThat(directory.shards()).isEmpty();
            assertThat(root.resolve("films")).doesNotExist();
            assertThat(root.resolve(".trash")).isNotEmptyDirectory();
            directory.emptyTrash();
            assertThat(root.resolve(".trash")).doesNotExist();
        }
    }

    @Test
    void directoryThatNoWorkerMadeIsRefusedByName() throws IOException {
        try (WorkerDirectory directory = WorkerDirectory.open(root)) {
            Files.createDirectories(root.resolve("films/not-a-shard"));
            assertThatThrownBy(directory::shards)
                    .isInstanceOf(DataDirectoryException.class)
                    .hasMessageContaining("films/not-a-shard");
        }
    }
}
