package io.vectron.cli;

import io.vectron.cli.client.VectronClient;
import io.vectron.model.Epochs;
import io.vectron.model.KeyRanges;
import io.vectron.proto.v1.Collection;
import io.vectron.proto.v1.ReplicaStatus;
import io.vectron.proto.v1.ShardStatus;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code vectron collections show NAME}. */
@Command(name = "show", mixinStandardHelpOptions = true, description = "Shows one collection and its shards.")
final class CollectionsShowCommand implements Callable<Integer> {
    @Parameters(paramLabel = "NAME")
    private String name = "";

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        try (VectronClient client = Main.of(spec).connect()) {
            Collection collection = client.getCollection(name);
            CollectionsListCommand.print(List.of(collection));
            System.out.println("created " + Instant.ofEpochMilli(collection.getCreatedAtMillis()) + ", map revision "
                    + collection.getRevision() + "\n");
            Table table = new Table("SHARD", "KEYS", "EPOCH", "POINTS", "BYTES", "READY", "REPLICAS");
            for (ShardStatus shard : collection.getShardsList()) {
                table.row(
                        shard.getShardId(),
                        KeyRanges.show(shard.getRange()),
                        Epochs.show(shard.getEpoch()),
                        shard.getPoints(),
                        shard.getSizeBytes(),
                        shard.getReady() ? "yes" : "no",
                        shard.getReplicasList().stream()
                                .map(CollectionsShowCommand::show)
                                .collect(Collectors.joining(", ")));
            }
            table.print(System.out);
        }
        return Main.OK;
    }

    private static String show(ReplicaStatus replica) {
        return replica.getAddress() + " " + replica.getRole() + " @" + replica.getAppliedSequence();
    }
}
