package io.vectron.benchmarks.contestant;

import io.vectron.benchmarks.data.VectorFile;
import io.vectron.drift.Drift;
import io.vectron.drift.DriftSettings;
import io.vectron.drift.Hit;
import io.vectron.drift.Metric;
import io.vectron.drift.SearchFacts;
import io.vectron.drift.SearchRequest;
import io.vectron.drift.SearchResult;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Our engine, embedded. Its effort is the recall that is asked for. */
final class VectronContestant implements Contestant {
    private final Metric metric;
    private final Path directory;
    private @Nullable BuiltEngine engine;

    VectronContestant(Metric metric, Path directory) {
        this.metric = metric;
        this.directory = directory;
    }

    @Override
    public String version() {
        return ContestantKind.ownVersion();
    }

    @Override
    public String settings() {
        return "defaults: buckets of up to " + DriftSettings.of(1, metric).bucketCapacity() + " rows";
    }

    @Override
    public long build(VectorFile base, int threads) {
        BuiltEngine built = BuiltEngine.build(directory, DriftSettings.of(base.dimension(), metric), base, threads);
        engine = built;
        return built.drift().stats().diskBytes();
    }

    /** Requests are made here, so that the time is the engine's. */
    @Override
    public Pass prepare(VectorFile queries, int k, double effort) {
        BuiltEngine built = engine;
        if (built == null) {
            throw new IllegalStateException("asked to search before it was built");
        }
        SearchRequest[] requests = new SearchRequest[queries.rows()];
        for (int query = 0; query < requests.length; query++) {
            requests[query] = SearchRequest.of(queries.row(query), k).withRecall(effort);
        }
        Searcher searcher = (query, ids, at, tally) -> search(built.drift(), requests[query], ids, at, tally);
        return () -> searcher;
    }

    private static void search(Drift drift, SearchRequest request, int[] ids, int at, Tally tally) {
        SearchResult result = drift.search(request);
        List<Hit> hits = result.hits();
        for (int i = 0; i < hits.size(); i++) {
            ids[at + i] = row(hits.get(i).id());
        }
        SearchFacts facts = result.facts();
        tally.scanned(facts.rowsScanned(), facts.bytesScanned());
        tally.buckets(facts.bucketsScanned());
    }

    /** The id of a row: its number, little-endian. */
    static byte[] id(int row) {
        return ByteBuffer.allocate(Integer.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(row)
                .array();
    }

    private static int row(byte[] id) {
        return (id[0] & 255) | (id[1] & 255) << 8 | (id[2] & 255) << 16 | id[3] << 24;
    }

    @Override
    public void close() {
        if (engine != null) {
            engine.close();
        }
    }
}
