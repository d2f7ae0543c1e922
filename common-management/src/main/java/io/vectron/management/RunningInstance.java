package io.vectron.management;

import io.vectron.proto.internal.v1.Instance;
import io.vectron.proto.internal.v1.InstanceRole;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.springframework.core.env.Environment;

/** This run of a role, as it describes itself to dashboards and to the placement driver. */
public final class RunningInstance {
    private final InstanceRole role;
    private final String host;
    private final Environment environment;
    private final Supplier<Map<String, String>> facts;
    private final String id = UUID.randomUUID().toString();
    private final long startedAtMillis = System.currentTimeMillis();

    /**
     * @param host name or address that others reach this one by
     * @param environment knows the management port once that is open
     * @param facts further facts for people, such as the worker's id; asked anew each time
     */
    public RunningInstance(
            InstanceRole role, String host, Environment environment, Supplier<Map<String, String>> facts) {
        this.role = role;
        this.host = host;
        this.environment = environment;
        this.facts = facts;
    }

    /** For example {@code router}. */
    public String role() {
        return role.name().substring("INSTANCE_ROLE_".length()).toLowerCase(Locale.ROOT);
    }

    /** host:port of one of its ports. */
    public String address(int port) {
        return host + ":" + port;
    }

    /** The announcement, to which {@code more} adds what only the role knows; once the ports are open. */
    public Instance announcement(Consumer<Instance.Builder> more) {
        Instance.Builder instance = Instance.newBuilder()
                .setId(id)
                .setRole(role)
                .setManagementAddress(address(environment.getRequiredProperty("local.management.port", Integer.class)))
                .setVersion(BuildVersion.read())
                .setStartedAtMillis(startedAtMillis);
        more.accept(instance);
        return instance.build();
    }

    /** For the info endpoint. */
    Map<String, String> describe() {
        Map<String, String> all = new TreeMap<>(facts.get());
        all.put("role", role());
        all.put("instance_id", id);
        return all;
    }
}
