package io.vectron.pd;

import io.vectron.door.ClusterDoorInitializer;
import io.vectron.door.DoorConfiguration;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.annotation.Import;

/**
 * The placement driver as a Spring Boot application.
 *
 * <p>Several roles may run as sibling contexts of one JVM with one class path: hence a configuration file of its own
 * name, explicit imports instead of a component scan, and no JMX names to collide.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import({PdConfiguration.class, DoorConfiguration.class})
public class PdApplication {
    /** Reads {@code vectron-pd.yaml}; run it with settings as {@code --key=value}. */
    public static SpringApplicationBuilder builder() {
        return new SpringApplicationBuilder(PdApplication.class)
                .web(WebApplicationType.SERVLET)
                .main(PdApplication.class)
                .bannerMode(Banner.Mode.OFF)
                .initializers(ClusterDoorInitializer.internal("pd"))
                .properties("spring.config.name=vectron-pd", "spring.jmx.enabled=false");
    }

    @SuppressWarnings("resource") // the context lives until the process is told to stop; Spring's hook closes it
    public static void main(String[] args) {
        builder().run(args);
    }
}
