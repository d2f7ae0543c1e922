package io.vectron.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.vectron.errors.ErrorCode;
import io.vectron.proto.internal.v1.Shard;
import io.vectron.proto.internal.v1.WorkerState;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.cloud.circuitbreaker.resilience4j.Resilience4JCircuitBreakerFactory;

/** Workers that die, a placement driver that goes away, and starts that must not succeed. */
class FailureTest {
    private TestCluster cluster;

    @BeforeEach
    void start() throws IOException {
        cluster = new TestCluster(2, "--vectron.router.breaker.calls-min=3", "--vectron.router.breaker.open=300ms");
        cluster.create("c", 2, "l2", 1);
        assertThat(upsert(1).statusCode()).isEqualTo(200);
    }

    @AfterEach
    void stop() {
        cluster.close();
    }

    private HttpResponse<String> upsert(int id) {
        return cluster.rest(
                "PUT",
                "/v1/collections/c/points",
                "{\"points\":[{\"id\":%d,\"vector\":[1,%d]}],\"timeout_ms\":1000}".formatted(id, id));
    }

    private HttpResponse<String> search(String consistency) {
        return cluster.rest(
                "POST",
                "/v1/collections/c/points/search",
                "{\"vector\":[1,1],\"k\":1,\"timeout_ms\":1000,\"consistency\":\"" + consistency + "\"}");
    }

    private Shard shard() {
        return cluster.map().current().collection("c").orElseThrow().shards().getFirst();
    }

    private CircuitBreaker breaker(FakeWorker worker) {
        return cluster.router
                .getBean(Resilience4JCircuitBreakerFactory.class)
                .getCircuitBreakerRegistry()
                .circuitBreaker(worker.id);
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        for (long end = System.nanoTime() + Duration.ofSeconds(5).toNanos(); !condition.getAsBoolean(); ) {
            assertThat(System.nanoTime()).as("waited 5 s in vain").isLessThan(end);
            Thread.sleep(10);
        }
    }

    @Test
    void otherReplicaAnswersWhileADeadWorkersBreakerOpensAndCloses() throws Exception {
        FakeWorker dead = cluster.leader(shard());
        dead.stop();
        for (int i = 0; i < 10; i++) {
            assertThat(search("eventual").statusCode()).isEqualTo(200);
        }
        assertThat(breaker(dead).getState()).isNotEqualTo(CircuitBreaker.State.CLOSED);

        dead.startAgain();

        await(() -> {
            assertThat(search("eventual").statusCode()).isEqualTo(200);
            return breaker(dead).getState() == CircuitBreaker.State.CLOSED;
        });
    }

    @Test
    void writesFollowTheNewLeaderAfterTheOldOneDies() throws Exception {
        FakeWorker dead = cluster.leader(shard());
        FakeWorker next = cluster.others(dead).getFirst();
        dead.stop();

        assertThat(upsert(2).statusCode())
                .as("nothing was sent to the dead one")
                .isEqualTo(200);
        assertThat(next.writes).isNotEmpty();
    }

    @Test
    void aShardWithAllWorkersShutOffIsUnavailableAtOnce() throws Exception {
        for (FakeWorker worker : cluster.workers) {
            worker.stop();
        }
        HttpResponse<String> answer = upsert(2);
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body()).contains(ErrorCode.SHARD_UNAVAILABLE.name(), "\"shard\":\"" + shard().getId());
        assertThat(answer.headers().firstValue("Retry-After")).isPresent();

