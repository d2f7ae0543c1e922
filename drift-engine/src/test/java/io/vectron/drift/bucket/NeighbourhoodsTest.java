package io.vectron.drift.bucket;

import static org.assertj.core.api.Assertions.assertThat;

import io.vectron.drift.Seeds;
import io.vectron.drift.kernel.Packed;
import io.vectron.drift.kernel.ScalarKernels;
import io.vectron.drift.kernel.Team;
import java.util.Arrays;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NeighbourhoodsTest {
    private static final int DIMENSION = 6;
    private final Random random = new Random(Seeds.next("NeighbourhoodsTest"));

    private float[] gaussian(int n) {
        float[] values = new float[n * DIMENSION];
        for (int i = 0; i < values.length; i++) {
            values[i] = 50 + (float) random.nextGaussian();
        }
        return values;
    }

    private static int[] nearest(float[] centroids, int of, int n) {
        ScalarKernels plain = new ScalarKernels();
        return IntStream.range(0, centroids.length / DIMENSION)
                .filter(i -> i != of)
                .mapToLong(i -> Packed.of(plain.l2(centroids, of * DIMENSION, centroids, i * DIMENSION, DIMENSION), i))
                .sorted()
                .limit(n)
                .mapToInt(Packed::row)
                .toArray();
    }

    @Test
    void neighboursOfFewAreTheNearest() {
        float[] centroids = gaussian(300);
        Neighbourhoods found = Neighbourhoods.of(centroids, 300, DIMENSION, 20, Team.ALONE);
        for (int i = 0; i < 300; i++) {
            assertThat(found.of(i)).hasSize(20).doesNotContain(i);
            Set<Integer> expected =
                    Arrays.stream(nearest(centroids, i, 22)).boxed().collect(Collectors.toSet());
            // The last two may change places by rounding.
            assertThat(expected).containsAll(Arrays.stream(found.of(i)).boxed().toList());
        }
        assertThat(Neighbourhoods.of(centroids, 3, DIMENSION, 20, Team.ALONE).of(1))
                .containsExactlyInAnyOrder(0, 2);
    }

    @Test
    void neighboursOfManyAreNearlyAllTheNearest() {
        int count = 9_000;
        float[] centroids = gaussian(count);
        Neighbourhoods found = Neighbourhoods.of(centroids, count, DIMENSION, 20, Team.ALONE);
        int right = 0;
        for (int i = 0; i < count; i += 90) {
            Set<Integer> expected =
                    Arrays.stream(nearest(centroids, i, 20)).boxed().collect(Collectors.toSet());
            right += (int) Arrays.stream(found.of(i)).filter(expected::contains).count();
        }
        assertThat(right / 2_000.0).isGreaterThan(0.95);
    }

    @Test
    void rowsMoveToTheNearestOfTheirNeighbourhood() {
        int count = 40;
        float[] centroids = gaussian(count);
        float[] rows = gaussian(500);
        int[] nearest = random.ints(500, 0, count).toArray();
        Neighbourhoods.of(centroids, count, DIMENSION, count, Team.ALONE)
                .move(
                        500,
                        (row, target, at) -> System.arraycopy(rows, row * DIMENSION, target, at, DIMENSION),
                        nearest,
                        Team.ALONE);
        ScalarKernels plain = new ScalarKernels();
        for (int row = 0; row < 500; row++) {
            float found = plain.l2(rows, row * DIMENSION, centroids, nearest[row] * DIMENSION, DIMENSION);
            for (int c = 0; c < count; c++) {
                assertThat(found)
                        .isLessThanOrEqualTo(
                                plain.l2(rows, row * DIMENSION, centroids, c * DIMENSION, DIMENSION) + 1e-2f);
            }
        }
    }
}
