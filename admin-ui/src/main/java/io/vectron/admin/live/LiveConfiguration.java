package io.vectron.admin.live;

import io.vectron.admin.settings.AdminSettings;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** The history and the listeners; the application wires the sampler to them. */
@Configuration(proxyBeanMethods = false)
@Import(LiveController.class)
public class LiveConfiguration {

    @Bean
    History history() {
        return new History();
    }

    @Bean
    LiveConnections liveConnections(AdminSettings settings) {
        return new LiveConnections(settings.live().connectionsMax());
    }

    /** Remembers the figures of a sample and gives them back for the event. */
    public static Figures record(History history, Sample sample) {
        Figures figures = Figures.of(sample);
        history.add(figures);
        return figures;
    }
}
