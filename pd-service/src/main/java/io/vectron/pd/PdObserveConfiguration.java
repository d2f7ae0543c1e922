package io.vectron.pd;

import io.grpc.netty.NettyServerBuilder;
import io.micrometer.core.instrument.MeterRegistry;
import io.vectron.management.Announcements;
import io.vectron.management.ManagementConfiguration;
import io.vectron.management.RoleHealth;
import io.vectron.management.RunningInstance;
import io.vectron.management.raft.RaftMeters;
import io.vectron.pd.api.Members;
import io.vectron.pd.api.PlacementMember;
import io.vectron.placement.Announcer;
import io.vectron.placement.PlacementClient;
import io.vectron.proto.internal.v1.InstanceRole;
import io.vectron.request.RequestIdServer;
import java.util.List;
import java.util.Map;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;
import org.springframework.grpc.server.ServerBuilderCustomizer;

/** What a member shows of itself: health, info, metrics, announcements. */
@Configuration(proxyBeanMethods = false)
@Import(ManagementConfiguration.class)
class PdObserveConfiguration {

    @Bean
    RoleHealth roleHealth(PlacementMember member) {
        return new PdHealth(member);
    }

    @Bean
    RunningInstance runningInstance(PdSettings settings, Environment environment, PlacementMember member) {
        return new RunningInstance(
                InstanceRole.INSTANCE_ROLE_PD,
                settings.host(),
                environment,
                () -> Map.of("cluster_id", member.figures().clusterId()));
    }

    @Bean
    RaftMeters raftMeters(MeterRegistry registry) {
        return new RaftMeters(registry);
    }

    @Bean
    PdMeters pdMeters(MeterRegistry registry, PlacementMember member) {
        return new PdMeters(registry, member);
    }

    @Bean
    ServerBuilderCustomizer<NettyServerBuilder> observedCalls(MeterRegistry registry) {
        return server -> server.intercept(new CallMeters(registry)).intercept(RequestIdServer.inner());
    }

    /** Also of the leader to itself, by the same way as everybody: leadership may be elsewhere the next moment. */
    @Bean
    Announcements announcements(ApplicationContext context, PlacementMember member, RunningInstance instance) {
        return new Announcements(context, () -> {
            // the members' addresses are complete only when this one's gRPC port is open
            List<String> addresses =
                    member.members().all().stream().map(Members.Member::address).toList();
            PlacementClient placement = new PlacementClient(addresses);
            Announcer announcer =
                    new Announcer(placement, () -> instance.announcement(self -> self.setAddress(member.address())));
            announcer.start();
            return List.of(announcer, placement);
        });
    }
}
