package io.vectron.drift.rabitq;

import io.vectron.drift.kernel.VectorWidth;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.function.IntUnaryOperator;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorShuffle;
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

    /** Entries of a table that are made at a time; 16 make a set. */
    private static final VectorSpecies<Byte> ENTRIES =
            VectorSpecies.of(byte.class, VectorShape.forBitSize(Math.max(64, VectorWidth.BITS / 4)));
    /** 1 where a lane's set holds the first, second, third, fourth dimension. */
    private static final FloatVector IN_1 = lanes(lane -> lane & 1);

    private static final FloatVector IN_2 = lanes(lane -> lane >> 1 & 1);
    private static final FloatVector IN_4 = lanes(lane -> lane >> 2 & 1);
    private static final FloatVector IN_8 = lanes(lane -> lane >> 3 & 1);

    /** Lanes so far apart exchanged, and -1 for the upper of two. */
    private static final VectorShuffle<Float> SWAP_1 = swap(1);

    private static final VectorShuffle<Float> SWAP_2 = swap(2);
    private static final VectorShuffle<Float> SWAP_4 = swap(4);
    private static final VectorShuffle<Float> SWAP_8 = swap(8);
    private static final FloatVector SIGN_1 = lanes(lane -> (lane & 1) != 0 ? -1 : 1);
    private static final FloatVector SIGN_2 = lanes(lane -> (lane & 2) != 0 ? -1 : 1);
    private static final FloatVector SIGN_4 = lanes(lane -> (lane & 4) != 0 ? -1 : 1);
    private static final FloatVector SIGN_8 = lanes(lane -> (lane & 8) != 0 ? -1 : 1);

    private static final ScalarRabitqKernels PLAIN = new ScalarRabitqKernels();

    private static FloatVector lanes(IntUnaryOperator value) {
        float[] values = new float[FLOATS];
        for (int lane = 0; lane < FLOATS; lane++) {
            values[lane] = value.applyAsInt(lane);
        }
        return FloatVector.fromArray(F, values, 0);
    }

    private static VectorShuffle<Float> swap(int distance) {
        return VectorShuffle.fromOp(F, lane -> (lane ^ distance) % FLOATS);
    }

    @Override
    public void fillTable(float[] query, float factor, byte[] table) {
        if (FLOATS < 8) {
            PLAIN.fillTable(query, factor, table);
            return;
        }
        for (int m = 0; m < query.length / 4; m++) {
            fillEntries(query, 4 * m, factor, table, m * TABLE_STRIDE);
        }
    }

    private static void fillEntries(float[] query, int from, float factor, byte[] table, int at) {
        float a = query[from];
        float b = query[from + 1];
        float c = query[from + 2];
        float d = query[from + 3];
        float least = Math.min(a, 0) + Math.min(b, 0) + Math.min(c, 0) + Math.min(d, 0);
        FloatVector sums = FloatVector.broadcast(F, -least)
                .add(IN_1.mul(a))
                .add(IN_2.mul(b))
                .add(IN_4.mul(c));
        putEntries(sums.add(IN_8.mul(d)), factor, table, at);
        if (FLOATS == 8) {
            putEntries(sums.add(d), factor, table, at + 8);
        }
    }

    /** Four times over. */
    private static void putEntries(FloatVector sums, float factor, byte[] table, int at) {
        ByteVector entries = (ByteVector) sums.fma(FloatVector.broadcast(F, factor), FloatVector.broadcast(F, 0.5f))
                .convertShape(VectorOperators.F2B, ENTRIES, 0);
        entries.intoArray(table, at);
        entries.intoArray(table, at + 16);
        entries.intoArray(table, at + 32);
        entries.intoArray(table, at + 48);
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
        long end = at + (long) LINE * nibbles / 2;
        int entry = 0;
        // Not a loop that is counted by an int: the compiler would unroll that until the registers do not suffice.
        for (long line = at; line < end; line += LINE) {
            ShortVector both = entries(
                    ByteVector.fromMemorySegment(B, blocks, line, LE),
                    ByteVector.fromArray(B, table, entry),
                    ByteVector.fromArray(B, table, entry + TABLE_STRIDE));
            even = even.add(both.and((short) 255));
            odd = odd.add(both.lanewise(VectorOperators.LSHR, 8));
            entry += 2 * TABLE_STRIDE;
        }
        even.intoArray(sums, to);
        odd.intoArray(sums, 32 + to);
    }

    @Override
    public void sumsOfTwo(byte[] table, int nibbles, MemorySegment blocks, long at, long second, short[] sums) {
        for (int part = 0; part < LINE; part += BYTES) {
            sumsOfTwo(table, nibbles, blocks, at + part, second - at, sums, part / 2);
        }
    }

    private static void sumsOfTwo(
            byte[] table, int nibbles, MemorySegment blocks, long at, long distance, short[] sums, int to) {
        ShortVector even = ShortVector.zero(S);
        ShortVector odd = even;
        ShortVector even2 = even;
        ShortVector odd2 = even;
        long line = at;
        for (int m = 0; m < nibbles; m += 2, line += LINE) {
            ByteVector low = ByteVector.fromArray(B, table, m * TABLE_STRIDE);
            ByteVector high = ByteVector.fromArray(B, table, m * TABLE_STRIDE + TABLE_STRIDE);
            ShortVector both = entries(ByteVector.fromMemorySegment(B, blocks, line, LE), low, high);
            even = even.add(both.and((short) 255));
            odd = odd.add(both.lanewise(VectorOperators.LSHR, 8));
            ShortVector both2 = entries(ByteVector.fromMemorySegment(B, blocks, line + distance, LE), low, high);
            even2 = even2.add(both2.and((short) 255));
            odd2 = odd2.add(both2.lanewise(VectorOperators.LSHR, 8));
        }
        even.intoArray(sums, to);
        odd.intoArray(sums, 32 + to);
        even2.intoArray(sums, BlockFormat.ROWS + to);
        odd2.intoArray(sums, BlockFormat.ROWS + 32 + to);
    }

    /** The entries of the lower and upper halves of each byte, added up. */
    private static ShortVector entries(ByteVector codes, ByteVector lowTable, ByteVector highTable) {
        ByteVector high =
                codes.reinterpretAsShorts().lanewise(VectorOperators.LSHR, 4).reinterpretAsBytes();
        return codes.and((byte) 15)
                .selectFrom(lowTable)
                .add(high.and((byte) 15).selectFrom(highTable))
                .reinterpretAsShorts();
    }

    @Override
    public long lowerBounds(
            short[] sums, int from, MemorySegment blocks, long factorsAt, BoundTerms terms, float[] bounds, int to) {
        long mask = 0;
        float threshold = terms.threshold;
        float add = terms.add;
        FloatVector delta = FloatVector.broadcast(F, terms.delta);
        FloatVector bias = FloatVector.broadcast(F, terms.bias);
        FloatVector error = FloatVector.broadcast(F, -terms.error);
        for (int row = 0; row < BlockFormat.ROWS; row += FLOATS) {
            long at = factorsAt + 4L * row;
            FloatVector product = ((FloatVector)
                            ShortVector.fromArray(HALF_S, sums, from + row).convertShape(VectorOperators.S2F, F, 0))
                    .fma(delta, bias);
            IntVector scales = IntVector.fromMemorySegment(I, blocks, at + BlockFormat.SCALES_AT, LE);
            FloatVector estimate = product.fma(
                    scales.and(0xFFFF0000).reinterpretAsFloats(),
                    FloatVector.fromMemorySegment(F, blocks, at, LE).add(add));
            FloatVector bound = scales.lanewise(VectorOperators.LSHL, 16)
                    .reinterpretAsFloats()
                    .fma(error, estimate);
            bound.intoArray(bounds, to + row);
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
        for (int i = at; i < at + n; i += FLOATS) {
            finish(FloatVector.fromArray(F, values, i)).intoArray(values, i);
        }
    }

    /** The last steps, within a register. */
    private static FloatVector finish(FloatVector values) {
        FloatVector v = values;
        if (FLOATS > 8) {
            v = v.fma(SIGN_8, v.rearrange(SWAP_8));
        }
        if (FLOATS > 4) {
            v = v.fma(SIGN_4, v.rearrange(SWAP_4));
        }
        v = v.fma(SIGN_2, v.rearrange(SWAP_2));
        return v.fma(SIGN_1, v.rearrange(SWAP_1));
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
