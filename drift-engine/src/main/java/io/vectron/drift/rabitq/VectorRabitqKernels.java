package io.vectron.drift.rabitq;

import io.vectron.drift.kernel.VectorWidth;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * Kernels on registers of 128, 256 or 512 bits. Four dimensions of as many rows as a register has bytes are looked up by one
 * instruction. Sums, bounds and the loop over blocks are methods of their own: in one method the compiler keeps vectors on the
 * heap (10 to 40 times slower).
 */
final class VectorRabitqKernels implements RabitqKernels {
    private static final ByteOrder LE = ByteOrder.LITTLE_ENDIAN;
    private static final VectorSpecies<Float> F = VectorSpecies.of(float.class, VectorWidth.SHAPE);
    private static final VectorSpecies<Integer> I = VectorSpecies.of(int.class, VectorWidth.SHAPE);
    private static final VectorSpecies<Byte> B = VectorSpecies.of(byte.class, VectorWidth.SHAPE);
    private static final VectorSpecies<Short> S = VectorSpecies.of(short.class, VectorWidth.SHAPE);
    private static final VectorSpecies<Long> L = VectorSpecies.of(long.class, VectorWidth.SHAPE);
    /** As many shorts as there are floats in a register. */
    private static final VectorSpecies<Short> HALF_S =
            VectorSpecies.of(short.class, VectorShape.forBitSize(VectorWidth.BITS / 2));

    private static final int FLOATS = F.length();
    private static final int BYTES = B.length();
    private static final int LINE = 64;

    @Override
    public void fillTable(float[] query, float factor, byte[] table) {
        float[] entries = new float[16];
        for (int m = 0; m < query.length / 4; m++) {
            float a = query[4 * m];
            float b = query[4 * m + 1];
            float c = query[4 * m + 2];
            float d = query[4 * m + 3];
            float least = Math.min(a, 0) + Math.min(b, 0) + Math.min(c, 0) + Math.min(d, 0);
            fillEntries(entries, -least, a, b, c, d);
            int at = m * TABLE_STRIDE;
            for (int set = 0; set < 16; set++) {
                table[at + set] = (byte) Math.fma(entries[set], factor, 0.5f);
            }
            System.arraycopy(table, at, table, at + 16, 16);
            System.arraycopy(table, at, table, at + 32, 32);
        }
    }

    private static void fillEntries(float[] entries, float base, float a, float b, float c, float d) {
        for (int set = 0; set < 16; set++) {
            entries[set] = base + (set & 1) * a + (set >> 1 & 1) * b + (set >> 2 & 1) * c + (set >> 3) * d;
        }
    }

    @Override
    public void sums(byte[] table, int nibbles, MemorySegment blocks, long at, short[] sums) {
        for (int part = 0; part < LINE; part += BYTES) {
            sumsOf(table, nibbles, blocks, at + part, sums, part / 2);
        }
    }

    /** Even bytes add up in one register of shorts, odd bytes in another: two entries of at most 127 fit a byte. */
    private static void sumsOf(byte[] table, int nibbles, MemorySegment blocks, long at, short[] sums, int to) {
        ShortVector even = ShortVector.zero(S);
        ShortVector odd = even;
        long line = at;
        for (int m = 0; m < nibbles; m += 2, line += LINE) {
            ByteVector codes = ByteVector.fromMemorySegment(B, blocks, line, LE);
            ByteVector high = codes.reinterpretAsShorts()
                    .lanewise(VectorOperators.LSHR, 4)
                    .reinterpretAsBytes();
            ByteVector first = ByteVector.fromArray(B, table, m * TABLE_STRIDE);
            ByteVector second = ByteVector.fromArray(B, table, m * TABLE_STRIDE + TABLE_STRIDE);
            ShortVector both = codes.and((byte) 15)
                    .selectFrom(first)
                    .add(high.and((byte) 15).selectFrom(second))
                    .reinterpretAsShorts();
            even = even.add(both.and((short) 255));
            odd = odd.add(both.lanewise(VectorOperators.LSHR, 8));
        }
        even.intoArray(sums, to);
        odd.intoArray(sums, 32 + to);
    }

    @Override
    public long lowerBounds(short[] sums, MemorySegment blocks, long factorsAt, BoundTerms terms, float[] bounds) {
        long mask = 0;
        float threshold = terms.threshold;
        float add = terms.add;
        FloatVector delta = FloatVector.broadcast(F, terms.delta);
        FloatVector bias = FloatVector.broadcast(F, terms.bias);
        FloatVector error = FloatVector.broadcast(F, -terms.error);
        for (int row = 0; row < BlockFormat.ROWS; row += FLOATS) {
            long at = factorsAt + 4L * row;
            FloatVector product = ((FloatVector)
                            ShortVector.fromArray(HALF_S, sums, row).convertShape(VectorOperators.S2F, F, 0))
                    .fma(delta, bias);
            IntVector scales = IntVector.fromMemorySegment(I, blocks, at + BlockFormat.SCALES_AT, LE);
            FloatVector estimate = product.fma(
                    scales.and(0xFFFF0000).reinterpretAsFloats(),
                    FloatVector.fromMemorySegment(F, blocks, at, LE).add(add));
            FloatVector bound = scales.lanewise(VectorOperators.LSHL, 16)
                    .reinterpretAsFloats()
                    .fma(error, estimate);
            bound.intoArray(bounds, row);
            mask |= bound.compare(VectorOperators.LT, threshold).toLong() << row;
        }
        return mask;
    }

    @Override
    public long pull(MemorySegment blocks, long at, long bytes) {
        LongVector a = LongVector.zero(L);
        LongVector b = a;
        LongVector c = a;
        LongVector d = a;
        int turns = (int) (bytes >>> 8);
        for (int i = 0; i < turns; i++) {
            long line = at + ((long) i << 8);
            a = a.or(LongVector.fromMemorySegment(L, blocks, line, LE));
            b = b.or(LongVector.fromMemorySegment(L, blocks, line + LINE, LE));
            c = c.or(LongVector.fromMemorySegment(L, blocks, line + 2 * LINE, LE));
            d = d.or(LongVector.fromMemorySegment(L, blocks, line + 3 * LINE, LE));
        }
        return a.or(b).or(c.or(d)).lane(0);
    }

    @Override
    public void hadamard(float[] values, int at, int n) {
        int half = n / 2;
        for (; half >= FLOATS; half /= 2) {
            for (int from = at; from < at + n; from += 2 * half) {
                butterflies(values, from, half);
            }
        }
        for (; half >= 1; half /= 2) {
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

    private static void butterflies(float[] values, int from, int half) {
        for (int i = from; i < from + half; i += FLOATS) {
            FloatVector a = FloatVector.fromArray(F, values, i);
            FloatVector b = FloatVector.fromArray(F, values, i + half);
            a.add(b).intoArray(values, i);
            a.sub(b).intoArray(values, i + half);
        }
    }
}
