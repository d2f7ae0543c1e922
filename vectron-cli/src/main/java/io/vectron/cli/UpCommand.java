package io.vectron.cli;

import io.vectron.cli.client.Retry;
import io.vectron.cli.client.VectronClient;
import io.vectron.cli.suite.Suite;
import io.vectron.cli.suite.SuitePort;
import io.vectron.cli.suite.SuiteSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code vectron up}: the whole suite in this process until Ctrl-C. */
@Command(
        name = "up",
        mixinStandardHelpOptions = true,
        description = "Runs placement driver, worker and router in this process until Ctrl-C.")
final class UpCommand implements Callable<Integer> {
    /** A start on a slow machine takes seconds; after this something is wrong. */
    private static final Duration READY_WITHIN = Duration.ofSeconds(60);

    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = "vectron-data",
            description = "Data (default: ./${DEFAULT-VALUE}).")
    private Path data = Path.of("vectron-data");

    @Mixin
    private SuiteOptions options = new SuiteOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws InterruptedException {
        SuiteSettings settings = options.settings(data);
        try (Suite suite = start(settings, Main.of(spec).isVerbose())) {
            System.out.println("""
                    Vectron is up.
                      REST       http://%s:%d
                      gRPC       %s
                      placement  %s:%d
                      data       %s
                      log        %s
                    Ctrl-C stops it.""".formatted(
                            settings.host(),
                            settings.port(SuitePort.REST),
                            SuiteOptions.grpc(settings),
                            settings.host(),
                            settings.port(SuitePort.PLACEMENT),
                            settings.data(),
                            settings.logs().resolve("vectron.log")));
            System.out.flush();
            suite.awaitStop();
        }
        return Main.OK;
    }

    /** Starts the suite and returns when the router answers for the cluster. */
    static Suite start(SuiteSettings settings, boolean isVerbose) {
        Suite suite = Suite.reserve(settings);
        Logs.toFolder(settings.logs(), isVerbose);
        suite.startAll(settings);
        try (VectronClient client = new VectronClient(SuiteOptions.grpc(settings))) {
            var _ = new Retry(READY_WITHIN).call(client::listCollections);
            return suite;
        } catch (RuntimeException e) {
            suite.close();
            throw e;
        }
    }
}
