package io.vectron.drift.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.vectron.drift.Seeds;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class KernelsTest {
    private final Kernels plain = new ScalarKernels();
    private final Kernels wide = new VectorKernels();

    @Test
    void vectorKernelsAgreeWithTheirScalarTwinInAllDimensions() {
        Random random = new Random(Seeds.next("KernelsTest"));
        IntStream dimensions =
                IntStream.concat(IntStream.rangeClosed(1, 130), IntStream.of(255, 384, 768, 1000, 1536, 4095, 4096));
        try (Arena arena = Arena.ofConfined()) {
            dimensions.forEach(dimension -> compare(dimension, random, arena));
        }
    }

    private void compare(int n, Random random, Arena arena) {
        float[] a = new float[n + 3];
        float[] b = new float[4 * n + 5];
        fill(a, random);
        fill(b, random);
        byte[] codes = new byte[n + 1];
        random.nextBytes(codes);
        MemorySegment codeSegment = arena.allocate(codes.length);
        MemorySegment.copy(codes, 0, codeSegment, ValueLayout.JAVA_BYTE, 0, codes.length);

        close(n, wide.l2(a, 3, b, 5, n), plain.l2(a, 3, b, 5, n));
        close(n, wide.dot(a, 3, b, 5, n), plain.dot(a, 3, b, 5, n));
        float[] found = new float[4];
        float[] expected = new float[4];
        wide.l2x4(a, 3, b, 5, n, found);
        plain.l2x4(a, 3, b, 5, n, expected);
        for (int i = 0; i < 4; i++) {
            close(n, found[i], expected[i]);
        }
        close(128 * n, wide.codeDot(a, codeSegment, 1, n), plain.codeDot(a, codeSegment, 1, n));
        float squares = plain.codeL2(a, b, codeSegment, 1, n);
        assertThat(wide.codeL2(a, b, codeSegment, 1, n)).as("n %s", n).isCloseTo(squares, within(1e-5f * squares));
    }

    @Test
    void panelProductsAgreeWithTheirScalarTwinInAllDimensions() {
        Random random = new Random(Seeds.next("KernelsTest.panels"));
        for (int n : new int[] {1, 2, 3, 7, 8, 100, 128, 385}) {
            float[] rows = new float[3 + Kernels.PANEL_ROWS * n];
            float[] panel = new float[Kernels.PANEL_WIDTH * n + 6];
            fill(rows, random);
            fill(panel, random);
            int stride = Kernels.PANEL_WIDTH + 2;
            float[] found = new float[1 + Kernels.PANEL_ROWS * stride];
            float[] expected = found.clone();
            wide.panelDots(rows, 3, n, panel, 6, found, 1, stride);
            plain.panelDots(rows, 3, n, panel, 6, expected, 1, stride);
            for (int i = 0; i < found.length; i++) {
                close(n, found[i], expected[i]);
            }
        }
    }

    @Test
    void comparisonsAgreeWithTheirScalarTwin() {
        Random random = new Random(Seeds.next("KernelsTest.comparisons"));
        for (int n = 64; n <= 1024; n += 64) {
            float[] values = new float[n];
            fill(values, random);
            values[random.nextInt(n)] = Float.POSITIVE_INFINITY;
            values[random.nextInt(n)] = random.nextBoolean() ? Float.NEGATIVE_INFINITY : Float.POSITIVE_INFINITY;
            assertThat(wide.least(values, n)).isEqualTo(plain.least(values, n));
            assertThat(wide.greatestFinite(values, n)).isEqualTo(plain.greatestFinite(values, n));
            for (float bound : new float[] {values[7], 0.1f, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
                assertThat(wide.upTo(values, n - 64, bound)).isEqualTo(plain.upTo(values, n - 64, bound));
            }
            values[n - 1] = values[20];
            assertThat(wide.indexOfLeast(values, 16, n - 16)).isEqualTo(plain.indexOfLeast(values, 16, n - 16));
        }
        float[] none = new float[64];
        Arrays.fill(none, Float.POSITIVE_INFINITY);
        assertThat(wide.greatestFinite(none, 64)).isEqualTo(Float.NEGATIVE_INFINITY);
        assertThat(plain.greatestFinite(none, 64)).isEqualTo(Float.NEGATIVE_INFINITY);
        assertThat(wide.indexOfLeast(none, 0, 64)).isZero();
    }

    private static void fill(float[] values, Random random) {
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
    }

    private static void close(int n, float found, float expected) {
        assertThat(Math.abs(found - expected)).as("n %s", n).isLessThanOrEqualTo(1e-5f * n + 1e-5f);
    }

    @Test
    void packedLongsOrderByDistanceThenRow() {
        float[] distances = {Float.NEGATIVE_INFINITY, -3, -0.5f, 0, 1e-30f, 2, 1e30f, Float.POSITIVE_INFINITY};
        long previous = Long.MIN_VALUE;
        for (float distance : distances) {
            for (int row : new int[] {0, 7, Integer.MAX_VALUE}) {
                long packed = Packed.of(distance, row);
                assertThat(packed).isGreaterThan(previous);
                assertThat(Packed.distance(packed)).isEqualTo(distance);
                assertThat(Packed.row(packed)).isEqualTo(row);
                previous = packed;
            }
        }
    }

    @Test
    void nearestHeapKeepsTheLeastItems() {
        Random random = new Random(Seeds.next("NearestHeap"));
        for (int round = 0; round < 100; round++) {
            long[] items = random.longs(1 + random.nextInt(200)).toArray();
            int limit = 1 + random.nextInt(50);
            NearestHeap heap = new NearestHeap(limit);
            Arrays.stream(items).forEach(heap::offer);
            long[] expected = Arrays.stream(items).sorted().limit(limit).toArray();
            assertThat(heap.drainBestFirst()).isEqualTo(expected);
        }
    }
}
