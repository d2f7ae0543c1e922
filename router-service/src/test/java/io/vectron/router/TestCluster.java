package io.vectron.router;

import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.vectron.proto.internal.v1.Shard;
import io.vectron.proto.v1.CollectionsGrpc;
import io.vectron.proto.v1.PointsGrpc;
import io.vectron.router.map.ShardMapWatch;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.grpc.server.lifecycle.GrpcServerLifecycle;

/** A router with its real servers, between a fake placement driver and fake workers. */
final class TestCluster implements AutoCloseable {
    final FakePlacement placement;
    final FakeWorker.Rows rows = new FakeWorker.Rows();
    final List<FakeWorker> workers = new ArrayList<>();
    final ConfigurableApplicationContext router;
    final int restPort;
    final int grpcPort;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ManagedChannel channel;
    private String key = "";

    TestCluster(int workerCount, String... settings) throws IOException {
        placement = new FakePlacement();
        for (int i = 0; i < workerCount; i++) {
            FakeWorker worker = new FakeWorker("w" + i, rows);
            workers.add(worker);
            placement.put(worker.worker());
        }
        List<String> arguments = new ArrayList<>(List.of(
                "--vectron.router.insecure-dev=true",
                "--vectron.router.rest-port=0",
                "--vectron.router.grpc-port=0",
                "--vectron.router.management-port=0",
                "--vectron.router.placement=" + placement.address(),
                "--vectron.router.timeouts.map-catch-up=2s"));
        arguments.addAll(List.of(settings));
        router = RouterApplication.builder().registerShutdownHook(false).run(arguments.toArray(String[]::new));
        restPort = router.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
        grpcPort = router.getBean(GrpcServerLifecycle.class).getPort();
        channel = NettyChannelBuilder.forAddress("127.0.0.1", grpcPort)
                .usePlaintext()
                .maxInboundMessageSize(256 << 20)
                .build();
    }

    CollectionsGrpc.CollectionsBlockingStub collections() {
        return CollectionsGrpc.newBlockingStub(channel);
    }

    PointsGrpc.PointsBlockingStub points() {
        return PointsGrpc.newBlockingStub(channel);
    }

    ManagedChannel channel() {
        return channel;
    }

    ShardMapWatch map() {
        return router.getBean(ShardMapWatch.class);
    }

    FakeWorker worker(String id) {
        return workers.stream()
                .filter(worker -> worker.id.equals(id))
                .findFirst()
                .orElseThrow();
    }

    /** The worker that the placement driver calls the shard's leader. */
    FakeWorker leader(Shard shard) {
        return worker(map().current().leader(shard.getId()).orElseThrow().getId());
    }

    List<FakeWorker> others(FakeWorker not) {
        return workers.stream().filter(worker -> worker != not).toList();
    }

    void create(String name, int dimension, String metric, int shards) {
        HttpResponse<String> answer = rest(
                "POST",
                "/v1/collections",
                "{\"name\":\"%s\",\"dimension\":%d,\"metric\":\"%s\",\"shards\":%d}"
                        .formatted(name, dimension, metric, shards));
        if (answer.statusCode() != 201) {
            throw new IllegalStateException(answer.statusCode() + " " + answer.body());
        }
    }

    HttpResponse<String> rest(String method, String path) {
        return send(request(path).method(method, BodyPublishers.noBody()));
    }

    HttpResponse<String> rest(String method, String path, String body) {
        return send(
                request(path).header("Content-Type", "application/json").method(method, BodyPublishers.ofString(body)));
    }

    /** The API key of the REST requests from now on; empty for none. */
    void use(String newKey) {
        key = newKey;
    }

    HttpRequest.Builder request(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + restPort + path))
                .timeout(Duration.ofSeconds(30));
        return key.isEmpty() ? request : request.header("Authorization", "Bearer " + key);
    }

    HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return http.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        channel.shutdownNow();
        router.close();
        workers.forEach(FakeWorker::close);
        placement.close();
        http.close();
    }
}
