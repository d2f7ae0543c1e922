package io.vectron.pd;

import static io.vectron.pd.TestPd.PATIENCE;
import static io.vectron.pd.TestPd.collection;
import static io.vectron.pd.TestPd.heartbeat;
import static io.vectron.pd.TestPd.leads;
import static io.vectron.pd.TestPd.register;
import static io.vectron.pd.TestPd.worker;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vectron.errors.ErrorCode;
import io.vectron.errors.GrpcErrors;
import io.vectron.placement.PlacementClient;
import io.vectron.proto.internal.v1.ClusterStatusRequest;
import io.vectron.proto.internal.v1.WatchEvent;
import io.vectron.proto.v1.Collection;
import io.vectron.proto.v1.GetCollectionRequest;
import io.vectron.proto.v1.ListCollectionsRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three members in this JVM. */
@Tag("cluster")
class PdClusterTest {
    @TempDir
    Path directory;

    final List<TestPd> members = new ArrayList<>();

    @BeforeEach
    void start() throws IOException {
        int[] ports = TestPd.freePorts(6);
        String all = "";
        for (int i = 0; i < 3; i++) {
            all += (i == 0 ? "" : ",") + "127.0.0.1:" + ports[2 * i] + "/127.0.0.1:" + ports[2 * i + 1];
        }
        for (int i = 0; i < 3; i++) {
            members.add(TestPd.start(
                    directory.resolve("pd" + i),
                    "--vectron.pd.raft-port=" + ports[2 * i],
                    "--vectron.pd.port=" + ports[2 * i + 1],
                    "--vectron.pd.election-timeout=1s",
                    "--vectron.pd.members=" + all));
        }
    }

    @AfterEach
    void stop() {
        members.forEach(TestPd::close);
    }

    private TestPd leader() throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < deadline) {
            for (TestPd pd : members) {
                if (leaderOf(pd).equals(pd.address())) {
                    return pd;
                }
            }
            Thread.sleep(20);
        }
        throw new AssertionError("no leader within " + PATIENCE);
    }

    private static String leaderOf(TestPd pd) {
        return pd.stub().clusterStatus(ClusterStatusRequest.getDefaultInstance()).getMembersList().stream()
                .filter(member -> member.getLeader())
                .map(member -> member.getAddress())
                .findFirst()
                .orElse("");
    }

    @Test
    void stoppedLeaderHandsOverAndNothingIsLost() throws Exception {
        TestPd first = leader();
        TestPd follower = members.stream().filter(pd -> pd != first).findFirst().orElseThrow();
        assertThatThrownBy(() -> follower.stub().listCollections(ListCollectionsRequest.getDefaultInstance()))
                .satisfies(e -> assertThat(GrpcErrors.fromGrpc(e)).hasValueSatisfying(known -> {
                    assertThat(known.code()).isEqualTo(ErrorCode.NOT_LEADER);
                    assertThat(known.value("leader")).isEqualTo(first.address());
                }));

        try (PlacementClient client = new PlacementClient(
                        List.of(follower.address(), other(first, follower).address(), first.address()));
                WatchReader watch = new WatchReader(first.stub(), 0)) {
            for (int worker = 1; worker <= 3; worker++) {
                register(client, worker);
                heartbeat(client, worker, 0);
            }
            Collection created = client.call(stub -> stub.createCollection(collection("kept", 3)), PATIENCE);
            assertThat(created.getReplicationFactor()).isEqualTo(3);
            long revision = watch.next(event -> event.getCollectionsCount() > 0).getRevision();

            long killed = System.nanoTime();
            members.remove(first);
            first.close();
            watch.awaitEnd(PATIENCE);
            for (int worker = 1; worker <= 3; worker++) {
                heartbeat(client, worker, 0, leads(created.getShards(worker - 1).getShardId(), 2));
            }
            client.call(stub -> stub.createCollection(collection("next", 1)), PATIENCE);
            System.out.printf("leader stopped; next create after %d ms%n", millisSince(killed));

            Collection kept = client.call(
                    stub -> stub.getCollection(
                            GetCollectionRequest.newBuilder().setName("kept").build()),
                    PATIENCE);
            assertThat(kept.getReady()).isTrue();
            assertThat(kept.getShardsList().stream()
                            .map(shard -> shard.getShardId())
                            .toList())
                    .isEqualTo(created.getShardsList().stream()
                            .map(shard -> shard.getShardId())
                            .toList());
            assertDelta(leader(), revision);
        }
    }

    private void assertDelta(TestPd leader, long revision) throws InterruptedException {
        try (WatchReader watch = new WatchReader(leader.stub(), revision)) {
            WatchEvent delta = watch.next();
            assertThat(delta.getSnapshot()).isFalse();
            assertThat(delta.getCollectionsList())
                    .extracting(map -> map.getName())
                    .containsExactly("next");
            assertThat(delta.getLeadersList())
                    .extracting(leads -> leads.getWorkerId())
                    .contains(worker(1).getId(), worker(2).getId(), worker(3).getId());
        }
    }

    private TestPd other(TestPd a, TestPd b) {
        return members.stream().filter(pd -> pd != a && pd != b).findFirst().orElseThrow();
    }

    private static long millisSince(long nanos) {
        return Duration.ofNanos(System.nanoTime() - nanos).toMillis();
    }
}
