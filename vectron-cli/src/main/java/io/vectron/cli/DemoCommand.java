package io.vectron.cli;

import io.vectron.admin.playground.TextEmbedder;
import io.vectron.cli.client.Credentials;
import io.vectron.cli.client.Retry;
import io.vectron.cli.client.VectronClient;
import io.vectron.cli.demo.WordnetSample;
import io.vectron.cli.input.VectorSource;
import io.vectron.cli.load.ImportPlan;
import io.vectron.cli.load.Importer;
import io.vectron.cli.suite.Suite;
import io.vectron.cli.suite.SuiteSettings;
import io.vectron.cli.terminal.Progress;
import io.vectron.proto.v1.Collection;
import io.vectron.proto.v1.CreateCollectionRequest;
import io.vectron.proto.v1.Metric;
import io.vectron.proto.v1.SearchRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code vectron demo "a large wild cat"}: everything on this machine, with data in it, and what to try next. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description = "Runs everything in this process, loads 5,600 WordNet glosses, searches them and keeps serving.")
final class DemoCommand implements Callable<Integer> {
    static final String COLLECTION = "wordnet";
    private static final int SHARDS = 4;
    private static final int HITS = 14;
    private static final Duration COUNTED_WITHIN = Duration.ofSeconds(10);
    private static final Retry RETRY = new Retry(Duration.ofSeconds(60));

    @Parameters(
            arity = "0..1",
            paramLabel = "TEXT",
            defaultValue = "a large wild cat",
            description = "What to search (default: ${DEFAULT-VALUE}).")
    private String text = "";

    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = "vectron-data",
            description = "Data (default: ./${DEFAULT-VALUE}).")
    private Path data = Path.of("vectron-data");

    @Option(names = "--exit", description = "Stop after the search instead of serving on.")
    private boolean exit;

    @Mixin
    private SuiteOptions options = new SuiteOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (text.isBlank()) {
            throw new CommandFailedException("there is no text to search for");
        }
        SuiteSettings settings = options.settings(data, Optional.empty());
        System.out.println("Starting placement driver, worker, router and dashboard; data in " + settings.data());
        try (Suite suite = UpCommand.start(settings, Main.of(spec).isVerbose())) {
            try (VectronClient client = new VectronClient(SuiteOptions.grpc(settings), Credentials.NONE)) {
                load(client);
                float[] query = new TextEmbedder().embed(text);
                search(client, query);
                System.out.println(NextSteps.write(settings, COLLECTION, query));
            }
            if (!exit) {
                System.out.println(
                        "The dashboard is at " + SuiteOptions.dashboard(settings) + "\n\nServing until Ctrl-C.");
                System.out.flush();
                suite.awaitStop();
            }
        }
        return Main.OK;
    }

    private static void load(VectronClient client) throws IOException, InterruptedException {
        Optional<Collection> existing = CollectionMaker.find(client, RETRY, COLLECTION);
        if (existing.isPresent() && holdsSample(client)) {
            System.out.println("Collection '" + COLLECTION + "' holds the sample already.");
            return;
        }
        Collection collection = existing.orElseGet(() -> make(client));
        System.out.println(String.format(Locale.ROOT, "Loading %,d glosses of WordNet ...", WordnetSample.ROWS));
        ImportPlan plan = new ImportPlan(
                COLLECTION,
                ImportPlan.BATCH_DEFAULT,
                ImportPlan.PARALLEL_DEFAULT,
                Long.MAX_VALUE,
                RETRY,
                Optional.empty());
        long start = System.nanoTime();
        try (VectorSource sample = WordnetSample.open()) {
            long rows = new Importer(client, plan, Progress.onStandardError("rows"))
                    .run(sample, WordnetSample.NAME, collection);
            double seconds = (System.nanoTime() - start) / 1e9;
            System.out.println(String.format(
                    Locale.ROOT, "Loaded %,d rows in %.1f s, %,.0f rows/s.", rows, seconds, rows / seconds));
        }
    }

    private static Collection make(VectronClient client) {
        return CollectionMaker.makeOrGet(
                client,
                RETRY,
                CreateCollectionRequest.newBuilder()
                        .setName(COLLECTION)
                        .setDimension(TextEmbedder.DIMENSION)
                        .setMetric(Metric.METRIC_COSINE)
                        .setShards(SHARDS)
                        .build());
    }

    /** After a restart, leaders are elected and report their counts first: a lower number may still grow for a while. */
    private static boolean holdsSample(VectronClient client) throws InterruptedException {
        long giveUpAt = System.nanoTime() + COUNTED_WITHIN.toNanos();
        long points = 0;
        while (points < WordnetSample.ROWS && System.nanoTime() - giveUpAt < 0) {
            points = RETRY.call(() -> client.getCollection(COLLECTION)).getPoints();
            Thread.sleep(100);
        }
        return points >= WordnetSample.ROWS;
    }

    private void search(VectronClient client, float[] query) {
        SearchRequest.Builder request =
                SearchRequest.newBuilder().setCollection(COLLECTION).setK(HITS);
        for (float component : query) {
            request.addVector(component);
        }
        System.out.println("\nNearest to \"" + text + "\":");
        HitLines.print(RETRY.call(() -> client.search(request.build())), System.out);
    }
}
