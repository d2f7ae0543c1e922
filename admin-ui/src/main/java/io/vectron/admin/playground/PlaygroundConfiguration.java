package io.vectron.admin.playground;

import io.vectron.admin.backend.Routers;
import java.util.function.Supplier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.util.function.SingletonSupplier;
import tools.jackson.databind.json.JsonMapper;

/** The controller of this package and what it asks with. */
@Configuration(proxyBeanMethods = false)
@Import(PlaygroundController.class)
public class PlaygroundConfiguration {

    @Bean
    Playground playground(Routers routers, JsonMapper json) {
        // 100 MB and a second that only those pay who search by text
        Supplier<TextEmbedder> embedder = SingletonSupplier.of(TextEmbedder::new);
        return new Playground(routers, embedder, json);
    }
}
