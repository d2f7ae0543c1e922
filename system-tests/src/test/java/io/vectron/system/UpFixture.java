package io.vectron.system;

import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.vectron.proto.v1.CollectionsGrpc;
import io.vectron.proto.v1.ListCollectionsRequest;
import io.vectron.proto.v1.PointsGrpc;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** {@code vectron up} in a process of its own, with free ports and a data directory. */
final class UpFixture implements AutoCloseable {
    private static final Duration START_MAX = Duration.ofMinutes(1);

    private final VectronProcess process;
    private final ManagedChannel channel;
    private final List<String> arguments;
    private final int restPort;
    private final int grpcPort;
    private final int workerPort;

    private UpFixture(Path directory, List<Integer> ports) {
        arguments = arguments(directory.resolve("data"), ports);
        restPort = ports.get(0);
        grpcPort = ports.get(1);
        workerPort = ports.get(4);
        process = new VectronProcess("up", directory, "1500m", arguments);
        channel = NettyChannelBuilder.forAddress("127.0.0.1", grpcPort)
                .usePlaintext()
                .maxInboundMessageSize(64 << 20)
                .build();
    }

    static List<String> arguments(Path data, List<Integer> ports) {
        List<String> arguments = new ArrayList<>(List.of("up", "--data", data.toString()));
        List<String> options = List.of(
                "--rest-port", "--grpc-port", "--pd-port", "--pd-raft-port", "--worker-port", "--worker-raft-port");
        for (int i = 0; i < options.size(); i++) {
            arguments.add(options.get(i));
            arguments.add(Integer.toString(ports.get(i)));
        }
        return arguments;
    }

    static UpFixture start(Path directory) throws InterruptedException {
        UpFixture up = new UpFixture(directory, Ports.free(6));
        try {
            up.awaitReady();
            return up;
        } catch (RuntimeException | Error | InterruptedException e) {
            up.close();
            throw e;
        }
    }

    /** Waits until the router answers, and gives the time that took since the process was started or asked for. */
    void awaitReady() throws InterruptedException {
        process.awaitOutput(Integer.toString(restPort), START_MAX);
        Await.until(START_MAX, "answer of the router", () -> {
            var _ = collections().listCollections(ListCollectionsRequest.getDefaultInstance());
            return true;
        });
    }

    /** What the process was started with. */
    List<String> arguments() {
        return arguments;
    }

    VectronProcess process() {
        return process;
    }

    void killAndRestart() throws InterruptedException {
        process.kill();
        process.startAgain();
        awaitReady();
    }

    URI rest(String path) {
        return URI.create("http://127.0.0.1:" + restPort + path);
    }

    int grpcPort() {
        return grpcPort;
    }

    int workerPort() {
        return workerPort;
    }

    ManagedChannel channel() {
        return channel;
    }

    CollectionsGrpc.CollectionsBlockingStub collections() {
        return CollectionsGrpc.newBlockingStub(channel).withDeadlineAfter(60, TimeUnit.SECONDS);
    }

    PointsGrpc.PointsBlockingStub points() {
        return PointsGrpc.newBlockingStub(channel).withDeadlineAfter(60, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        channel.shutdownNow();
        process.close();
    }
}
