package io.vectron.drift;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * The process that {@link KillTest} kills: writes batch after batch into an engine with its own log, flushes and compacts
 * now and then, and says on standard output which batches were acknowledged. Loads its classes in a directory of its own,
 * and begins when a byte comes on standard input. Arguments: directory, scratch directory, seed.
 *
 * <p>Batch n is a function of the seed and n, so that the parent knows what must be there.
 */
final class KilledWriter {
    static final DriftSettings SETTINGS = DriftSettings.of(6, Metric.L2)
            .withBucketCapacity(16)
            .withSegmentCountMax(3)
            .withMemtableBytesMax(24 << 10);
    static final String ACKNOWLEDGED = "ACK ";

    private static final int IDS = 400;
    private static final int OPS_MAX = 24;

    private KilledWriter() {}

    static WriteBatch batch(long seed, long n) {
        Random random = new Random(seed * 1_000_003 + n);
        List<Op> ops = new ArrayList<>();
        int count = 1 + random.nextInt(OPS_MAX);
        for (int i = 0; i < count; i++) {
            byte[] id = Data.id(random.nextInt(IDS));
            if (random.nextInt(3) == 0) {
                ops.add(new Delete(id));
            } else {
                float[] vector = new float[6];
                for (int d = 0; d < vector.length; d++) {
                    vector[d] = (float) random.nextGaussian();
                }
                ops.add(new Upsert(id, vector, Data.bytes("batch " + n + " op " + i)));
            }
        }
        return new WriteBatch(ops);
    }

    public static void main(String[] args) throws IOException {
        long seed = Long.parseLong(args[2]);
        try (DriftResources resources = DriftResources.create(new DriftResourcesSettings(64 << 20, 2, null))) {
            try (Drift scratch = Drift.openWithLog(Path.of(args[1]), SETTINGS, resources)) {
                scratch.write(batch(seed, 0));
                scratch.flush();
            }
            if (System.in.read() >= 0) {
                writeUntilKilled(Path.of(args[0]), seed, resources);
            }
        }
    }

    private static void writeUntilKilled(Path directory, long seed, DriftResources resources) {
        Random pace = new Random();
        try (Drift drift = Drift.openWithLog(directory, SETTINGS, resources)) {
            while (true) {
                long n = drift.write(batch(seed, drift.appliedSequence() + 1));
                System.out.println(ACKNOWLEDGED + n);
                if (pace.nextInt(25) == 0) {
                    drift.flush();
                }
                if (pace.nextInt(60) == 0) {
                    drift.compactNow();
                }
            }
        }
    }
}
