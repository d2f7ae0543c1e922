package io.vectron.admin;

import io.vectron.admin.cluster.ClusterPagesConfiguration;
import io.vectron.admin.collections.CollectionPagesConfiguration;
import io.vectron.admin.index.IndexPagesConfiguration;
import io.vectron.admin.jvm.JvmConfiguration;
import io.vectron.admin.live.LiveConfiguration;
import io.vectron.admin.login.LoginConfiguration;
import io.vectron.admin.playground.PlaygroundConfiguration;
import io.vectron.door.ClusterDoorInitializer;
import io.vectron.door.DoorConfiguration;
import java.util.Map;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.annotation.Import;

/**
 * The dashboard as a Spring Boot application.
 *
 * <p>Beans are imported one by one: a scan would find the other services when they share the JVM.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import({
    DoorConfiguration.class,
    AdminObserveConfiguration.class,
    AdminConfiguration.class,
    WebConfiguration.class,
    LiveConfiguration.class,
    LoginConfiguration.class,
    ClusterPagesConfiguration.class,
    CollectionPagesConfiguration.class,
    IndexPagesConfiguration.class,
    PlaygroundConfiguration.class,
    JvmConfiguration.class
})
public class AdminApplication {

    public static void main(String[] arguments) {
        builder().run(arguments);
    }

    /**
     * A dashboard that is ready to {@code run("--vectron.admin.port=7730", ...)}, alone or next to other contexts in one JVM:
     * its defaults come from {@code vectron-admin.yaml}, never from an {@code application.yaml}.
     */
    public static SpringApplicationBuilder builder() {
        return new SpringApplicationBuilder(AdminApplication.class)
                .web(WebApplicationType.SERVLET)
                .bannerMode(Banner.Mode.OFF)
                .initializers(ClusterDoorInitializer.front("admin"))
                .properties(Map.of("spring.config.name", "vectron-admin", "spring.jmx.enabled", "false"));
    }
}
