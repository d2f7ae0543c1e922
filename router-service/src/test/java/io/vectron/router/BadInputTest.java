package io.vectron.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.grpc.CallOptions;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.stub.ClientCalls;
import io.vectron.errors.ErrorCode;
import io.vectron.errors.GrpcErrors;
import io.vectron.model.Limits;
import io.vectron.proto.v1.Consistency;
import io.vectron.proto.v1.CreateCollectionRequest;
import io.vectron.proto.v1.Metric;
import io.vectron.proto.v1.Point;
import io.vectron.proto.v1.PointId;
import io.vectron.proto.v1.PointsGrpc;
import io.vectron.proto.v1.SearchRequest;
import io.vectron.proto.v1.UpsertRequest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Whatever a caller sends is answered with the code for it, nothing reaches a worker, and the server stays healthy. */
class BadInputTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static TestCluster cluster;

    @BeforeAll
    static void start() throws IOException {
        cluster = new TestCluster(1);
        cluster.create("l2", 3, "l2", 2);
        cluster.create("cos", 3, "cosine", 1);
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    @AfterEach
    void serverIsHealthyAndNothingWasSent() {
        assertThat(cluster.rest("GET", "/livez").statusCode()).isEqualTo(200);
        assertThat(cluster.workers.getFirst().writes).isEmpty();
        assertThat(cluster.workers.getFirst().searches).isEmpty();
    }

    static Stream<Arguments> badBodies() {
        String points = "PUT /v1/collections/l2/points";
        String search = "POST /v1/collections/l2/points/search";
        String get = "POST /v1/collections/l2/points/get";
        String batch = "POST /v1/collections/l2/points/search/batch";
        return Stream.of(
                // vectors
                bad(points, upsert("\"id\":1,\"vector\":[1,2]"), ErrorCode.DIMENSION_MISMATCH),
                bad(points, upsert("\"id\":1,\"vector\":[]"), ErrorCode.DIMENSION_MISMATCH),
                bad(points, upsert("\"id\":1,\"vector\":[" + "1,".repeat(5000) + "1]"), ErrorCode.DIMENSION_MISMATCH),
                bad(points, upsert("\"id\":1,\"vector\":[1,2,1e39]"), ErrorCode.NON_FINITE_VECTOR),
                bad(points, upsert("\"id\":1,\"vector\":[1,2,-1e400]"), ErrorCode.NON_FINITE_VECTOR),
                bad(points, upsert("\"id\":1,\"vector\":[1,2," + "9".repeat(60) + "]"), ErrorCode.NON_FINITE_VECTOR),
                bad(points, upsert("\"id\":1,\"vector\":[1,2,NaN]"), ErrorCode.NON_FINITE_VECTOR),
                bad(points, upsert("\"id\":1,\"vector\":[1,2,-Infinity]"), ErrorCode.NON_FINITE_VECTOR),
                bad(points, upsert("\"id\":1,\"vector\":[1,2,3],\"payload\":{\"a\":[NaN]}"), ErrorCode.INVALID_PAYLOAD),
                bad(points, upsert("\"id\":1,\"vector\":[1,2,\"3\"]"), ErrorCode.INVALID_REQUEST),
                bad(points, upsert("\"id\":1,\"vector\":[1,2,null]"), ErrorCode.INVALID_REQUEST),
                bad(points, upsert("\"id\":1,\"vector\":[1,2,[3]]"), ErrorCode.INVALID_REQUEST),
                bad(points, upsert("\"id\":1,\"vector\":\"123\""), ErrorCode.INVALID_REQUEST),
                bad(points, upsert("\"id\":1"), ErrorCode.INVALID_REQUEST),
                bad("PUT /v1/collections/cos/points", upsert("\"id\":1,\"vector\":[0,0,0]"), ErrorCode.ZERO_VECTOR),
                bad("POST /v1/collections/cos/points/search", "{\"vector\":[0,0,0],\"k\":1}", ErrorCode.ZERO_VECTOR),
                // ids
                bad(points, upsert("\"vector\":[1,2,3]"), ErrorCode.INVALID_ID),
                bad(points, upsert("\"id\":null,\"vector\":[1,2,3]"), ErrorCode.INVALID_ID),
                bad(points, upsert("\"id\":\"\",\"vector\":[1,2,3]"), ErrorCode.INVALID_ID),
                bad(points, upsert("\"id\":\"" + "i".repeat(129) + "\",\"vector\":[1,2,3]"), ErrorCode.INVALID_ID),
                bad(points, upsert("\"id\":\"\\ud800\",\"vector\":[1,2,3]"), ErrorCode.INVALID_ID),
                bad(points, upsert("\"id\":1.5,\"vector\":[1,2,3]"), ErrorCode.INVALID_ID),
                bad(points, upsert("\"id\":1e3,\"vector\":[1,2,3]"), ErrorCode.INVALID_ID),
                bad(points, upsert("\"id\":-1,\"vector\":[1,2,3]"), ErrorCode.INVALID_ID),
                bad(points, upsert("\"id\":18446744073709551616,\"vector\":[1,2,3]"), ErrorCode.INVALID_ID),
                bad(points, upsert("\"id\":true,\"vector\":[1,2,3]"), ErrorCode.INVALID_ID),
                bad(points, upsert("\"id\":{},\"vector\":[1,2,3]"), ErrorCode.INVALID_ID),
                bad(get, "{\"ids\":[1,[2]]}", ErrorCode.INVALID_ID),
                // payloads
                bad(points, upsert("\"id\":1,\"vector\":[1,2,3],\"payload\":[]"), ErrorCode.INVALID_PAYLOAD),
                bad(points, upsert("\"id\":1,\"vector\":[1,2,3],\"payload\":\"{}\""), ErrorCode.INVALID_PAYLOAD),
                bad(
                        points,
                        upsert("\"id\":1,\"vector\":[1,2,3],\"payload\":{\"a\":\"" + "x".repeat(65_536) + "\"}"),
                        ErrorCode.INVALID_PAYLOAD),
                bad(
                        points,
                        upsert("\"id\":1,\"vector\":[1,2,3],\"payload\":" + "{\"a\":".repeat(2_000)),
                        ErrorCode.INVALID_REQUEST),
                // batches
                bad(points, "{\"points\":[]}", ErrorCode.BATCH_TOO_LARGE),
                bad(points, "{}", ErrorCode.INVALID_REQUEST),
                bad(points, "{\"points\":{}}", ErrorCode.INVALID_REQUEST),
                bad(
                        points,
                        "{\"points\":[" + "{\"id\":1,\"vector\":[1,2,3]},".repeat(1_000)
                                + "{\"id\":1,\"vector\":[1,2,3]}]}",
                        ErrorCode.BATCH_TOO_LARGE),
                bad(get, "{\"ids\":[" + "1,".repeat(1_000) + "1]}", ErrorCode.BATCH_TOO_LARGE),
                bad(batch, "{\"searches\":[]}", ErrorCode.BATCH_TOO_LARGE),
                bad(
                        batch,
                        "{\"searches\":[" + "{\"vector\":[1,2,3],\"k\":1},".repeat(100)
                                + "{\"vector\":[1,2,3],\"k\":1}]}",
                        ErrorCode.BATCH_TOO_LARGE),
                bad(batch, "{\"searches\":[{\"vector\":[1,2,3]}]}", ErrorCode.INVALID_REQUEST),
                // searches
                bad(search, "{\"vector\":[1,2,3],\"k\":0}", ErrorCode.INVALID_K),
                bad(search, "{\"vector\":[1,2,3],\"k\":-1}", ErrorCode.INVALID_K),
                bad(search, "{\"vector\":[1,2,3],\"k\":1000000000}", ErrorCode.INVALID_K),
                bad(search, "{\"vector\":[1,2,3],\"k\":" + "9".repeat(30) + "}", ErrorCode.INVALID_K),
                bad(search, "{\"vector\":[1,2,3],\"k\":1.5}", ErrorCode.INVALID_REQUEST),
                bad(search, "{\"vector\":[1,2,3]}", ErrorCode.INVALID_REQUEST),
                bad(search, "{\"k\":3}", ErrorCode.INVALID_REQUEST),
                bad(search, query("\"recall\":0"), ErrorCode.INVALID_RECALL),
                bad(search, query("\"recall\":1.01"), ErrorCode.INVALID_RECALL),
                bad(search, query("\"recall\":1e999"), ErrorCode.INVALID_RECALL),
                bad(search, query("\"timeout_ms\":0"), ErrorCode.INVALID_TIMEOUT),
                bad(search, query("\"timeout_ms\":60001"), ErrorCode.INVALID_TIMEOUT),
                bad(search, query("\"consistency\":\"weak\""), ErrorCode.INVALID_CONSISTENCY),
                bad(search, query("\"consistency\":\"session\""), ErrorCode.INVALID_CONSISTENCY),
                bad(
                        search,
                        query("\"consistency\":\"session\",\"session_token\":\"?\""),
                        ErrorCode.INVALID_CONSISTENCY),
                bad(search, query("\"with_vectors\":1"), ErrorCode.INVALID_REQUEST),
                bad(search, query("\"limit\":1"), ErrorCode.INVALID_REQUEST),
                bad(search, query("\"k\":1"), ErrorCode.INVALID_REQUEST),
                // collections
                bad("POST /v1/collections", collection("", 3, "l2"), ErrorCode.INVALID_COLLECTION_NAME),
                bad("POST /v1/collections", collection("-a", 3, "l2"), ErrorCode.INVALID_COLLECTION_NAME),
                bad("POST /v1/collections", collection("a/b", 3, "l2"), ErrorCode.INVALID_COLLECTION_NAME),
                bad("POST /v1/collections", collection("a".repeat(129), 3, "l2"), ErrorCode.INVALID_COLLECTION_NAME),
                bad("POST /v1/collections", collection("a", 0, "l2"), ErrorCode.INVALID_DIMENSION),
                bad("POST /v1/collections", collection("a", 4097, "l2"), ErrorCode.INVALID_DIMENSION),
                bad("POST /v1/collections", collection("a", 3, "L2"), ErrorCode.INVALID_METRIC),
                bad("POST /v1/collections", collection("l2", 3, "l2"), ErrorCode.COLLECTION_EXISTS),
                bad(
                        "POST /v1/collections",
                        "{\"name\":\"a\",\"dimension\":3,\"metric\":\"l2\",\"shards\":1025}",
                        ErrorCode.INVALID_SHARD_COUNT),
                bad(
                        "POST /v1/collections",
                        "{\"name\":\"a\",\"dimension\":3,\"metric\":\"l2\",\"replication_factor\":8}",
                        ErrorCode.INVALID_REPLICATION_FACTOR),
                bad("POST /v1/collections", "{\"name\":\"a\",\"dimension\":3}", ErrorCode.INVALID_REQUEST),
                bad("GET /v1/collections/none", "", ErrorCode.COLLECTION_NOT_FOUND),
                bad("DELETE /v1/collections/none", "", ErrorCode.COLLECTION_NOT_FOUND),
                bad("GET /v1/collections/b%20d", "", ErrorCode.INVALID_COLLECTION_NAME),
                bad(
                        "PUT /v1/collections/none/points",
                        upsert("\"id\":1,\"vector\":[1,2,3]"),
                        ErrorCode.COLLECTION_NOT_FOUND),
                // JSON
                bad(search, "", ErrorCode.INVALID_REQUEST),
                bad(search, "{", ErrorCode.INVALID_REQUEST),
                bad(search, "[]", ErrorCode.INVALID_REQUEST),
                bad(search, "{\"vector\":[1,2,3],\"k\":1}}", ErrorCode.INVALID_REQUEST),
                bad(search, "{\"vector\":[1,2,3],\"k\":01}", ErrorCode.INVALID_REQUEST),
                bad(search, "{'vector':[1,2,3],\"k\":1}", ErrorCode.INVALID_REQUEST),
                bad(search, "[".repeat(100_000), ErrorCode.INVALID_REQUEST),
                bad(search, "{\"vector\":" + "[".repeat(100_000), ErrorCode.INVALID_REQUEST),
                bad(search, "{\"" + "k".repeat(100_000) + "\":1}", ErrorCode.INVALID_REQUEST),
                // paths and parameters
                bad("GET /v1/nothing", "", ErrorCode.ROUTE_NOT_FOUND),
                bad("GET /error", "", ErrorCode.ROUTE_NOT_FOUND),
                bad("PATCH /v1/collections", "{}", ErrorCode.METHOD_NOT_ALLOWED),
                bad("GET /v1/collections/l2/points/7", "", ErrorCode.POINT_NOT_FOUND),
                bad("GET /v1/collections/l2/points/seven?id_type=number", "", ErrorCode.INVALID_ID),
                bad("GET /v1/collections/l2/points/7?id_type=uuid", "", ErrorCode.INVALID_REQUEST),
                bad("GET /v1/collections/l2/points/7?with_vectors=yes", "", ErrorCode.INVALID_REQUEST),
                bad("GET /v1/collections/l2/points/7?timeout_ms=x", "", ErrorCode.INVALID_REQUEST),
                bad("GET /v1/collections/l2/points/7?consistency=x", "", ErrorCode.INVALID_CONSISTENCY),
                bad("GET /v1/collections/l2/points/" + "i".repeat(129), "", ErrorCode.INVALID_ID));
    }

    private static Arguments bad(String route, String body, ErrorCode code) {
        return arguments(route, body, code);
    }

    private static String upsert(String point) {
        return "{\"points\":[{" + point + "}]}";
    }

    private static String query(String more) {
        return "{\"vector\":[1,2,3],\"k\":1," + more + "}";
    }

    private static String collection(String name, int dimension, String metric) {
        return "{\"name\":\"%s\",\"dimension\":%d,\"metric\":\"%s\"}".formatted(name, dimension, metric);
    }

    @ParameterizedTest(name = "{index} {0} {2}")
    @MethodSource("badBodies")
    void badRequestIsAProblemWithItsCode(String route, String body, ErrorCode code) {
        String[] parts = route.split(" ", 2);

        assertProblem(cluster.rest(parts[0], parts[1], body), code);
    }

    private static JsonNode assertProblem(HttpResponse<String> answer, ErrorCode code) {
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        JsonNode problem = JSON.readTree(answer.body());
        assertThat(problem.path("code").asString()).as(answer.body()).isEqualTo(code.name());
        assertThat(answer.statusCode()).isEqualTo(code.http());
        assertThat(problem.path("status").asInt()).isEqualTo(code.http());
        assertThat(problem.propertyNames()).contains("type", "title", "detail", "values", "instance", "request_id");
        assertThat(answer.headers().firstValue("X-Request-Id"))
                .hasValue(problem.path("request_id").asString());
        return problem;
    }

    @Test
    void messageNamesTheFieldItsValueAndThePosition() {
        JsonNode dimension = assertProblem(
                cluster.rest(
                        "PUT",
                        "/v1/collections/l2/points",
                        "{\"points\":[{\"id\":1,\"vector\":[1,2,3]},{\"id\":2,\"vector\":[1]}]}"),
                ErrorCode.DIMENSION_MISMATCH);
        assertThat(dimension.path("values").path("field").asString()).isEqualTo("points[1].vector");
        assertThat(dimension.path("values").path("expected").asString()).isEqualTo("3");
        JsonNode unknown = assertProblem(
                cluster.rest("POST", "/v1/collections/l2/points/search", "{\n \"vektor\": [1]}"),
                ErrorCode.INVALID_REQUEST);
        assertThat(unknown.path("detail").asString()).contains("vektor", "line 2", "vector");
    }

    @Test
    void theCallersRequestIdComesBackUnlessItCouldForgeLogLines() {
        var given = cluster.send(cluster.request("/v1/nothing").header("X-Request-Id", "order-66"));
        assertThat(given.headers().firstValue("X-Request-Id")).hasValue("order-66");
        assertThat(given.body()).contains("\"request_id\":\"order-66\"");
        var forged = cluster.send(cluster.request("/v1/nothing").header("X-Request-Id", "a b{}"));
        assertThat(forged.headers().firstValue("X-Request-Id")).isPresent().isNotEqualTo("a b{}");
    }

    @Test
    void otherMediaTypesAreUnsupported() {
        for (String type : List.of("text/plain", "application/x-www-form-urlencoded", "nonsense", "*/*")) {
            assertProblem(
                    cluster.send(cluster.request("/v1/collections")
                            .header("Content-Type", type)
                            .POST(BodyPublishers.ofString(collection("a", 3, "l2")))),
                    ErrorCode.UNSUPPORTED_MEDIA_TYPE);
        }
        assertProblem(
                cluster.send(cluster.request("/v1/collections").POST(BodyPublishers.ofString("{}"))),
                ErrorCode.UNSUPPORTED_MEDIA_TYPE);
        assertProblem(
                cluster.send(cluster.request("/v1/collections")
                        .header("Content-Type", "application/json")
                        .header("Content-Encoding", "gzip")
                        .POST(BodyPublishers.ofString("{}"))),
                ErrorCode.UNSUPPORTED_MEDIA_TYPE);
    }

    @Test
    void bodyInAnotherEncodingThanUtf8IsRefused() {
        assertProblem(
                cluster.send(cluster.request("/v1/collections")
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(collection("utf16", 3, "l2"), StandardCharsets.UTF_16))),
                ErrorCode.INVALID_REQUEST);
    }

    @Test
    void bodyOf64MegabytesIsAnsweredAsTooLarge() {
        byte[] body = new byte[64 << 20];
        assertProblem(
                cluster.send(cluster.request("/v1/collections/l2/points")
                        .header("Content-Type", "application/json")
                        .PUT(BodyPublishers.ofByteArray(body))),
                ErrorCode.REQUEST_TOO_LARGE);
    }

    @Test
    void bodyOfUndeclaredLengthIsCutOffAtTheLimit() {
        byte[] body = " ".repeat(40 << 20).getBytes(StandardCharsets.US_ASCII);
        assertProblem(
                cluster.send(cluster.request("/v1/collections/l2/points")
                        .header("Content-Type", "application/json")
                        .PUT(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body)))),
                ErrorCode.REQUEST_TOO_LARGE);
    }

    @Test
    void refusalsOfTheContainerAreProblemsToo() throws IOException {
        for (String line : List.of(
                "GET /v1/collections/%zz HTTP/1.1",
                "GET /v1/collections/a\\b HTTP/1.1",
                "GET /v1/collections/l2/points/%ff HTTP/1.1",
                "TRACE / HTTP/1.1")) {
            String answer = raw(line);
            assertThat(answer).as(line).containsAnyOf("HTTP/1.1 400", "HTTP/1.1 404", "HTTP/1.1 405");
            assertThat(answer).as(line).contains("application/problem+json", "\"request_id\":");
        }
    }

    private static String raw(String requestLine) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), cluster.restPort)) {
            socket.setSoTimeout(5_000);
            socket.getOutputStream()
                    .write((requestLine + "\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    // ---- gRPC ----

    private static UpsertRequest.Builder upsert(PointId id, float... vector) {
        Point.Builder point = Point.newBuilder().setId(id);
        for (float component : vector) {
            point.addVector(component);
        }
        return UpsertRequest.newBuilder().setCollection("l2").addPoints(point);
    }

    private static PointId text(String id) {
        return PointId.newBuilder().setText(id).build();
    }

    private static SearchRequest.Builder search() {
        return SearchRequest.newBuilder()
                .setCollection("l2")
                .addAllVector(List.of(1f, 2f, 3f))
                .setK(1);
    }

    static Stream<Arguments> badMessages() {
        return Stream.of(
                arguments(upsert(text("a"), 1, 2), ErrorCode.DIMENSION_MISMATCH),
                arguments(upsert(text("a"), 1, 2, Float.NaN), ErrorCode.NON_FINITE_VECTOR),
                arguments(upsert(text("a"), 1, 2, Float.NEGATIVE_INFINITY), ErrorCode.NON_FINITE_VECTOR),
                arguments(upsert(text("a"), 0, 0, 0).setCollection("cos"), ErrorCode.ZERO_VECTOR),
                arguments(upsert(PointId.getDefaultInstance(), 1, 2, 3), ErrorCode.INVALID_ID),
                arguments(upsert(text(""), 1, 2, 3), ErrorCode.INVALID_ID),
                arguments(upsert(text("ä".repeat(65)), 1, 2, 3), ErrorCode.INVALID_ID),
                arguments(upsert(text("a"), 1, 2, 3).setCollection("none"), ErrorCode.COLLECTION_NOT_FOUND),
                arguments(upsert(text("a"), 1, 2, 3).setCollection(""), ErrorCode.INVALID_COLLECTION_NAME),
                arguments(upsert(text("a"), 1, 2, 3).setTimeoutMillis(60_001), ErrorCode.INVALID_TIMEOUT),
                arguments(upsert(text("a"), 1, 2, 3).setTimeoutMillis(-1), ErrorCode.INVALID_TIMEOUT),
                arguments(upsert(text("a"), 1, 2, 3).clearPoints(), ErrorCode.BATCH_TOO_LARGE),
                arguments(payload("[]"), ErrorCode.INVALID_PAYLOAD),
                arguments(payload("{"), ErrorCode.INVALID_PAYLOAD),
                arguments(payload("{}{}"), ErrorCode.INVALID_PAYLOAD),
                arguments(payload("{\"a\":" + "[".repeat(10_000)), ErrorCode.INVALID_PAYLOAD),
                arguments(payload("{\"a\":\"" + "x".repeat(65_536) + "\"}"), ErrorCode.INVALID_PAYLOAD),
                arguments(search().setK(0), ErrorCode.INVALID_K),
                arguments(search().setK(-1), ErrorCode.INVALID_K),
                arguments(search().setK(1_000_000_000), ErrorCode.INVALID_K),
                arguments(search().setRecall(0), ErrorCode.INVALID_RECALL),
                arguments(search().setRecall(Double.NaN), ErrorCode.INVALID_RECALL),
                arguments(search().clearVector(), ErrorCode.DIMENSION_MISMATCH),
                arguments(search().setConsistency(Consistency.CONSISTENCY_SESSION), ErrorCode.INVALID_CONSISTENCY),
                arguments(search().setConsistencyValue(77), ErrorCode.INVALID_CONSISTENCY),
                arguments(create("a b", 3), ErrorCode.INVALID_COLLECTION_NAME),
                arguments(create("l2", 3), ErrorCode.COLLECTION_EXISTS),
                arguments(create("a", 0), ErrorCode.INVALID_DIMENSION),
                arguments(create("a", -1), ErrorCode.INVALID_DIMENSION),
                arguments(create("a", 3).setMetric(Metric.METRIC_UNSPECIFIED), ErrorCode.INVALID_METRIC),
                arguments(create("a", 3).setMetricValue(9), ErrorCode.INVALID_METRIC),
                arguments(create("a", 3).setShards(1025), ErrorCode.INVALID_SHARD_COUNT),
                arguments(create("a", 3).setReplicationFactor(8), ErrorCode.INVALID_REPLICATION_FACTOR));
    }

    private static UpsertRequest.Builder payload(String json) {
        return UpsertRequest.newBuilder()
                .setCollection("l2")
                .addPoints(Point.newBuilder()
                        .setId(text("a"))
                        .addAllVector(List.of(1f, 2f, 3f))
                        .setPayloadJson(json));
    }

    private static CreateCollectionRequest.Builder create(String name, int dimension) {
        return CreateCollectionRequest.newBuilder()
                .setName(name)
                .setDimension(dimension)
                .setMetric(Metric.METRIC_L2);
    }

    @ParameterizedTest(name = "{index} {1}")
    @MethodSource("badMessages")
    void badMessageIsAStatusWithItsCode(Object request, ErrorCode code) {
        Throwable failure = catchThrowable(() -> {
            switch (request) {
                case UpsertRequest.Builder upsert -> cluster.points().upsert(upsert.build());
                case SearchRequest.Builder search -> cluster.points().search(search.build());
                case CreateCollectionRequest.Builder create ->
                    cluster.collections().createCollection(create.build());
                default -> throw new IllegalArgumentException(String.valueOf(request));
            }
        });

        assertThat(GrpcErrors.fromGrpc(failure)).as("%s", failure).isPresent();
        assertThat(GrpcErrors.fromGrpc(failure).orElseThrow().code()).isEqualTo(code);
        assertThat(Status.fromThrowable(failure).getCode()).isEqualTo(code.grpc());
    }

    @Test
    void messageBeyondTheLimitIsResourceExhausted() {
        Throwable failure = catchThrowable(() -> cluster.points()
                .upsert(UpsertRequest.newBuilder()
                        .setCollection("x".repeat(Limits.REQUEST_BYTES_MAX))
                        .build()));

        assertThat(Status.fromThrowable(failure).getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    }

    @Test
    void bytesThatAreNoMessageAreAnInvalidRequest() {
        MethodDescriptor<byte[], byte[]> method = MethodDescriptor.<byte[], byte[]>newBuilder()
                .setType(MethodDescriptor.MethodType.UNARY)
                .setFullMethodName(PointsGrpc.getSearchMethod().getFullMethodName())
                .setRequestMarshaller(new RawBytes())
                .setResponseMarshaller(new RawBytes())
                .build();

        Throwable failure = catchThrowable(() -> ClientCalls.blockingUnaryCall(
                cluster.channel(), method, CallOptions.DEFAULT, new byte[] {-1, -1, -1, -1, -1}));

        assertThat(GrpcErrors.fromGrpc(failure)).as("%s", failure).isPresent();
        assertThat(GrpcErrors.fromGrpc(failure).orElseThrow().code()).isEqualTo(ErrorCode.INVALID_REQUEST);
    }

    private record RawBytes() implements MethodDescriptor.Marshaller<byte[]> {
        @Override
        public InputStream stream(byte[] bytes) {
            return new ByteArrayInputStream(bytes);
        }

        @Override
        public byte[] parse(InputStream stream) {
            try {
                return stream.readAllBytes();
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }
    }
}
