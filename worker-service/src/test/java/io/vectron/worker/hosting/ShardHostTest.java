package io.vectron.worker.hosting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vectron.errors.ErrorCode;
import io.vectron.errors.VectronException;
import io.vectron.proto.internal.v1.Assignment;
import io.vectron.proto.internal.v1.ReplicaFacts;
import io.vectron.proto.internal.v1.ReplicaRole;
import io.vectron.raft.RaftGroup;
import io.vectron.raft.RaftGroupSettings;
import io.vectron.raft.ReplicatedStateMachine;
import io.vectron.raft.SnapshotTask;
import io.vectron.worker.Await;
import io.vectron.worker.Ports;
import io.vectron.worker.TestShards;
import io.vectron.worker.shard.DataDirectoryException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Replicas that start, do not start, and go, over real disk and real Raft. */
class ShardHostTest {
    private static final long MEMTABLE_BYTES = 1 << 20;

    @TempDir
    Path root;

    private int port;
    private TestHost host;

    @BeforeEach
    void start() {
        port = Ports.free();
        host = new TestHost(root, port, MEMTABLE_BYTES);
    }

    @AfterEach
    void stop() {
        host.close();
    }

    private void restart() {
        host.close();
        host = new TestHost(root, port, MEMTABLE_BYTES);
    }

    private Assignment assignment(long shardId) {
        return TestShards.assignment(shardId, TestHost.raftAddress(port));
    }

    private Path files(long shardId) {
        return root.resolve(TestShards.COLLECTION).resolve(Long.toString(shardId));
    }

    private void awaitLeader(long shardId) throws InterruptedException {
        Await.until(
                "leader of shard " + shardId, () -> host.shards.replica(shardId).isLeader());
    }

