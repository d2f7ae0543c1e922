package io.vectron.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.vectron.model.KeyRanges;
import io.vectron.proto.internal.v1.Assignment;
import io.vectron.proto.internal.v1.Instance;
import io.vectron.proto.internal.v1.InstanceRole;
import io.vectron.proto.internal.v1.Replica;
import io.vectron.proto.internal.v1.Shard;
import io.vectron.proto.v1.Epoch;
import io.vectron.proto.v1.Metric;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;

/** The worker's management port while its shards come and go. */
class WorkerManagementTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @TempDir
    Path data;

    private FakePlacement placement;
    private ConfigurableApplicationContext worker;
    private int raftPort;

    @BeforeEach
    void start() throws IOException {
        placement = new FakePlacement();
        raftPort = freePort();
        worker = WorkerApplication.builder()
                .run(
                        "--vectron.worker.insecure-dev=true",
                        "--vectron.worker.data-directory=" + data,
                        "--vectron.worker.port=" + freePort(),
                        "--vectron.worker.raft-port=" + raftPort,
                        "--vectron.worker.management-port=0",
                        "--vectron.worker.heartbeat-interval=100ms",
                        "--vectron.worker.election-timeout=500ms",
                        "--vectron.worker.placement=" + placement.address());
    }

    @AfterEach
    void stop() {
        worker.close();
        placement.close();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private int managementPort() {
        return worker.getEnvironment().getRequiredProperty("local.management.port", Integer.class);
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return HTTP.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + managementPort() + path))
                        .timeout(LIMIT)
                        .build(),
                BodyHandlers.ofString());
    }

    private static void await(String what, Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (!condition.call()) {
            assertThat(System.nanoTime()).as(what).isLessThan(end);
            Thread.sleep(20);
        }
    }

    private Assignment assignment() {
        return Assignment.newBuilder()
                .setCollectionId(1)
                .setCollection("films")
                .setDimension(4)
                .setMetric(Metric.METRIC_L2)
                .setFounding(true)
                .setShard(Shard.newBuilder()
                        .setId(7)
                        .setRange(KeyRanges.equalRanges(1).getFirst())
                        .setEpoch(Epoch.newBuilder().setMembershipVersion(1).setRangeVersion(1))
                        .addReplicas(Replica.newBuilder().setWorkerId("self").setRaftAddress("127.0.0.1:" + raftPort)))
                .build();
    }

    @Test
    void workerIsReadyOnceRegisteredAndShowsNothingElse() throws Exception {
        await("readiness", () -> get("/actuator/health/readiness").statusCode() == 200);
        assertThat(get("/actuator/health/liveness").statusCode()).isEqualTo(200);
        assertThat(get("/actuator/info").body()).contains("\"role\":\"worker\"", "\"worker_id\"", "test-cluster");
        for (String path : List.of("env", "beans", "heapdump", "threaddump", "loggers", "metrics", "shutdown")) {
            assertThat(get("/actuator/" + path).statusCode()).as(path).isEqualTo(404);
        }
    }

    @Test
    void engineMetricsComeAndGoWithTheCollection() throws Exception {
        placement.assign(List.of(assignment()));
        await(
                "metrics of the collection",
                () -> get("/actuator/prometheus").body().contains("vectron_engine_replicas{collection=\"films\"} 1"));
        assertThat(get("/actuator/prometheus").body()).contains("vectron_worker_heartbeats_total{code=\"OK\"}");
        placement.assign(List.of());
        await(
                "no metrics of the collection",
                () -> !get("/actuator/prometheus").body().contains("\"films\""));
    }

    @Test
    void workerAnnouncesItselfAndSaysFarewell() throws Exception {
        await("announcement", () -> !placement.announced.isEmpty());
        Instance instance = placement.announced.getFirst().getInstance();
        assertThat(instance.getRole()).isEqualTo(InstanceRole.INSTANCE_ROLE_WORKER);
        assertThat(instance.getWorkerId()).hasSize(36);
        assertThat(instance.getManagementAddress()).isEqualTo("127.0.0.1:" + managementPort());
        worker.close();
        assertThat(placement.announced.getLast().getStopping()).isTrue();
    }
}
