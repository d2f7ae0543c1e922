package io.vectron.router;

import static org.assertj.core.api.Assertions.assertThat;

import io.vectron.proto.internal.v1.Instance;
import io.vectron.proto.internal.v1.InstanceRole;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The router's management port: what it shows and what it does not. */
class ManagementTest {
    private TestCluster cluster;

    @BeforeEach
    void start() throws IOException {
        cluster = new TestCluster(1);
        cluster.create("films", 3, "l2", 2);
    }

    @AfterEach
    void stop() {
        cluster.close();
    }

    private HttpResponse<String> get(String path) {
        int port = cluster.router.getEnvironment().getRequiredProperty("local.management.port", Integer.class);
        assertThat(port).isNotEqualTo(cluster.restPort);
        return cluster.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(30)));
    }

    private String metrics() {
        return get("/actuator/prometheus").body();
    }

    @Test
    void otherEndpointsDoNotExist() {
        for (String name : List.of(
                "env",
                "beans",
                "configprops",
                "loggers",
                "threaddump",
                "heapdump",
                "shutdown",
                "mappings",
                "metrics",
                "conditions",
                "scheduledtasks",
                "caches",
                "logfile",
                "sbom",
                "circuitbreakers",
                "refresh")) {
            assertThat(get("/actuator/" + name).statusCode()).as(name).isEqualTo(404);
        }
    }

    @Test
    void restPortShowsNoManagementAndManagementPortNoRest() {
        assertThat(cluster.rest("GET", "/actuator/health").statusCode()).isEqualTo(404);
        assertThat(get("/v1/collections").statusCode()).isEqualTo(404);
    }

    @Test
    void healthAndInfoSayWhatTheyStandOn() {
        assertThat(get("/actuator/health/liveness").statusCode()).isEqualTo(200);
        HttpResponse<String> ready = get("/actuator/health/readiness");
        assertThat(ready.statusCode()).as(ready.body()).isEqualTo(200);
        assertThat(ready.body()).contains("\"serving\"", "\"map_revision\"");
        assertThat(get("/actuator/info").body())
                .contains(
                        "\"role\":\"router\"", "\"cluster_id\":\"test\"", "\"version\":\"0.1.0", "\"java\"", "\"os\"");
    }

    @Test
    void requestsOfBothApisAreCountedOnceWithTheirCodes() {
        assertThat(cluster.rest(
                                "PUT",
                                "/v1/collections/films/points",
                                "{\"points\":[{\"id\":1,\"vector\":[1,2,3]},{\"id\":2,\"vector\":[1,2,4]}]}")
                        .statusCode())
                .isEqualTo(200);
        assertThat(cluster.rest("POST", "/v1/collections/films/points/search", "{\"vector\":[1,2]}")
                        .statusCode())
                .isEqualTo(400);
        assertThat(cluster.rest("POST", "/v1/collections/nothing/points/search", "{\"vector\":[1,2,3],\"k\":1}")
                        .statusCode())
                .isEqualTo(404);
        var _ = cluster.collections().listCollections(io.vectron.proto.v1.ListCollectionsRequest.getDefaultInstance());
        String text = metrics();
        assertThat(text)
                .contains(
                        "vectron_router_requests_seconds_count{api=\"rest\",code=\"OK\",collection=\"films\",operation=\"upsert\"} 1",
                        "vectron_router_requests_seconds_count{api=\"rest\",code=\"COLLECTION_NOT_FOUND\",collection=\"none\",operation=\"search\"} 1",
                        "vectron_router_requests_seconds_count{api=\"grpc\",code=\"OK\",collection=\"none\",operation=\"list_collections\"} 1",
                        "vectron_router_points_written_total{collection=\"films\"} 2",
                        "vectron_router_requests_running 0");
        assertThat(text).doesNotContain("nothing").doesNotContain("http_server_requests");
    }

    @Test
    void metersGoWithTheirCollection() throws InterruptedException {
        var _ = cluster.rest("GET", "/v1/collections/films/points/1");
        assertThat(metrics()).contains("collection=\"films\"");
        assertThat(cluster.rest("DELETE", "/v1/collections/films").statusCode()).isEqualTo(204);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (metrics().contains("collection=\"films\"")) {
            assertThat(System.nanoTime()).as("deadline").isLessThan(end);
            Thread.sleep(20);
        }
    }

    @Test
    void requestInFlightIsAnsweredWhenTheRouterStops() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch mayAnswer = new CountDownLatch(1);
        cluster.workers.getFirst().beforeRead = header -> {
            asked.countDown();
            await(mayAnswer);
        };
        CompletableFuture<HttpResponse<String>> running = CompletableFuture.supplyAsync(
                () -> cluster.rest("POST", "/v1/collections/films/points/search", "{\"vector\":[1,2,3],\"k\":1}"));
        await(asked);
        Thread closing = Thread.ofPlatform().start(cluster.router::close);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(8);
        while (get("/actuator/health/readiness").statusCode() == 200) {
            assertThat(System.nanoTime()).as("deadline").isLessThan(end);
        }
        assertThat(get("/actuator/health/readiness").statusCode()).isEqualTo(503);
        mayAnswer.countDown();
        assertThat(running.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
        assertThat(closing.join(Duration.ofSeconds(20))).isTrue();
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void requestIdReachesTheWorkersOfAFanOut() {
        HttpResponse<String> answer = cluster.send(cluster.request("/v1/collections/films/points/search")
                .header("Content-Type", "application/json")
                .header("X-Request-Id", "order-17")
                .POST(HttpRequest.BodyPublishers.ofString("{\"vector\":[1,2,3],\"k\":1}")));
        assertThat(answer.headers().firstValue("X-Request-Id")).contains("order-17");
        assertThat(cluster.workers.getFirst().loggedIds).containsExactly("order-17", "order-17");
    }

    @Test
    void routerAnnouncesItselfWithItsPorts() throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (cluster.placement.announced.isEmpty()) {
            assertThat(System.nanoTime()).as("deadline").isLessThan(end);
            Thread.sleep(20);
        }
        Instance instance = cluster.placement.announced.getFirst().getInstance();
        assertThat(instance.getRole()).isEqualTo(InstanceRole.INSTANCE_ROLE_ROUTER);
        assertThat(instance.getHttpAddress()).isEqualTo("127.0.0.1:" + cluster.restPort);
        assertThat(instance.getAddress()).isEqualTo("127.0.0.1:" + cluster.grpcPort);
        assertThat(instance.getManagementAddress()).startsWith("127.0.0.1:");
        assertThat(instance.hasTraffic()).isTrue();
        cluster.router.close();
        assertThat(cluster.placement.announced.getLast().getStopping()).isTrue();
    }
}
