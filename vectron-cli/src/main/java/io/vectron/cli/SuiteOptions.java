package io.vectron.cli;

import io.vectron.cli.client.ServerAddress;
import io.vectron.cli.suite.SuiteLock;
import io.vectron.cli.suite.SuitePort;
import io.vectron.cli.suite.SuiteSettings;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** The options of commands that run the whole suite. */
final class SuiteOptions {
    @Spec(Target.MIXEE)
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--host",
            defaultValue = "127.0.0.1",
            description = "Address for clients to connect to; the roles among themselves stay on 127.0.0.1"
                    + " (default: ${DEFAULT-VALUE}).")
    private String host = "127.0.0.1";

    @Option(names = "--rest-port", defaultValue = "7700", description = "REST (default: ${DEFAULT-VALUE}).")
    private int restPort;

    @Option(names = "--grpc-port", defaultValue = "7701", description = "gRPC (default: ${DEFAULT-VALUE}).")
    private int grpcPort;

    @Option(names = "--pd-port", defaultValue = "7710", description = "Placement driver (default: ${DEFAULT-VALUE}).")
    private int pdPort;

    @Option(
            names = "--pd-raft-port",
            defaultValue = "7711",
            description = "Raft of the placement driver (default: ${DEFAULT-VALUE}).")
    private int pdRaftPort;

    @Option(names = "--worker-port", defaultValue = "7720", description = "Worker (default: ${DEFAULT-VALUE}).")
    private int workerPort;

    @Option(
            names = "--worker-raft-port",
            defaultValue = "7721",
            description = "Raft of the worker (default: ${DEFAULT-VALUE}).")
    private int workerRaftPort;

    @Option(names = "--admin-port", defaultValue = "7730", description = "Dashboard (default: ${DEFAULT-VALUE}).")
    private int adminPort;

    @Option(
            names = "--router-management-port",
            defaultValue = "7702",
            description = "Health and metrics of the router (default: ${DEFAULT-VALUE}).")
    private int routerManagementPort;

    @Option(
            names = "--pd-management-port",
            defaultValue = "7712",
            description = "Health and metrics of the placement driver (default: ${DEFAULT-VALUE}).")
    private int pdManagementPort;

    @Option(
            names = "--worker-management-port",
            defaultValue = "7722",
            description = "Health and metrics of the worker (default: ${DEFAULT-VALUE}).")
    private int workerManagementPort;

    @Option(
            names = "--admin-management-port",
            defaultValue = "7732",
            description = "Health and metrics of the dashboard (default: ${DEFAULT-VALUE}).")
    private int adminManagementPort;

    /**
     * @param lock how the suite is locked; empty for insecure-dev, which is for loopback only
     * @throws CommandLine.ParameterException when the ports are no ports or not all different, or the host needs a lock
     */
    SuiteSettings settings(Path data, Optional<SuiteLock> lock) {
        try {
            return new SuiteSettings(
                    data.toAbsolutePath().normalize(),
                    host,
                    lock,
                    Map.ofEntries(
                            Map.entry(SuitePort.REST, restPort),
                            Map.entry(SuitePort.GRPC, grpcPort),
                            Map.entry(SuitePort.PLACEMENT, pdPort),
                            Map.entry(SuitePort.PLACEMENT_RAFT, pdRaftPort),
                            Map.entry(SuitePort.WORKER, workerPort),
                            Map.entry(SuitePort.WORKER_RAFT, workerRaftPort),
                            Map.entry(SuitePort.ADMIN, adminPort),
                            Map.entry(SuitePort.ROUTER_MANAGEMENT, routerManagementPort),
                            Map.entry(SuitePort.PLACEMENT_MANAGEMENT, pdManagementPort),
                            Map.entry(SuitePort.WORKER_MANAGEMENT, workerManagementPort),
                            Map.entry(SuitePort.ADMIN_MANAGEMENT, adminManagementPort)));
        } catch (IllegalArgumentException e) {
            throw new CommandLine.ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    /** Where a browser finds the dashboard of a suite with these options. */
    static String dashboard(SuiteSettings settings) {
        return settings.publicScheme() + "://" + settings.reachableHost() + ":" + settings.port(SuitePort.ADMIN);
    }

    /** Where clients reach a suite with these options: a wildcard address is no destination. */
    static ServerAddress grpc(SuiteSettings settings) {
        return new ServerAddress(settings.reachableHost(), settings.port(SuitePort.GRPC));
    }
}
