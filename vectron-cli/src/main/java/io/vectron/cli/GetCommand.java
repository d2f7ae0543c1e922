package io.vectron.cli;

import io.vectron.cli.client.VectronClient;
import io.vectron.model.PointIds;
import io.vectron.proto.v1.GetRequest;
import io.vectron.proto.v1.Point;
import io.vectron.proto.v1.PointId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code vectron get COLLECTION ID...}: one JSON object per point; fails when one is missing. */
@Command(name = "get", mixinStandardHelpOptions = true, description = "Prints points as JSON, one per line.")
final class GetCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "COLLECTION")
    private String collection = "";

    @Parameters(
            index = "1..*",
            arity = "1..*",
            paramLabel = "ID",
            description = "Digits are a number; text:7 is the text 7.")
    private List<String> ids = new ArrayList<>();

    @Option(names = "--with-vectors", description = "The vectors as well.")
    private boolean withVectors;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        List<PointId> wanted = ids.stream().map(PointIdOption::parse).toList();
        Set<PointId> missing = new HashSet<>(wanted);
        try (VectronClient client = Main.of(spec).connect()) {
            GetRequest request = GetRequest.newBuilder()
                    .setCollection(collection)
                    .addAllIds(wanted)
                    .setWithVectors(withVectors)
                    .build();
            for (Point point : client.get(request).getPointsList()) {
                missing.remove(point.getId());
                System.out.println(PointJson.of(point));
            }
        }
        if (!missing.isEmpty()) {
            throw new CommandFailedException("collection '" + collection + "' has no point with the id "
                    + missing.stream().map(PointIds::show).sorted().collect(Collectors.joining(", ")));
        }
        return Main.OK;
    }
}
