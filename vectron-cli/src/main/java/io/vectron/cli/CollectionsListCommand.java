package io.vectron.cli;

import io.vectron.cli.client.VectronClient;
import io.vectron.proto.v1.Collection;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code vectron collections list}. */
@Command(name = "list", mixinStandardHelpOptions = true, description = "Lists all collections.")
final class CollectionsListCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        try (VectronClient client = Main.of(spec).connect()) {
            print(client.listCollections());
        }
        return Main.OK;
    }

    static void print(List<Collection> collections) {
        if (collections.isEmpty()) {
            System.out.println("no collections");
            return;
        }
        Table table = new Table("NAME", "DIMENSION", "METRIC", "SHARDS", "REPLICAS", "POINTS", "READY");
        for (Collection collection : collections) {
            table.row(
                    collection.getName(),
                    collection.getDimension(),
                    MetricOption.word(collection.getMetric()),
                    collection.getShardsCount(),
                    collection.getReplicationFactor(),
                    collection.getPoints(),
                    collection.getReady() ? "yes" : "no");
        }
        table.print(System.out);
    }
}
