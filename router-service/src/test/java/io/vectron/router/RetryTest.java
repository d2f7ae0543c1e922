package io.vectron.router;

import static org.assertj.core.api.Assertions.assertThat;

import io.vectron.errors.ErrorCode;
import io.vectron.errors.VectronException;
import io.vectron.model.KeyRanges;
import io.vectron.model.SessionToken;
import io.vectron.proto.internal.v1.Shard;
import io.vectron.proto.v1.Epoch;
import io.vectron.proto.v1.KeyRange;
import io.vectron.proto.v1.Point;
import io.vectron.proto.v1.UpsertRequest;
import io.vectron.proto.v1.WriteResponse;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is tried again, and where. */
class RetryTest extends RoutingFixture {
    @Test
    void notLeaderLeadsTheWriteToTheNamedLeader() {
        String name = create(1);
        Shard shard = routes(name).shards().getFirst();
        FakeWorker old = cluster.leader(shard);
        FakeWorker now = cluster.others(old).getFirst();
        old.beforeWrite = header ->
                FakeWorker.refuse(ErrorCode.NOT_LEADER, "leader", now.worker().getRaftAddress());

        upsert(name, point(1, 1, 0, 0));
        upsert(name, point(2, 1, 0, 0));

        assertThat(now.writes).hasSize(2);
        assertThat(old.writes)
                .as("the second write goes to the new leader at once")
                .hasSize(1);
    }

    @Test
    void notLeaderWithoutANameIsAskedOfTheOthersUntilOneLeads() {
        String name = create(1);
        FakeWorker old = cluster.leader(routes(name).shards().getFirst());
        FakeWorker now = cluster.others(old).getLast();
        AtomicInteger asked = new AtomicInteger();
        for (FakeWorker worker : cluster.workers) {
            worker.beforeWrite = header -> {
                if (worker != now || asked.incrementAndGet() < 3) {
                    FakeWorker.refuse(ErrorCode.NOT_LEADER);
                }
            };
        }

        assertThat(upsert(name, point(1, 1, 0, 0)).getWritten()).isEqualTo(1);
    }

    @Test
    void twoReplicasThatNameEachOtherLeaderEndInShardUnavailable() {
        String name = create(1);
        FakeWorker a = cluster.leader(routes(name).shards().getFirst());
        FakeWorker b = cluster.others(a).getFirst();
        for (FakeWorker worker : cluster.workers) {
            worker.beforeWrite = header -> FakeWorker.refuse(
                    ErrorCode.NOT_LEADER,
                    "leader",
                    (worker == a ? b : a).worker().getRaftAddress());
        }

        VectronException failure = upsertFailure(name);
        // the deadline may cut off the last attempt on a busy machine, which is OUTCOME_UNKNOWN by right: not every
        // time
        for (int i = 0; i < 3 && failure.code() == ErrorCode.OUTCOME_UNKNOWN; i++) {
            failure = upsertFailure(name);
        }

        assertThat(failure.code()).as(failure.getMessage()).isEqualTo(ErrorCode.SHARD_UNAVAILABLE);
        assertThat(failure.value("shard"))
                .isEqualTo(Long.toString(routes(name).shards().getFirst().getId()));
        assertThat(failure.getMessage()).contains("NOT_LEADER");
        assertThat(a.writes.size()).as("no hot loop").isLessThan(4 * 40);
    }

    private VectronException upsertFailure(String collection) {
        return failureOf(() -> cluster.points()
                .upsert(UpsertRequest.newBuilder()
                        .setCollection(collection)
                        .addPoints(point(1, 1, 0, 0))
                        .setTimeoutMillis(800)
                        .build()));
    }

    @Test
    void staleEpochIsTriedAgainWithTheNewerEpoch() {
        String name = create(1);
        Shard shard = routes(name).shards().getFirst();
        Epoch newer =
                Epoch.newBuilder().setMembershipVersion(2).setRangeVersion(1).build();
        AtomicInteger refused = new AtomicInteger();
        for (FakeWorker worker : cluster.workers) {
            worker.beforeWrite = header -> {
                if (!header.getEpoch().equals(newer)) {
                    if (refused.getAndIncrement() == 1) {
                        cluster.placement.change(
                                name, List.of(shard.toBuilder().setEpoch(newer).build()));
                    }
                    FakeWorker.refuse(ErrorCode.STALE_EPOCH, "epoch", "2.1");
                }
            };
        }

        assertThat(upsert(name, point(1, 1, 0, 0)).getWritten()).isEqualTo(1);
        assertThat(refused.get()).isGreaterThanOrEqualTo(2);
    }

    @Test
    void writesAndReadsAreRoutedAnewWhenAShardSplitsUnderThem() {
        String name = create(1);
        Point[] points =
                IntStream.range(0, 100).mapToObj(i -> point(i, i, 0, 0)).toArray(Point[]::new);
        upsert(name, points);
        Shard parent = routes(name).shards().getFirst();
        List<KeyRange> halves = KeyRanges.equalRanges(2);
        List<Shard> split = List.of(
                cluster.placement.shard(parent.getId(), halves.get(0), 2),
                cluster.placement.shard(cluster.placement.newShardId(), halves.get(1), 2));
        AtomicInteger refused = new AtomicInteger();
        for (FakeWorker worker : cluster.workers) {
            worker.beforeWrite = header -> refuseOldRange(header.getEpoch(), refused, name, split);
            worker.beforeRead = worker.beforeWrite;
        }

        WriteResponse answer = upsert(name, points);

        assertThat(answer.getWritten()).isEqualTo(100);
        assertThat(SessionToken.decode(answer.getSessionToken()).sequences()).hasSize(2);
        assertThat(cluster.points().search(query(name, 1_000, 0, 0, 0).build()).getHitsList())
                .as("rows that the fake parent still holds are answered once")
                .hasSize(100);
    }

    @Test
    void overloadedPassesThroughAtOnce() {
        String name = create(1);
        FakeWorker leader = cluster.leader(routes(name).shards().getFirst());
        leader.beforeWrite = header -> FakeWorker.refuse(ErrorCode.OVERLOADED);

        assertThat(failureOf(() -> upsert(name, point(1, 1, 0, 0))).code()).isEqualTo(ErrorCode.OVERLOADED);
        assertThat(leader.writes).hasSize(1);
    }
}
