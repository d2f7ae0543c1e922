package io.vectron.pd;

import static io.vectron.pd.TestPd.PATIENCE;
import static io.vectron.pd.TestPd.collection;
import static io.vectron.pd.TestPd.follows;
import static io.vectron.pd.TestPd.heartbeat;
import static io.vectron.pd.TestPd.leads;
import static io.vectron.pd.TestPd.worker;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vectron.errors.ErrorCode;
import io.vectron.errors.VectronException;
import io.vectron.placement.PlacementClient;
import io.vectron.proto.internal.v1.Assignment;
import io.vectron.proto.internal.v1.ClusterStatusRequest;
import io.vectron.proto.internal.v1.ClusterStatusResponse;
import io.vectron.proto.internal.v1.HeartbeatRequest;
import io.vectron.proto.internal.v1.HeartbeatResponse;
import io.vectron.proto.internal.v1.RegisterWorkerRequest;
import io.vectron.proto.internal.v1.Worker;
import io.vectron.proto.internal.v1.WorkerState;
import io.vectron.proto.v1.Collection;
import io.vectron.proto.v1.CreateCollectionRequest;
import io.vectron.proto.v1.DeleteCollectionRequest;
import io.vectron.proto.v1.GetCollectionRequest;
import io.vectron.proto.v1.ListCollectionsRequest;
import io.vectron.proto.v1.ShardStatus;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** The operations over gRPC against a single member; worker 1 is ready, others register where a test needs them. */
@TestMethodOrder(MethodOrderer.MethodName.class)
class PdApiTest {
    @TempDir
    static Path directory;

    static TestPd pd;
    static PlacementClient client;

    @BeforeAll
    static void start() throws IOException {
        pd = TestPd.single(directory, TestPd.freePorts(1)[0], "--vectron.pd.worker-down-after=2s");
        client = pd.client();
        TestPd.register(client, 1);
        heartbeat(client, 1, 0);
    }

    @AfterAll
    static void stop() {
        pd.close();
    }

    static Collection create(CreateCollectionRequest request) {
        heartbeat(client, 1, 0);
        return client.call(stub -> stub.createCollection(request), PATIENCE);
    }

    static Collection get(String name) {
        return client.call(
                stub -> stub.getCollection(
                        GetCollectionRequest.newBuilder().setName(name).build()),
                PATIENCE);
    }

