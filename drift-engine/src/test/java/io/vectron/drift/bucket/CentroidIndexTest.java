package io.vectron.drift.bucket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.vectron.drift.Metric;
import io.vectron.drift.Seeds;
import io.vectron.drift.kernel.Candidates;
import io.vectron.drift.kernel.Packed;
import io.vectron.drift.kernel.ScalarKernels;
import io.vectron.drift.rabitq.BlockScan;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CentroidIndexTest {
    private static final int DIMENSION = 48;
    private static final int MANY = 5_000;
    private final Random random = new Random(Seeds.next("CentroidIndexTest"));
    private final CentroidRanking ranking = new CentroidRanking();
    private final Candidates found = ranking.found;

    private float[] clustered(int n) {
        float[] values = new float[n * DIMENSION];
        float[] centres = new float[40 * DIMENSION];
        for (int i = 0; i < centres.length; i++) {
            centres[i] = 10 * (float) random.nextGaussian();
        }
        for (int i = 0; i < values.length; i++) {
            int centre = i / DIMENSION % 40;
            values[i] = centres[centre * DIMENSION + i % DIMENSION] + 3 * (float) random.nextGaussian();
        }
        return values;
    }

    private static long[] ranked(Metric metric, float[] query, float[] centroids) {
        ScalarKernels plain = new ScalarKernels();
        long[] ranked = new long[centroids.length / DIMENSION];
        for (int i = 0; i < ranked.length; i++) {
            float distance = metric == Metric.DOT
                    ? -plain.dot(query, 0, centroids, i * DIMENSION, DIMENSION)
                    : plain.l2(query, 0, centroids, i * DIMENSION, DIMENSION);
            ranked[i] = Packed.of(distance, i);
        }
        Arrays.sort(ranked);
        return ranked;
    }

    private void search(CentroidIndex index, float[] query, int wanted) {
        BlockScan scan = new BlockScan(index.rotation().padded());
        scan.begin(index.rotation(), query);
        ranking.clear();
        index.rank(scan, wanted, ranking);
        assertThat(ranking.size()).isEqualTo(wanted);
    }

    @ParameterizedTest
    @EnumSource(Metric.class)
    void nearestOfManyAreNearlyAllFound(Metric metric) {
        float[] centroids = clustered(MANY);
        CentroidIndex index = new CentroidIndex(centroids, MANY, DIMENSION, metric);
        int right = 0;
        for (int q = 0; q < 50; q++) {
            float[] query = Arrays.copyOf(clustered(1), DIMENSION);
            System.arraycopy(centroids, random.nextInt(MANY) * DIMENSION, query, 0, DIMENSION);
            query[0] += 2;
            search(index, query, 64);
            long[] expected = ranked(metric, query, centroids);
            Set<Integer> ids = new HashSet<>();
            for (int i = 0; i < 64; i++) {
                assertThat(i == 0 || found.get(i - 1) < found.get(i))
                        .as("sorted")
                        .isTrue();
                ids.add(Packed.row(found.get(i)));
            }
            assertThat(ids).hasSize(64);
            right += (int) Arrays.stream(expected, 0, 64)
                    .filter(packed -> ids.contains(Packed.row(packed)))
                    .count();
        }
        assertThat(right / 3200.0).isGreaterThan(0.95);
    }

    @ParameterizedTest
    @EnumSource(Metric.class)
    void allAreRankedExactly(Metric metric) {
        for (int n : new int[] {1, 7, 511, 700}) {
            float[] centroids = clustered(n);
            CentroidIndex index = new CentroidIndex(centroids, n, DIMENSION, metric);
            float[] query = clustered(1);
            search(index, query, n);
            long[] expected = ranked(metric, query, centroids);
            assertThat(found.size()).isEqualTo(n);
            double tolerance = 1e-4 * (1 + Math.abs(Packed.distance(expected[n - 1])));
            for (int i = 0; i < n; i++) {
                assertThat((double) Packed.distance(found.get(i)))
                        .isCloseTo(Packed.distance(expected[i]), within(tolerance));
            }
        }
    }

    @Test
    void equalCentroidsAreAllFound() {
        float[] centroids = new float[MANY * DIMENSION];
        Arrays.fill(centroids, 3);
        CentroidIndex index = new CentroidIndex(centroids, MANY, DIMENSION, Metric.L2);
        search(index, new float[DIMENSION], MANY);
        assertThat(IntStream.range(0, MANY)
                        .map(i -> Packed.row(found.get(i)))
                        .distinct()
                        .count())
                .isEqualTo(MANY);
    }

    @ParameterizedTest
    @EnumSource(Metric.class)
    void moreAreFoundWithoutOnesThatWereFoundBefore(Metric metric) {
        float[] centroids = clustered(MANY);
        CentroidIndex index = new CentroidIndex(centroids, MANY, DIMENSION, metric);
        float[] query = clustered(1);
        BlockScan scan = new BlockScan(index.rotation().padded());
        scan.begin(index.rotation(), query);
        ranking.clear();
        for (int wanted : new int[] {16, 32, 400, 1600, MANY}) {
            index.rank(scan, wanted, ranking);
            assertThat(ranking.size()).isEqualTo(wanted);
            long[] all = IntStream.range(0, found.size()).mapToLong(found::get).toArray();
            assertThat(all).isSorted();
            assertThat(Arrays.stream(all).mapToInt(Packed::row).distinct().count())
                    .isEqualTo(all.length);
        }
    }
}
