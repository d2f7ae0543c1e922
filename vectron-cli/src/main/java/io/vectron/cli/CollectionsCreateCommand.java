package io.vectron.cli;

import io.vectron.cli.client.VectronClient;
import io.vectron.proto.v1.Collection;
import io.vectron.proto.v1.CreateCollectionRequest;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code vectron collections create NAME --dimension N}. */
@Command(name = "create", mixinStandardHelpOptions = true, description = "Makes a collection.")
final class CollectionsCreateCommand implements Callable<Integer> {
    @Parameters(paramLabel = "NAME", description = "1 to 128 characters of [A-Za-z0-9_-].")
    private String name = "";

    @Option(names = "--dimension", required = true, description = "Components of each vector, 1 to 4096.")
    private int dimension;

    @Option(
            names = "--metric",
            defaultValue = "cosine",
            description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private MetricOption metric = MetricOption.COSINE;

    @Option(
            names = "--shards",
            defaultValue = "1",
            description = "Parts of the collection (default: ${DEFAULT-VALUE}).")
    private int shards;

    @Option(names = "--replicas", defaultValue = "0", description = "Copies of each shard; 0 for the server's choice.")
    private int replicas;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        CreateCollectionRequest request = CreateCollectionRequest.newBuilder()
                .setName(name)
                .setDimension(dimension)
                .setMetric(metric.metric())
                .setShards(shards)
                .setReplicationFactor(replicas)
                .build();
        try (VectronClient client = Main.of(spec).connect()) {
            Collection made = client.createCollection(request);
            System.out.println("created " + made.getName() + ": dimension " + made.getDimension() + ", "
                    + MetricOption.word(made.getMetric()) + ", " + "shards " + made.getShardsCount() + ", replicas "
                    + made.getReplicationFactor());
        }
        return Main.OK;
    }
}
