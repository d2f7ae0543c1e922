package io.vectron.benchmarks.ann;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.vectron.benchmarks.data.Dataset;
import io.vectron.benchmarks.data.DatasetException;
import io.vectron.benchmarks.data.Neighbors;
import io.vectron.benchmarks.data.SmallData;
import io.vectron.benchmarks.data.VectorFile;
import io.vectron.drift.Metric;
import java.util.Comparator;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TruthTest {
    @ParameterizedTest
    @EnumSource(Metric.class)
    void computedNeighborsAreThoseOfBruteForce(Metric metric) {
        // more than a block of queries and a tile of rows, and no whole number of either
        ExactDistance distance = random(metric, 1_003, 131, 100);
        Neighbors computed = ExactNeighbors.find(distance, 7, 3);
        for (int query = 0; query < 131; query++) {
            int of = query;
            int[] slow = IntStream.range(0, 1_003)
                    .boxed()
                    .sorted(Comparator.comparingDouble(row -> distance.of(of, row)))
                    .limit(7)
                    .mapToInt(Integer::intValue)
                    .toArray();
            int[] fast =
                    IntStream.range(0, 7).map(place -> computed.id(of, place)).toArray();
            assertThat(fast).as("query %s", query).containsExactly(slow);
        }
    }

    @Test
    void distancesAreThoseOfTheMetrics() {
        VectorFile rows = new VectorFile("rows", new float[] {3, 4}, 1, 2);
        VectorFile queries = new VectorFile("queries", new float[] {1, 0}, 1, 2);
        assertThat(new ExactDistance(Metric.L2, rows, queries).of(0, 0)).isEqualTo(20);
        assertThat(new ExactDistance(Metric.DOT, rows, queries).of(0, 0)).isEqualTo(-3);
        assertThat(new ExactDistance(Metric.COSINE, rows, queries).of(0, 0)).isCloseTo(.4, within(1e-12));
    }

    @Test
    void rowsThatAreEquallyNearCountAlikeAndOnlyOnce() {
        VectorFile rows = new VectorFile("rows", new float[] {1, -1, 1, 5, 9}, 5, 1);
        VectorFile queries = new VectorFile("queries", new float[] {0}, 1, 1);
        Truth truth = Truth.of(
                new Dataset(rows, queries, Optional.empty(), Optional.empty()),
                new ExactDistance(Metric.L2, rows, queries),
                2,
                1);
        assertThat(truth.recall(new int[] {0, 1})).isEqualTo(1);
        assertThat(truth.recall(new int[] {2, 1})).isEqualTo(1);
        assertThat(truth.recall(new int[] {1, 1})).isEqualTo(.5);
        assertThat(truth.recall(new int[] {0, 3})).isEqualTo(.5);
        assertThat(truth.recall(new int[] {-1, -1})).isZero();
        assertThatThrownBy(() -> truth.recall(new int[] {0, 5})).hasMessageContaining("row 5 was found");
    }

    @Test
    void aTruthOfAnotherMetricIsRefused() {
        ExactDistance euclidean = random(Metric.L2, 500, 20, 8);
        Neighbors given =
                new Neighbors("a file", ExactNeighbors.find(euclidean, 10, 1).ids(), 20, 10);
        Dataset dataset = new Dataset(euclidean.base(), euclidean.queries(), Optional.of(given), Optional.empty());
        assertThat(Truth.of(dataset, euclidean, 10, 1).source()).isEqualTo("a file");
        ExactDistance inner = new ExactDistance(Metric.DOT, euclidean.base(), euclidean.queries());
        assertThatThrownBy(() -> Truth.of(dataset, inner, 10, 1))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining("is not the truth under the metric DOT");
    }

    private static ExactDistance random(Metric metric, int rows, int queries, int dimension) {
        SplittableRandom random = new SplittableRandom(3);
        return new ExactDistance(
                metric,
                new VectorFile("rows", SmallData.gaussians(random, rows * dimension), rows, dimension),
                new VectorFile("queries", SmallData.gaussians(random, queries * dimension), queries, dimension));
    }
}
