package io.vectron.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.StatusRuntimeException;
import io.vectron.proto.v1.BatchSearchRequest;
import io.vectron.proto.v1.CreateCollectionRequest;
import io.vectron.proto.v1.DeleteCollectionRequest;
import io.vectron.proto.v1.DeleteRequest;
import io.vectron.proto.v1.GetCollectionRequest;
import io.vectron.proto.v1.GetRequest;
import io.vectron.proto.v1.Metric;
import io.vectron.proto.v1.SearchRequest;
import io.vectron.proto.v1.UpsertRequest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The metrics of all roles after one of each operation, compared with docs/metrics.md both ways. {@code
 * -Dmetrics.write=true} writes that file instead.
 */
@Tag("cluster")
class MetricsTest {
    private static final List<String> ROLES = List.of("router", "pd", "worker", "admin");
    private static final Path DOCUMENT = Path.of("..", "docs", "metrics.md");
    private static final String COLLECTION = "measured";
    private static final String HEADING = """
            # Metrics

            What the management ports show at `/actuator/prometheus` besides the JVM's, the process's and Tomcat's own
            (see the documentation of Micrometer and Spring Boot for those). Written by `MetricsTest` from running services
            (`-Dmetrics.write=true`), which also fails when a metric is missing here or there.

            A histogram has `_bucket`, `_count` and `_sum` series. Label `collection`: at most 100 names at a time, further
            collections count as `other`, and what belongs to none that exists as `none`; the series of a collection go with
            it. Label `code`: the names of [errors.md](errors.md), or `OK`.

            | metric | type | unit | labels | roles | meaning |
            |---|---|---|---|---|---|
            """;

    @TempDir
    static Path directory;

    private static @Nullable UpFixture up;
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @BeforeAll
    static void start() throws InterruptedException {
        up = UpFixture.start(directory);
        useEveryOperation();
    }

    @AfterAll
    static void stop() {
        up().close();
    }

    private static UpFixture up() {
        return Objects.requireNonNull(up);
    }

    private static void useEveryOperation() throws InterruptedException {
        create(COLLECTION);
        create("short-lived");
        var _ = up().points()
                .upsert(UpsertRequest.newBuilder()
                        .setCollection(COLLECTION)
                        .addAllPoints(Stream.iterate(1L, id -> id + 1)
                                .limit(100)
                                .map(id -> TestPoints.point(id, 1, 8))
                                .toList())
                        .build());
        SearchRequest.Builder search =
                SearchRequest.newBuilder().setCollection(COLLECTION).setK(3);
        for (float component : TestPoints.vector(7, 1, 8)) {
            search.addVector(component);
        }
        var _ = up().points().search(search.build());
        var _ = up().points()
                .batchSearch(BatchSearchRequest.newBuilder()
                        .setCollection(COLLECTION)
                        .addSearches(search)
                        .build());
        var _ = up().points()
                .get(GetRequest.newBuilder()
                        .setCollection(COLLECTION)
                        .addIds(TestPoints.id(1))
                        .build());
        var _ = up().points()
                .delete(DeleteRequest.newBuilder()
                        .setCollection(COLLECTION)
                        .addIds(TestPoints.id(2))
                        .build());
        assertThatThrownBy(() -> up().points()
                        .search(search.clone().setCollection("no-such").build()))
                .isInstanceOf(StatusRuntimeException.class);
        var _ = up().collections()
                .deleteCollection(DeleteCollectionRequest.newBuilder()
                        .setName("short-lived")
                        .build());
        Await.until(
                Duration.ofSeconds(20),
                "end of the deleted collection's metrics",
                () -> ROLES.stream().noneMatch(role -> scrape(role).contains("short-lived")));
    }

    private static void create(String name) throws InterruptedException {
        var _ = up().collections()
                .createCollection(CreateCollectionRequest.newBuilder()
                        .setName(name)
                        .setDimension(8)
                        .setMetric(Metric.METRIC_L2)
                        .setShards(2)
                        .build());
        Await.until(
                Duration.ofSeconds(30),
                "ready shards",
                () -> up().collections()
                        .getCollection(
                                GetCollectionRequest.newBuilder().setName(name).build())
                        .getReady());
    }

    private static String scrape(String role) {
        return body(up().management(role, "/actuator/prometheus"));
    }

    private static String body(URI address) {
        try {
            return HTTP.send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString())
                    .body();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Test
    void documentNamesEveryMetricAndNoOther() throws IOException {
        Map<String, MetricFamily> families = new TreeMap<>();
        ROLES.forEach(role -> MetricFamily.read(role, scrape(role), families));
        String found =
                HEADING + families.values().stream().map(MetricFamily::row).collect(Collectors.joining("\n")) + "\n";
        if (Boolean.getBoolean("metrics.write")) {
            Files.writeString(DOCUMENT, found);
        }
        assertThat(Files.readString(DOCUMENT).lines())
                .as("docs/metrics.md; run this test with -Dmetrics.write=true to bring it up to date")
                .containsExactlyElementsOf(found.lines().toList());
    }

    @Test
    void requestsAreCountedWithOperationCollectionApiAndCode() {
        assertThat(scrape("router"))
                .contains(
                        "{api=\"grpc\",code=\"OK\",collection=\"measured\",operation=\"search\"} 1",
                        "{api=\"grpc\",code=\"OK\",collection=\"measured\",operation=\"search_batch\"} 1",
                        "{api=\"grpc\",code=\"COLLECTION_NOT_FOUND\",collection=\"none\",operation=\"search\"} 1",
                        "vectron_router_points_written_total{collection=\"measured\"} 101")
                .doesNotContain("no-such");
        assertThat(scrape("worker")).contains("vectron_engine_rows{collection=\"measured\"} 99");
        assertThat(scrape("pd")).contains("vectron_pd_collections 1", "vectron_pd_workers{state=\"ready\"} 1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"router", "pd", "worker", "admin"})
    void rolesOfOneProcessAreReadyAndShowOnlyTheirOwn(String role) {
        assertThat(body(up().management(role, "/actuator/health/readiness"))).contains("\"status\":\"UP\"");
        assertThat(body(up().management(role, "/actuator/info"))).contains("\"role\":\"" + role + "\"");
        assertThat(scrape(role)).contains("vectron_build_info{role=\"" + role + "\"");
        ROLES.stream()
                .filter(other -> !other.equals(role))
                .forEach(other -> assertThat(scrape(role)).doesNotContain("vectron_" + other + "_"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"router", "pd", "worker", "admin"})
    void promtoolFindsNothingWrongWithOurMetrics(String role) throws Exception {
        Assumptions.assumeTrue(isInstalled("promtool"), "promtool is not on the PATH (Debian package prometheus)");
        Path scraped = directory.resolve(role + ".prom");
        Files.writeString(scraped, scrape(role));
        Process promtool = new ProcessBuilder("promtool", "check", "metrics")
                .redirectInput(scraped.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(promtool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(promtool.waitFor(1, TimeUnit.MINUTES)).isTrue();
        // 3: there are lint findings, of the JVM's metrics too; anything else that is not 0 is an error
        assertThat(promtool.exitValue()).as(said).isIn(0, 3);
        assertThat(said.lines().filter(line -> line.startsWith("vectron_"))).isEmpty();
    }

    private static boolean isInstalled(String program) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
                .map(folder -> Path.of(folder, program))
                .anyMatch(Files::isExecutable);
    }
}
