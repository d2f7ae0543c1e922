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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** {@code vectron up} in a process of its own, with free ports and a data directory. */
final class UpFixture implements AutoCloseable {
    private static final Duration START_MAX = Duration.ofMinutes(1);

    /** The options for the ports of a suite, each with the default that docs/ports.md names. */
    static final Map<String, Integer> PORTS = ports();

    private final VectronProcess process;
    private final ManagedChannel channel;
    private final List<String> arguments;
    private final List<Integer> ports;
    private final int restPort;
    private final int grpcPort;
    private final int workerPort;
    private final Map<String, Integer> managementPorts;

    private UpFixture(Path directory, List<Integer> ports, List<String> more, VectronProcess.Launch launch) {
        arguments = new ArrayList<>(arguments(directory.resolve("data"), ports));
        arguments.addAll(more);
        this.ports = List.copyOf(ports);
        restPort = ports.get(0);
        grpcPort = ports.get(1);
        workerPort = ports.get(4);
        managementPorts =
                Map.of("router", ports.get(6), "pd", ports.get(7), "worker", ports.get(8), "admin", ports.get(10));
        process = launch.start("up", directory, "1500m", arguments);
        channel = NettyChannelBuilder.forAddress("127.0.0.1", grpcPort)
                .usePlaintext()
                .maxInboundMessageSize(64 << 20)
                .build();
    }

    static List<String> arguments(Path data, List<Integer> ports) {
        List<String> arguments = new ArrayList<>(List.of("up", "--data", data.toString()));
        List<String> options = List.copyOf(PORTS.keySet());
        for (int i = 0; i < options.size(); i++) {
            arguments.add(options.get(i));
            arguments.add(Integer.toString(ports.get(i)));
        }
        return arguments;
    }

    private static Map<String, Integer> ports() {
        Map<String, Integer> ports = new LinkedHashMap<>();
        ports.put("--rest-port", 7700);
        ports.put("--grpc-port", 7701);
        ports.put("--pd-port", 7710);
        ports.put("--pd-raft-port", 7711);
        ports.put("--worker-port", 7720);
        ports.put("--worker-raft-port", 7721);
        ports.put("--router-management-port", 7702);
        ports.put("--pd-management-port", 7712);
        ports.put("--worker-management-port", 7722);
        ports.put("--admin-port", 7730);
        ports.put("--admin-management-port", 7732);
        return ports;
    }

    static UpFixture start(Path directory) throws InterruptedException {
        return start(directory, List.of(), VectronProcess::new, UpFixture::awaitReady);
    }

    /** As {@link #start}, with the compilers and kernels that its user gets. */
    static UpFixture startAsShipped(Path directory) throws InterruptedException {
        return start(directory, List.of(), VectronProcess::asShipped, UpFixture::awaitReady);
    }

    /** A suite that needs the keys of this file; its router is not asked for anything until the test does. */
    static UpFixture startLocked(Path directory, Path apiKeys, String... more) throws InterruptedException {
        List<String> options = new ArrayList<>(List.of("--api-keys", apiKeys.toString()));
        options.addAll(List.of(more));
        return start(
                directory, options, VectronProcess::new, up -> up.process.awaitOutput("Ctrl-C stops it", START_MAX));
    }

    private interface Wait {
        void until(UpFixture up) throws InterruptedException;
    }

    private static UpFixture start(Path directory, List<String> more, VectronProcess.Launch launch, Wait ready)
            throws InterruptedException {
        UpFixture up = new UpFixture(directory, Ports.free(PORTS.size()), more, launch);
        try {
            ready.until(up);
            return up;
        } catch (RuntimeException | Error | InterruptedException e) {
            up.close();
            throw e;
        }
    }

    /** Waits until the router answers, and gives the time that took since the process was started or asked for. */
    void awaitReady() throws InterruptedException {
        process.awaitOutput("Ctrl-C stops it", START_MAX);
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

    /** The port that stands in for this default. */
    int port(int defaultPort) {
        return ports.get(List.copyOf(PORTS.values()).indexOf(defaultPort));
    }

    /** Of the management port of pd, worker or router. */
    URI management(String role, String path) {
        return URI.create("http://127.0.0.1:" + Objects.requireNonNull(managementPorts.get(role)) + path);
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
