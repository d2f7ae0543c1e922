package io.vectron.drift;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The content of the golden files, and the main that wrote them: run it once per format version, into a new folder beside
 * the older ones, which stay.
 */
final class Golden {
    static final DriftSettings SETTINGS = DriftSettings.of(4, Metric.COSINE).withBucketCapacity(16);
    static final int FIRST_ROWS = 40;

    private Golden() {}

    static float[] vector(long sequence, int row) {
        return new float[] {row + 1, 0.5f * row - 3 * sequence, -row % 5, sequence + (row % 7) / 8f};
    }

    /** Sequence 1 writes 40 rows; sequence 2 deletes row 3, writes row 5 again and adds row 40. */
    static WriteBatch batch(long sequence) {
        if (sequence == 2) {
            return new WriteBatch(List.of(new Delete(Data.id(3)), upsert(2, 5), upsert(2, FIRST_ROWS)));
        }
        List<Op> first = new ArrayList<>();
        for (int row = 0; row < FIRST_ROWS; row++) {
            first.add(upsert(1, row));
        }
        return new WriteBatch(first);
    }

    static Upsert upsert(long sequence, int row) {
        return new Upsert(Data.id(row), vector(sequence, row), new byte[row % 9]);
    }

    public static void main(String[] args) throws IOException {
        Path target = Path.of(args[0]);
        Path work = Files.createTempDirectory("golden");
        try (DriftResources resources = DriftResources.createDefault();
                Drift drift = Drift.open(work, SETTINGS, resources)) {
            for (long sequence = 1; sequence <= 2; sequence++) {
                drift.apply(sequence, batch(sequence));
                drift.flush();
            }
        }
        Files.createDirectories(target);
        try (Stream<Path> files = Files.list(work)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (Files.size(file) > 0) {
                    Files.copy(file, target.resolve(file.getFileName().toString()));
                }
            }
        }
    }
}
