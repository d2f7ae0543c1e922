package io.vectron.drift.codec;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Kernels on 256-bit registers, one register per eight neighbours. Each loop step joins two words of every lane without a
 * branch: bits of the upper word that do not belong to the value land above its width and are masked away.
 */
final class VectorLaneKernels implements LaneKernels {
    private static final ByteOrder LE = ByteOrder.LITTLE_ENDIAN;
    private static final VectorSpecies<Integer> I = IntVector.SPECIES_256;
    private static final VectorSpecies<Float> F = FloatVector.SPECIES_256;
    private static final VectorSpecies<Byte> B = ByteVector.SPECIES_64;
    private static final int LANES = BitPacking.LANES;

    @Override
    public void encode(AlpScale scale, float[] values, int from, int[] codes, int[] misses, int n) {
        float up = scale.scale();
        float factor = scale.factor();
        float divisor = scale.divisor();
        int whole = n / LANES * LANES;
        for (int i = 0; i < whole; i += LANES) {
            FloatVector value = FloatVector.fromArray(F, values, from + i);
            FloatVector scaled = value.mul(up);
            IntVector code = toInts(scaled);
            code = code.add(toInts(scaled.sub(toFloats(code)).mul(2)));
            code.intoArray(codes, i);
            FloatVector decoded = toFloats(code).mul(factor).div(divisor);
            decoded.reinterpretAsInts()
                    .lanewise(VectorOperators.XOR, value.reinterpretAsInts())
                    .intoArray(misses, i);
        }
        ScalarLaneKernels.encode(scale, values, from, codes, misses, whole, n);
    }

    @Override
    public void pack(BitPacking run, int[] values, int from, MemorySegment out, long at) {
        int whole = run.count() / LANES;
        int[] rest = new int[LANES];
        System.arraycopy(values, from + whole * LANES, rest, 0, run.count() - whole * LANES);
        int width = run.width();
        int mask = run.mask();
        IntVector buffer = IntVector.zero(I);
        int filled = 0;
        long to = at;
        for (int p = 0; p * LANES < run.count(); p++) {
            IntVector next =
                    p < whole ? IntVector.fromArray(I, values, from + p * LANES) : IntVector.fromArray(I, rest, 0);
            next = next.and(mask);
            buffer = buffer.or(next.lanewise(VectorOperators.LSHL, filled));
            filled += width;
            if (filled >= Integer.SIZE) {
                buffer.intoMemorySegment(out, to, LE);
                to += BitPacking.WORD_ROW_BYTES;
                filled -= Integer.SIZE;
                // What did not fit: all but the upper bits of next. Two steps, for a shift by 32 would be one by 0.
                buffer = next.lanewise(VectorOperators.LSHR, width - filled - 1).lanewise(VectorOperators.LSHR, 1);
            }
        }
        if (filled > BitPacking.TAIL_BITS_MAX) {
            buffer.intoMemorySegment(out, to, LE);
        } else {
            packTail(run.tailPlanes(), buffer, out, to);
        }
    }

    private static void packTail(int planes, IntVector buffer, MemorySegment out, long to) {
        for (int plane = 0; plane < planes; plane++) {
            ByteVector bytes = (ByteVector)
                    buffer.lanewise(VectorOperators.LSHR, Byte.SIZE * plane).convertShape(VectorOperators.I2B, B, 0);
            bytes.intoMemorySegment(out, to + (long) LANES * plane, LE);
        }
    }

    private static FloatVector toFloats(IntVector values) {
        return (FloatVector) values.convertShape(VectorOperators.I2F, F, 0);
    }

    private static IntVector toInts(FloatVector values) {
        return (IntVector) values.convertShape(VectorOperators.F2I, I, 0);
    }

    @Override
    public void unpack(BitPacking run, MemorySegment in, long at, int from, int n, int[] out) {
        int words = run.words();
        IntVector tail = tail(run, in, at);
        int mask = run.mask();
        int whole = n / LANES;
        for (int p = 0, bit = from / LANES * run.width(); p < whole; p++, bit += run.width()) {
            join(in, at, bit, words, tail).and(mask).intoArray(out, p * LANES);
        }
        for (int i = whole * LANES; i < n; i++) {
            out[i] = run.get(in, at, from + i);
        }
    }

    @Override
    public void decode(BitPacking run, AlpScale scale, MemorySegment in, long at, float[] out, int to) {
        int words = run.words();
        IntVector tail = tail(run, in, at);
        int mask = run.mask();
        float factor = scale.factor();
        float divisor = scale.divisor();
        int whole = run.count() / LANES;
        for (int p = 0, bit = 0; p < whole; p++, bit += run.width()) {
            IntVector codes = join(in, at, bit, words, tail).and(mask).add(scale.base());
            toFloats(codes).mul(factor).div(divisor).intoArray(out, to + p * LANES);
        }
        for (int i = whole * LANES; i < run.count(); i++) {
            out[to + i] = scale.decode(run.get(in, at, i));
        }
    }

    @Override
    public void decode(BitPacking run, RdDictionary dictionary, MemorySegment in, long at, float[] out, int to) {
        int words = run.words();
        IntVector tail = tail(run, in, at);
        IntVector flips = IntVector.fromArray(I, dictionary.flips(), 0);
        int mask = run.mask();
        int right = dictionary.rightBits();
        int rotation = dictionary.rotation();
        int whole = run.count() / LANES;
        for (int p = 0, bit = 0; p < whole; p++, bit += run.width()) {
            IntVector packed = join(in, at, bit, words, tail).and(mask);
            IntVector codes = packed.lanewise(VectorOperators.LSHR, right);
            IntVector turned = packed.lanewise(VectorOperators.XOR, codes.selectFrom(flips));
            IntVector bits = turned.lanewise(VectorOperators.LSHR, rotation)
                    .or(turned.lanewise(VectorOperators.LSHL, 31).and(-rotation));
            bits.reinterpretAsFloats().intoArray(out, to + p * LANES);
        }
        for (int i = whole * LANES; i < run.count(); i++) {
            out[to + i] = dictionary.decode(run.get(in, at, i));
        }
    }

    /** The 32 bits of each lane that start at the bit. Shifting left in two steps makes a shift by 32 possible. */
    private static IntVector join(MemorySegment in, long at, int bit, int words, IntVector tail) {
        int word = bit >>> 5;
        int shift = bit & 31;
        IntVector low = word < words ? words(in, at, word) : tail;
        IntVector high = word + 1 < words ? words(in, at, word + 1) : tail;
        return low.lanewise(VectorOperators.LSHR, shift)
                .or(high.lanewise(VectorOperators.LSHL, 1).lanewise(VectorOperators.LSHL, 31 - shift));
    }

    private static IntVector words(MemorySegment in, long at, int word) {
        return IntVector.fromMemorySegment(I, in, at + (long) BitPacking.WORD_ROW_BYTES * word, LE);
    }

    private static IntVector tail(BitPacking run, MemorySegment in, long at) {
        long planes = at + (long) BitPacking.WORD_ROW_BYTES * run.words();
        IntVector tail = IntVector.zero(I);
        for (int plane = 0; plane < run.tailPlanes(); plane++) {
            IntVector bytes = (IntVector) ByteVector.fromMemorySegment(B, in, planes + (long) LANES * plane, LE)
                    .convertShape(VectorOperators.ZERO_EXTEND_B2I, I, 0);
            tail = tail.or(bytes.lanewise(VectorOperators.LSHL, 8 * plane));
        }
        return tail;
    }
}
