package io.vectron.cli;

import io.vectron.admin.playground.TextEmbedder;
import io.vectron.cli.client.VectronClient;
import io.vectron.model.PointIds;
import io.vectron.proto.v1.GetRequest;
import io.vectron.proto.v1.Hit;
import io.vectron.proto.v1.Point;
import io.vectron.proto.v1.PointId;
import io.vectron.proto.v1.SearchRequest;
import io.vectron.proto.v1.SearchResponse;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code vectron search COLLECTION --text "..."}. */
@Command(name = "search", mixinStandardHelpOptions = true, description = "Searches the nearest points of a collection.")
final class SearchCommand implements Callable<Integer> {
    @Parameters(paramLabel = "COLLECTION")
    private String collection = "";

    @ArgGroup(multiplicity = "1")
    private What what = new What();

    @Option(names = "-k", defaultValue = "10", description = "How many points (default: ${DEFAULT-VALUE}).")
    private int k;

    @Option(
            names = "--recall",
            defaultValue = "0.95",
            description = "Wanted share of the true nearest, 1 for exact (default: ${DEFAULT-VALUE}).")
    private double recall;

    @Option(names = "--json", description = "One JSON object per hit and line, nothing else.")
    private boolean json;

    @Option(names = "--with-vectors", description = "The vectors of the hits as well (with --json).")
    private boolean withVectors;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    /** What to search for: one of the three. */
    private static final class What {
        @Option(
                names = "--vector",
                split = ",",
                paramLabel = "X,Y,...",
                description = "A vector, comma between its components.")
        private float @Nullable [] vector;

        @Option(names = "--text", description = "Words, embedded by all-MiniLM-L6-v2 (384 dimensions).")
        private @Nullable String text;

        @Option(names = "--id", description = "A point of the collection, which itself is left out of the answer.")
        private @Nullable String id;
    }

    @Override
    public Integer call() {
        try (VectronClient client = Main.of(spec).connect()) {
            SearchResponse response = search(client);
            if (json) {
                response.getHitsList().forEach(hit -> System.out.println(PointJson.of(hit)));
            } else {
                HitLines.print(response, System.out);
            }
        }
        return Main.OK;
    }

    private SearchResponse search(VectronClient client) {
        SearchRequest.Builder request = SearchRequest.newBuilder()
                .setCollection(collection)
                .setK(k)
                .setRecall(recall)
                .setWithVectors(withVectors);
        if (what.id != null) {
            PointId id = PointIdOption.parse(what.id);
            // one more, because the point is nearest to itself
            request.addAllVector(vectorOf(client, id)).setK(k + 1);
            return without(id, client.search(request.build()));
        }
        for (float component : vector()) {
            request.addVector(component);
        }
        return client.search(request.build());
    }

    private float[] vector() {
        if (what.vector != null) {
            return what.vector;
        }
        String text = what.text;
        if (text == null || text.isBlank()) {
            throw new CommandFailedException("--text has no words");
        }
        return new TextEmbedder().embed(text);
    }

    private List<Float> vectorOf(VectronClient client, PointId id) {
        List<Point> points = client.get(GetRequest.newBuilder()
                        .setCollection(collection)
                        .addIds(id)
                        .setWithVectors(true)
                        .setWithoutPayload(true)
                        .build())
                .getPointsList();
        if (points.isEmpty()) {
            throw new CommandFailedException(
                    "collection '" + collection + "' has no point with the id " + PointIds.show(id));
        }
        return points.getFirst().getVectorList();
    }

    private SearchResponse without(PointId id, SearchResponse response) {
        List<Hit> others = response.getHitsList().stream()
                .filter(hit -> !hit.getId().equals(id))
                .limit(k)
                .toList();
        return response.toBuilder().clearHits().addAllHits(others).build();
    }
}
