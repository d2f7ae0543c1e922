package io.vectron.drift.rabitq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.vectron.drift.Seeds;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Runs with registers of each width: see the executions of the test plugin. */
class RabitqKernelsTest {
    private final Random random = new Random(Seeds.next("RabitqKernelsTest"));
    private final RabitqKernels plain = new ScalarRabitqKernels();
    private final RabitqKernels wide = new VectorRabitqKernels();

    private float[] gaussian(int n) {
        float[] values = new float[n];
        for (int i = 0; i < n; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    private static IntStream paddedDimensions() {
        return IntStream.rangeClosed(1, 4096 / 64).map(i -> 64 * i);
    }

    @Test
    void tablesAreThoseOfTheScalarTwin() {
        paddedDimensions().forEach(padded -> {
            float[] query = gaussian(padded);
            byte[] found = new byte[padded / 4 * RabitqKernels.TABLE_STRIDE];
            byte[] expected = found.clone();
            wide.fillTable(query, 127 / 16f, found);
            plain.fillTable(query, 127 / 16f, expected);
            for (int i = 0; i < found.length; i++) {
                // Sums are added up in another order.
                assertThat((int) found[i]).as("entry %s of %s", i, padded).isCloseTo(expected[i], within(1));
            }
        });
    }

    @Test
    void sumsAndBoundsAreThoseOfTheScalarTwinToTheBit() {
        paddedDimensions().forEach(padded -> {
            try (Arena arena = Arena.ofShared()) {
                MemorySegment block = arena.allocate(2 * BlockFormat.bytes(padded) + 64, 64);
                fill(block, padded);
                byte[] table = new byte[padded / 4 * RabitqKernels.TABLE_STRIDE];
                plain.fillTable(gaussian(padded), 1, table);
                short[] found = new short[BlockFormat.ROWS];
                short[] expected = new short[BlockFormat.ROWS];
                wide.sums(table, padded / 4, block, 64, found);
                plain.sums(table, padded / 4, block, 64, expected);
                assertThat(found).as("dimension %s", padded).isEqualTo(expected);
                compareBounds(found, block, 64 + BlockFormat.codeBytes(padded));
                long second = 64 + BlockFormat.bytes(padded);
                MemorySegment.copy(block, 72, block, second, BlockFormat.codeBytes(padded) - 8);
                short[] two = new short[2 * BlockFormat.ROWS];
                short[] expectedOfTwo = two.clone();
                wide.sumsOfTwo(table, padded / 4, block, 64, second, two);
                plain.sumsOfTwo(table, padded / 4, block, 64, second, expectedOfTwo);
                assertThat(two).isEqualTo(expectedOfTwo).startsWith(expected);
                plain.sums(table, padded / 4, block, second, expected);
                assertThat(two).endsWith(expected);
            }
        });
    }

    private void fill(MemorySegment block, int padded) {
        for (long i = 0; i < BlockFormat.codeBytes(padded); i++) {
            block.set(ValueLayout.JAVA_BYTE, 64 + i, (byte) random.nextInt());
        }
        long factors = 64 + BlockFormat.codeBytes(padded);
        for (int row = 0; row < BlockFormat.ROWS; row++) {
            float add = row % 9 == 8 ? Float.POSITIVE_INFINITY : (float) random.nextGaussian();
            block.set(BlockFormat.F32, factors + 4L * row, add);
            int scales = BlockFormat.bfloat16((float) random.nextGaussian()) << 16
                    | BlockFormat.bfloat16(random.nextFloat());
            block.set(BlockFormat.I32, factors + BlockFormat.SCALES_AT + 4L * row, scales);
        }
    }

    private void compareBounds(short[] sums, MemorySegment block, long factorsAt) {
        BoundTerms terms = new BoundTerms();
        terms.delta = 0.01f;
        terms.bias = -random.nextFloat();
        terms.add = random.nextFloat();
        terms.error = random.nextFloat();
        for (float threshold : new float[] {Float.POSITIVE_INFINITY, 0.5f, Float.NEGATIVE_INFINITY}) {
            terms.threshold = threshold;
            float[] found = new float[BlockFormat.ROWS + 5];
            float[] expected = found.clone();
            short[] shifted = new short[BlockFormat.ROWS + 3];
            System.arraycopy(sums, 0, shifted, 3, BlockFormat.ROWS);
            long foundMask = wide.lowerBounds(shifted, 3, block, factorsAt, terms, found, 5);
            assertThat(foundMask).isEqualTo(plain.lowerBounds(shifted, 3, block, factorsAt, terms, expected, 5));
            assertThat(found).isEqualTo(expected);
        }
    }

    @Test
    void transformsAreThoseOfTheScalarTwinToTheBit() {
        for (int n = 64; n <= 4096; n *= 2) {
            float[] found = gaussian(n + 7);
            float[] expected = found.clone();
            wide.hadamard(found, 7, n);
            plain.hadamard(expected, 7, n);
            assertThat(found).isEqualTo(expected);
        }
    }

    @Test
    void pullReadsWholeStretchesOnly() {
        try (Arena arena = Arena.ofShared()) {
            MemorySegment memory = arena.allocate(1024, 64);
            memory.set(ValueLayout.JAVA_LONG, 512, 5);
            assertThat(wide.pull(memory, 0, 1024)).isEqualTo(5);
            assertThat(wide.pull(memory, 1024 - 255, 255)).isZero();
        }
    }
}
