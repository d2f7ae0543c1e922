package io.vectron.router;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.vectron.errors.ErrorCode;
import io.vectron.errors.VectronException;
import io.vectron.model.KeyRanges;
import io.vectron.proto.internal.v1.Shard;
import io.vectron.proto.v1.KeyRange;
import io.vectron.proto.v1.Point;
import io.vectron.proto.v1.UpsertRequest;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What a write that was not done everywhere says: it is not tried again, and promises nothing that is not so. */
class WriteOutcomeTest extends RoutingFixture {
    @Test
    void aWriteWhoseAnswerIsLostIsSentOnceAndItsOutcomeIsUnknown() {
        String name = create(1);
        Shard shard = routes(name).shards().getFirst();
        FakeWorker leader = cluster.leader(shard);
        leader.beforeWrite = header -> {
            throw Status.UNAVAILABLE
                    .withDescription("connection reset by a test")
                    .asRuntimeException();
        };

        VectronException failure = failureOf(() -> upsert(name, point(1, 1, 0, 0)));

        assertThat(failure.code()).isEqualTo(ErrorCode.OUTCOME_UNKNOWN);
        assertThat(failure.value("shards")).isEqualTo(Long.toString(shard.getId()));
        assertThat(cluster.workers.stream()
                        .mapToInt(worker -> worker.writes.size())
                        .sum())
                .isEqualTo(1);
    }

    @Test
    void aWriteThatRunsIntoItsDeadlineHasAnUnknownOutcome() {
        String name = create(1);
        FakeWorker leader = cluster.leader(routes(name).shards().getFirst());
        leader.beforeWrite = header -> sleep(1_500);
        long start = System.nanoTime();

        VectronException failure = failureOf(() -> cluster.points()
                .upsert(UpsertRequest.newBuilder()
                        .setCollection(name)
                        .addPoints(point(1, 1, 0, 0))
                        .setTimeoutMillis(200)
                        .build()));

        assertThat(failure.code()).isEqualTo(ErrorCode.OUTCOME_UNKNOWN);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(1_200));
        assertThat(leader.writes).hasSize(1);
    }

    @Test
    void aFailedShardDoesNotHideThatOthersTookTheirPart() {
        String name = create(4);
        Shard lost = routes(name).shards().get(2);
        for (FakeWorker worker : cluster.workers) {
            worker.beforeWrite = header -> {
                if (header.getShardId() == lost.getId()) {
                    throw Status.UNAVAILABLE.asRuntimeException();
                }
            };
        }
        Point[] points =
                IntStream.range(0, 100).mapToObj(i -> point(i, i, 0, 0)).toArray(Point[]::new);

        VectronException failure = failureOf(() -> upsert(name, points));

        assertThat(failure.code()).isEqualTo(ErrorCode.OUTCOME_UNKNOWN);
        assertThat(failure.values())
                .containsEntry("shards", Long.toString(lost.getId()))
                .containsEntry("shards_written", "3")
                .containsEntry("shards_failed", "1");
    }

    @Test
    void aWriteDoneInPartNeverPromisesThatNothingWasDone() {
        for (ErrorCode code : List.of(ErrorCode.OVERLOADED, ErrorCode.SHARD_FAILED, ErrorCode.BATCH_TOO_LARGE)) {
            String name = create(4);
            List<Shard> shards = routes(name).shards();
            Shard refused = shards.get(1);
            refuseWrites(code, refused.getId());

            VectronException failure = failureOf(() -> upsert(name, hundredPoints()));

            assertThat(failure.code()).isEqualTo(ErrorCode.OUTCOME_UNKNOWN);
            assertThat(failure.getMessage()).contains(refused.getId() + " " + code);
            assertThat(failure.values())
                    .containsEntry("shards", Long.toString(refused.getId()))
                    .containsEntry("failed", refused.getId() + " " + code)
                    .containsEntry("written", idsWithout(shards, refused))
                    .containsEntry("shards_written", "3")
                    .containsEntry("shards_failed", "1");
        }
    }

    @Test
    void aWriteThatEveryShardRefusesKeepsItsCode() {
        String name = create(4);
        refuseWrites(
                ErrorCode.OVERLOADED,
                routes(name).shards().stream().mapToLong(Shard::getId).toArray());

        VectronException failure = failureOf(() -> upsert(name, hundredPoints()));

        assertThat(failure.code()).isEqualTo(ErrorCode.OVERLOADED);
        assertThat(failure.values()).containsEntry("shards_written", "0").containsEntry("shards_failed", "4");
    }

    @Test
    void ofRefusalsTheOneThatPromisesNothingIsAnswered() {
        String name = create(2);
        List<Shard> shards = routes(name).shards();
        for (FakeWorker worker : cluster.workers) {
            worker.beforeWrite = header -> FakeWorker.refuse(
                    header.getShardId() == shards.getLast().getId() ? ErrorCode.INTERNAL : ErrorCode.OVERLOADED);
        }

        assertThat(failureOf(() -> upsert(name, hundredPoints())).code()).isEqualTo(ErrorCode.INTERNAL);
    }

    @Test
    void aWriteDoneInPartNamesTheHalvesOfAShardThatSplitUnderIt() {
        String name = create(1);
        Shard parent = routes(name).shards().getFirst();
        List<KeyRange> halves = KeyRanges.equalRanges(2);
        Shard lower = cluster.placement.shard(parent.getId(), halves.get(0), 2);
        Shard upper = cluster.placement.shard(cluster.placement.newShardId(), halves.get(1), 2);
        AtomicInteger refused = new AtomicInteger();
        for (FakeWorker worker : cluster.workers) {
            worker.beforeWrite = header -> {
                refuseOldRange(header.getEpoch(), refused, name, List.of(lower, upper));
                if (header.getShardId() == upper.getId()) {
                    FakeWorker.refuse(ErrorCode.OVERLOADED);
                }
            };
        }

        VectronException failure = failureOf(() -> upsert(name, hundredPoints()));

        assertThat(failure.code()).isEqualTo(ErrorCode.OUTCOME_UNKNOWN);
        assertThat(failure.values())
                .containsEntry("written", Long.toString(lower.getId()))
                .containsEntry("failed", upper.getId() + " OVERLOADED");
    }

    @Test
    void theErrorOfAWriteToManyShardsStaysSmall() {
        String name = create(200);
        Shard taken = routes(name).shards().getFirst();
        for (FakeWorker worker : cluster.workers) {
            worker.beforeWrite = header -> {
                if (header.getShardId() != taken.getId()) {
                    FakeWorker.refuse(ErrorCode.OVERLOADED);
                }
            };
        }
        Point[] points =
                IntStream.range(0, 1_000).mapToObj(i -> point(i, i, 0, 0)).toArray(Point[]::new);

        VectronException failure = failureOf(() -> upsert(name, points));

        assertThat(failure.code()).isEqualTo(ErrorCode.OUTCOME_UNKNOWN);
        assertThat(failure.value("failed")).contains(" more").hasSizeLessThan(500);
    }

    private static void refuseWrites(ErrorCode code, long... shardIds) {
        for (FakeWorker worker : cluster.workers) {
            worker.beforeWrite = header -> {
                if (LongStream.of(shardIds).anyMatch(id -> id == header.getShardId())) {
                    FakeWorker.refuse(code);
                }
            };
        }
    }

    private static String idsWithout(List<Shard> shards, Shard without) {
        return shards.stream()
                .filter(shard -> !shard.equals(without))
                .map(shard -> Long.toString(shard.getId()))
                .collect(Collectors.joining(","));
    }
}
