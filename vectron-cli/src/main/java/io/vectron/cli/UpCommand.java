package io.vectron.cli;

import io.vectron.cli.suite.Suite;
import io.vectron.cli.suite.SuiteLock;
import io.vectron.cli.suite.SuitePort;
import io.vectron.cli.suite.SuiteSettings;
import io.vectron.router.access.ApiKeyFile;
import io.vectron.router.access.ApiKeys;
import io.vectron.tls.ClusterDoor;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code vectron up}: the whole suite in this process until Ctrl-C. */
@Command(
        name = "up",
        mixinStandardHelpOptions = true,
        description = "Runs placement driver, worker, router and dashboard in this process until Ctrl-C.")
final class UpCommand implements Callable<Integer> {
    /** A start on a slow machine takes seconds; after this something is wrong. */
    private static final Duration READY_WITHIN = Duration.ofSeconds(60);

    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = "vectron-data",
            description = "Data (default: ./${DEFAULT-VALUE}).")
    private Path data = Path.of("vectron-data");

    @Option(
            names = "--api-keys",
            paramLabel = "FILE",
            description =
                    "Locks the suite: clients need an API key of this file ('vectron keys create' makes it), and the"
                            + " roles talk mutual TLS among themselves.")
    private @Nullable Path apiKeys;

    @Option(
            names = "--public-tls",
            paramLabel = "DIR",
            description = "Folder with tls.crt and tls.key for TLS on REST and gRPC, with --api-keys.")
    private @Nullable Path publicTls;

    @Mixin
    private SuiteOptions options = new SuiteOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws InterruptedException {
        SuiteSettings settings = options.settings(data, lock());
        try (Suite suite = start(settings, Main.of(spec).isVerbose())) {
            System.out.println("""
                    Vectron is up.
                      dashboard  %s
                      REST       %s://%s:%d
                      gRPC       %s
                      placement  %s:%d
                      data       %s
                      log        %s
                      access     %s
                    Ctrl-C stops it.""".formatted(
                            SuiteOptions.dashboard(settings),
                            settings.publicScheme(),
                            settings.host(),
                            settings.port(SuitePort.REST),
                            SuiteOptions.grpc(settings),
                            "127.0.0.1",
                            settings.port(SuitePort.PLACEMENT),
                            settings.data(),
                            settings.logs().resolve("vectron.log"),
                            access(settings)));
            System.out.flush();
            suite.awaitStop();
        }
        return Main.OK;
    }

    private static String access(SuiteSettings settings) {
        return settings.lock()
                .map(lock -> "API keys of " + lock.apiKeys()
                        + (lock.publicTls().isEmpty() && !ClusterDoor.isLoopback(settings.host())
                                ? "; they travel unprotected, see --public-tls"
                                : ""))
                .orElse("everybody on this machine (insecure-dev); --api-keys locks it");
    }

    private Optional<SuiteLock> lock() {
        Path keys = apiKeys;
        if (keys == null) {
            if (publicTls != null) {
                throw new CommandLine.ParameterException(
                        spec.commandLine(), "--public-tls is for a locked suite; add --api-keys FILE");
            }
            return Optional.empty();
        }
        // a bad file is told before anything starts
        var _ = ApiKeys.parse(ApiKeyFile.read(keys), keys.toString());
        return Optional.of(new SuiteLock(
                keys.toAbsolutePath(), Optional.ofNullable(publicTls).map(Path::toAbsolutePath)));
    }

    /** Starts the suite and returns when the router answers for the cluster. */
    static Suite start(SuiteSettings settings, boolean isVerbose) {
        Suite suite = Suite.reserve(settings);
        Logs.toFolder(settings.logs(), isVerbose);
        suite.startAll(settings);
        try {
            suite.awaitReady(READY_WITHIN);
            return suite;
        } catch (RuntimeException e) {
            suite.close();
            throw e;
        }
    }
}
