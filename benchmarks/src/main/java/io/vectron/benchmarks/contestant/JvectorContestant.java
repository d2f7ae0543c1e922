package io.vectron.benchmarks.contestant;

import io.github.jbellis.jvector.graph.GraphIndexBuilder;
import io.github.jbellis.jvector.graph.GraphSearcher;
import io.github.jbellis.jvector.graph.ImmutableGraphIndex;
import io.github.jbellis.jvector.graph.ListRandomAccessVectorValues;
import io.github.jbellis.jvector.graph.RandomAccessVectorValues;
import io.github.jbellis.jvector.graph.SearchResult;
import io.github.jbellis.jvector.graph.similarity.BuildScoreProvider;
import io.github.jbellis.jvector.graph.similarity.DefaultSearchScoreProvider;
import io.github.jbellis.jvector.util.Bits;
import io.github.jbellis.jvector.vector.VectorSimilarityFunction;
import io.github.jbellis.jvector.vector.VectorizationProvider;
import io.github.jbellis.jvector.vector.types.VectorFloat;
import io.github.jbellis.jvector.vector.types.VectorTypeSupport;
import io.vectron.benchmarks.data.VectorFile;
import io.vectron.drift.Metric;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.ForkJoinPool;
import org.jspecify.annotations.Nullable;

/**
 * JVector's graph in memory, with exact vectors, and by its defaults a hierarchy and a second pass that refines it. Its degree is that of layer 0, which HNSW of M 16 has twice. Under cosine
 * rows are made unit ones, as its manual advises.
 */
final class JvectorContestant implements Contestant {
    private static final int DEGREE = 32;
    private static final int BEAM_WIDTH = 200;
    private static final float NEIGHBOR_OVERFLOW = 1.2f;
    private static final float ALPHA = 1.2f;
    private static final String POM = "/META-INF/maven/io.github.jbellis/jvector-base/pom.properties";

    private final VectorTypeSupport vectors =
            VectorizationProvider.getInstance().getVectorTypeSupport();
    private final Metric metric;
    private final VectorSimilarityFunction similarity;
    private @Nullable Index index;

    /** A graph and what it is over. */
    private record Index(ImmutableGraphIndex graph, RandomAccessVectorValues rows) {}

    JvectorContestant(Metric metric) {
        this.metric = metric;
        this.similarity = switch (metric) {
            case L2 -> VectorSimilarityFunction.EUCLIDEAN;
            case COSINE, DOT -> VectorSimilarityFunction.DOT_PRODUCT;
        };
    }

    @Override
    public String version() {
        try (InputStream in = GraphSearcher.class.getResourceAsStream(POM)) {
            Properties pom = new Properties();
            if (in != null) {
                pom.load(in);
            }
            return pom.getProperty("version", "unknown");
        } catch (IOException unreadable) {
            return "unknown";
        }
    }

    @Override
    public String settings() {
        return "degree " + DEGREE + ", beamWidth " + BEAM_WIDTH + ", hierarchy, "
                + VectorizationProvider.getInstance().getClass().getSimpleName();
    }

    @Override
    public long build(VectorFile base, int threads) throws IOException {
        RandomAccessVectorValues rows = new ListRandomAccessVectorValues(vectors(base), base.dimension());
        BuildScoreProvider scores = BuildScoreProvider.randomAccessScoreProvider(rows, similarity);
        try (ForkJoinPool pool = new ForkJoinPool(threads);
                GraphIndexBuilder builder = GraphIndexBuilder.builder(scores, base.dimension(), DEGREE)
                        .withBeamWidth(BEAM_WIDTH)
                        .withNeighborOverflow(NEIGHBOR_OVERFLOW)
                        .withAlpha(ALPHA)
                        .withSimdExecutor(pool)
                        .withParallelExecutor(pool)
                        .build()) {
            index = new Index(builder.build(rows), rows);
        }
        return 0;
    }

    private List<VectorFloat<?>> vectors(VectorFile file) {
        VectorFile rows = metric == Metric.COSINE ? file.normalized() : file;
        List<VectorFloat<?>> list = new ArrayList<>(rows.rows());
        for (int row = 0; row < rows.rows(); row++) {
            list.add(vectors.createFloatVector(rows.row(row)));
        }
        return list;
    }

    @Override
    public Pass prepare(VectorFile queries, int k, double effort) {
        Index built = index;
        if (built == null) {
            throw new IllegalStateException("asked to search before it was built");
        }
        List<VectorFloat<?>> asked = vectors(queries);
        return () -> {
            GraphSearcher searcher = new GraphSearcher(built.graph());
            return (query, ids, at, tally) -> {
                DefaultSearchScoreProvider scores =
                        DefaultSearchScoreProvider.exact(asked.get(query), similarity, built.rows());
                SearchResult found = searcher.search(scores, k, (int) effort, 0, 0, Bits.ALL);
                for (int i = 0; i < found.getNodes().length; i++) {
                    ids[at + i] = found.getNodes()[i].node;
                }
                long visited = found.getVisitedCount();
                tally.scanned(visited, visited * queries.dimension() * Float.BYTES);
            };
        };
    }

    @Override
    public void close() {
        // it has nothing but memory
    }
}
