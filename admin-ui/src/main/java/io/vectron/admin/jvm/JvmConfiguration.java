package io.vectron.admin.jvm;

import de.codecentric.boot.admin.server.config.EnableAdminServer;
import io.vectron.admin.live.Sampler;
import java.time.Duration;
import org.springframework.cloud.client.discovery.DiscoveryClient;
import org.springframework.cloud.client.discovery.event.HeartbeatEvent;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Switches Spring Boot Admin's server on and tells it where the instances are. */
@Configuration(proxyBeanMethods = false)
@EnableAdminServer
public class JvmConfiguration {
    /** Spring Boot Admin looks at the list again at each heartbeat of a discovery client. */
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(5);

    @Bean
    DiscoveryClient announcedInstances(Sampler sampler) {
        return new AnnouncedInstances(sampler);
    }

    @Bean
    DiscoveryPulse discoveryPulse(ApplicationEventPublisher events) {
        return new DiscoveryPulse(count -> events.publishEvent(new HeartbeatEvent(events, count)), LOOK_AGAIN);
    }
}
