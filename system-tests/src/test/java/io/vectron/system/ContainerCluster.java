package io.vectron.system;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.AccessMode;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.PortBinding;
import com.github.dockerjava.api.model.Ports;
import com.github.dockerjava.api.model.Volume;
import io.grpc.ManagedChannel;
import io.vectron.proto.v1.CollectionsGrpc;
import io.vectron.proto.v1.PointsGrpc;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.lifecycle.Startables;
import org.testcontainers.utility.DockerImageName;

/**
 * Three placement drivers, three workers and one router in containers, run as docker/compose.yaml runs them: read-only,
 * without capabilities, with mutual TLS and API keys.
 *
 * <p>Concurrency: the containers are handled by one test thread; the stubs may be used by any.
 */
final class ContainerCluster implements AutoCloseable {
    private static final int SIZE = 3;
    private static final Duration START_MAX = Duration.ofMinutes(6);
    private static final int ROUTER_GRPC = 7701;
    private static final long MEBIBYTE = 1L << 20;
    private static final int LOG_TAIL_CHARACTERS = 4_000;

    private final DockerClient client = BuiltImages.client();
    private final String id = UUID.randomUUID().toString().substring(0, 8);
    private final Network network = Network.newNetwork();
    private final ClusterSecrets secrets;
    private final Map<String, GenericContainer<?>> containers = new LinkedHashMap<>();
    private final List<String> volumes = new ArrayList<>();
    private final ManagedChannel channel;

    private ContainerCluster(ClusterSecrets secrets) {
        this.secrets = secrets;
        List<String> drivers = names("pd");
        String placement =
                String.join(",", drivers.stream().map(name -> name + ":7710").toList());
        String members = String.join(
                ",",
                drivers.stream().map(name -> name + ":7711/" + name + ":7710").toList());
        try {
            drivers.forEach(name -> add("pd", name, 320, Map.of("VECTRON_PD_MEMBERS", members)));
            names("worker").forEach(name -> add("worker", name, 768, Map.of("VECTRON_WORKER_PLACEMENT", placement)));
            add(
                    "router",
                    "router-1",
                    512,
                    Map.of(
                            "VECTRON_ROUTER_PLACEMENT", placement,
                            "VECTRON_ROUTER_API_KEYS_FILE", "/api-keys",
                            "VECTRON_ROUTER_PUBLIC_TLS_DIRECTORY", "/tls"));
            Startables.deepStart(containers.values()).join();
            channel = secrets.connect(container("router-1").getMappedPort(ROUTER_GRPC));
        } catch (RuntimeException | Error e) {
            System.err.println(describe());
            stopContainers();
            throw e;
        }
    }

    /** Returns when every container is healthy. */
    static ContainerCluster start(Path directory) throws IOException, InterruptedException {
        List<String> hosts = Stream.of(names("pd"), names("worker"), List.of("router-1"))
                .flatMap(List::stream)
                .toList();
        return new ContainerCluster(ClusterSecrets.make(directory, hosts));
    }

    private static List<String> names(String role) {
        return IntStream.rangeClosed(1, SIZE).mapToObj(i -> role + "-" + i).toList();
    }

    private void add(String role, String name, int memoryMebibytes, Map<String, String> settings) {
        GenericContainer<?> container = new GenericContainer<>(DockerImageName.parse(BuiltImages.name(role)))
                .withImagePullPolicy(image -> false)
                .withNetwork(network)
                .withNetworkAliases(name)
                .withEnv(settings)
                .withEnv("VECTRON_" + role.toUpperCase(Locale.ROOT) + "_HOST", name)
                .withTmpFs(Map.of("/tmp", "size=64m,mode=1777"))
                .withCreateContainerCmdModifier(command -> restrict(command, role, name, memoryMebibytes))
                .waitingFor(Wait.forHealthcheck().withStartupTimeout(START_MAX));
        if (role.equals("router")) {
            container.addExposedPort(ROUTER_GRPC);
        }
        containers.put(name, container);
    }

    private void restrict(CreateContainerCmd command, String role, String name, int memoryMebibytes) {
        List<Bind> binds = new ArrayList<>();
        binds.add(readOnly(secrets.of(role), "/tls"));
        HostConfig host = Objects.requireNonNull(command.getHostConfig(), name);
        if (role.equals("router")) {
            binds.add(readOnly(secrets.keysFile(), "/api-keys"));
            host.withPortBindings(new PortBinding(Ports.Binding.bindIp("127.0.0.1"), ExposedPort.tcp(ROUTER_GRPC)));
        } else {
            String volume = "vectron-test-" + id + "-" + name;
            client.createVolumeCmd().withName(volume).exec();
            volumes.add(volume);
            binds.add(new Bind(volume, new Volume("/data")));
        }
        host.withBinds(binds)
                .withReadonlyRootfs(true)
                .withCapDrop(Capability.ALL)
                .withSecurityOpts(List.of("no-new-privileges:true"))
                .withMemory(memoryMebibytes * MEBIBYTE);
    }

    private static Bind readOnly(Path source, String target) {
        return new Bind(source.toString(), new Volume(target), AccessMode.ro);
    }

    GenericContainer<?> container(String name) {
        GenericContainer<?> found = containers.get(name);
        if (found == null) {
            throw new IllegalArgumentException("no container " + name + " among " + containers.keySet());
        }
        return found;
    }

    /** SIGKILL; the container and its volume stay. */
    void kill(String name) {
        client.killContainerCmd(container(name).getContainerId())
                .withSignal("KILL")
                .exec();
    }

    void startAgain(String name) {
        client.startContainerCmd(container(name).getContainerId()).exec();
    }

    CollectionsGrpc.CollectionsBlockingStub collections() {
        return CollectionsGrpc.newBlockingStub(channel).withDeadlineAfter(60, TimeUnit.SECONDS);
    }

    PointsGrpc.PointsBlockingStub points() {
        return PointsGrpc.newBlockingStub(channel).withDeadlineAfter(60, TimeUnit.SECONDS);
    }

    /** The ends of all logs, for messages. */
    String describe() {
        StringBuilder text = new StringBuilder("CONTAINERS");
        containers.forEach((name, container) -> {
            text.append("\n---- ").append(name).append('\n');
            if (container.getContainerId() == null) {
                text.append("was not made");
                return;
            }
            String log = container.getLogs();
            text.append(log.substring(Math.max(0, log.length() - LOG_TAIL_CHARACTERS)));
        });
        return text.toString();
    }

    private void stopContainers() {
        containers.values().forEach(GenericContainer::stop);
        for (String volume : volumes) {
            try {
                client.removeVolumeCmd(volume).exec();
            } catch (NotFoundException e) {
                // was not made
            }
        }
        network.close();
    }

    @Override
    public void close() {
        channel.shutdownNow();
        stopContainers();
    }
}
