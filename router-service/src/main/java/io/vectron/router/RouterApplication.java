package io.vectron.router;

import io.vectron.door.ClusterDoorInitializer;
import io.vectron.door.DoorConfiguration;
import io.vectron.router.grpc.GrpcFaceConfiguration;
import io.vectron.router.rest.RestFaceConfiguration;
import java.util.Map;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.annotation.Import;

/**
 * The router as a Spring Boot application.
 *
 * <p>Beans are imported one by one: a scan would find the other services when they share the JVM.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import({
    DoorConfiguration.class,
    AccessConfiguration.class,
    RouterConfiguration.class,
    ObserveConfiguration.class,
    GrpcFaceConfiguration.class,
    RestFaceConfiguration.class
})
public class RouterApplication {

    public static void main(String[] arguments) {
        builder().run(arguments);
    }

    /**
     * A router that is ready to {@code run("--vectron.router.rest-port=7700", ...)}, alone or next to other contexts in
     * one JVM: its defaults come from {@code vectron-router.yaml}, never from an {@code application.yaml}.
     */
    public static SpringApplicationBuilder builder() {
        return new SpringApplicationBuilder(RouterApplication.class)
                .web(WebApplicationType.SERVLET)
                .bannerMode(Banner.Mode.OFF)
                .initializers(ClusterDoorInitializer.front("router"), new FreePorts())
                .properties(Map.of("spring.config.name", "vectron-router", "spring.jmx.enabled", "false"));
    }
}
