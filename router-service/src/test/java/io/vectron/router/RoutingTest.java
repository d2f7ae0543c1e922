package io.vectron.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.vectron.errors.ErrorCode;
import io.vectron.errors.GrpcErrors;
import io.vectron.errors.VectronException;
import io.vectron.model.KeyRanges;
import io.vectron.model.PointIds;
import io.vectron.model.SessionToken;
import io.vectron.model.Vectors;
import io.vectron.proto.internal.v1.Shard;
import io.vectron.proto.internal.v1.ShardQuery;
import io.vectron.proto.internal.v1.ShardRow;
import io.vectron.proto.internal.v1.WriteOp;
import io.vectron.proto.v1.BatchSearchRequest;
import io.vectron.proto.v1.Consistency;
import io.vectron.proto.v1.DeleteRequest;
import io.vectron.proto.v1.Epoch;
import io.vectron.proto.v1.GetRequest;
import io.vectron.proto.v1.Hit;
import io.vectron.proto.v1.KeyRange;
import io.vectron.proto.v1.Point;
import io.vectron.proto.v1.PointId;
import io.vectron.proto.v1.SearchRequest;
import io.vectron.proto.v1.SearchResponse;
import io.vectron.proto.v1.UpsertRequest;
import io.vectron.proto.v1.WriteResponse;
import io.vectron.router.map.CollectionRoutes;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Where requests go, what is tried again, and what is not. */
class RoutingTest {
    private static final int DIMENSION = 3;
    private static TestCluster cluster;
    private static int collections;

