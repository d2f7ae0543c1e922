package io.vectron.pd;

import io.vectron.management.raft.RaftMeters;
import io.vectron.pd.api.PlacementMember;
import io.vectron.pd.api.PlacementService;
import io.vectron.tls.ClusterDoor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.grpc.server.autoconfigure.GrpcServerExecutorProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** The wiring; nothing is found by scanning. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(PdSettings.class)
@Import(PdObserveConfiguration.class)
class PdConfiguration {
    @Bean
    DataDirectory dataDirectory(PdSettings settings) {
        return DataDirectory.open(
                settings.dataDirectory(), settings.allMembers().self());
    }

    @Bean
    PlacementMember placementMember(PdSettings settings, DataDirectory directory) {
        return new PlacementMember(
                settings.allMembers(), settings.timing(), System::nanoTime, directory::rememberCluster);
    }

    @Bean
    PdNode pdNode(
            PdSettings settings, PlacementMember member, DataDirectory directory, ClusterDoor door, RaftMeters meters) {
        return new PdNode(settings, member, directory, door, meters::watch);
    }

    @Bean
    PlacementService placementService(PlacementMember member, PdMeters meters) {
        PlacementService service = new PlacementService(member, System::currentTimeMillis, meters);
        meters.watch(service);
        return service;
    }

    /** Calls wait for raft: a thread each, and a waiting one costs nothing. */
    @Bean(destroyMethod = "shutdown")
    ExecutorService placementCalls() {
        return Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("pd-call-", 0).factory());
    }

    @Bean
    GrpcServerExecutorProvider placementCallsProvider(ExecutorService placementCalls) {
        return () -> placementCalls;
    }
}
