package io.vectron.worker;

import io.grpc.BindableService;
import io.grpc.netty.NettyServerBuilder;
import io.vectron.door.ClusterDoorInitializer;
import io.vectron.door.DoorConfiguration;
import io.vectron.drift.DriftResources;
import io.vectron.drift.DriftResourcesSettings;
import io.vectron.errors.VectronException;
import io.vectron.placement.PlacementClient;
import io.vectron.proto.internal.v1.Worker;
import io.vectron.raft.RaftGroupSettings;
import io.vectron.raft.RaftHost;
import io.vectron.raft.RaftHostSettings;
import io.vectron.raft.transport.RaftTls;
import io.vectron.raft.transport.RaftTransportSettings;
import io.vectron.request.RequestIdServer;
import io.vectron.tls.ClusterDoor;
import io.vectron.worker.api.IndexViews;
import io.vectron.worker.api.SearchPool;
import io.vectron.worker.api.ShardsEndpoint;
import io.vectron.worker.hosting.ShardHost;
import io.vectron.worker.hosting.WorkerDirectory;
import io.vectron.worker.membership.PlacementSession;
import io.vectron.worker.shard.ReplicaSettings;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.grpc.server.ServerBuilderCustomizer;

/** The worker process: wires directory, Raft host, shard host, placement session and gRPC service. */
@SpringBootConfiguration
@EnableAutoConfiguration
@EnableConfigurationProperties(WorkerSettings.class)
@Import({DoorConfiguration.class, WorkerObserveConfiguration.class})
public class WorkerApplication {
    private static final Logger LOG = LoggerFactory.getLogger(WorkerApplication.class);
    /** A router keeps one connection and sends each shard's call as its own stream. */
    private static final int CONCURRENT_CALLS_PER_CONNECTION_MAX = 2_000;

    private static final int FLOW_CONTROL_WINDOW_BYTES = 4 << 20;
    /** Dashboards ask every second or two; what they show changes with flushes and merges. */
    private static final Duration INDEX_VIEW_FRESH = Duration.ofSeconds(3);

    public static void main(String[] args) {
        builder().run(args);
    }

    /** The application as main runs it; several roles may run as sibling contexts of one JVM. */
    public static SpringApplicationBuilder builder() {
        return new SpringApplicationBuilder(WorkerApplication.class)
                .web(WebApplicationType.SERVLET)
                .initializers(ClusterDoorInitializer.internal("worker"))
                .properties("spring.config.name=vectron-worker");
    }

    @Bean(destroyMethod = "close")
    WorkerDirectory workerDirectory(WorkerSettings settings) {
        return WorkerDirectory.open(settings.dataDirectory());
    }

    @Bean(destroyMethod = "close")
    DriftResources driftResources(WorkerDirectory directory) {
        return DriftResources.create(DriftResourcesSettings.defaults().withWarmUpIn(directory.warmUp()));
    }

    @Bean(destroyMethod = "close")
    RaftHost raftHost(WorkerSettings settings, WorkerDirectory directory, ClusterDoor door) {
        RaftTransportSettings plain = RaftTransportSettings.PLAINTEXT.withBindAddress(settings.listenAddress());
        RaftTransportSettings transport = door.identity()
                .map(identity -> RaftTls.protect(plain, identity::keyManagers, identity::trustManagers))
                .orElse(plain);
        return RaftHost.start(RaftHostSettings.of(settings.host(), settings.raftPort(), directory.raft())
                .withTransport(transport));
    }

    @Bean(destroyMethod = "close")
    PlacementClient placementClient(WorkerSettings settings, ClusterDoor door) {
        return new PlacementClient(settings.placement(), door.channels());
    }

    @Bean(destroyMethod = "close")
    SearchPool searchPool(WorkerSettings settings) {
        return new SearchPool(settings.effectiveSearchThreads(), settings.searchQueueMax());
    }

    @Bean(destroyMethod = "close")
    IndexViews indexViews() {
        return new IndexViews(INDEX_VIEW_FRESH);
    }

    @Bean
    RoleChanges roleChanges() {
        return new RoleChanges();
    }

    // no destroy method: WorkerLifecycle closes it, after the gRPC server
    @Bean(destroyMethod = "")
    ShardHost shardHost(
            WorkerSettings settings,
            WorkerDirectory directory,
            DriftResources resources,
            RaftHost raft,
            RoleChanges roleChanges) {
        ReplicaSettings replicas = new ReplicaSettings(
                settings.electionTimeout(),
                new RaftGroupSettings.SnapshotPolicy(settings.snapshotLogEntries(), settings.snapshotLogBytes()),
                settings.memtableBytesMax());
        return new ShardHost(directory, replicas, resources, raft, roleChanges::tell);
    }

    @Bean
    PlacementSession placementSession(
            WorkerSettings settings,
            WorkerDirectory directory,
            ShardHost host,
            PlacementClient placement,
            RoleChanges roleChanges,
            WorkerMeters meters,
            ConfigurableApplicationContext context) {
        Worker self = Worker.newBuilder()
                .setId(directory.workerId())
                .setAddress(settings.address())
                .setRaftAddress(settings.raftAddress())
                .putAllLabels(settings.labels())
                .setCapacity(settings.capacity())
                .build();
        PlacementSession session = new PlacementSession(
                placement,
                directory,
                host,
                self,
                settings.heartbeatInterval(),
                meters,
                reason -> expelled(reason, context));
        roleChanges.listen(session::nudge);
        return session;
    }

    private static void expelled(VectronException reason, ConfigurableApplicationContext context) {
        LOG.error("this worker stops: {}", reason.getMessage());
        Thread.ofPlatform().name("worker-stop").start(context::close);
    }

    @Bean
    WorkerLifecycle workerLifecycle(ShardHost host, PlacementSession session) {
        return new WorkerLifecycle(host, session);
    }

    @Bean
    BindableService shardsEndpoint(
            ShardHost host, WorkerDirectory directory, SearchPool searches, IndexViews views, WorkerMeters meters) {
        return new ShardsEndpoint(host, directory, searches, views, meters);
    }

    @Bean
    ServerBuilderCustomizer<NettyServerBuilder> virtualThreads() {
        return builder -> builder.intercept(RequestIdServer.inner())
                .executor(Executors.newThreadPerTaskExecutor(
                        Thread.ofVirtual().name("grpc-", 0).factory()))
                .maxConcurrentCallsPerConnection(CONCURRENT_CALLS_PER_CONNECTION_MAX)
                .flowControlWindow(FLOW_CONTROL_WINDOW_BYTES);
    }

    /** Carries role changes from replicas to those who are made after them: the session and the metrics. */
    static final class RoleChanges {
        private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

        void listen(Runnable newListener) {
            listeners.add(newListener);
        }

        void tell() {
            listeners.forEach(Runnable::run);
        }
    }
}
