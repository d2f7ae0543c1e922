package io.vectron.drift;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Not a test: ingest, disk, open and search on TEXMEX files. Arguments: path prefix, metric, rows at most, memtable MiB. */
public final class RealBenchMain {
    private static final int BATCH = 1000;

    private RealBenchMain() {}

    public static void main(String[] args) throws Exception {
        float[][] base = read(args[0] + "_base", Integer.parseInt(args[2]));
        float[][] queries = read(args[0] + "_query", 2000);
        Metric metric = Metric.valueOf(args[1]);
        int dimension = base[0].length;
        DriftSettings settings =
                DriftSettings.of(dimension, metric).withMemtableBytesMax(Long.parseLong(args[3]) << 20);
        Path directory = Files.createTempDirectory("drift-bench");
        try (DriftResources resources = DriftResources.createDefault()) {
            try (Drift drift = Drift.open(directory, settings, resources)) {
                long start = System.nanoTime();
                for (int i = 0; i < base.length; i += BATCH) {
                    List<Op> ops = new ArrayList<>();
                    for (int j = i; j < Math.min(base.length, i + BATCH); j++) {
                        ops.add(new Upsert(Data.bytes("id-" + j), base[j], new byte[0]));
                    }
                    drift.apply(i / BATCH + 1, new WriteBatch(ops));
                    if (i % (100 * BATCH) == 0 && i > 0) {
                        say(String.format(
                                Locale.ROOT, "%d rows, %.0f rows/s, %s", i, i / seconds(start), drift.stats()));
                    }
                }
                say(String.format(Locale.ROOT, "applied: %.0f rows/s", base.length / seconds(start)));
                drift.flush();
                say(String.format(
                        Locale.ROOT, "flushed: %.0f rows/s, %s", base.length / seconds(start), drift.stats()));
                long now = System.nanoTime();
                drift.compactNow();
                say(String.format(Locale.ROOT, "compacted in %.1f s, %s", seconds(now), drift.stats()));
                say(String.format(
                        Locale.ROOT,
                        "disk %.1f bytes/row, raw %d",
                        (double) drift.stats().diskBytes() / base.length,
                        4 * dimension));
            }
            for (int i = 0; i < 2; i++) {
                long start = System.nanoTime();
                try (Drift drift = Drift.open(directory, settings, resources)) {
                    var _ = drift.search(SearchRequest.of(queries[0], 10));
                    say(String.format(Locale.ROOT, "open to first answer %.3f s", seconds(start)));
                }
            }
            try (Drift drift = Drift.open(directory, settings, resources)) {
                List<List<byte[]>> truth = new ArrayList<>();
                long start = System.nanoTime();
                for (int q = 0; q < 200; q++) {
                    truth.add(ids(drift.search(SearchRequest.of(queries[q], 10).withRecall(1))));
                }
                say(String.format(Locale.ROOT, "exact %.1f QPS", 200 / seconds(start)));
                for (double recall : new double[] {.9, .95, .99}) {
                    measure(drift, queries, truth, recall);
                    measure(drift, queries, truth, recall);
                }
            }
        }
    }

    private static void measure(Drift drift, float[][] queries, List<List<byte[]>> truth, double recall) {
        long start = System.nanoTime();
        int found = 0;
        long rows = 0;
        for (int q = 0; q < queries.length; q++) {
            SearchResult result = drift.search(SearchRequest.of(queries[q], 10).withRecall(recall));
            rows += result.facts().rowsScanned();
            if (q < truth.size()) {
                for (byte[] id : ids(result)) {
                    found += truth.get(q).stream().anyMatch(other -> java.util.Arrays.equals(id, other)) ? 1 : 0;
                }
            }
        }
        say(String.format(
                Locale.ROOT,
                "recall %.2f: %.4f, %.0f QPS, %d rows",
                recall,
                found / 10.0 / truth.size(),
                queries.length / seconds(start),
                rows / queries.length));
    }

    private static List<byte[]> ids(SearchResult result) {
        return result.hits().stream().map(Hit::id).toList();
    }

    private static void say(String text) {
        System.out.println(text);
    }

    private static double seconds(long start) {
        return (System.nanoTime() - start) / 1e9;
    }

    private static float[][] read(String name, int most) throws IOException {
        boolean isBytes = Files.exists(Path.of(name + ".bvecs"));
        Path file = Path.of(name + (isBytes ? ".bvecs" : ".fvecs"));
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            ByteBuffer buffer = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size())
                    .order(ByteOrder.LITTLE_ENDIAN);
            List<float[]> all = new ArrayList<>();
            while (buffer.hasRemaining() && all.size() < most) {
                float[] vector = new float[buffer.getInt()];
                for (int d = 0; d < vector.length; d++) {
                    vector[d] = isBytes ? buffer.get() & 0xFF : buffer.getFloat();
                }
                all.add(vector);
            }
            return all.toArray(float[][]::new);
        }
    }
}
