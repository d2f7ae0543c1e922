package io.vectron.pd;

import static io.vectron.pd.TestPd.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;

import io.vectron.proto.internal.v1.InstanceRole;
import io.vectron.proto.internal.v1.InstanceStatus;
import io.vectron.proto.internal.v1.ListInstancesRequest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The management port of the placement driver. */
class PdManagementTest {
    @TempDir
    static Path directory;

    static TestPd pd;
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        pd = TestPd.single(directory, TestPd.freePorts(1)[0]);
        TestPd.register(pd.client(), 1);
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (instances().isEmpty()) {
            assertThat(System.nanoTime()).as("deadline").isLessThan(end);
            Thread.sleep(20);
        }
    }

    @AfterAll
    static void stop() {
        pd.close();
    }

    private static List<InstanceStatus> instances() {
        return pd.client()
                .call(stub -> stub.listInstances(ListInstancesRequest.getDefaultInstance()), PATIENCE)
                .getInstancesList();
    }

    private static HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return HTTP.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + pd.managementPort() + path))
                        .timeout(Duration.ofSeconds(30))
                        .build(),
                BodyHandlers.ofString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/actuator/env",
                "/actuator/beans",
                "/actuator/heapdump",
                "/actuator/threaddump",
                "/actuator/shutdown",
                "/actuator/loggers",
                "/actuator/metrics",
                "/actuator/configprops",
                "/actuator",
                "/",
                "/v3/api-docs"
            })
    void nothingElseIsThere(String path) throws Exception {
        assertThat(get(path).statusCode()).as(path).isEqualTo(404);
    }

    @Test
    void leaderIsReadyAndSaysSo() throws Exception {
        HttpResponse<String> ready = get("/actuator/health/readiness");
        assertThat(ready.statusCode()).as(ready.body()).isEqualTo(200);
        assertThat(ready.body()).contains("\"leads\":true");
        assertThat(get("/actuator/health/liveness").statusCode()).isEqualTo(200);
        assertThat(get("/actuator/info").body())
                .contains("\"role\":\"pd\"", pd.member().localState().clusterId());
    }

    @Test
    void metricsTellOfRaftAndTheMap() throws Exception {
        assertThat(get("/actuator/prometheus").body())
                .contains(
                        "vectron_pd_leader 1",
                        "vectron_raft_groups 1",
                        "vectron_raft_leaders 1",
                        "vectron_pd_workers{state=\"joining\"} 1",
                        "vectron_pd_commands_total{command=\"put_worker\",outcome=\"applied\"} 1",
                        "vectron_pd_calls_seconds_count{code=\"OK\",method=\"RegisterWorker\"} 1",
                        "vectron_raft_append_seconds_count",
                        "jvm_memory_used_bytes");
    }

    @Test
    void memberAnnouncesItself() {
        assertThat(instances()).hasSize(1).first().satisfies(status -> {
            assertThat(status.getInstance().getRole()).isEqualTo(InstanceRole.INSTANCE_ROLE_PD);
            assertThat(status.getInstance().getAddress()).isEqualTo(pd.address());
            assertThat(status.getInstance().getManagementAddress()).isEqualTo("127.0.0.1:" + pd.managementPort());
        });
    }
}
