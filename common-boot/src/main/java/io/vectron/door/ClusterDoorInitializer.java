package io.vectron.door;

import io.vectron.tls.ClusterDoor;
import io.vectron.tls.TlsIdentity;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.Environment;
import org.springframework.core.env.MapPropertySource;

/**
 * Opens the doors of one role before any of its beans is made: reads the TLS files, stops the start when they are missing
 * or bad, and sets the framework's own settings.
 *
 * <p>Registers the beans {@link ClusterDoor} and, when {@code public-tls-directory} is set, {@link PublicDoor}.
 */
public final class ClusterDoorInitializer implements ApplicationContextInitializer<ConfigurableApplicationContext> {
    static final String CLUSTER_BUNDLE = "vectron-cluster";
    static final String PUBLIC_BUNDLE = "vectron-public";
    private static final String HOST_DEFAULT = "127.0.0.1";

    private final String role;
    private final boolean isPublic;

    private ClusterDoorInitializer(String role, boolean isPublic) {
        this.role = role;
        this.isPublic = isPublic;
    }

    /** For a role whose gRPC server is for the cluster only: it asks for client certificates. */
    public static ClusterDoorInitializer internal(String role) {
        return new ClusterDoorInitializer(role, false);
    }

    /** For a role whose servers are for everybody: TLS there is by {@code public-tls-directory}, if at all. */
    public static ClusterDoorInitializer front(String role) {
        return new ClusterDoorInitializer(role, true);
    }

    @Override
    public void initialize(ConfigurableApplicationContext context) {
        Environment environment = context.getEnvironment();
        String bindAddress = setting(environment, "bind-address", setting(environment, "host", HOST_DEFAULT));
        ClusterDoor door = ClusterDoor.open(
                role,
                setting(environment, "tls-directory", ""),
                environment.getProperty(key("insecure-dev"), Boolean.class, false),
                bindAddress);
        context.getBeanFactory().registerSingleton("clusterDoor", door);
        Map<String, Object> derived = new HashMap<>();
        // servers take an empty address for all of them, and SERVER_ADDRESS of the environment for theirs: the address
        // that
        // was checked is the one that is used
        for (String address : new String[] {key("bind-address"), "spring.grpc.server.address", "server.address"}) {
            derived.put(address, bindAddress);
        }
        if (isPublic) {
            String directory = setting(environment, "public-tls-directory", "");
            if (!directory.isEmpty()) {
                context.getBeanFactory()
                        .registerSingleton("publicDoor", new PublicDoor(TlsIdentity.loadServer(Path.of(directory))));
                derived.putAll(publicServers());
            }
        } else if (door.identity().isPresent()) {
            derived.putAll(clusterServer());
        }
        context.getEnvironment().getPropertySources().addFirst(new MapPropertySource("vectron-doors", derived));
    }

    private static Map<String, Object> clusterServer() {
        return Map.of(
                "spring.grpc.server.ssl.enabled", "true",
                "spring.grpc.server.ssl.bundle", CLUSTER_BUNDLE,
                "spring.grpc.server.ssl.client-auth", "require");
    }

    private static Map<String, Object> publicServers() {
        return Map.of(
                "spring.grpc.server.ssl.enabled",
                "true",
                "spring.grpc.server.ssl.bundle",
                PUBLIC_BUNDLE,
                "server.ssl.bundle",
                PUBLIC_BUNDLE,
                // the management port is for the cluster's own network; it must not follow the public one
                "management.server.ssl.enabled",
                "false");
    }

    private String setting(Environment environment, String key, String byDefault) {
        String found = environment.getProperty(key(key), "");
        return found.isBlank() ? byDefault : found;
    }

    private String key(String setting) {
        return "vectron." + role + "." + setting;
    }
}
