package io.vectron.drift;

import java.nio.charset.StandardCharsets;
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

    public static byte[] id(long n) {
        return ("row-" + n).getBytes(StandardCharsets.UTF_8);
    }

    public static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
