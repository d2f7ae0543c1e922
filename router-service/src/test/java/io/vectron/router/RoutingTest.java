package io.vectron.router;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
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
import io.vectron.proto.v1.GetRequest;
import io.vectron.proto.v1.Hit;
import io.vectron.proto.v1.Point;
import io.vectron.proto.v1.SearchRequest;
import io.vectron.proto.v1.SearchResponse;
import io.vectron.proto.v1.WriteResponse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Which shards a request goes to, and how their answers are merged. */
class RoutingTest extends RoutingFixture {
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
}
