package io.vectron.router;

import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.micrometer.core.instrument.MeterRegistry;
import io.vectron.management.Announcements;
import io.vectron.management.CollectionLabels;
import io.vectron.management.ManagementConfiguration;
import io.vectron.management.RoleHealth;
import io.vectron.management.RunningInstance;
import io.vectron.placement.Announcer;
import io.vectron.placement.PlacementClient;
import io.vectron.proto.internal.v1.InstanceRole;
import io.vectron.router.map.ShardMapWatch;
import io.vectron.router.observe.RequestObserver;
import io.vectron.router.observe.ShardCallObserver;
import io.vectron.router.observe.TrafficWindow;
import io.vectron.router.settings.RouterSettings;
import java.util.Map;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;
import org.springframework.grpc.server.lifecycle.GrpcServerLifecycle;

/** What the router shows of itself: health, info, metrics, announcements. */
@Configuration(proxyBeanMethods = false)
@Import(ManagementConfiguration.class)
class ObserveConfiguration {

    @Bean
    RoleHealth roleHealth(ShardMapWatch watch) {
        return new RouterHealth(watch);
    }

    @Bean
    RunningInstance runningInstance(RouterSettings settings, Environment environment, ShardMapWatch watch) {
        return new RunningInstance(
                InstanceRole.INSTANCE_ROLE_ROUTER,
                settings.host(),
                environment,
                () -> Map.of("cluster_id", watch.current().clusterId()));
    }

    @Bean
    CollectionLabels collectionLabels(MeterRegistry registry, ShardMapWatch watch) {
        return new CollectionLabels(
                registry, name -> watch.current().collection(name).isPresent());
    }

    @Bean
    TrafficWindow trafficWindow() {
        return new TrafficWindow(System::nanoTime);
    }

    @Bean
    RequestObserver requestObserver(
            MeterRegistry registry, CollectionLabels labels, TrafficWindow traffic, RouterSettings settings) {
        return new RequestObserver(registry, labels, traffic, settings.slowRequest());
    }

    @Bean
    ShardCallObserver shardCallObserver(MeterRegistry registry) {
        return new ShardCallObserver(registry);
    }

    @Bean
    RouterMeters routerMeters(
            MeterRegistry registry, ShardMapWatch watch, CollectionLabels labels, CircuitBreakerRegistry circuits) {
        return new RouterMeters(registry, watch, labels, circuits);
    }

    @Bean
    Announcements announcements(
            ApplicationContext context,
            PlacementClient placement,
            RunningInstance instance,
            TrafficWindow traffic,
            GrpcServerLifecycle grpc) {
        Announcer announcer = new Announcer(
                placement,
                () -> instance.announcement(self -> self.setAddress(instance.address(grpc.getPort()))
                        .setHttpAddress(instance.address(
                                context.getEnvironment().getRequiredProperty("local.server.port", Integer.class)))
                        .setTraffic(traffic.rates())));
        return new Announcements(context, announcer);
    }
}
