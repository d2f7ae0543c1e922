package io.vectron.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.common.primitives.Floats;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.stub.StreamObserver;
import io.vectron.proto.v1.Collection;
import io.vectron.proto.v1.CreateCollectionRequest;
import io.vectron.proto.v1.DeleteRequest;
import io.vectron.proto.v1.GetCollectionRequest;
import io.vectron.proto.v1.GetRequest;
import io.vectron.proto.v1.Hit;
import io.vectron.proto.v1.Metric;
import io.vectron.proto.v1.SearchRequest;
import io.vectron.proto.v1.UpsertRequest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The whole suite in one process, used as its user does: REST with plain HTTP, and gRPC. */
@Tag("cluster")
class UpTest {
    private static final int DIMENSION = 24;
    private static final int POINTS = 1_000;
    private static final double TOLERANCE = 1e-4;

    @TempDir
    static Path directory;

    private static @Nullable UpFixture up;
    private static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

    @BeforeAll
    static void start() throws InterruptedException {
        up = UpFixture.startAsShipped(directory);
    }

    @AfterAll
    static void stop() {
        up().close();
    }

    private static UpFixture up() {
        return Objects.requireNonNull(up);
    }

    @ParameterizedTest
    @EnumSource(
            value = Metric.class,
            names = {"METRIC_L2", "METRIC_COSINE", "METRIC_DOT"})
    void exactSearchOverGrpcEqualsBruteForce(Metric metric) {
        String name = "exact-" + metric.name().substring("METRIC_".length()).toLowerCase(java.util.Locale.ROOT);
        create(name, metric);
        for (int from = 0; from < POINTS; from += 250) {
            UpsertRequest.Builder request = UpsertRequest.newBuilder().setCollection(name);
            for (int id = from; id < from + 250; id++) {
                request.addPoints(TestPoints.point(id, 1, DIMENSION));
            }
            assertThat(up().points().upsert(request.build()).getWritten()).isEqualTo(250);
        }
        for (int q = 0; q < 20; q++) {
            float[] query = TestPoints.vector(1_000_000 + q, 1, DIMENSION);
            List<Hit> hits = up().points()
                    .search(SearchRequest.newBuilder()
                            .setCollection(name)
                            .addAllVector(Floats.asList(query))
                            .setK(10)
                            .setRecall(1)
                            .build())
                    .getHitsList();
            List<BruteForce.Scored> expected = BruteForce.search(query, 10, metric, POINTS, 1);
            assertThat(hits.stream().map(h -> h.getId().getNumber()).toList())
                    .isEqualTo(expected.stream().map(BruteForce.Scored::id).toList());
            for (int i = 0; i < hits.size(); i++) {
                assertThat((double) hits.get(i).getScore())
                        .isCloseTo(expected.get(i).score(), within(TOLERANCE));
            }
        }
    }

    private static Collection create(String name, Metric metric) {
        Collection made = up().collections()
                .createCollection(CreateCollectionRequest.newBuilder()
                        .setName(name)
                        .setDimension(DIMENSION)
                        .setMetric(metric)
                        .setShards(4)
                        .build());
        assertThat(made.getShardsList()).hasSize(4);
        return made;
    }

    @Test
    void lifeOfAPointOverRest() throws Exception {
        String base = "/v1/collections";
        assertThat(send("POST", base, "{\"name\":\"rest\",\"dimension\":3,\"metric\":\"l2\",\"shards\":4}")
                        .statusCode())
                .isEqualTo(201);
        String points = """
                {"points":[{"id":1,"vector":[1,0,0],"payload":{"big":12345678901234567890}},
                           {"id":"two","vector":[0,1,0]},{"id":3,"vector":[0,0,1]}]}""";
        assertThat(send("PUT", base + "/rest/points", points).statusCode()).isEqualTo(200);

        HttpResponse<String> found =
                send("POST", base + "/rest/points/search", "{\"vector\":[0.9,0.1,0],\"k\":2,\"recall\":1}");
        assertThat(found.statusCode()).isEqualTo(200);
        assertThat(found.body()).contains("12345678901234567890");
        assertThat(found.body().indexOf("\"id\":1"))
                .isGreaterThan(0)
                .isLessThan(found.body().indexOf("\"id\":\"two\""));

        assertThat(send("GET", base + "/rest/points/1", null).body()).contains("12345678901234567890");
        assertThat(send("DELETE", base + "/rest/points/1", null).statusCode()).isIn(200, 204);
        HttpResponse<String> gone = send("GET", base + "/rest/points/1", null);
        assertThat(gone.statusCode()).isEqualTo(404);
        assertThat(gone.body()).contains("POINT_NOT_FOUND");
        assertThat(send("DELETE", base + "/rest", null).statusCode()).isEqualTo(204);
        assertThat(send("GET", base + "/rest", null).body()).contains("COLLECTION_NOT_FOUND");
    }

