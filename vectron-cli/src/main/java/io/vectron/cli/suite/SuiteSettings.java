package io.vectron.cli.suite;

import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Where a suite keeps its data and listens.
 *
 * @param data folder of this suite alone
 * @param host the address to bind and to be reached at
 * @param ports one of each, 1 to 65,535, all different
 */
public record SuiteSettings(Path data, String host, Map<SuitePort, Integer> ports) {
    private static final int PORT_MAX = 65_535;

    public SuiteSettings {
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

    public Path logs() {
        return data.resolve("logs");
    }

    private String placement() {
        return host + ":" + port(SuitePort.PLACEMENT);
    }

    /** What the service of this role is started with. */
    List<String> arguments(Role role) {
        return switch (role) {
            case PD ->
                List.of(
                        "--vectron.pd.data-directory=" + data.resolve("pd"),
                        "--vectron.pd.host=" + host,
                        "--vectron.pd.port=" + port(SuitePort.PLACEMENT),
                        "--vectron.pd.raft-port=" + port(SuitePort.PLACEMENT_RAFT));
            case WORKER ->
                List.of(
                        "--vectron.worker.data-directory=" + data.resolve("worker"),
                        "--vectron.worker.host=" + host,
                        "--vectron.worker.port=" + port(SuitePort.WORKER),
                        "--vectron.worker.raft-port=" + port(SuitePort.WORKER_RAFT),
                        "--vectron.worker.placement=" + placement());
            case ROUTER ->
                List.of(
                        "--vectron.router.host=" + host,
                        "--vectron.router.rest-port=" + port(SuitePort.REST),
                        "--vectron.router.grpc-port=" + port(SuitePort.GRPC),
                        "--vectron.router.placement=" + placement());
        };
    }
}
