package io.vectron.drift;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Time of {@link Drift#describe}, by hand: rows, dimension. Prints the first call (blocks are verified) and later ones. */
public final class DescribeBenchMain {
    private static final int CALLS = 10;

    private DescribeBenchMain() {}

    public static void main(String[] args) throws IOException {
        int rows = Integer.parseInt(args[0]);
        int dimension = Integer.parseInt(args[1]);
        Data data = new Data(1, dimension, 1000, 0.35);
        Path directory = Files.createTempDirectory("drift-describe");
        try (DriftResources resources = DriftResources.createDefault();
                Drift drift = Drift.open(directory, DriftSettings.of(dimension, Metric.COSINE), resources)) {
            for (int from = 0; from < rows; from += 500) {
                List<Op> ops = new ArrayList<>();
                for (int i = from; i < Math.min(rows, from + 500); i++) {
                    ops.add(new Upsert(Data.id(i), data.vector(), new byte[0]));
                }
                drift.apply(from + 1, new WriteBatch(ops));
            }
            drift.flush();
            for (int call = 0; call < CALLS; call++) {
                long start = System.nanoTime();
                IndexDescription found = drift.describe(DescribeLimits.defaults());
                double millis = (System.nanoTime() - start) / 1e6;
                double drifted = found.buckets().stream()
                        .mapToDouble(BucketDescription::drift)
                        .average()
                        .orElse(0);
                System.out.printf(
                        Locale.ROOT,
                        "%d x %d: %.1f ms, %d segments, %d buckets, mean drift %.3f%n",
                        rows,
                        dimension,
                        millis,
                        found.segments().size(),
                        found.buckets().size(),
                        drifted);
            }
        } finally {
            try (Stream<Path> files = Files.walk(directory)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}