    private void write(long shardId, long id) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        assertThat(host.shards.replica(shardId).write(List.of(TestShards.upsert(id, 1, 0, 0, 0)), deadline))
                .isPositive();
    }

    /** Makes the engine of a shard impossible to open, until the file that is returned is deleted. */
    private Path obstruct(long shardId) throws Exception {
        Files.createDirectories(files(shardId));
        return Files.writeString(files(shardId).resolve("engine"), "no directory");
    }

    private void assertNotRunning(long shardId) {
        assertThatThrownBy(() -> host.shards.replica(shardId))
                .isInstanceOfSatisfying(
                        VectronException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SHARD_NOT_FOUND));
    }

    /** A foreign group under the log id of a shard: while it is open, that log can be neither used nor destroyed. */
    private RaftGroup occupyLog(long logId) {
        RaftGroupSettings settings = RaftGroupSettings.of(
                "occupied-" + logId, logId, List.of(TestHost.raftAddress(port)), root.resolve(".raft-snapshots"));
        return host.raft.join(settings, new NoMachine());
    }

    private static final class NoMachine implements ReplicatedStateMachine {
        @Override
        public long durableIndex() {
            return 0;
        }

        @Override
        public @Nullable Object apply(long index, ByteBuffer command) {
            return null;
        }

        @Override
        public SnapshotTask snapshot() {
            return target -> List.of();
        }

        @Override
        public void loadSnapshot(Path directory, long lastIncludedIndex) {}
    }

    @Test
    void replicaThatCannotBeOpenedIsReportedWithItsReasonAndTriedAgain() throws Exception {
        Path obstacle = obstruct(7);
        List<Assignment> both = List.of(assignment(7), assignment(8));

        assertThat(host.shards.reconcile(both)).isFalse();
        awaitLeader(8);
        assertNotRunning(7);
        ReplicaFacts facts = host.facts(7);
        assertThat(facts.getRole()).isEqualTo(ReplicaRole.REPLICA_ROLE_FAILED);
        assertThat(facts.getEpoch()).isEqualTo(TestShards.epoch(1));
        assertThat(facts.getFailure()).contains(files(7).toString());
        assertThat(host.shards.reconcile(both)).as("still in the way").isFalse();

        Files.delete(obstacle);
        assertThat(host.shards.reconcile(both)).isTrue();
        awaitLeader(7);
        assertThat(host.shards.facts())
                .hasSize(2)
                .allMatch(f -> f.getRole() == ReplicaRole.REPLICA_ROLE_LEADER)
                .allMatch(f -> f.getFailure().isEmpty());
    }

    @Test
    void replicaWhoseGroupDidNotStartLetsGoOfItsEngine() throws Exception {
        try (RaftGroup other = occupyLog(7)) {
            assertThat(host.shards.reconcile(List.of(assignment(7)))).isFalse();
            assertThat(host.facts(7).getFailure()).contains(other.groupId());
        }
        host.raft.destroyGroup(7);
        assertThat(host.shards.reconcile(List.of(assignment(7)))).isTrue();
        awaitLeader(7);
    }

    @Test
    void brokenReplicaThatIsNoLongerAssignedIsRemoved() throws Exception {
        var _ = obstruct(7);
        assertThat(host.shards.reconcile(List.of(assignment(7)))).isFalse();

        assertThat(host.shards.reconcile(List.of())).isTrue();

        assertThat(host.shards.facts()).isEmpty();
        assertThat(files(7)).doesNotExist();
        assertThat(root.resolve(".trash")).doesNotExist();
        assertThat(host.raft.storedLogIds()).isEmpty();
    }

    @Test
    void logIsKeptUntilTheFilesAreGone() throws Exception {
        assertThat(host.shards.reconcile(List.of(assignment(7)))).isTrue();
        awaitLeader(7);
        write(7, 1);
        Path obstacle = Files.writeString(root.resolve(".trash"), "no directory");

        assertThat(host.shards.reconcile(List.of())).isFalse();
        assertNotRunning(7);
        assertThat(files(7)).isDirectory();
        assertThat(host.raft.storedLogIds())
                .as("files without their log would vote twice")
                .containsExactly(7L);

        Files.delete(obstacle);
        assertThat(host.shards.reconcile(List.of())).isTrue();
        assertThat(files(7)).doesNotExist();
        assertThat(host.raft.storedLogIds()).isEmpty();
    }

    @Test
    void shardThatIsNotDeletedWholeIsNotStartedAnewOverItsRemains() throws Exception {
        assertThat(host.shards.reconcile(List.of(assignment(7)))).isTrue();
        awaitLeader(7);
        write(7, 1);
        Path obstacle = Files.writeString(root.resolve(".trash"), "no directory");
        assertThat(host.shards.reconcile(List.of())).isFalse();

        assertThat(host.shards.reconcile(List.of(assignment(7)))).isFalse();
        assertNotRunning(7);

        Files.delete(obstacle);
        assertThat(host.shards.reconcile(List.of(assignment(7)))).isTrue();
        awaitLeader(7);
        assertThat(host.shards.replica(7).get(TestShards.id(1).toByteArray())).isEmpty();
    }

    @Test
    void logThatOutlivedItsFilesIsDestroyedByTheNextStart() throws Exception {
        RaftGroup occupant = occupyLog(7);
        Await.until("a log", () -> host.raft.storedLogIds().contains(7L));
        assertThat(host.shards.reconcile(List.of(assignment(7)))).isFalse();
        assertThat(host.shards.reconcile(List.of())).as("the log is in use").isFalse();
        assertThat(files(7)).doesNotExist();
        assertThat(host.raft.storedLogIds()).containsExactly(7L);
        occupant.close();

        restart();
        assertThat(host.raft.storedLogIds()).containsExactly(7L);
        host.shards.openStored();

        assertThat(host.raft.storedLogIds()).isEmpty();
        assertThat(host.shards.facts()).isEmpty();
    }

    @Test
    void startKeepsStoredReplicasAndTheirLogs() throws Exception {
        assertThat(host.shards.reconcile(List.of(assignment(7)))).isTrue();
        awaitLeader(7);
        write(7, 1);

        restart();
        host.shards.openStored();

        assertThat(host.raft.storedLogIds()).containsExactly(7L);
        awaitLeader(7);
        assertThat(host.shards.replica(7).assignment()).isEqualTo(assignment(7));
        assertThat(host.shards.replica(7).get(TestShards.id(1).toByteArray())).isPresent();
    }

    @Test
    void startOverAReplicaThatCannotBeOpenedFailsAndNamesIt() throws Exception {
        assertThat(host.shards.reconcile(List.of(assignment(7)))).isTrue();
        awaitLeader(7);
        host.close();
        Path manifest = files(7).resolve("engine/MANIFEST");
        Files.writeString(manifest, "nonsense");

        host = new TestHost(root, port, MEMTABLE_BYTES);
        assertThatThrownBy(() -> host.shards.openStored())
                .isInstanceOf(DataDirectoryException.class)
                .hasMessageContaining(files(7) + " cannot be opened")
                .hasMessageContaining("MANIFEST");
        assertThat(host.raft.storedLogIds()).as("evidence stays").containsExactly(7L);
    }

    @Test
    void closedHostStartsNothing() {
        host.shards.close();
        assertThat(host.shards.reconcile(List.of(assignment(7)))).isFalse();
        assertThat(host.shards.facts()).isEmpty();
        assertThat(files(7)).doesNotExist();
    }
}
