package io.vectron.drift.rabitq;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** The plain twin of {@link VectorRabitqKernels}. */
final class ScalarRabitqKernels implements RabitqKernels {
    @Override
    public void fillTable(float[] query, float factor, byte[] table) {
        for (int m = 0; m < query.length / 4; m++) {
            float least = 0;
            for (int i = 0; i < 4; i++) {
                least += Math.min(query[4 * m + i], 0);
            }
            for (int set = 0; set < TABLE_STRIDE; set++) {
                float sum = -least;
                for (int i = 0; i < 4; i++) {
                    sum += (set >> i & 1) * query[4 * m + i];
                }
                table[m * TABLE_STRIDE + set] = (byte) Math.fma(sum, factor, 0.5f);
            }
        }
    }

    @Override
    public void sums(byte[] table, int nibbles, MemorySegment blocks, long at, short[] sums) {
        sumsOf(table, nibbles, blocks, at, sums, 0);
    }

    @Override
    public void sumsOfTwo(byte[] table, int nibbles, MemorySegment blocks, long at, long second, short[] sums) {
        sumsOf(table, nibbles, blocks, at, sums, 0);
        sumsOf(table, nibbles, blocks, second, sums, BlockFormat.ROWS);
    }

    private static void sumsOf(byte[] table, int nibbles, MemorySegment blocks, long at, short[] sums, int to) {
        for (int row = 0; row < BlockFormat.ROWS; row++) {
            int sum = 0;
            for (int m = 0; m < nibbles; m += 2) {
                int code = blocks.get(ValueLayout.JAVA_BYTE, at + 32L * m + BlockFormat.column(row));
                sum += table[m * TABLE_STRIDE + (code & 15)] + table[(m + 1) * TABLE_STRIDE + (code >> 4 & 15)];
            }
            sums[to + row] = (short) sum;
        }
    }

    @Override
    public long lowerBounds(
            short[] sums, int from, MemorySegment blocks, long factorsAt, BoundTerms terms, float[] bounds, int to) {
        long mask = 0;
        for (int row = 0; row < BlockFormat.ROWS; row++) {
            int scales = blocks.get(BlockFormat.I32, factorsAt + BlockFormat.SCALES_AT + 4L * row);
            float add = blocks.get(BlockFormat.F32, factorsAt + 4L * row) + terms.add;
            float product = Math.fma(sums[from + row], terms.delta, terms.bias);
            float estimate = Math.fma(product, Float.intBitsToFloat(scales & 0xFFFF0000), add);
            float bound = Math.fma(Float.intBitsToFloat(scales << 16), -terms.error, estimate);
            bounds[to + row] = bound;
            mask |= bound < terms.threshold ? 1L << row : 0;
        }
        return mask;
    }

    @Override
    public long pull(MemorySegment blocks, long at, long bytes) {
        return 0;
    }

    @Override
    public void hadamard(float[] values, int at, int n) {
        for (int half = n / 2; half >= 1; half /= 2) {
            for (int from = at; from < at + n; from += 2 * half) {
                for (int i = from; i < from + half; i++) {
                    float a = values[i];
                    float b = values[i + half];
                    values[i] = a + b;
                    values[i + half] = a - b;
                }
            }
        }
    }
}