    @BeforeAll
    static void start() throws IOException {
        cluster = new TestCluster(3);
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    @AfterEach
    void healAfter() {
        heal();
    }

    private static void heal() {
        for (FakeWorker worker : cluster.workers) {
            worker.beforeWrite = header -> {};
            worker.beforeRead = header -> {};
            worker.writes.clear();
            worker.gets.clear();
            worker.searches.clear();
        }
    }

    private static String create(int shards) {
        String name = "c" + collections++;
        cluster.create(name, DIMENSION, "l2", shards);
        return name;
    }

    private static CollectionRoutes routes(String name) {
        return cluster.map().current().collection(name).orElseThrow();
    }

    private static PointId number(long id) {
        return PointId.newBuilder().setNumber(id).build();
    }

    private static Point point(long id, float... vector) {
        Point.Builder point = Point.newBuilder().setId(number(id));
        for (float component : vector) {
            point.addVector(component);
        }
        return point.build();
    }

    private static WriteResponse upsert(String collection, Point... points) {
        return cluster.points()
                .upsert(UpsertRequest.newBuilder()
                        .setCollection(collection)
                        .addAllPoints(List.of(points))
                        .setTimeoutMillis(3_000)
                        .build());
    }

    private static SearchRequest.Builder query(String collection, int k, float... vector) {
        SearchRequest.Builder request =
                SearchRequest.newBuilder().setCollection(collection).setK(k).setTimeoutMillis(3_000);
        for (float component : vector) {
            request.addVector(component);
        }
        return request;
    }

    private static VectronException failureOf(Runnable call) {
        Throwable failure = catchThrowable(call::run);
        assertThat(failure).as("the call must fail").isNotNull();
        return GrpcErrors.fromGrpc(failure).orElseThrow(() -> new AssertionError("no code in " + failure, failure));
    }

    // ---- routing and merging ----

    @Test
    void eachPointGoesToTheLeaderOfTheShardThatHoldsItsKey() {
        String name = create(8);
        Point[] points =
                IntStream.range(0, 200).mapToObj(i -> point(i, i, 0, 0)).toArray(Point[]::new);

        WriteResponse answer = upsert(name, points);

        assertThat(answer.getWritten()).isEqualTo(200);
        assertThat(SessionToken.decode(answer.getSessionToken()).sequences()).hasSize(8);
        for (Shard shard : routes(name).shards()) {
            var sent = cluster.leader(shard).writes.stream()
                    .filter(write -> write.getShard().getShardId() == shard.getId())
                    .toList();
            assertThat(sent).hasSize(1);
            assertThat(sent.getFirst().getShard().getEpoch()).isEqualTo(shard.getEpoch());
            assertThat(sent.getFirst().getOpsList())
                    .allMatch(op -> KeyRanges.contains(
                            shard.getRange(), PointIds.key(op.getId().toByteArray())));
        }
        assertThat(cluster.workers.stream()
                        .mapToInt(worker -> worker.writes.size())
                        .sum())
                .isEqualTo(8);
    }

    @Test
    void mergedHitsEqualBruteForceOverAllRows() {
        String name = create(7);
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        // few distinct vectors, so that many scores tie and ids decide
        Point[] points = IntStream.range(0, 500)
                .mapToObj(i -> point(i, random.nextInt(4), random.nextInt(4), random.nextInt(4)))
                .toArray(Point[]::new);
        upsert(name, points);
        Map<ByteString, WriteOp> all = new HashMap<>();
        for (Shard shard : routes(name).shards()) {
            all.putAll(cluster.rows.of(shard.getId()));
        }
        for (int k : new int[] {1, 10, 99, 500, 10_000}) {
            List<ShardRow> expected = FakeWorker.bruteForce(
                    all,
                    ShardQuery.newBuilder()
                            .setVector(Vectors.toBytes(new float[] {1, 2, 3}))
                            .setK(k)
                            .build());

            SearchResponse found =
                    cluster.points().search(query(name, k, 1, 2, 3).build());

            assertThat(found.getHitsList().stream().map(Hit::getId).toList())
                    .isEqualTo(expected.stream()
                            .map(row -> PointIds.parse(row.getId()))
                            .toList());
            assertThat(found.getFacts().getShardsCount()).isEqualTo(7);
        }
    }

    @Test
    void streamedChunksTogetherAreTheSearchAnswer() {
        String name = create(2);
        String payload = "{\"text\":\"" + "x".repeat(20_000) + "\"}";
        for (int i = 0; i < 200; i += 100) {
            int from = i;
            upsert(
                    name,
                    IntStream.range(from, from + 100)
                            .mapToObj(id -> point(id, id, 0, 0).toBuilder()
                                    .setPayloadJson(payload)
                                    .build())
                            .toArray(Point[]::new));
        }
        SearchRequest request = query(name, 200, 0, 0, 0).build();
        List<SearchResponse> chunks = new ArrayList<>();
        cluster.points().searchStream(request).forEachRemaining(chunks::add);

        assertThat(chunks).hasSizeGreaterThan(3).allMatch(chunk -> chunk.getSerializedSize() < 4 << 20);
        assertThat(chunks.stream()
                        .flatMap(chunk -> chunk.getHitsList().stream())
                        .toList())
                .isEqualTo(cluster.points().search(request).getHitsList());
        assertThat(chunks.subList(0, chunks.size() - 1)).noneMatch(SearchResponse::hasFacts);
        assertThat(chunks.getLast().getFacts().getShardsCount()).isEqualTo(2);
    }

    @Test
    void batchSearchAsksEachShardOnceForAllQueries() {
        String name = create(4);
        upsert(name, point(1, 1, 0, 0), point(2, 2, 0, 0), point(3, 3, 0, 0));

        var answer = cluster.points()
                .batchSearch(BatchSearchRequest.newBuilder()
                        .setCollection(name)
                        .addSearches(query("", 1, 3, 0, 0))
                        .addSearches(query("", 2, 1, 0, 0))
                        .build());

        assertThat(answer.getResults(0).getHitsList()).extracting(Hit::getId).containsExactly(number(3));
        assertThat(answer.getResults(1).getHitsList()).extracting(Hit::getId).containsExactly(number(1), number(2));
        assertThat(cluster.workers.stream().flatMap(worker -> worker.searches.stream()))
                .hasSize(4)
                .allMatch(request -> request.getQueriesCount() == 2);
    }

    @Test
    void getKeepsTheOrderOfTheRequestAndLeavesOutWhatIsNotThere() {
        String name = create(4);
        upsert(name, point(1, 1, 0, 0), point(2, 2, 0, 0), point(3, 3, 0, 0));

        var found = cluster.points()
                .get(GetRequest.newBuilder()
                        .setCollection(name)
                        .addAllIds(List.of(number(3), number(9), number(1), number(3)))
                        .setWithVectors(true)
                        .build());

        assertThat(found.getPointsList()).extracting(Point::getId).containsExactly(number(3), number(1), number(3));
        assertThat(found.getPoints(0).getVectorList()).containsExactly(3f, 0f, 0f);
    }

    @Test
    void ofSeveralPointsWithOneIdTheLastWinsAndDeleteRemovesIt() {
        String name = create(2);
        upsert(name, point(1, 1, 0, 0), point(1, 2, 0, 0));
        GetRequest get = GetRequest.newBuilder()
                .setCollection(name)
                .addIds(number(1))
                .setWithVectors(true)
                .build();
        assertThat(cluster.points().get(get).getPoints(0).getVector(0)).isEqualTo(2f);

        var deleted = cluster.points()
                .delete(DeleteRequest.newBuilder()
                        .setCollection(name)
                        .addIds(number(1))
                        .addIds(number(77))
                        .build());

        assertThat(deleted.getWritten()).isEqualTo(2);
        assertThat(cluster.points().get(get).getPointsCount()).isZero();
    }

    @Test
    void sessionReadsCarryTheSequenceOfTheTokenAndEventualReadsTakeTurns() {
        String name = create(1);
        String token = upsert(name, point(1, 1, 0, 0)).getSessionToken();
        long shardId = routes(name).shards().getFirst().getId();

        cluster.points()
                .search(query(name, 1, 0, 0, 0)
                        .setConsistency(Consistency.CONSISTENCY_SESSION)
                        .setSessionToken(token)
                        .build());

        var mode = cluster.workers.stream()
                .flatMap(worker -> worker.searches.stream())
                .findFirst()
                .orElseThrow()
                .getMode();
        assertThat(mode.getMinSequence())
                .isEqualTo(SessionToken.decode(token).sequenceOf(shardId))
                .isPositive();
        for (int i = 0; i < 6; i++) {
            cluster.points()
                    .search(query(name, 1, 0, 0, 0)
                            .setConsistency(Consistency.CONSISTENCY_EVENTUAL)
                            .build());
        }
        assertThat(cluster.workers).allMatch(worker -> !worker.searches.isEmpty());
    }

    // ---- what is tried again ----

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

    private static void refuseOldRange(Epoch epoch, AtomicInteger refused, String name, List<Shard> split) {
        if (epoch.getRangeVersion() < 2) {
            if (refused.getAndIncrement() == 0) {
                cluster.placement.change(name, split);
            }
            FakeWorker.refuse(ErrorCode.STALE_EPOCH);
        }
    }

    @Test
    void overloadedPassesThroughAtOnce() {
        String name = create(1);
        FakeWorker leader = cluster.leader(routes(name).shards().getFirst());
        leader.beforeWrite = header -> FakeWorker.refuse(ErrorCode.OVERLOADED);

        assertThat(failureOf(() -> upsert(name, point(1, 1, 0, 0))).code()).isEqualTo(ErrorCode.OVERLOADED);
        assertThat(leader.writes).hasSize(1);
    }

    // ---- what is not tried again ----

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

    private static Point[] hundredPoints() {
        return IntStream.range(0, 100).mapToObj(i -> point(i, i, 0, 0)).toArray(Point[]::new);
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

    @Test
    void aStrongReadGoesOnToAFollowerWhenTheLeadersReplicaFailed() {
        String name = create(1);
        upsert(name, point(1, 1, 0, 0));
        FakeWorker failed = cluster.leader(routes(name).shards().getFirst());
        failed.beforeRead = header -> FakeWorker.refuse(ErrorCode.SHARD_FAILED);

        assertThat(cluster.points().search(query(name, 1, 0, 0, 0).build()).getHitsCount())
                .isEqualTo(1);
        assertThat(failed.searches).hasSize(1);
    }

    @Test
    void aReadThatFailsAtEveryReplicaEndsWithTheLastReason() {
        for (Consistency consistency : List.of(Consistency.CONSISTENCY_STRONG, Consistency.CONSISTENCY_EVENTUAL)) {
            String name = create(1);
            cluster.workers.forEach(worker -> worker.beforeRead = header -> FakeWorker.refuse(ErrorCode.SHARD_FAILED));

            VectronException failure = failureOf(() -> cluster.points()
                    .search(query(name, 1, 0, 0, 0).setConsistency(consistency).build()));

            assertThat(failure.code()).isEqualTo(ErrorCode.SHARD_FAILED);
            assertThat(cluster.workers).allMatch(worker -> worker.searches.size() == 1);
            heal();
        }
    }

    @Test
    void aReadThatNoReplicaAnswersInTimeIsDeadlineExceeded() {
        String name = create(1);
        cluster.workers.forEach(worker -> worker.beforeRead = header -> sleep(1_500));

        VectronException failure = failureOf(() -> cluster.points()
                .search(query(name, 1, 0, 0, 0).setTimeoutMillis(200).build()));

        assertThat(failure.code()).isEqualTo(ErrorCode.DEADLINE_EXCEEDED);
    }

    @Test
    void theCallersOwnGrpcDeadlineCountsToo() {
        String name = create(1);
        cluster.workers.forEach(worker -> worker.beforeRead = header -> sleep(1_500));
        long start = System.nanoTime();

        Throwable failure = catchThrowable(() -> cluster.points()
                .withDeadlineAfter(Duration.ofMillis(200))
                .search(query(name, 1, 0, 0, 0).build()));

        assertThat(Status.fromThrowable(failure).getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(1_200));
    }

    @Test
    void aReadGoesOnToAnotherReplicaWhenOneBreaks() {
        String name = create(1);
        upsert(name, point(1, 1, 0, 0));
        FakeWorker broken = cluster.workers.getFirst();
        broken.beforeRead = header -> {
            throw Status.UNAVAILABLE.asRuntimeException();
        };

        for (int i = 0; i < 6; i++) {
            assertThat(cluster.points()
                            .search(query(name, 1, 0, 0, 0)
                                    .setConsistency(Consistency.CONSISTENCY_EVENTUAL)
                                    .build())
                            .getHitsCount())
                    .isEqualTo(1);
        }
    }

    private static void sleep(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
