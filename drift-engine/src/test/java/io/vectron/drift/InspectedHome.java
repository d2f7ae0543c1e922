package io.vectron.drift;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** An engine directory to be inspected: with dead rows, tombstones, retired row groups and, if wanted, a log. */
final class InspectedHome {
    static final int DIMENSION = 6;
    static final int ROWS = 600;

    private InspectedHome() {}

    static DriftSettings settings(Metric metric) {
        return DriftSettings.of(DIMENSION, metric).withBucketCapacity(32).withSegmentCountMax(6);
    }

    /** Three flushes: many rows, then some that overfill one bucket and have it split, then updates and deletions. */
    static void write(Path directory, Metric metric, DriftResources resources) {
        Data data = new Data(11, DIMENSION, 4, 0.3);
        List<Op> many = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            many.add(upsert(i, data.vector()));
        }
        List<Op> close = new ArrayList<>();
        for (int i = 500; i < ROWS; i++) {
            float[] vector = {1, 2, 3, 4, 5, 6 + i / 1e4f};
            close.add(upsert(i, vector));
        }
        List<Op> changes = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            changes.add(upsert(i, data.vector()));
            changes.add(new Delete(Data.id(100 + i)));
        }
        try (Drift drift = Drift.open(directory, settings(metric), resources)) {
            long sequence = 0;
            for (List<Op> ops : List.of(many, close, changes)) {
                drift.apply(++sequence, new WriteBatch(ops));
                drift.flush();
                drift.compactNow();
            }
        }
        // The close may have cut a compaction short; the next open removes what it left.
        Drift.open(directory, settings(metric), resources).close();
    }

    private static Upsert upsert(int i, float[] vector) {
        return new Upsert(Data.id(i), vector, i % 3 == 0 ? new byte[0] : Data.bytes("payload " + i));
    }

    /** Without anything for compactions to do. */
    static DriftSettings calmSettings() {
        return DriftSettings.of(DIMENSION, Metric.L2).withBucketCapacity(4 * ROWS);
    }

    /** Four flushes, and a log of two batches that no segment has; returns the rows of the segments that live. */
    static long writeWithLog(Path directory, DriftResources resources) {
        Data data = new Data(12, DIMENSION, 4, 0.3);
        long rows = 0;
        try (Drift drift = Drift.openWithLog(directory, calmSettings(), resources)) {
            for (long sequence = 1; sequence <= 6; sequence++) {
                drift.write(batch(data, sequence));
                if (sequence <= 4) {
                    drift.flush();
                    rows = drift.stats().rows();
                }
            }
        }
        return rows;
    }

    /** A hundred updates, a few deletions. */
    static WriteBatch batch(Data data, long sequence) {
        List<Op> ops = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            ops.add(upsert((int) ((61 * sequence + i) % ROWS), data.vector()));
        }
        for (int i = 0; i < 8; i++) {
            ops.add(new Delete(Data.id((61 * sequence + 130L * i) % ROWS)));
        }
        return new WriteBatch(ops);
    }

    /** Inspects, and makes sure that no byte has changed by that. */
    static InspectionReport inspect(Path path) throws IOException {
        Path directory = Files.isDirectory(path) ? path : path.resolveSibling(".");
        Map<String, String> before = content(directory);
        InspectionReport report = Inspection.of(path);
        assertThat(content(directory)).isEqualTo(before);
        return report;
    }

    private static Map<String, String> content(Path directory) throws IOException {
        Map<String, String> content = new TreeMap<>();
        for (String name : names(directory)) {
            Path file = directory.resolve(name);
            content.put(
                    name, Files.isRegularFile(file) ? HexFormat.of().formatHex(Files.readAllBytes(file)) : "no file");
        }
        return content;
    }

    static List<String> names(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .sorted()
                    .toList();
        }
    }

    static List<String> segments(Path directory) throws IOException {
        return names(directory).stream().filter(name -> name.endsWith(".drift")).toList();
    }

    static void flip(Path file, long offset) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[Math.toIntExact(offset)] ^= 0x10;
        Files.write(file, bytes);
    }
}