    static void assertCode(ErrorCode code, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        VectronException.class,
                        e -> assertThat(e.code()).as(e.getMessage()).isEqualTo(code));
    }

    @Test
    void createdCollectionHasItsShardsAndNoLeaderYet() {
        Collection created = create(collection("created", 4));

        assertThat(created.getShardsList()).hasSize(4);
        assertThat(created.getReplicationFactor()).isEqualTo(1);
        assertThat(created.getReady()).isFalse();
        assertThat(created.getCreatedAtMillis()).isPositive();
        assertThat(created.getRevision()).isPositive();
        ShardStatus first = created.getShards(0);
        assertThat(first.getEpoch().getMembershipVersion()).isEqualTo(1);
        assertThat(first.getEpoch().getRangeVersion()).isEqualTo(1);
        assertThat(first.getReplicas(0).getWorkerId()).isEqualTo(worker(1).getId());
        assertThat(first.getReplicas(0).getAddress()).isEqualTo(worker(1).getAddress());
        assertThat(first.getReplicas(0).getRole()).isEqualTo("unknown");
        assertThat(get("created")).isEqualTo(created);
    }

    @Test
    void takenNameIsRefused() {
        create(collection("twice", 1));
        assertCode(ErrorCode.COLLECTION_EXISTS, () -> create(collection("twice", 1)));
    }

    @Test
    void badRequestsAreRefusedWithTheirCodes() {
        CreateCollectionRequest good = collection("bad", 1);
        assertCode(ErrorCode.INVALID_COLLECTION_NAME, () -> create(collection("no spaces", 1)));
        assertCode(
                ErrorCode.INVALID_DIMENSION,
                () -> create(good.toBuilder().setDimension(4097).build()));
        assertCode(
                ErrorCode.INVALID_METRIC,
                () -> create(good.toBuilder().clearMetric().build()));
        assertCode(
                ErrorCode.INVALID_METRIC,
                () -> create(good.toBuilder().setMetricValue(99).build()));
        assertCode(ErrorCode.INVALID_SHARD_COUNT, () -> create(collection("bad", 1025)));
        assertCode(
                ErrorCode.INVALID_REPLICATION_FACTOR,
                () -> create(good.toBuilder().setReplicationFactor(7).build()));
        assertCode(ErrorCode.COLLECTION_NOT_FOUND, () -> get("bad"));
    }

    @Test
    void deletedCollectionIsGone() {
        create(collection("deleted", 1));
        DeleteCollectionRequest request =
                DeleteCollectionRequest.newBuilder().setName("deleted").build();
        client.call(stub -> stub.deleteCollection(request), PATIENCE);

        assertCode(ErrorCode.COLLECTION_NOT_FOUND, () -> get("deleted"));
        assertCode(ErrorCode.COLLECTION_NOT_FOUND, () -> client.call(stub -> stub.deleteCollection(request), PATIENCE));
    }

    @Test
    void collectionsAreListedByName() {
        create(collection("list-b", 1));
        create(collection("list-a", 1));
        assertThat(client.call(stub -> stub.listCollections(ListCollectionsRequest.getDefaultInstance()), PATIENCE)
                        .getCollectionsList())
                .extracting(Collection::getName)
                .containsSubsequence("list-a", "list-b");
    }

    @Test
    void heartbeatBringsAssignmentsUntilTheWorkerKnowsThem() {
        Collection created = create(collection("assigned", 1));
        HeartbeatResponse first = heartbeat(client, 1, 0);

        assertThat(first.getHasAssignments()).isTrue();
        Assignment last = first.getAssignments(first.getAssignmentsCount() - 1);
        assertThat(last.getCollection()).isEqualTo("assigned");
        assertThat(last.getShard().getId()).isEqualTo(created.getShards(0).getShardId());
        assertThat(last.getFounding()).isTrue();
        assertThat(heartbeat(client, 1, first.getRevision()).getHasAssignments())
                .isFalse();
    }

    @Test
    void leaderFactsMakeTheCollectionReady() {
        long shard = create(collection("led", 1)).getShards(0).getShardId();
        heartbeat(client, 1, 0, leads(shard, 3));
        Collection led = get("led");

        assertThat(led.getReady()).isTrue();
        assertThat(led.getPoints()).isEqualTo(5);
        assertThat(led.getShards(0).getSizeBytes()).isEqualTo(640);
        assertThat(led.getShards(0).getLeader()).isEqualTo(worker(1).getId());
        assertThat(led.getShards(0).getReplicas(0).getRole()).isEqualTo("leader");
        assertThat(led.getShards(0).getReplicas(0).getAppliedSequence()).isEqualTo(17);

        heartbeat(client, 1, 0, follows(shard, 4));
        assertThat(get("led").getReady()).isFalse();
    }

    @Test
    void strangersAndTheRemovedAreToldSo() {
        assertCode(ErrorCode.WORKER_UNKNOWN, () -> heartbeat(client, 99, 0));
        assertCode(ErrorCode.CLUSTER_MISMATCH, () -> heartbeat(client, 1, Long.MAX_VALUE));
        assertCode(
                ErrorCode.CLUSTER_MISMATCH,
                () -> client.call(
                        stub -> stub.registerWorker(RegisterWorkerRequest.newBuilder()
                                .setWorker(worker(1))
                                .setClusterId("another")
                                .build()),
                        PATIENCE));
    }

    @Test
    void workerWithReplicasKeepsItsRaftAddress() {
        create(collection("addressed", 1));
        Worker moved = worker(1).toBuilder().setRaftAddress("10.9.9.9:1").build();
        assertThatThrownBy(() -> client.call(
                        stub -> stub.registerWorker(RegisterWorkerRequest.newBuilder()
                                .setWorker(moved)
                                .build()),
                        PATIENCE))
                .isInstanceOfSatisfying(VectronException.class, e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.WORKER_ADDRESS_CHANGED);
                    assertThat(e.getMessage()).contains("10.0.0.1:7721", "10.9.9.9:1");
                });
    }

    @Test
    void silentWorkerIsDownAndHeartbeatBringsItBack() throws InterruptedException {
        TestPd.register(client, 2);
        heartbeat(client, 2, 0);
        assertThat(stateOf(2)).isEqualTo(WorkerState.WORKER_STATE_READY);

        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (stateOf(2) != WorkerState.WORKER_STATE_DOWN && System.nanoTime() < deadline) {
            Thread.sleep(50);
        }
        assertThat(stateOf(2)).isEqualTo(WorkerState.WORKER_STATE_DOWN);
        heartbeat(client, 2, 0);
        assertThat(stateOf(2)).isEqualTo(WorkerState.WORKER_STATE_READY);
        stop(2);
        assertThat(stateOf(2)).isEqualTo(WorkerState.WORKER_STATE_DOWN);
    }

    private static void stop(int number) {
        client.call(
                stub -> stub.heartbeat(HeartbeatRequest.newBuilder()
                        .setWorkerId(worker(number).getId())
                        .setStopping(true)
                        .build()),
                PATIENCE);
    }

    private static WorkerState stateOf(int number) {
        return status().getWorkersList().stream()
                .map(status -> status.getWorker())
                .filter(worker -> worker.getId().equals(worker(number).getId()))
                .map(Worker::getState)
                .findFirst()
                .orElseThrow();
    }

    private static ClusterStatusResponse status() {
        return client.call(
                stub -> stub.clusterStatus(ClusterStatusRequest.getDefaultInstance()), Duration.ofSeconds(5));
    }

    @Test
    void clusterStatusNamesLeaderAndWorkers() {
        heartbeat(client, 1, 0);
        ClusterStatusResponse status = status();

        assertThat(status.getClusterId()).isNotEmpty();
        assertThat(status.getMembersList()).singleElement().satisfies(member -> {
            assertThat(member.getSelf()).isTrue();
            assertThat(member.getLeader()).isTrue();
            assertThat(member.getAddress()).isEqualTo(pd.address());
            assertThat(member.getRaftAddress()).isEqualTo(status.getLeader());
        });
        assertThat(status.getWorkers(0).getMillisSinceHeartbeat()).isBetween(0L, 2_000L);
    }

    @Test
    void addressOfALiveWorkerIsRefusedAndThatOfAStoppedOneIsFree() {
        Worker twin = worker(61).toBuilder()
                .setRaftAddress(worker(60).getRaftAddress())
                .build();
        TestPd.register(client, 60);
        heartbeat(client, 60, 0);
        assertThatThrownBy(() -> register(twin)).isInstanceOfSatisfying(VectronException.class, e -> {
            assertThat(e.code()).isEqualTo(ErrorCode.WORKER_ADDRESS_CHANGED);
            assertThat(e.getMessage()).contains(worker(60).getId(), twin.getId(), twin.getRaftAddress());
        });

        stop(60);
        register(twin);
        assertThat(stateOf(61)).isEqualTo(WorkerState.WORKER_STATE_JOINING);
        stop(61);
    }

    private static void register(Worker worker) {
        client.call(
                stub -> stub.registerWorker(
                        RegisterWorkerRequest.newBuilder().setWorker(worker).build()),
                PATIENCE);
    }
}
