package io.vectron.admin;

import io.vectron.admin.live.Sampler;
import io.vectron.admin.settings.AdminSettings;
import io.vectron.management.Announcements;
import io.vectron.management.ManagementConfiguration;
import io.vectron.management.RoleHealth;
import io.vectron.management.RunningInstance;
import io.vectron.placement.Announcer;
import io.vectron.placement.PlacementClient;
import io.vectron.proto.internal.v1.InstanceRole;
import java.util.Map;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;

/** What the dashboard shows of itself: health, info, announcements. */
@Configuration(proxyBeanMethods = false)
@Import(ManagementConfiguration.class)
class AdminObserveConfiguration {

    /** A dashboard without a cluster still has something to say: that there is none. */
    @Bean
    RoleHealth roleHealth(Sampler sampler) {
        return new RoleHealth() {
            @Override
            public Condition process() {
                return Condition.well(Map.of());
            }

            @Override
            public Condition serving() {
                boolean isAnswered = sampler.current().instances().known().isPresent();
                return Condition.well(Map.of("placement_answered", isAnswered));
            }
        };
    }

    @Bean
    RunningInstance runningInstance(AdminSettings settings, Environment environment) {
        return new RunningInstance(InstanceRole.INSTANCE_ROLE_ADMIN, settings.host(), environment, Map::of);
    }

    @Bean
    Announcements announcements(
            ApplicationContext context, PlacementClient placement, RunningInstance instance, Environment environment) {
        Announcer announcer = new Announcer(
                placement,
                () -> instance.announcement(self -> self.setHttpAddress(
                        instance.address(environment.getRequiredProperty("local.server.port", Integer.class)))));
        return new Announcements(context, announcer);
    }
}
