package io.vectron.admin;

import io.vectron.admin.backend.Channels;
import io.vectron.admin.backend.Routers;
import io.vectron.admin.backend.Workers;
import io.vectron.admin.cluster.AlertLog;
import io.vectron.admin.live.History;
import io.vectron.admin.live.LiveConnections;
import io.vectron.admin.live.Sampler;
import io.vectron.admin.login.Viewers;
import io.vectron.admin.page.Formats;
import io.vectron.admin.settings.AdminSettings;
import io.vectron.placement.PlacementClient;
import io.vectron.tls.ChannelSecurity;
import io.vectron.tls.ClusterDoor;
import java.nio.file.Path;
import java.time.Clock;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.json.JsonMapper;

/** What all pages stand on. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(AdminSettings.class)
class AdminConfiguration {

    @Bean
    PlacementClient placementClient(AdminSettings settings, ClusterDoor door) {
        return new PlacementClient(settings.placement(), door.channels());
    }

    @Bean
    Channels channels(AdminSettings settings, ClusterDoor door) {
        Path routerCa = settings.routerCa();
        return new Channels(
                routerCa == null ? ChannelSecurity.PLAINTEXT : ChannelSecurity.trusting(routerCa), door.channels());
    }

    @Bean
    Routers routers(Channels channels, AdminSettings settings) {
        return new Routers(channels, settings.router());
    }

    @Bean
    Workers workers(Channels channels) {
        return new Workers(channels);
    }

    @Bean
    AlertLog alertLog() {
        return new AlertLog();
    }

    @Bean
    Sampler sampler(
            PlacementClient placement,
            AdminSettings settings,
            AlertLog alerts,
            History history,
            LiveConnections connections,
            JsonMapper json) {
        Sampler sampler = new Sampler(
                placement,
                settings.live().timeout(),
                Clock.systemUTC(),
                new LiveEvents(alerts, history, connections, json));
        sampler.start(settings.live().sampleInterval());
        return sampler;
    }

    @Bean
    Viewers viewers(AdminSettings settings) {
        return new Viewers(settings);
    }

    /** Templates call it {@code @fmt}. */
    @Bean("fmt")
    Formats formats() {
        return new Formats();
    }
}
