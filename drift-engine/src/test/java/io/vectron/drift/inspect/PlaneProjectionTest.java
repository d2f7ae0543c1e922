package io.vectron.drift.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.vectron.drift.Seeds;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlaneProjectionTest {
    private record Rows(List<float[]> all) implements PlaneProjection.Points {
        @Override
        public int count() {
            return all.size();
        }

        @Override
        public int dimension() {
            return all.getFirst().length;
        }

        @Override
        public void copy(int i, float[] target) {
            System.arraycopy(all.get(i), 0, target, 0, target.length);
        }
    }

    private static float[] project(List<float[]> rows) {
        return PlaneProjection.project(new Rows(rows), () -> {});
    }

    /** Points whose spread falls by half from one dimension to the next, around a far centre, then turned. */
    private static List<float[]> spread(long seed, int count, int dimension) {
        Random random = new Random(seed);
        List<float[]> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            float[] row = new float[dimension];
            for (int d = 0; d < dimension; d++) {
                row[d] = (float) (3 + Math.pow(0.5, d) * random.nextGaussian());
            }
            for (int d = 0; d + 1 < dimension; d++) {
                float a = row[d];
                row[d] = 0.8f * a - 0.6f * row[d + 1];
                row[d + 1] = 0.6f * a + 0.8f * row[d + 1];
            }
            rows.add(row);
        }
        return rows;
    }

    @ParameterizedTest
    @CsvSource({"300, 2", "40, 17", "500, 48", "3, 64"})
    void agreesWithTheCovarianceMatrixInDoubles(int count, int dimension) {
        List<float[]> rows = spread(Seeds.next("projection"), count, dimension);
        float[] plane = project(rows);
        double[][] axes = CovarianceTwin.axes(rows);
        double[] mean = CovarianceTwin.mean(rows);
        for (int axis = 0; axis < 2; axis++) {
            double sign = 0;
            for (int i = 0; i < count; i++) {
                double expected = 0;
                for (int d = 0; d < dimension; d++) {
                    expected += (rows.get(i)[d] - mean[d]) * axes[axis][d];
                }
                double found = plane[2 * i + axis];
                sign = sign == 0 && Math.abs(expected) > 0.05 ? Math.signum(expected * found) : sign;
                if (sign != 0) {
                    assertThat(found).as("axis %d of point %d", axis, i).isCloseTo(sign * expected, within(1e-2));
                }
            }
            assertThat(sign).as("a point off the mean on axis %d", axis).isNotZero();
        }
    }

    @Test
    void orderOfThePointsDoesNotMirrorThePicture() {
        List<float[]> rows = spread(Seeds.next("order"), 200, 24);
        float[] plane = project(rows);
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            order.add(i);
        }
        Collections.shuffle(order, new Random(3));
        float[] shuffled = project(order.stream().map(rows::get).toList());
        for (int i = 0; i < order.size(); i++) {
            assertThat(shuffled[2 * i]).isCloseTo(plane[2 * order.get(i)], within(1e-2f));
            assertThat(shuffled[2 * i + 1]).isCloseTo(plane[2 * order.get(i) + 1], within(1e-2f));
        }
    }

    @Test
    void equalPointsGiveTheSamePictureTwice() {
        List<float[]> rows = spread(5, 100, 9);
        assertThat(project(rows)).containsExactly(project(rows));
    }

    @Test
    void pointsOnALineHaveNoHeight() {
        List<float[]> rows = new ArrayList<>();
        for (int i = 0; i <= 10; i++) {
            rows.add(new float[] {1, 3f * i, -4f * i, 7, 0});
        }
        float[] plane = project(rows);
        for (int i = 0; i <= 10; i++) {
            // the largest component of the axis is -4 / 5, and is made positive
            assertThat(plane[2 * i]).isCloseTo(25 - 5f * i, within(1e-3f));
            assertThat(plane[2 * i + 1]).isCloseTo(0f, within(1e-3f));
        }
    }

    @Test
    void oneDimensionAndSinglePointsAreFlat() {
        assertThat(project(List.of(new float[] {1}, new float[] {5}))).containsExactly(-2, 0, 2, 0);
        assertThat(project(List.of(new float[] {1, 2, 3}))).containsExactly(0, 0);
        assertThat(project(Collections.nCopies(5, new float[] {1, 2, 3}))).containsOnly(0);
    }

    @Test
    void hugeAndTinyValuesStayFinite() {
        for (float scale : new float[] {1e15f, 1e-30f}) {
            List<float[]> rows = spread(6, 50, 8);
            rows.forEach(row -> {
                for (int d = 0; d < row.length; d++) {
                    row[d] *= scale;
                }
            });
            for (float value : project(rows)) {
                assertThat(value).isFinite();
            }
        }
    }
}