        cluster.workers.forEach(worker -> breaker(worker).transitionToOpenState());
        long start = System.nanoTime();
        assertThat(search("strong").body()).contains(ErrorCode.SHARD_UNAVAILABLE.name(), "circuit breaker open");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(500));
    }

    @Test
    void errorsThatAWorkerAnswersDoNotOpenItsBreaker() {
        for (FakeWorker worker : cluster.workers) {
            worker.beforeRead = header -> FakeWorker.refuse(ErrorCode.INTERNAL);
        }
        for (int i = 0; i < 10; i++) {
            assertThat(search("strong").statusCode()).isEqualTo(500);
        }
        assertThat(cluster.workers).allMatch(worker -> breaker(worker).getState() == CircuitBreaker.State.CLOSED);
    }

    @Test
    void tinyTimeoutsDoNotOpenABreaker() {
        cluster.workers.forEach(worker -> worker.beforeRead = header -> pause());
        for (int i = 0; i < 10; i++) {
            cluster.rest("POST", "/v1/collections/c/points/search", "{\"vector\":[1,1],\"k\":1,\"timeout_ms\":1}");
        }
        assertThat(cluster.workers).allMatch(worker -> breaker(worker).getState() == CircuitBreaker.State.CLOSED);
    }

    private static void pause() {
        try {
            Thread.sleep(50);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void mapFollowsDeltasAndTakesUpAgainWhereItStopped() throws Exception {
        long revision = cluster.map().current().revision();
        FakeWorker other = cluster.others(cluster.leader(shard())).getFirst();
        cluster.placement.lead(shard().getId(), other.id);
        await(() -> cluster.leader(shard()) == other);

        cluster.placement.dropWatchers();
        await(() -> cluster.placement.watchedFrom.size() >= 2);
        assertThat(cluster.placement.watchedFrom.getLast()).isGreaterThanOrEqualTo(revision);

        FakeWorker gone = cluster.workers.getFirst();
        cluster.placement.put(gone.worker().toBuilder()
                .setState(WorkerState.WORKER_STATE_REMOVED)
                .build());
        await(() -> cluster.map().current().worker(gone.id).isEmpty());
        assertThat(search("eventual").statusCode()).isEqualTo(200);
    }

    @Test
    void requestsGoOnWithoutThePlacementDriver() {
        cluster.placement.server.shutdownNow();

        assertThat(upsert(5).statusCode()).isEqualTo(200);
        assertThat(search("strong").statusCode()).isEqualTo(200);
    }

    @Test
    void aDeletedCollectionIsGoneAtOnceAndItsNameCanBeUsedAgain() {
        assertThat(cluster.rest("DELETE", "/v1/collections/c").statusCode()).isEqualTo(204);
        assertThat(search("strong").body()).contains(ErrorCode.COLLECTION_NOT_FOUND.name());

        cluster.create("c", 3, "l2", 2);

        assertThat(upsert(1).body()).contains(ErrorCode.DIMENSION_MISMATCH.name());
    }

    @Test
    void changesOfCollectionsWhoseAnswerIsLostAreSentOnceAndTheirOutcomeIsUnknown() {
        int before = cluster.placement.changes.get();
        cluster.placement.losesAnswers = true;

        HttpResponse<String> deleted = cluster.rest("DELETE", "/v1/collections/c");
        assertThat(deleted.statusCode()).isEqualTo(503);
        assertThat(deleted.body())
                .as("a second deletion would find nothing, or somebody else's collection")
                .contains(ErrorCode.OUTCOME_UNKNOWN.name());
        HttpResponse<String> created = cluster.rest(
                "POST", "/v1/collections", "{\"name\":\"c\",\"dimension\":2,\"metric\":\"l2\",\"shards\":1}");
        assertThat(created.statusCode()).isEqualTo(503);
        assertThat(created.body())
                .as("a second creation would find the first one's collection")
                .contains(ErrorCode.OUTCOME_UNKNOWN.name());

        assertThat(cluster.placement.changes).hasValue(before + 2);
    }

    @Test
    void payloadsComeBackAsTheyWereWritten() {
        String payload =
                "{ \"big\":12345678901234567890, \"price\" : 0.10,\"e\":1E+2,\"t\":\"\\u00e4ä\\/\", \"n\":null, \"a\":[ ] }";
        cluster.rest(
                "PUT",
                "/v1/collections/c/points",
                "{\"points\":[{\"payload\":" + payload + ",\"id\":18446744073709551615,\"vector\":[1,2]}]}");

        assertThat(cluster.rest("GET", "/v1/collections/c/points/18446744073709551615")
                        .body())
                .isEqualTo("{\"id\":18446744073709551615,\"payload\":" + payload + "}");
        assertThat(cluster.rest("GET", "/v1/collections/c/points/18446744073709551615?id_type=text")
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void anIdInAPathMayHoldASlash() {
        cluster.rest("PUT", "/v1/collections/c/points", "{\"points\":[{\"id\":\"a/b;c\",\"vector\":[1,2]}]}");

        assertThat(cluster.rest("GET", "/v1/collections/c/points/a%2Fb%3Bc").body())
                .contains("\"id\":\"a/b;c\"");
    }

    @Test
    void aTakenPortStopsTheStartAndNamesTheSetting() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = Integer.toString(taken.getLocalPort());
            assertThatThrownBy(() -> RouterApplication.builder()
                            .registerShutdownHook(false)
                            .run(
                                    "--vectron.router.insecure-dev=true",
                                    "--vectron.router.rest-port=0",
                                    "--vectron.router.grpc-port=" + port))
                    .hasMessageContaining("127.0.0.1:" + port)
                    .hasMessageContaining("vectron.router.grpc-port");
        }
    }

    @Test
    void unknownAndWrongSettingsStopTheStart() {
        for (String setting : List.of("--vectron.router.rest-prot=1", "--vectron.router.breaker.window=0")) {
            assertThatThrownBy(() -> RouterApplication.builder()
                            .registerShutdownHook(false)
                            .run(
                                    "--vectron.router.insecure-dev=true",
                                    "--vectron.router.rest-port=0",
                                    "--vectron.router.grpc-port=0",
                                    setting))
                    .hasStackTraceContaining("vectron.router");
        }
    }
}
