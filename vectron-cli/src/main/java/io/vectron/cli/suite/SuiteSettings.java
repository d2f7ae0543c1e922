package io.vectron.cli.suite;

import io.vectron.tls.ClusterDoor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where a suite keeps its data and listens.
 *
 * @param data folder of this suite alone
 * @param host where the router listens; the other roles stay on loopback, because in one process nobody else needs them
 * @param lock credentials of router and roles; empty for insecure-dev, with which the host has to be loopback
 * @param ports one of each, 1 to 65,535, all different
 */
public record SuiteSettings(Path data, String host, Optional<SuiteLock> lock, Map<SuitePort, Integer> ports) {
    private static final int PORT_MAX = 65_535;
    private static final String LOOPBACK = "127.0.0.1";

    public SuiteSettings {
        if (lock.isEmpty() && !ClusterDoor.isLoopback(host)) {
            throw new IllegalArgumentException("--host " + host + " would let everybody who reaches this machine in;"
                    + " make a key with 'vectron keys create' and lock the suite with 'vectron up --api-keys FILE'");
        }
        ports = Map.copyOf(new EnumMap<>(ports));
        Map<Integer, SuitePort> seen = new HashMap<>();
        for (SuitePort port : SuitePort.values()) {
            int number = ports.getOrDefault(port, 0);
            if (number < 1 || number > PORT_MAX) {
                throw new IllegalArgumentException(port.option() + " must be 1 to " + PORT_MAX + ", found " + number);
            }
            SuitePort other = seen.put(number, port);
            if (other != null) {
                throw new IllegalArgumentException(
                        other.option() + " and " + port.option() + " are both " + number + "; each needs its own port");
            }
        }
    }

    public int port(SuitePort port) {
        return ports.getOrDefault(port, 0);
    }

    /** The address that this port is listened on at. */
    String host(SuitePort port) {
        return switch (port) {
            case REST, GRPC, ADMIN -> host;
            case PLACEMENT,
                    PLACEMENT_RAFT,
                    WORKER,
                    WORKER_RAFT,
                    ROUTER_MANAGEMENT,
                    PLACEMENT_MANAGEMENT,
                    WORKER_MANAGEMENT,
                    ADMIN_MANAGEMENT -> LOOPBACK;
        };
    }

    public Path logs() {
        return data.resolve("logs");
    }

    /** The development CA and the roles' certificates of a locked suite. */
    Path certificates() {
        return data.resolve("certs");
    }

    /** Where clients on this machine reach the router: a wildcard address is no destination. */
    public String reachableHost() {
        return host.equals("0.0.0.0") || host.equals("::") ? LOOPBACK : host;
    }

    private String placement() {
        return LOOPBACK + ":" + port(SuitePort.PLACEMENT);
    }

    /** What the service of this role is started with. */
    List<String> arguments(Role role) {
        List<String> all = new ArrayList<>(own(role));
        String prefix = "--vectron." + role.word() + ".";
        lock.ifPresentOrElse(
                locked -> all.add(prefix + "tls-directory=" + certificates().resolve(role.word())),
                () -> all.add(prefix + "insecure-dev=true"));
        return all;
    }

    private List<String> own(Role role) {
        return switch (role) {
            case PD ->
                List.of(
                        "--vectron.pd.data-directory=" + data.resolve("pd"),
                        "--vectron.pd.host=" + LOOPBACK,
                        "--vectron.pd.port=" + port(SuitePort.PLACEMENT),
                        "--vectron.pd.raft-port=" + port(SuitePort.PLACEMENT_RAFT),
                        "--vectron.pd.management-port=" + port(SuitePort.PLACEMENT_MANAGEMENT));
            case WORKER ->
                List.of(
                        "--vectron.worker.data-directory=" + data.resolve("worker"),
                        "--vectron.worker.host=" + LOOPBACK,
                        "--vectron.worker.port=" + port(SuitePort.WORKER),
                        "--vectron.worker.raft-port=" + port(SuitePort.WORKER_RAFT),
                        "--vectron.worker.management-port=" + port(SuitePort.WORKER_MANAGEMENT),
                        "--vectron.worker.placement=" + placement());
            case ROUTER -> router();
            case ADMIN -> admin();
        };
    }

    /** What a browser puts before the host: https with a public certificate. */
    public String publicScheme() {
        return lock.flatMap(SuiteLock::publicTls).isPresent() ? "https" : "http";
    }

    private List<String> admin() {
        List<String> all = new ArrayList<>(List.of(
                "--vectron.admin.host=" + reachableHost(),
                "--vectron.admin.bind-address=" + host,
                "--vectron.admin.port=" + port(SuitePort.ADMIN),
                "--vectron.admin.management-port=" + port(SuitePort.ADMIN_MANAGEMENT),
                "--management.server.address=" + LOOPBACK,
                "--vectron.admin.placement=" + placement(),
                "--vectron.admin.router=" + reachableHost() + ":" + port(SuitePort.GRPC)));
        lock.flatMap(SuiteLock::publicTls).ifPresent(folder -> {
            all.add("--vectron.admin.public-tls-directory=" + folder);
            // the certificate that the router shows, whoever issued it
            all.add("--vectron.admin.router-ca=" + folder.resolve("tls.crt"));
        });
        return all;
    }

    private List<String> router() {
        List<String> all = new ArrayList<>(List.of(
                "--vectron.router.host=" + reachableHost(),
                "--vectron.router.bind-address=" + host,
                "--vectron.router.rest-port=" + port(SuitePort.REST),
                "--vectron.router.grpc-port=" + port(SuitePort.GRPC),
                "--vectron.router.management-port=" + port(SuitePort.ROUTER_MANAGEMENT),
                // nobody is asked for a key there, so it stays on this machine whatever the host
                "--management.server.address=" + LOOPBACK,
                "--vectron.router.placement=" + placement()));
        lock.ifPresent(locked -> {
            all.add("--vectron.router.api-keys-file=" + locked.apiKeys());
            locked.publicTls().ifPresent(folder -> all.add("--vectron.router.public-tls-directory=" + folder));
        });
        return all;
    }
}
