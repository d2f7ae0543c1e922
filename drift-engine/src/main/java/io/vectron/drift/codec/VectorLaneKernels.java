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
    public void unpack(BitPacking run, MemorySegment in, long at, int[] out, int to) {
        int words = run.words();
        IntVector tail = tail(run, in, at);
        int mask = run.mask();
        int whole = run.count() / LANES;
        for (int p = 0, bit = 0; p < whole; p++, bit += run.width()) {
            join(in, at, bit, words, tail).and(mask).intoArray(out, to + p * LANES);
        }
        for (int i = whole * LANES; i < run.count(); i++) {
            out[to + i] = run.get(in, at, i);
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
            FloatVector values = (FloatVector) codes.convertShape(VectorOperators.I2F, F, 0);
            values.mul(factor).div(divisor).intoArray(out, to + p * LANES);
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
