package io.vectron.pd;

import static io.vectron.pd.TestPd.PATIENCE;
import static io.vectron.pd.TestPd.collection;
import static io.vectron.pd.TestPd.heartbeat;
import static io.vectron.pd.TestPd.leads;
import static io.vectron.pd.TestPd.register;
import static io.vectron.pd.TestPd.worker;
import static org.assertj.core.api.Assertions.assertThat;

import io.vectron.errors.ErrorCode;
import io.vectron.errors.GrpcErrors;
import io.vectron.proto.internal.v1.CollectionMap;
import io.vectron.proto.internal.v1.HeartbeatRequest;
import io.vectron.proto.internal.v1.ShardLeader;
import io.vectron.proto.internal.v1.WatchEvent;
import io.vectron.proto.internal.v1.Worker;
import io.vectron.proto.internal.v1.WorkerState;
import io.vectron.proto.v1.DeleteCollectionRequest;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What watchers hear, over gRPC. */
class PdWatchTest {
    @TempDir
    Path directory;

    TestPd pd;

    @BeforeEach
    void start() throws IOException {
        pd = TestPd.single(directory, TestPd.freePorts(1)[0]);
        register(pd.client(), 1);
        heartbeat(pd.client(), 1, 0);
    }

    @AfterEach
    void stop() {
        pd.close();
    }

    long create(String name) {
        return pd.client()
                .call(stub -> stub.createCollection(collection(name, 1)), PATIENCE)
                .getShards(0)
                .getShardId();
    }

    void delete(String name) {
        pd.client()
                .call(
                        stub -> stub.deleteCollection(DeleteCollectionRequest.newBuilder()
                                .setName(name)
                                .build()),
                        PATIENCE);
    }

    @Test
    void newcomerGetsTheWholeMapThenEachChange() throws InterruptedException {
        long shard = create("before");
        heartbeat(pd.client(), 1, 0, leads(shard, 1));
        try (WatchReader watch = new WatchReader(pd.stub(), 0)) {
            WatchEvent whole = watch.next();
            assertThat(whole.getSnapshot()).isTrue();
            assertThat(whole.getClusterId()).isNotEmpty();
            assertThat(whole.getCollectionsList())
                    .extracting(CollectionMap::getName)
                    .containsExactly("before");
            assertThat(whole.getWorkersList())
                    .extracting(Worker::getState)
                    .containsExactly(WorkerState.WORKER_STATE_READY);
            assertThat(whole.getLeadersList())
                    .extracting(ShardLeader::getWorkerId)
                    .containsExactly(worker(1).getId());

            create("after");
            WatchEvent created = watch.next(event -> event.getCollectionsCount() > 0);
            assertThat(created.getSnapshot()).isFalse();
            assertThat(created.getCollectionsList())
                    .extracting(CollectionMap::getName)
                    .containsExactly("after");
            assertThat(created.getRevision()).isGreaterThan(whole.getRevision());

            delete("before");
            WatchEvent deleted = watch.next(event -> event.getRemovedCollectionsCount() > 0);
            assertThat(deleted.getRemovedCollectionsList())
                    .containsExactly(whole.getCollections(0).getId());
        }
    }

    @Test
    void leaderChangesArePushedAndStoppingWorkerLosesThem() throws InterruptedException {
        long shard = create("led");
        try (WatchReader watch = new WatchReader(pd.stub(), 0)) {
            watch.next();
            heartbeat(pd.client(), 1, 0, leads(shard, 7));
            ShardLeader led = watch.next(event -> event.getLeadersCount() > 0).getLeaders(0);
            assertThat(led.getWorkerId()).isEqualTo(worker(1).getId());
            assertThat(led.getTerm()).isEqualTo(7);

            HeartbeatRequest goodbye = HeartbeatRequest.newBuilder()
                    .setWorkerId(worker(1).getId())
                    .setStopping(true)
                    .build();
            pd.client().call(stub -> stub.heartbeat(goodbye), PATIENCE);
            WatchEvent lost = watch.next(event -> event.getLeadersCount() > 0);
            assertThat(lost.getLeaders(0).getWorkerId()).isEmpty();
            assertThat(lost.getLeaders(0).getTerm()).isEqualTo(7);
            assertThat(lost.getWorkersList())
                    .extracting(Worker::getState)
                    .containsExactly(WorkerState.WORKER_STATE_DOWN);
        }
    }

    @Test
    void returningWatcherGetsOnlyTheDelta() throws InterruptedException {
        create("old");
        long revision;
        try (WatchReader watch = new WatchReader(pd.stub(), 0)) {
            revision = watch.next().getRevision();
        }
        create("new");
        try (WatchReader watch = new WatchReader(pd.stub(), revision)) {
            WatchEvent delta = watch.next();
            assertThat(delta.getSnapshot()).isFalse();
            assertThat(delta.getCollectionsList())
                    .extracting(CollectionMap::getName)
                    .containsExactly("new");
            assertThat(watch.next().getRevision()).as("keep-alive").isEqualTo(delta.getRevision());
        }
    }

    @Test
    void watcherFromAnotherHistoryGetsTheWholeMap() throws InterruptedException {
        create("only");
        try (WatchReader watch = new WatchReader(pd.stub(), 1_000_000)) {
            WatchEvent whole = watch.next();
            assertThat(whole.getSnapshot()).isTrue();
            assertThat(whole.getCollectionsCount()).isEqualTo(1);
        }
    }

    @Test
    void watchEndsWhenTheMemberStops() throws InterruptedException {
        try (WatchReader watch = new WatchReader(pd.stub(), 0)) {
            watch.next();
            pd.member().stopServing();
            assertThat(GrpcErrors.fromGrpc(watch.awaitEnd(PATIENCE)))
                    .hasValueSatisfying(e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_READY));
        }
    }
}
