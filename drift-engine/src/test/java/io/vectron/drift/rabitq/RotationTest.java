package io.vectron.drift.rabitq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.vectron.drift.Seeds;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RotationTest {
    private final Random random = new Random(Seeds.next("RotationTest"));

    private float[] gaussian(int n) {
        float[] values = new float[n];
        for (int i = 0; i < n; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    private static double dot(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (double) a[i] * b[i];
        }
        return sum;
    }

    private static float[] rotate(Rotation rotation, float[] vector) {
        float[] rotated = new float[rotation.padded()];
        rotation.rotate(vector, 0, rotated, 0);
        return rotated;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 63, 64, 65, 100, 128, 384, 768, 1000, 1536, 3072, 4096})
    void productsAndLengthsStayAsTheyAre(int dimension) {
        Rotation rotation = new Rotation(dimension);
        assertThat(rotation.padded()).isGreaterThanOrEqualTo(dimension).isLessThan(dimension + 64);
        assertThat(rotation.padded() % 64).isZero();
        for (int i = 0; i < 5; i++) {
            float[] a = gaussian(dimension);
            float[] b = gaussian(dimension);
            float[] rotatedA = rotate(rotation, a);
            float[] rotatedB = rotate(rotation, b);
            double scale = Math.sqrt(dot(a, a) * dot(b, b));
            assertThat(dot(rotatedA, rotatedB)).isCloseTo(dot(a, b), within(1e-5 * scale));
            assertThat(dot(rotatedA, rotatedA)).isCloseTo(dot(a, a), within(1e-5 * dot(a, a)));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {64, 100, 128, 384, 1000})
    void oneComponentIsSpreadOverAll(int dimension) {
        Rotation rotation = new Rotation(dimension);
        for (int i = 0; i < 20; i++) {
            float[] axis = new float[dimension];
            axis[random.nextInt(dimension)] = 1;
            float[] rotated = rotate(rotation, axis);
            double greatest = 0;
            double absolute = 0;
            for (float value : rotated) {
                greatest = Math.max(greatest, Math.abs(value));
                absolute += Math.abs(value);
            }
            // Of a uniform rotation: about sqrt(2 ln D / D), and sqrt(2 / pi) of the most that absolute values can add
            // up to.
            double evenly = 1 / Math.sqrt(rotation.padded());
            assertThat(greatest).isLessThan(8 * evenly);
            assertThat(absolute).isGreaterThan(0.65 / evenly);
        }
    }

    @Test
    void rotationOfADimensionIsAlwaysTheSame() {
        float[] vector = gaussian(100);
        assertThat(rotate(new Rotation(100), vector)).isEqualTo(rotate(new Rotation(100), vector));
    }

    @Test
    void dimensionZeroIsRefused() {
        assertThatThrownBy(() -> new Rotation(0)).hasMessage("dimension is 0, expected at least 1");
    }
}
