package io.vectron.drift;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Random clustered vectors and small values for tests. */
public final class Data {
    private final float[][] centers;
    private final int dimension;
    private final Random random;
    private final double spread;

    public Data(long seed, int dimension, int clusters, double spread) {
        this.random = new Random(seed);
        this.dimension = dimension;
        this.spread = spread;
        this.centers = new float[clusters][dimension];
        for (float[] center : centers) {
            for (int d = 0; d < dimension; d++) {
                center[d] = (float) random.nextGaussian();
            }
        }
    }

    /** A vector near a random centre. */
    public float[] vector() {
        float[] center = centers[random.nextInt(centers.length)];
        float[] vector = new float[dimension];
        for (int d = 0; d < dimension; d++) {
            vector[d] = (float) (center[d] + spread * random.nextGaussian());
        }
        return vector;
    }

    /** One to twelve operations on a few ids, a third of them deletes. */
    WriteBatch batch(Random choice) {
        List<Op> ops = new ArrayList<>();
        int n = 1 + choice.nextInt(12);
        for (int i = 0; i < n; i++) {
            byte[] id = id(choice.nextInt(60));
            ops.add(choice.nextInt(3) == 0 ? new Delete(id) : new Upsert(id, vector(), bytes("p" + choice.nextInt())));
        }
        return new WriteBatch(ops);
    }

    public static byte[] id(long n) {
        return ("row-" + n).getBytes(StandardCharsets.UTF_8);
    }

    public static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
