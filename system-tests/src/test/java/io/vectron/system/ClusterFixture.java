package io.vectron.system;

import io.grpc.ClientInterceptor;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import io.vectron.placement.PlacementClient;
import io.vectron.proto.internal.v1.ClusterStatusRequest;
import io.vectron.proto.internal.v1.ClusterStatusResponse;
import io.vectron.proto.internal.v1.PdMember;
import io.vectron.proto.internal.v1.WorkerState;
import io.vectron.proto.internal.v1.WorkerStatus;
import io.vectron.proto.v1.Collection;
import io.vectron.proto.v1.CollectionsGrpc;
import io.vectron.proto.v1.CreateCollectionRequest;
import io.vectron.proto.v1.GetCollectionRequest;
import io.vectron.proto.v1.PointsGrpc;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A cluster of processes on loopback: placement drivers, workers and one router, each of which a test may kill and start
 * again.
 *
 * <p>Concurrency: the processes are handled by one test thread; the stubs may be used by any.
 */
final class ClusterFixture implements AutoCloseable {
    private static final Duration START_MAX = Duration.ofSeconds(90);
    private static final Duration COLLECTION_MAX = Duration.ofMinutes(1);
    private static final int REQUEST_BYTES_MAX = 64 << 20;

    private final List<VectronProcess> drivers = new ArrayList<>();
    private final List<VectronProcess> workers = new ArrayList<>();
    private final List<String> workerAddresses = new ArrayList<>();
    private final VectronProcess router;
    private final ManagedChannel channel;
    private final PlacementClient placement;
    private final ClientInterceptor credentials;
    private final List<String> driverAddresses;
    private final int restPort;
    private final int grpcPort;
    private final Path directory;
    private final int dashboardPort;
    private final List<String> dashboardArguments;
    private @Nullable VectronProcess dashboard;

    private ClusterFixture(
            Path directory,
            int driverCount,
            int workerCount,
            List<String> workerSettings,
            Protection protection,
            VectronProcess.Launch launchWorker) {
        List<Integer> ports = Ports.free(3 * driverCount + 3 * workerCount + 5);
        int firstManagement = 2 * driverCount + 2 * workerCount;
        int firstDashboard = 3 * driverCount + 3 * workerCount;
        driverAddresses = IntStream.range(0, driverCount)
                .mapToObj(i -> "127.0.0.1:" + ports.get(2 * i))
                .toList();
        String members = IntStream.range(0, driverCount)
                .mapToObj(i -> "127.0.0.1:" + ports.get(2 * i + 1) + "/127.0.0.1:" + ports.get(2 * i))
                .collect(Collectors.joining(","));
        for (int i = 0; i < driverCount; i++) {
            drivers.add(new VectronProcess(
                    "pd-" + i,
                    directory,
                    "256m",
                    concat(
                            protection.settings("pd"),
                            "pd",
                            "--vectron.pd.data-directory=" + directory.resolve("pd-" + i),
                            "--vectron.pd.port=" + ports.get(2 * i),
                            "--vectron.pd.raft-port=" + ports.get(2 * i + 1),
                            "--vectron.pd.management-port=" + ports.get(firstManagement + i),
                            "--vectron.pd.members=" + members)));
        }
        String placementList = String.join(",", driverAddresses);
        for (int i = 0; i < workerCount; i++) {
            int port = ports.get(2 * driverCount + 2 * i);
            workerAddresses.add("127.0.0.1:" + port);
            workers.add(launchWorker.start(
                    "worker-" + i,
                    directory,
                    "768m",
                    concat(
                            both(workerSettings, protection.settings("worker")),
                            "worker",
                            "--vectron.worker.data-directory=" + directory.resolve("worker-" + i),
                            "--vectron.worker.port=" + port,
                            "--vectron.worker.raft-port=" + ports.get(2 * driverCount + 2 * i + 1),
                            "--vectron.worker.management-port=" + ports.get(firstManagement + driverCount + i),
                            "--vectron.worker.placement=" + placementList)));
        }
        restPort = ports.get(ports.size() - 2);
        grpcPort = ports.getLast();
        router = new VectronProcess(
                "router",
                directory,
                "384m",
                concat(
                        protection.settings("router"),
                        "router",
                        "--vectron.router.rest-port=" + restPort,
                        "--vectron.router.grpc-port=" + grpcPort,
                        "--vectron.router.management-port=" + ports.get(ports.size() - 3),
                        "--vectron.router.placement=" + placementList));
        dashboardPort = ports.get(firstDashboard);
        dashboardArguments = concat(
                protection.settings("admin"),
                "admin",
                "--vectron.admin.port=" + dashboardPort,
                "--vectron.admin.management-port=" + ports.get(firstDashboard + 1),
                "--vectron.admin.router=127.0.0.1:" + grpcPort,
                "--vectron.admin.placement=" + placementList);
        this.directory = directory;
        channel = NettyChannelBuilder.forAddress("127.0.0.1", grpcPort)
                .usePlaintext()
                .maxInboundMessageSize(REQUEST_BYTES_MAX)
                .build();
        placement = new PlacementClient(driverAddresses, protection.channels());
        credentials = MetadataUtils.newAttachHeadersInterceptor(protection.headers());
    }

    private static List<String> both(List<String> first, List<String> second) {
        List<String> all = new ArrayList<>(first);
        all.addAll(second);
        return all;
    }

    private static List<String> concat(List<String> more, String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(more);
        return all;
    }

