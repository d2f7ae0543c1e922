package io.vectron.drift;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * Not a test: insert rate, flush time, recall and queries per second on random clustered data. Arguments: rows, dimension,
 * clusters, memtable MiB.
 */
public final class BenchMain {
    private static final int QUERIES = 500;
    private static final int K = 10;

    private BenchMain() {}

    public static void main(String[] args) throws Exception {
        int rows = args.length > 0 ? Integer.parseInt(args[0]) : 100_000;
        int dimension = args.length > 1 ? Integer.parseInt(args[1]) : 128;
        int clusters = args.length > 2 ? Integer.parseInt(args[2]) : 1000;
        long memtableMiB = args.length > 3 ? Long.parseLong(args[3]) : 64;
        Data data = new Data(1, dimension, clusters, 0.35);
        float[][] vectors = new float[rows][];
        for (int i = 0; i < rows; i++) {
            vectors[i] = data.vector();
        }
        float[][] queries = new float[QUERIES][];
        for (int i = 0; i < QUERIES; i++) {
            queries[i] = data.vector();
        }
        Path directory = Files.createTempDirectory("drift-bench");
        try (DriftResources resources = DriftResources.createDefault();
                Drift drift = Drift.open(
                        directory,
                        DriftSettings.of(dimension, Metric.L2).withMemtableBytesMax(memtableMiB << 20),
                        resources)) {
            long start = System.nanoTime();
            for (int i = 0; i < rows; i += 500) {
                List<Op> ops = new ArrayList<>();
                for (int j = i; j < Math.min(rows, i + 500); j++) {
                    ops.add(new Upsert(Data.id(j), vectors[j], Data.bytes("payload " + j)));
                }
                drift.apply(i + 1, new WriteBatch(ops));
                if ((i / 500) % 40 == 39) {
                    System.out.printf(Locale.ROOT, "  %d rows, %.0f rows/s%n", i + 500, (i + 500) / seconds(start));
                }
            }
            System.out.printf(Locale.ROOT, "insert %.0f rows/s%n", rows / seconds(start));
            queries(drift, queries, "memtable+segments");
            start = System.nanoTime();
            drift.flush();
            System.out.printf(Locale.ROOT, "flush %.2f s, %s%n", seconds(start), drift.stats());
            queries(drift, queries, "segments");
            start = System.nanoTime();
            for (int i = 0; i < rows / 10; i++) {
                drift.apply(
                        rows + i + 1L, WriteBatch.of(new Upsert(Data.id(i), vectors[i], Data.bytes("payload " + i))));
            }
            System.out.printf(Locale.ROOT, "update %.0f rows/s, one per batch%n", 0.1 * rows / seconds(start));
        }
    }

    private static double seconds(long start) {
        return (System.nanoTime() - start) / 1e9;
    }

    private static void queries(Drift drift, float[][] queries, String label) {
        List<Set<String>> truth = new ArrayList<>();
        long start = System.nanoTime();
        for (float[] query : queries) {
            truth.add(ids(drift.search(SearchRequest.of(query, K).withRecall(1))));
        }
        System.out.printf(Locale.ROOT, "%s exact: %.0f QPS%n", label, queries.length / seconds(start));
        for (double recall : new double[] {.8, .9, .95, .98, .99, .999}) {
            for (int warm = 0; warm < 3; warm++) {
                for (float[] query : queries) {
                    drift.search(SearchRequest.of(query, K).withRecall(recall));
                }
            }
            start = System.nanoTime();
            double found = 0;
            double buckets = 0;
            for (int i = 0; i < queries.length; i++) {
                SearchResult result =
                        drift.search(SearchRequest.of(queries[i], K).withRecall(recall));
                Set<String> hits = ids(result);
                hits.retainAll(truth.get(i));
                found += hits.size();
                buckets += result.facts().bucketsScanned();
            }
            System.out.printf(
                    Locale.ROOT,
                    "%s target %.3f: recall %.4f, %.0f QPS, %.1f buckets%n",
                    label,
                    recall,
                    found / queries.length / K,
                    queries.length / seconds(start),
                    buckets / queries.length);
        }
    }

    private static Set<String> ids(SearchResult result) {
        Set<String> ids = new TreeSet<>();
        result.hits().forEach(hit -> ids.add(new String(hit.id(), java.nio.charset.StandardCharsets.UTF_8)));
        return ids;
    }
}
