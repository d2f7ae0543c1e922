package io.vectron.drift.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.vectron.drift.Seeds;
import io.vectron.drift.kernel.Kernels;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Sq8GridTest {
    private final Random random = new Random(Seeds.next("Sq8GridTest"));

    private float[] gaussian(int n, double sigma) {
        float[] values = new float[n];
        for (int i = 0; i < n; i++) {
            values[i] = (float) (sigma * random.nextGaussian());
        }
        return values;
    }

    private static float[] roundTrip(Sq8Grid grid, float[] row) {
        byte[] codes = new byte[row.length];
        grid.encode(row, 0, codes, 0);
        float[] back = new float[row.length];
        grid.decode(codes, 0, back, 0);
        return back;
    }

    @ParameterizedTest
    @ValueSource(doubles = {1e-30, 1e-3, 1, 50, 1e14})
    void valuesInsideTheGridLoseAtMostHalfAStep(double sigma) {
        int dimension = 48;
        float[] rows = gaussian(300 * dimension, sigma);
        Sq8Grid grid = Sq8Grid.train(rows, 300, dimension, 0);
        for (int row = 0; row < 300; row++) {
            for (int d = 0; d < dimension; d++) {
                float[] value = new float[dimension];
                value[d] = rows[row * dimension + d];
                float halfStep = range(rows, 300, dimension, d) / 255 / 2;
                assertThat(roundTrip(grid, value)[d]).isCloseTo(value[d], within(halfStep * 1.001f));
            }
        }
    }

    private static float range(float[] rows, int n, int dimension, int d) {
        float min = Float.MAX_VALUE;
        float max = -Float.MAX_VALUE;
        for (int row = 0; row < n; row++) {
            min = Math.min(min, rows[row * dimension + d]);
            max = Math.max(max, rows[row * dimension + d]);
        }
        return max - min;
    }

    @Test
    void scoresAreThoseOfTheDecodedRows() {
        int n = 200;
        int dimension = 100;
        float[] rows = gaussian(n * dimension, 20);
        Sq8Grid grid = Sq8Grid.train(rows, n, dimension);
        byte[] codes = new byte[n * dimension];
        for (int row = 0; row < n; row++) {
            grid.encode(rows, row * dimension, codes, row * dimension);
        }
        MemorySegment memory = Arena.ofAuto().allocate(codes.length);
        memory.copyFrom(MemorySegment.ofArray(codes));
        float[] query = gaussian(dimension, 20);
        float[] shifted = new float[dimension];
        float[] weights = new float[dimension];
        grid.shift(query, shifted);
        double base = grid.prepareDot(query, weights);
        float[] decoded = new float[dimension];
        for (int row = 0; row < n; row++) {
            grid.decode(codes, row * dimension, decoded, 0);
            double squares = 0;
            double product = 0;
            for (int d = 0; d < dimension; d++) {
                squares += Math.pow((double) query[d] - decoded[d], 2);
                product += (double) query[d] * decoded[d];
            }
            long at = (long) row * dimension;
            double l2 = Kernels.ACTIVE.codeL2(shifted, grid.negatedSteps(), memory, at, dimension);
            double dot = Kernels.ACTIVE.codeDot(weights, memory, at, dimension);
            assertThat(l2).isCloseTo(squares, within(1e-5 * squares));
            assertThat(base + dot).isCloseTo(product, within(1e-5 * squares));
        }
    }

    @Test
    void aFewMonstersDoNotSpoilTheGrid() {
        float[] rows = gaussian(20_000, 1);
        rows[7] = 1e9f;
        rows[9_000] = -1e12f;
        Sq8Grid grid = Sq8Grid.train(rows, 20_000, 1);
        assertThat(roundTrip(grid, new float[] {0.5f})[0]).isCloseTo(0.5f, within(0.03f));
        assertThat(roundTrip(grid, new float[] {1e9f})[0]).as("clipped").isBetween(3f, 5f);
        assertThat(roundTrip(grid, new float[] {-1e9f})[0]).as("clipped").isBetween(-5f, -3f);
    }

    @Test
    void dimensionsOfOneValueAndSingleRowsComeBackExactly() {
        float[] row = {3, -1e15f, 1e-30f, 0, Float.MIN_VALUE};
        assertThat(roundTrip(Sq8Grid.train(row, 1, 5), row)).isEqualTo(row);
        float[] twice = {3, -1e15f, 1e-30f, 0, Float.MIN_VALUE, 3, -1e15f, 1e-30f, 0, Float.MIN_VALUE};
        assertThat(roundTrip(Sq8Grid.train(twice, 2, 5), row)).isEqualTo(row);
    }

    @Test
    void theWidestRangeStaysFinite() {
        float[] rows = {-Sq8Grid.VALUE_MAX, Sq8Grid.VALUE_MAX};
        Sq8Grid grid = Sq8Grid.train(rows, 2, 1);
        byte[] codes = new byte[2];
        grid.encode(rows, 0, codes, 0);
        grid.encode(rows, 1, codes, 1);
        assertThat(codes).containsExactly(-128, 127);
        float[] shifted = new float[1];
        grid.shift(new float[] {Sq8Grid.VALUE_MAX}, shifted);
        float farthest = shifted[0] + grid.negatedSteps()[0] * Byte.MIN_VALUE;
        assertThat(farthest * farthest * FloatBlock.DIMENSION_MAX).isFinite();
    }

    @Test
    void theGridComesBackFromItsBytes() {
        float[] rows = gaussian(500 * 33, 3);
        Sq8Grid grid = Sq8Grid.train(rows, 500, 33);
        MemorySegment memory = Arena.ofAuto().allocate(Sq8Grid.bytes(33) + 5);
        grid.writeAt(memory, 5);
        Sq8Grid read = Sq8Grid.read(memory, 5, 33);
        assertThat(read.dimension()).isEqualTo(33);
        float[] row = gaussian(33, 3);
        assertThat(roundTrip(read, row)).isEqualTo(roundTrip(grid, row));
        memory.set(LittleEndian.F32, 5 + 4 * 33 + 4 * 7, Float.NaN);
        assertThatThrownBy(() -> Sq8Grid.read(memory, 5, 33))
                .isInstanceOf(MalformedBlockException.class)
                .hasMessageContaining("step of dimension 7 at offset 165")
                .hasMessageContaining("NaN");
    }

    @Test
    void whatIsNoSampleIsRefused() {
        float[] rows = {1, 2, Float.NaN, 4};
        assertThatThrownBy(() -> Sq8Grid.train(rows, 2, 2)).hasMessageContaining("row 1 holds NaN in dimension 0");
        assertThatThrownBy(() -> Sq8Grid.train(rows, 0, 2)).hasMessageContaining("sample of 0 rows");
        assertThatThrownBy(() -> Sq8Grid.train(rows, 1, 2, 0.3)).hasMessageContaining("clipped share is 0.3");
        Sq8Grid grid = Sq8Grid.train(rows, 1, 2);
        assertThatThrownBy(() -> grid.shift(rows, new float[4])).hasMessage("query has 4 dimensions, expected 2");
    }
}