    /**
     * Starts all processes and returns when every worker is ready and the router answers.
     *
     * @param workerSettings further arguments of every worker
     */
    static ClusterFixture start(Path directory, int drivers, int workers, String... workerSettings)
            throws InterruptedException {
        return start(directory, drivers, workers, List.of(workerSettings), Protection.none(), VectronProcess::new);
    }

    /** As {@link #start}, the workers with the compilers and kernels that their users get. */
    static ClusterFixture startAsShipped(Path directory, int drivers, int workers) throws InterruptedException {
        return start(directory, drivers, workers, List.of(), Protection.none(), VectronProcess::asShipped);
    }

    /** As {@link #start}, with certificates and keys instead of insecure-dev. */
    static ClusterFixture startSecured(Path directory, int drivers, int workers, Protection protection)
            throws InterruptedException {
        return start(directory, drivers, workers, List.of(), protection, VectronProcess::new);
    }

    private static ClusterFixture start(
            Path directory,
            int drivers,
            int workers,
            List<String> workerSettings,
            Protection protection,
            VectronProcess.Launch launchWorker)
            throws InterruptedException {
        ClusterFixture cluster =
                new ClusterFixture(directory, drivers, workers, workerSettings, protection, launchWorker);
        try {
            for (VectronProcess process : cluster.processes()) {
                process.awaitOutput("READY", START_MAX);
            }
            cluster.awaitWorkers(workers, START_MAX);
            return cluster;
        } catch (RuntimeException | Error | InterruptedException e) {
            System.err.println(cluster.describe());
            cluster.close();
            throw e;
        }
    }

    /** What there is to know of a cluster that did not do what a test waits for. */
    String describe() {
        StringBuilder text = new StringBuilder("CLUSTER\n");
        try {
            text.append(status());
        } catch (RuntimeException e) {
            text.append("no status: ").append(e.getMessage());
        }
        for (VectronProcess process : processes()) {
            text.append("\n---- ").append(process.name()).append(process.isAlive() ? " runs" : " ended");
            text.append('\n').append(process.output()).append('\n').append(process.serviceLog());
        }
        return text.toString();
    }

    /** Creates a collection and waits until each of its shards has a leader. */
    Collection create(CreateCollectionRequest request) throws InterruptedException {
        Collection made = collections().createCollection(request);
        awaitReady(made.getName());
        return made;
    }

    /** Waits until each shard of a collection has a leader. */
    void awaitReady(String collection) throws InterruptedException {
        GetCollectionRequest request =
                GetCollectionRequest.newBuilder().setName(collection).build();
        Await.until(
                COLLECTION_MAX,
                "ready collection " + collection,
                () -> collections().getCollection(request).getReady());
    }

    /** Starts a dashboard and returns its port once it serves; most tests need none. */
    int startDashboard() throws InterruptedException {
        VectronProcess started = new VectronProcess("admin", directory, "384m", dashboardArguments);
        dashboard = started;
        started.awaitOutput("READY", START_MAX);
        return dashboardPort;
    }

    private List<VectronProcess> processes() {
        List<VectronProcess> all = new ArrayList<>(drivers);
        all.addAll(workers);
        all.add(router);
        if (dashboard != null) {
            all.add(dashboard);
        }
        return all;
    }

    /** Waits until exactly so many workers are ready by the placement driver's account. */
    void awaitWorkers(int count, Duration limit) throws InterruptedException {
        Await.until(limit, count + " ready workers", () -> readyWorkers() == count);
    }

    private long readyWorkers() {
        return status().getWorkersList().stream()
                .map(WorkerStatus::getWorker)
                .filter(w -> w.getState() == WorkerState.WORKER_STATE_READY)
                .count();
    }

    /** As the leader sees it: any member answers, but only the leader hears of the workers. */
    ClusterStatusResponse status() {
        ClusterStatusResponse seen = askStatus();
        Optional<PdMember> leader =
                seen.getMembersList().stream().filter(PdMember::getLeader).findFirst();
        if (leader.isEmpty() || leader.get().getSelf()) {
            return seen;
        }
        placement.suggestLeader(leader.get().getAddress());
        return askStatus();
    }

    private ClusterStatusResponse askStatus() {
        return placement.call(
                stub -> stub.clusterStatus(ClusterStatusRequest.getDefaultInstance()), Duration.ofSeconds(10));
    }

    /** The index of the placement driver that leads. */
    int leadingDriver() throws InterruptedException {
        for (int attempt = 0; attempt < 100; attempt++) {
            String leader = status().getMembersList().stream()
                    .filter(m -> m.getLeader())
                    .map(m -> m.getAddress())
                    .findFirst()
                    .orElse("");
            if (driverAddresses.contains(leader)) {
                return driverAddresses.indexOf(leader);
            }
            Thread.sleep(100);
        }
        throw new AssertionError("no placement driver leads: " + status());
    }

    VectronProcess driver(int i) {
        return drivers.get(i);
    }

    VectronProcess worker(int i) {
        return workers.get(i);
    }

    VectronProcess router() {
        return router;
    }

    String workerAddress(int i) {
        return workerAddresses.get(i);
    }

    int restPort() {
        return restPort;
    }

    int grpcPort() {
        return grpcPort;
    }

    CollectionsGrpc.CollectionsBlockingStub collections() {
        return CollectionsGrpc.newBlockingStub(channel)
                .withInterceptors(credentials)
                .withDeadlineAfter(60, TimeUnit.SECONDS);
    }

    PointsGrpc.PointsBlockingStub points() {
        return PointsGrpc.newBlockingStub(channel)
                .withInterceptors(credentials)
                .withDeadlineAfter(60, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        channel.shutdownNow();
        placement.close();
        processes().forEach(VectronProcess::close);
    }
}
