package io.vectron.pd.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vectron.errors.ErrorCode;
import io.vectron.errors.VectronException;
import io.vectron.proto.internal.v1.CollectionMap;
import io.vectron.proto.internal.v1.Replica;
import io.vectron.proto.internal.v1.Shard;
import io.vectron.proto.internal.v1.Worker;
import io.vectron.proto.v1.CreateCollectionRequest;
import io.vectron.proto.v1.Metric;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlacementPlannerTest {
    private static Candidate candidate(String id, double capacity, String region, String zone, String rack) {
        return new Candidate(
                Worker.newBuilder()
                        .setId(id)
                        .setRaftAddress(id + ":1")
                        .setCapacity(capacity)
                        .putLabels("region", region)
                        .putLabels("zone", zone)
                        .putLabels("rack", rack)
                        .build(),
                0,
                0);
    }

    private static List<Candidate> alike(int count) {
        List<Candidate> workers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            workers.add(candidate("w" + i, 1, "", "", ""));
        }
        return workers;
    }

    private static CollectionMap place(List<Candidate> workers, int shards, int replicationFactor) {
        CollectionSpec spec = new CollectionSpec("c", 3, Metric.METRIC_L2, shards, replicationFactor);
        return PlacementPlanner.place(spec, workers, 0, 1);
    }

    private static List<String> ids(Shard shard) {
        return shard.getReplicasList().stream().map(Replica::getWorkerId).toList();
    }

    private static Map<String, Integer> count(CollectionMap map, boolean firstsOnly) {
        Map<String, Integer> counts = new HashMap<>();
        for (Shard shard : map.getShardsList()) {
            ids(shard).stream().limit(firstsOnly ? 1 : Long.MAX_VALUE).forEach(id -> counts.merge(id, 1, Integer::sum));
        }
        return counts;
    }

    @Test
    void replicasAndFirstsAreEvenOverEqualWorkers() {
        CollectionMap map = place(alike(5), 20, 3);
        assertThat(count(map, false).values()).containsOnly(12).hasSize(5);
        assertThat(count(map, true).values()).containsOnly(4).hasSize(5);
    }

    @Test
    void capacityWeighs() {
        List<Candidate> workers = List.of(candidate("big", 3, "", "", ""), candidate("small", 1, "", "", ""));
        assertThat(count(place(workers, 8, 1), false)).isEqualTo(Map.of("big", 6, "small", 2));
    }

    @Test
    void workersThatHoldMuchGetLess() {
        Worker busy = candidate("a", 1, "", "", "").worker();
        List<Candidate> workers = List.of(new Candidate(busy, 4, 4), candidate("b", 1, "", "", ""));
        assertThat(count(place(workers, 4, 1), false)).isEqualTo(Map.of("b", 4));
    }

    @Test
    void regionsAreSpreadBeforeZonesBeforeRacks() {
        List<Candidate> workers = List.of(
                candidate("a", 1, "r1", "z1", "k1"),
                candidate("b", 1, "r1", "z1", "k2"),
                candidate("c", 1, "r1", "z2", "k3"),
                candidate("d", 1, "r2", "z1", "k4"));
        for (Shard shard : place(workers, 16, 2).getShardsList()) {
            assertThat(ids(shard)).contains("d");
        }
        for (Shard shard : place(workers, 16, 3).getShardsList()) {
            assertThat(ids(shard)).contains("c", "d");
        }
        for (Shard shard : place(workers.subList(0, 3), 16, 2).getShardsList()) {
            assertThat(ids(shard)).contains("c");
        }
    }

    @Test
    void rangesCoverTheKeySpaceInOrder() {
        List<Shard> shards = place(alike(1), 7, 1).getShardsList();
        assertThat(shards.getFirst().getRange().getStart()).isZero();
        assertThat(shards.getLast().getRange().getEnd()).isZero();
        for (int i = 1; i < shards.size(); i++) {
            assertThat(shards.get(i).getRange().getStart())
                    .isEqualTo(shards.get(i - 1).getRange().getEnd());
        }
    }

    @Test
    void randomPlacementsNeverDoubleAReplicaAndSpreadAsFarAsLabelsAllow() {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        for (int round = 0; round < 200; round++) {
            List<Candidate> workers = new ArrayList<>();
            Set<String> zones = new HashSet<>();
            for (int i = 0; i < 1 + random.nextInt(9); i++) {
                String zone = "z" + random.nextInt(4);
                zones.add(zone);
                workers.add(candidate("w" + i, 0.5 + random.nextInt(3), "r", zone, "k" + random.nextInt(3)));
            }
            int replicas = 1 + random.nextInt(Math.min(7, workers.size()));
            CollectionMap map = place(workers, 1 + random.nextInt(6), replicas);
            for (Shard shard : map.getShardsList()) {
                assertThat(ids(shard)).hasSize(replicas).doesNotHaveDuplicates();
                long spread = workers.stream()
                        .filter(worker -> ids(shard).contains(worker.worker().getId()))
                        .map(worker -> worker.worker().getLabelsOrThrow("zone"))
                        .distinct()
                        .count();
                assertThat(spread).isEqualTo(Math.min(replicas, zones.size()));
            }
            assertThat(place(workers, map.getShardsCount(), replicas))
                    .as("twice the same")
                    .isEqualTo(map);
        }
    }

    @ParameterizedTest
    @CsvSource({"1,1", "2,2", "3,3", "5,3"})
    void defaultReplicationIsThreeOrTheNumberOfReadyWorkers(int ready, int expected) {
        assertThat(place(alike(ready), 1, 0).getReplicationFactor()).isEqualTo(expected);
    }

    @Test
    void moreReplicasThanReadyWorkersAreRefusedWithBothNumbers() {
        assertThatThrownBy(() -> place(alike(2), 1, 3)).isInstanceOfSatisfying(VectronException.class, e -> {
            assertThat(e.code()).isEqualTo(ErrorCode.INVALID_REPLICATION_FACTOR);
            assertThat(e.getMessage()).contains("replication_factor 3", "ready workers, 2");
        });
    }

    @Test
    void withoutWorkersNothingIsPlaced() {
        assertThatThrownBy(() -> place(List.of(), 1, 0)).isInstanceOfSatisfying(VectronException.class, e -> {
            assertThat(e.code()).isEqualTo(ErrorCode.SHARD_UNAVAILABLE);
            assertThat(e.getMessage()).contains("no worker is ready");
        });
    }

    @Test
    void shardsOfTheClusterAreLimited() {
        CollectionSpec spec = new CollectionSpec("c", 3, Metric.METRIC_L2, 2, 1);
        assertThat(PlacementPlanner.place(spec, alike(1), PlacementPlanner.SHARDS_TOTAL_MAX - 2, 1)
                        .getShardsCount())
                .isEqualTo(2);
        assertThatThrownBy(() -> PlacementPlanner.place(spec, alike(1), PlacementPlanner.SHARDS_TOTAL_MAX - 1, 1))
                .hasMessageContaining("65536");
    }

    @ParameterizedTest
    @CsvSource({
        "c,1,1,1,0,",
        "c,4096,3,1024,7,",
        "'',1,1,1,0,INVALID_COLLECTION_NAME",
        "-c,1,1,1,0,INVALID_COLLECTION_NAME",
        "c,0,1,1,0,INVALID_DIMENSION",
        "c,4097,1,1,0,INVALID_DIMENSION",
        "c,-1,1,1,0,INVALID_DIMENSION",
        "c,1,0,1,0,INVALID_METRIC",
        "c,1,9,1,0,INVALID_METRIC",
        "c,1,1,1025,0,INVALID_SHARD_COUNT",
        "c,1,1,-5,0,INVALID_SHARD_COUNT",
        "c,1,1,1,8,INVALID_REPLICATION_FACTOR",
        "c,1,1,1,-1,INVALID_REPLICATION_FACTOR",
    })
    void requestsAreCheckedBeforeAnythingElse(
            String name, int dimension, int metric, int shards, int replicas, @Nullable String code) {
        CreateCollectionRequest request = CreateCollectionRequest.newBuilder()
                .setName(name)
                .setDimension(dimension)
                .setMetricValue(metric)
                .setShards(shards)
                .setReplicationFactor(replicas)
                .build();
        if (code == null) {
            assertThat(CollectionSpec.of(request).shards()).isEqualTo(shards);
        } else {
            assertThatThrownBy(() -> CollectionSpec.of(request))
                    .isInstanceOfSatisfying(
                            VectronException.class,
                            e -> assertThat(e.code().name()).isEqualTo(code));
        }
    }

    @Test
    void noShardCountMeansOne() {
        CreateCollectionRequest request = CreateCollectionRequest.newBuilder()
                .setName("c")
                .setDimension(1)
                .setMetric(Metric.METRIC_DOT)
                .build();
        assertThat(CollectionSpec.of(request).shards()).isEqualTo(1);
    }

    @Test
    void workersAtOneRaftAddressGetReplicasOfOneOnly() {
        Candidate a = candidate("a", 1, "", "za", "");
        Worker twin = candidate("a2", 9, "", "z2", "").worker().toBuilder()
                .setRaftAddress(a.worker().getRaftAddress())
                .build();
        List<Candidate> workers = List.of(new Candidate(twin, 0, 0), a, candidate("b", 1, "", "zb", ""));

        for (Shard shard : place(workers, 8, 2).getShardsList()) {
            assertThat(ids(shard)).containsExactlyInAnyOrder("a", "b");
        }
        assertThat(place(workers, 1, 0).getReplicationFactor()).isEqualTo(2);
        assertThatThrownBy(() -> place(workers, 1, 3)).hasMessageContaining("ready workers, 2");
    }
}
