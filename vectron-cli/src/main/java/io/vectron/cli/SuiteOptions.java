package io.vectron.cli;

import io.vectron.cli.client.ServerAddress;
import io.vectron.cli.suite.SuitePort;
import io.vectron.cli.suite.SuiteSettings;
import java.nio.file.Path;
import java.util.Map;
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
            description = "Address to listen at (default: ${DEFAULT-VALUE}).")
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

    /** @throws CommandLine.ParameterException when the ports are no ports or not all different */
    SuiteSettings settings(Path data) {
        try {
            return new SuiteSettings(
                    data.toAbsolutePath().normalize(),
                    host,
                    Map.of(
                            SuitePort.REST, restPort,
                            SuitePort.GRPC, grpcPort,
                            SuitePort.PLACEMENT, pdPort,
                            SuitePort.PLACEMENT_RAFT, pdRaftPort,
                            SuitePort.WORKER, workerPort,
                            SuitePort.WORKER_RAFT, workerRaftPort));
        } catch (IllegalArgumentException e) {
            throw new CommandLine.ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    /** Where clients reach a suite with these options: a wildcard address is no destination. */
    static ServerAddress grpc(SuiteSettings settings) {
        boolean isWildcard =
                settings.host().equals("0.0.0.0") || settings.host().equals("::");
        return new ServerAddress(isWildcard ? "127.0.0.1" : settings.host(), settings.port(SuitePort.GRPC));
    }
}
