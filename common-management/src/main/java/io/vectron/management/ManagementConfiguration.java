package io.vectron.management;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.vectron.management.RoleHealth.Condition;
import java.util.Map;
import org.springframework.boot.actuate.info.InfoContributor;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * The beans of a management port; a role imports this and brings a {@link RoleHealth} and a {@link RunningInstance}. Bean
 * names are the component names in {@code vectron-management.yaml}.
 */
@Configuration(proxyBeanMethods = false)
public class ManagementConfiguration {

    @Bean
    HealthIndicator processHealthIndicator(RoleHealth role) {
        return () -> show(role.process(), Status.DOWN);
    }

    @Bean
    HealthIndicator servingHealthIndicator(RoleHealth role) {
        return () -> show(role.serving(), Status.OUT_OF_SERVICE);
    }

    private static Health show(Condition condition, Status ill) {
        return Health.status(condition.holds() ? Status.UP : ill)
                .withDetails(condition.facts())
                .build();
    }

    @Bean
    InfoContributor buildVersionInfo() {
        return info -> info.withDetail("build", Map.of("name", "vectron", "version", BuildVersion.read()));
    }

    @Bean
    InfoContributor roleInfo(RunningInstance instance) {
        return info -> info.withDetail("vectron", instance.describe());
    }

    @Bean
    MeterBinder buildMeter(RunningInstance instance) {
        return registry -> Gauge.builder("vectron.build.info", () -> 1)
                .description("Always 1; its labels say which role runs in which version.")
                .tag("role", instance.role())
                .tag("version", BuildVersion.read())
                .register(registry);
    }
}
