package io.vectron.admin.jvm;

import io.vectron.admin.live.Sampler;
import io.vectron.proto.internal.v1.Instance;
import io.vectron.proto.internal.v1.InstanceRole;
import io.vectron.proto.internal.v1.InstanceStatus;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.cloud.client.DefaultServiceInstance;
import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.discovery.DiscoveryClient;

/**
 * The running instances as Spring Cloud knows them: one service for each role, one service instance for each that has a
 * management address.
 *
 * <p>Reads the last sample, so it costs nothing to ask.
 */
public final class AnnouncedInstances implements DiscoveryClient {
    private static final String PREFIX = "INSTANCE_ROLE_";

    private final Sampler sampler;

    public AnnouncedInstances(Sampler sampler) {
        this.sampler = sampler;
    }

    @Override
    public String description() {
        return "instances that announced themselves to the placement driver";
    }

    @Override
    public List<String> getServices() {
        return all().map(instance -> service(instance.getRole()))
                .distinct()
                .sorted()
                .toList();
    }

    @Override
    public List<ServiceInstance> getInstances(String serviceId) {
        return all().filter(instance -> service(instance.getRole()).equals(serviceId))
                .map(AnnouncedInstances::toServiceInstance)
                .flatMap(Stream::ofNullable)
                .toList();
    }

    private Stream<Instance> all() {
        return sampler.current().instances().known().orElse(List.of()).stream().map(InstanceStatus::getInstance);
    }

    private static String service(InstanceRole role) {
        String name = role.name();
        return "vectron-" + (name.startsWith(PREFIX) ? name.substring(PREFIX.length()) : name).toLowerCase(Locale.ROOT);
    }

    /** @return null for an instance whose management address is none */
    private static @Nullable ServiceInstance toServiceInstance(Instance instance) {
        URI management;
        try {
            management = URI.create("http://" + instance.getManagementAddress());
        } catch (IllegalArgumentException e) {
            return null;
        }
        if (management.getHost() == null || management.getPort() < 1) {
            return null;
        }
        return new DefaultServiceInstance(
                instance.getId(),
                service(instance.getRole()),
                management.getHost(),
                management.getPort(),
                false,
                Map.of("management.context-path", "/actuator", "version", instance.getVersion()));
    }
}
