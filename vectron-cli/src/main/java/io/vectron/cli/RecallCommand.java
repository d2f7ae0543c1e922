package io.vectron.cli;

import io.vectron.cli.client.VectronClient;
import io.vectron.cli.input.GroundTruth;
import io.vectron.cli.input.JsonLines;
import io.vectron.cli.input.SourceRow;
import io.vectron.cli.input.VectorFiles;
import io.vectron.cli.input.VectorSource;
import io.vectron.cli.measure.RecallMeasurement;
import io.vectron.cli.measure.RecallPlan;
import io.vectron.cli.measure.RecallReport;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code vectron recall COLLECTION --queries FILE --truth FILE}. */
@Command(
        name = "recall",
        mixinStandardHelpOptions = true,
        description = "Measures recall, queries per second and latency with queries whose neighbours are known.",
        footer = "The points' ids are the row numbers of the file that they were imported from.")
final class RecallCommand implements Callable<Integer> {
    @Parameters(paramLabel = "COLLECTION")
    private String collection = "";

    @Option(names = "--queries", required = true, paramLabel = "FILE", description = ".fvecs, .bvecs, .f16 or .npy.")
    private Path queries = Path.of("");

    @Option(names = "--truth", required = true, paramLabel = "FILE", description = ".ivecs, nearest first.")
    private Path truth = Path.of("");

    @Option(names = "--dimension", description = "Of a .f16 file of queries.")
    private OptionalInt dimension = OptionalInt.empty();

    @Option(names = "-k", defaultValue = "10", description = "Neighbours (default: ${DEFAULT-VALUE}).")
    private int k;

    @Option(names = "--recall", defaultValue = "0.95", description = "Asked of the server (default: ${DEFAULT-VALUE}).")
    private double recall;

    @Option(names = "--parallel", defaultValue = "4", description = "Searches in flight (default: ${DEFAULT-VALUE}).")
    private int parallel;

    @Option(names = "--limit", defaultValue = "10000", description = "Queries at most (default: ${DEFAULT-VALUE}).")
    private int limit;

    @Option(
            names = "--warm-up",
            defaultValue = "10",
            paramLabel = "SECONDS",
            description = "Searches that long before it measures (default: ${DEFAULT-VALUE}); 0 measures cold.")
    private int warmUpSeconds;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException {
        try (VectronClient client = Main.of(spec).connect()) {
            print(measurement(client).run());
        }
        return Main.OK;
    }

    private RecallMeasurement measurement(VectronClient client) throws IOException {
        try {
            RecallPlan plan = new RecallPlan(collection, k, recall, parallel, Duration.ofSeconds(warmUpSeconds));
            return new RecallMeasurement(client, plan, readQueries(), GroundTruth.read(truth));
        } catch (IllegalArgumentException e) {
            throw new CommandLine.ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    private List<float[]> readQueries() throws IOException {
        List<float[]> vectors = new ArrayList<>();
        try (VectorSource source = VectorFiles.open(queries, dimension, JsonLines.Fields.DEFAULT)) {
            while (vectors.size() < limit) {
                Optional<SourceRow> row = source.next();
                if (row.isEmpty()) {
                    break;
                }
                vectors.add(row.get().vector());
            }
        }
        return vectors;
    }

    private void print(RecallReport report) {
        System.out.println(String.format(
                Locale.ROOT,
                """
                recall@%d    %.4f (lowest of a query %.2f), asked for %s
                throughput   %.0f queries/s with %d in flight, %,d queries in %.1f s
                latency      p50 %.2f ms, p99 %.2f ms
                work         %,.0f rows looked at for a query%s""",
                k,
                report.recall(),
                report.lowestRecall(),
                recall,
                report.queriesPerSecond(),
                parallel,
                report.queries(),
                report.seconds(),
                report.millisAt(50),
                report.millisAt(99),
                report.rowsScanned(),
                report.partial() == 0 ? "" : "\nPARTIAL      " + report.partial() + " answers left out a shard"));
    }
}
