package io.vectron.worker;

import io.micrometer.core.instrument.MeterRegistry;
import io.vectron.drift.DriftResources;
import io.vectron.management.Announcements;
import io.vectron.management.ManagementConfiguration;
import io.vectron.management.RoleHealth;
import io.vectron.management.RunningInstance;
import io.vectron.management.raft.RaftMeters;
import io.vectron.placement.Announcer;
import io.vectron.placement.PlacementClient;
import io.vectron.proto.internal.v1.InstanceRole;
import io.vectron.raft.RaftHost;
import io.vectron.worker.hosting.ShardHost;
import io.vectron.worker.hosting.WorkerDirectory;
import io.vectron.worker.membership.PlacementSession;
import java.util.Map;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;

/** What a worker shows of itself: health, info, metrics, announcements. */
@Configuration(proxyBeanMethods = false)
@Import(ManagementConfiguration.class)
class WorkerObserveConfiguration {

    @Bean
    RoleHealth roleHealth(ShardHost host, PlacementSession session) {
        return new WorkerHealth(host, session);
    }

    @Bean
    RunningInstance runningInstance(WorkerSettings settings, Environment environment, WorkerDirectory directory) {
        return new RunningInstance(
                InstanceRole.INSTANCE_ROLE_WORKER,
                settings.host(),
                environment,
                () -> Map.of("worker_id", directory.workerId(), "cluster_id", directory.clusterId()));
    }

    @Bean
    RaftMeters raftMeters(MeterRegistry registry, RaftHost raft) {
        RaftMeters meters = new RaftMeters(registry);
        meters.watch(raft);
        return meters;
    }

    @Bean
    EngineMeters engineMeters(
            MeterRegistry registry, ShardHost host, DriftResources resources, WorkerApplication.RoleChanges changes) {
        EngineMeters meters = new EngineMeters(registry, host);
        changes.listen(meters::sync);
        return meters;
    }

    @Bean
    WorkerMeters workerMeters(MeterRegistry registry, EngineMeters engines) {
        return new WorkerMeters(registry, engines.labels());
    }

    @Bean
    Announcements announcements(
            ApplicationContext context,
            PlacementClient placement,
            RunningInstance instance,
            WorkerSettings settings,
            WorkerDirectory directory) {
        Announcer announcer = new Announcer(
                placement,
                () -> instance.announcement(
                        self -> self.setAddress(settings.address()).setWorkerId(directory.workerId())));
        return new Announcements(context, announcer);
    }
}
