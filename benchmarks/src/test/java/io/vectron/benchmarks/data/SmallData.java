package io.vectron.benchmarks.data;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;

/** Data sets that tests make. */
public final class SmallData {
    private static final int CLUSTERS = 40;
    private static final double SPREAD = .35;

    private SmallData() {}

    /**
     * Writes small_base.bvecs.
     *
     * @return the prefix of the data set
     */
    public static String bytes(Path directory, int rows, int dimension) throws IOException {
        ByteBuffer file = ByteBuffer.allocate(rows * (4 + dimension)).order(ByteOrder.LITTLE_ENDIAN);
        for (int row = 0; row < rows; row++) {
            file.putInt(dimension);
            for (int d = 0; d < dimension; d++) {
                file.put((byte) (row * 31 + d * 17));
            }
        }
        Files.write(directory.resolve("small_base.bvecs"), file.array());
        return directory.resolve("small").toString();
    }

    /**
     * Writes clustered_base.fvecs and clustered_query.fvecs, rows around the same centres.
     *
     * @return the prefix of the data set
     */
    public static String clustered(Path directory, int rows, int queries, int dimension) throws IOException {
        SplittableRandom random = new SplittableRandom(7);
        float[] centers = gaussians(random, CLUSTERS * dimension);
        clustered(random, centers, rows, dimension).write(directory.resolve("clustered_base.fvecs"));
        clustered(random, centers, queries, dimension).write(directory.resolve("clustered_query.fvecs"));
        return directory.resolve("clustered").toString();
    }

    private static VectorFile clustered(SplittableRandom random, float[] centers, int rows, int dimension) {
        float[] values = gaussians(random, rows * dimension);
        for (int row = 0; row < rows; row++) {
            int center = random.nextInt(CLUSTERS);
            for (int d = 0; d < dimension; d++) {
                int at = row * dimension + d;
                values[at] = (float) (centers[center * dimension + d] + SPREAD * values[at]);
            }
        }
        return new VectorFile("made", values, rows, dimension);
    }

    /** Numbers of a normal distribution. */
    public static float[] gaussians(SplittableRandom random, int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    /** Writes rows of numbers as .ivecs. */
    public static void ints(Path file, int[][] rows) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(rows.length * (1 + rows[0].length) * Integer.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN);
        for (int[] row : rows) {
            bytes.putInt(row.length);
            for (int value : row) {
                bytes.putInt(value);
            }
        }
        Files.write(file, bytes.array());
    }
}
