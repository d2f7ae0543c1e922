package io.vectron.cli;

import io.vectron.cli.client.Retry;
import io.vectron.cli.client.VectronClient;
import io.vectron.cli.input.InputException;
import io.vectron.cli.input.JsonLines;
import io.vectron.cli.input.VectorFiles;
import io.vectron.cli.input.VectorSource;
import io.vectron.cli.input.WithPayload;
import io.vectron.cli.load.ImportPlan;
import io.vectron.cli.load.Importer;
import io.vectron.cli.load.SourceFile;
import io.vectron.cli.terminal.Progress;
import io.vectron.proto.v1.Collection;
import io.vectron.proto.v1.CreateCollectionRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code vectron import FILE --collection NAME}. */
@Command(
        name = "import",
        mixinStandardHelpOptions = true,
        description = "Imports vectors: .fvecs, .bvecs, .f16, .npy, or .jsonl and .ndjson with the vectors inside.")
final class ImportCommand implements Callable<Integer> {
    private static final String ROW_NUMBER = "row";

    @Parameters(paramLabel = "FILE")
    private Path file = Path.of("");

    @Option(names = "--collection", required = true, paramLabel = "NAME", description = "Where the rows go.")
    private String collection = "";

    @Option(names = "--dimension", paramLabel = "N", description = "Needed for .f16, which does not say.")
    private OptionalInt dimension = OptionalInt.empty();

    @Option(
            names = "--payload",
            paramLabel = "FILE.jsonl",
            description = "One JSON object for each row, in the same order.")
    private @Nullable Path payload;

    @Option(
            names = "--ids",
            paramLabel = "FIELD",
            description = "The field that is the id, or '" + ROW_NUMBER + "' for row numbers from 0 (default: '"
                    + ROW_NUMBER + "'; in .jsonl the field 'id' where there is one).")
    private @Nullable String ids;

    @Option(
            names = "--vector-field",
            paramLabel = "FIELD",
            defaultValue = "vector",
            description = "The field of a .jsonl line with the vector (default: ${DEFAULT-VALUE}).")
    private String vectorField = "vector";

    @Option(names = "--create", description = "Make the collection when it is missing.")
    private boolean create;

    @Option(
            names = "--metric",
            defaultValue = "cosine",
            description = "For --create: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private MetricOption metric = MetricOption.COSINE;

    @Option(names = "--shards", defaultValue = "1", description = "For --create (default: ${DEFAULT-VALUE}).")
    private int shards;

    @Option(names = "--replicas", defaultValue = "0", description = "For --create; 0 for the server's choice.")
    private int replicas;

    @Option(
            names = "--batch",
            defaultValue = "500",
            description = "Rows of one request, 1 to 1000 (default: ${DEFAULT-VALUE}).")
    private int batch = ImportPlan.BATCH_DEFAULT;

    @Option(names = "--parallel", defaultValue = "4", description = "Requests in flight (default: ${DEFAULT-VALUE}).")
    private int parallel = ImportPlan.PARALLEL_DEFAULT;

    @Option(names = "--limit", paramLabel = "ROWS", description = "Only the first rows of the file.")
    private long limit = Long.MAX_VALUE;

    @Option(names = "--resume", description = "Keep a journal, and go on where an earlier import with it stopped.")
    private boolean resume;

    @Option(names = "--journal", paramLabel = "FILE", description = "For --resume (default: ./<collection>.import).")
    private @Nullable Path journal;

    @Option(
            names = "--retry-for",
            paramLabel = "SECONDS",
            defaultValue = "60",
            description = "How long to repeat a request that may still succeed (default: ${DEFAULT-VALUE}).")
    private int retrySeconds;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException {
        ImportPlan plan = plan();
        try (VectorSource source = open();
                VectronClient client = Main.of(spec).connect()) {
            Collection target = target(client, plan.retry(), source.dimension());
            long start = System.nanoTime();
            String name = String.valueOf(file.getFileName());
            long rows = new Importer(client, plan, Progress.onStandardError("rows")).run(source, name, target);
            double seconds = (System.nanoTime() - start) / 1e9;
            System.out.println(String.format(
                    Locale.ROOT, "imported %,d rows in %.1f s, %,.0f rows/s", rows, seconds, rows / seconds));
        }
        return Main.OK;
    }

    private ImportPlan plan() throws IOException {
        try {
            Retry retry = new Retry(Duration.ofSeconds(retrySeconds));
            return new ImportPlan(collection, batch, parallel, limit, retry, journal());
        } catch (IllegalArgumentException e) {
            throw new CommandLine.ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    private Optional<ImportPlan.Journal> journal() throws IOException {
        if (!resume && journal == null) {
            return Optional.empty();
        }
        Path path = journal == null ? Path.of(collection + ".import") : journal;
        return Optional.of(new ImportPlan.Journal(path, SourceFile.of(file)));
    }

    private VectorSource open() throws IOException {
        String idField = ids == null ? JsonLines.Fields.DEFAULT.id() : ids.equals(ROW_NUMBER) ? "" : ids;
        VectorSource vectors = VectorFiles.open(file, dimension, new JsonLines.Fields(vectorField, idField));
        Path payloadFile = payload;
        if (payloadFile == null) {
            return vectors;
        }
        if (!Files.isRegularFile(payloadFile)) {
            vectors.close();
            throw InputException.missing(payloadFile.toString());
        }
        // without --ids the payload's own fields are no ids: the row number is what the truth of a data set knows
        String payloadId = ids == null ? "" : idField;
        return new WithPayload(vectors, payloadFile.toString(), Files.newBufferedReader(payloadFile), payloadId);
    }

    private Collection target(VectronClient client, Retry retry, int found) {
        if (!create) {
            return retry.call(() -> client.getCollection(collection));
        }
        Optional<Collection> existing = CollectionMaker.find(client, retry, collection);
        if (existing.isPresent()) {
            return existing.get();
        }
        return CollectionMaker.makeOrGet(
                client,
                retry,
                CreateCollectionRequest.newBuilder()
                        .setName(collection)
                        .setDimension(found)
                        .setMetric(metric.metric())
                        .setShards(shards)
                        .setReplicationFactor(replicas)
                        .build());
    }
}