    private static HttpResponse<String> send(String method, String path, @Nullable String body)
            throws IOException, InterruptedException {
        URI uri = up().rest(path);
        HttpRequest.BodyPublisher publisher =
                body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body);
        return HTTP.send(
                HttpRequest.newBuilder(uri)
                        .timeout(Duration.ofMinutes(1))
                        .header("Content-Type", "application/json")
                        .method(method, publisher)
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void getAndDeleteOverGrpc() {
        create("grpc-life", Metric.METRIC_COSINE);
        up().points()
                .upsert(UpsertRequest.newBuilder()
                        .setCollection("grpc-life")
                        .addAllPoints(
                                Arrays.asList(TestPoints.point(1, 1, DIMENSION), TestPoints.point(2, 1, DIMENSION)))
                        .build());
        GetRequest get = GetRequest.newBuilder()
                .setCollection("grpc-life")
                .addIds(TestPoints.id(2))
                .addIds(TestPoints.id(1))
                .addIds(TestPoints.id(99))
                .setWithVectors(true)
                .build();
        assertThat(up().points().get(get).getPointsList())
                .containsExactly(TestPoints.point(2, 1, DIMENSION), TestPoints.point(1, 1, DIMENSION));
        up().points()
                .delete(DeleteRequest.newBuilder()
                        .setCollection("grpc-life")
                        .addIds(TestPoints.id(2))
                        .build());
        assertThat(up().points().get(get).getPointsList()).containsExactly(TestPoints.point(1, 1, DIMENSION));
    }

    @Test
    void aHundredShardsCreateAndDelete() throws InterruptedException {
        for (int round = 0; round < 2; round++) {
            up().collections()
                    .createCollection(CreateCollectionRequest.newBuilder()
                            .setName("wide")
                            .setDimension(8)
                            .setMetric(Metric.METRIC_L2)
                            .setShards(100)
                            .build());
            Await.until(
                    Duration.ofMinutes(1),
                    "ready shards",
                    () -> up().collections()
                            .getCollection(GetCollectionRequest.newBuilder()
                                    .setName("wide")
                                    .build())
                            .getReady());
            up().collections()
                    .deleteCollection(io.vectron.proto.v1.DeleteCollectionRequest.newBuilder()
                            .setName("wide")
                            .build());
        }
    }

    @Test
    void portsAreTheDocumentedOnes() throws IOException {
        PortsDocument.check(up());
    }

    @Test
    void reflectionNamesThePublicServices() throws Exception {
        CompletableFuture<List<String>> names = new CompletableFuture<>();
        StreamObserver<ServerReflectionRequest> requests = ServerReflectionGrpc.newStub(up().channel())
                .serverReflectionInfo(new StreamObserver<>() {
                    @Override
                    public void onNext(ServerReflectionResponse value) {
                        names.complete(value.getListServicesResponse().getServiceList().stream()
                                .map(s -> s.getName())
                                .toList());
                    }

                    @Override
                    public void onError(Throwable t) {
                        names.completeExceptionally(t);
                    }

                    @Override
                    public void onCompleted() {}
                });
        requests.onNext(
                ServerReflectionRequest.newBuilder().setListServices("*").build());
        assertThat(names.get(20, TimeUnit.SECONDS)).contains("vectron.v1.Collections", "vectron.v1.Points");
        requests.onCompleted();
    }
}
