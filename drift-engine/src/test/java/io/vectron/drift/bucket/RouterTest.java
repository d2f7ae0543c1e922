package io.vectron.drift.bucket;

import static org.assertj.core.api.Assertions.assertThat;

import io.vectron.drift.Seeds;
import io.vectron.drift.kernel.ScalarKernels;
import io.vectron.drift.segment.RowSource;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RouterTest {
    private static final int DIMENSION = 7;
    private static final ScalarKernels PLAIN = new ScalarKernels();

    @Test
    void rowsGoToTheNearestOfFewCentroids() {
        Random random = new Random(Seeds.next("RouterTest.few"));
        for (int count : new int[] {1, 2, 15, 16, 17, 200}) {
            for (int n : new int[] {1, 3, 4, 101}) {
                float[] centroids = points(random, count, 0);
                float[] rows = points(random, n, 0);
                int[] found = new Router(centroids, count, DIMENSION).route(source(rows, n));
                for (int row = 0; row < n; row++) {
                    assertThat(distance(rows, row, centroids, found[row]))
                            .isCloseTo(nearest(rows, row, centroids, count), within());
                }
            }
        }
    }

    @Test
    void rowsFarFromTheOriginGoToTheNearestToo() {
        Random random = new Random(Seeds.next("RouterTest.far"));
        float[] centroids = points(random, 50, 30_000);
        float[] rows = points(random, 500, 30_000);
        int[] found = new Router(centroids, 50, DIMENSION).route(source(rows, 500));
        for (int row = 0; row < 500; row++) {
            // one step of a float at 30,000 is 0.002
            assertThat(distance(rows, row, centroids, found[row])).isLessThan(nearest(rows, row, centroids, 50) + 0.1f);
        }
    }

    @Test
    void rowsGoToTheNearestOfManyCentroidsOrNearlySo() {
        Random random = new Random(Seeds.next("RouterTest.many"));
        int count = 2000;
        int n = 1003;
        float[] centroids = points(random, count, 0);
        float[] rows = points(random, n, 0);
        int[] found = new Router(centroids, count, DIMENSION).route(source(rows, n));
        int exact = 0;
        double ratio = 0;
        for (int row = 0; row < n; row++) {
            float nearest = nearest(rows, row, centroids, count);
            float taken = distance(rows, row, centroids, found[row]);
            exact += taken <= nearest * 1.0001 ? 1 : 0;
            ratio += Math.sqrt(taken / nearest) / n;
        }
        assertThat(exact).isGreaterThan(n * 8 / 10);
        assertThat(ratio).isLessThan(1.05);
    }

    @Test
    void equalCentroidsTakeEveryRow() {
        int[] found =
                new Router(new float[600 * DIMENSION], 600, DIMENSION).route(source(points(new Random(1), 9, 0), 9));
        assertThat(Arrays.stream(found)).hasSize(9).allMatch(bucket -> bucket >= 0 && bucket < 600);
    }

    private static org.assertj.core.data.Offset<Float> within() {
        return org.assertj.core.data.Offset.offset(1e-4f);
    }

    private static float[] points(Random random, int n, float shift) {
        float[] points = new float[n * DIMENSION];
        for (int i = 0; i < points.length; i++) {
            points[i] = shift + (float) random.nextGaussian();
        }
        return points;
    }

    private static float distance(float[] rows, int row, float[] centroids, int centroid) {
        return PLAIN.l2(rows, row * DIMENSION, centroids, centroid * DIMENSION, DIMENSION);
    }

    private static float nearest(float[] rows, int row, float[] centroids, int count) {
        float least = Float.POSITIVE_INFINITY;
        for (int c = 0; c < count; c++) {
            least = Math.min(least, distance(rows, row, centroids, c));
        }
        return least;
    }

    private static RowSource source(float[] rows, int n) {
        return new RowSource() {
            @Override
            public int rows() {
                return n;
            }

            @Override
            public void copyVector(int row, float[] target, int at) {
                System.arraycopy(rows, row * DIMENSION, target, at, DIMENSION);
            }

            @Override
            public float inverseNorm(int row) {
                return 1;
            }

            @Override
            public int slot(int row) {
                return row;
            }

            @Override
            public long version(int row) {
                return row;
            }

            @Override
            public byte[] id(int row) {
                return new byte[0];
            }

            @Override
            public byte[] payload(int row) {
                return new byte[0];
            }
        };
    }
}
