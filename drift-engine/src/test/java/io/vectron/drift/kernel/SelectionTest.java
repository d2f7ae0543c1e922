package io.vectron.drift.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.vectron.drift.Seeds;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SelectionTest {
    private final Random random = new Random(Seeds.next("SelectionTest"));

    private static long upTo(float[] values, float bound) {
        int count = 0;
        for (float value : values) {
            count += value <= bound ? 1 : 0;
        }
        return count;
    }

    private float value(int kind) {
        return switch (kind) {
            case 0 -> (float) random.nextGaussian();
            case 1 -> random.nextInt(5);
            case 2 -> 1e30f * random.nextFloat();
            default -> -1e-30f * random.nextFloat();
        };
    }

    @Test
    void aboutSoManyValuesAreUpToTheBound() {
        for (int round = 0; round < 2_000; round++) {
            float[] values = new float[64 * random.nextInt(1, 20)];
            int kind = random.nextInt(4);
            for (int i = 0; i < values.length; i++) {
                values[i] = random.nextInt(9) == 0 ? Float.POSITIVE_INFINITY : value(kind);
            }
            if (random.nextBoolean()) {
                values[random.nextInt(values.length)] = Float.NEGATIVE_INFINITY;
            }
            int finite = (int) upTo(values, Float.MAX_VALUE);
            int wanted = random.nextInt(1, values.length + 10);
            float bound = Selection.bound(values, values.length, wanted);
            long found = upTo(values, bound);
            assertThat(found).isGreaterThanOrEqualTo(Math.min(wanted, finite)).isLessThanOrEqualTo(finite);
            float[] sorted = values.clone();
            Arrays.sort(sorted);
            // Beyond the slack there are only values that equal the bound.
            long below = 0;
            for (float value : values) {
                below += value < bound ? 1 : 0;
            }
            assertThat(found <= wanted + wanted / 8 || below < wanted)
                    .as("%s found for %s of %s, %s below", found, wanted, finite, below)
                    .isTrue();
        }
    }

    @Test
    void infiniteValuesDoNotCount() {
        float[] values = new float[64];
        Arrays.fill(values, Float.POSITIVE_INFINITY);
        assertThat(Selection.bound(values, 64, 3)).isEqualTo(Float.NEGATIVE_INFINITY);
    }
}
