package io.vectron.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.vectron.proto.internal.v1.HeartbeatRequest;
import io.vectron.proto.internal.v1.ReplicaFacts;
import io.vectron.proto.internal.v1.ReplicaRole;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A placement driver that was set back to an older state must not make a worker delete what is newer. */
class AssignmentRevisionTest {
    private static final long SHARD = 7;

    @TempDir
    Path data;

    private FakePlacement placement;
    private RunningWorker.Place place;

    @BeforeEach
    void prepare() throws IOException {
        placement = new FakePlacement();
        place = new RunningWorker.Place(data);
    }

    @AfterEach
    void stop() {
        placement.close();
    }

    private long knownRevision() {
        HeartbeatRequest beat = placement.lastHeartbeat.get();
        return beat == null ? -1 : beat.getKnownRevision();
    }

    private void awaitAnsweredHeartbeats(int count) throws InterruptedException {
        int before = placement.heartbeats.get();
        Await.until(count + " heartbeats", () -> placement.heartbeats.get() >= before + count);
    }

    private List<ReplicaRole> roles() {
        HeartbeatRequest beat = placement.lastHeartbeat.get();
        return beat == null
                ? List.of()
                : beat.getReplicasList().stream().map(ReplicaFacts::getRole).toList();
    }

    private void awaitLeader() throws InterruptedException {
        Await.until("a leader", () -> roles().equals(List.of(ReplicaRole.REPLICA_ROLE_LEADER)));
    }

    @Test
    void olderListIsNotTakenNotEvenAfterARestart() throws Exception {
        placement.answerAlways(5, List.of(TestShards.assignment(SHARD, place.raftAddress())));
        Path shard = data.resolve("films/" + SHARD);
        try (RunningWorker worker = RunningWorker.start(place, placement)) {
            Await.until("revision 5", () -> knownRevision() == 5);
            awaitLeader();
            placement.answerAlways(4, List.of());
            awaitAnsweredHeartbeats(5);
            assertThat(worker.context().isActive()).isTrue();
            assertThat(knownRevision()).isEqualTo(5);
            assertThat(shard).isDirectory();
            assertThat(roles()).containsExactly(ReplicaRole.REPLICA_ROLE_LEADER);
        }
        try (RunningWorker worker = RunningWorker.start(place, placement)) {
            awaitLeader();
            awaitAnsweredHeartbeats(5);
            assertThat(worker.context().isActive()).isTrue();
            assertThat(knownRevision()).isEqualTo(5);
            assertThat(shard).isDirectory();

            // the same list under a newer revision is taken: it was the number that kept the shard
            placement.answerAlways(6, List.of());
            Await.until("deletion", () -> !Files.exists(shard));
            Await.until("revision 6", () -> knownRevision() == 6);
        }
        assertThat(data.resolve(".revision")).hasContent("6");
    }

    @Test
    void listThatCouldNotBeTakenWholeIsAskedForAgain() throws Exception {
        Path shard = data.resolve("films/" + SHARD);
        try (RunningWorker worker = RunningWorker.start(place, placement)) {
            Path inTheWay = Files.createDirectories(shard).resolve("engine");
            Files.writeString(inTheWay, "no directory");
            placement.answerAlways(5, List.of(TestShards.assignment(SHARD, place.raftAddress())));
            Await.until("the failure", () -> roles().equals(List.of(ReplicaRole.REPLICA_ROLE_FAILED)));
            assertThat(knownRevision()).isEqualTo(0);
            assertThat(data.resolve(".revision")).doesNotExist();

            Files.delete(inTheWay);
            awaitLeader();
            Await.until("revision 5", () -> knownRevision() == 5);
            assertThat(worker.context().isActive()).isTrue();
        }
    }
}
