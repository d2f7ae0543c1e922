package io.vectron.drift.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vectron.drift.Seeds;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FloatBlockTest {
    private static final int[] SPECIALS = {
        0x0000_0000,
        0x8000_0000,
        0x7f80_0000,
        0xff80_0000,
        0x7fc0_0000,
        0x7f80_0001,
        0xffc1_2345,
        0x0000_0001,
        0x807f_ffff,
        0x0080_0000,
        0x7f7f_ffff,
        0xff7f_ffff,
        0x4f00_0000,
        0xcf00_0000,
        0x4b80_0001
    };
    private final Random random = new Random(Seeds.next("FloatBlockTest"));

    /** What vectors are made of. */
    private enum Values {
        BYTES,
        CENTS,
        GAUSSIAN,
        POSITIVE,
        ANY_BITS,
        SPECIAL,
        ZERO;

        float next(Random random) {
            return switch (this) {
                case BYTES -> random.nextInt(219);
                case CENTS -> Float.parseFloat(random.nextInt(-5000, 5000) + "e-2");
                case GAUSSIAN -> (float) (0.05 * random.nextGaussian());
                case POSITIVE -> random.nextFloat();
                case ANY_BITS -> Float.intBitsToFloat(random.nextInt());
                case SPECIAL -> Float.intBitsToFloat(SPECIALS[random.nextInt(SPECIALS.length)]);
                case ZERO -> 0;
            };
        }
    }

    private float[] floats(int n, Values main, Values rare, double share) {
        float[] rows = new float[n];
        for (int i = 0; i < n; i++) {
            rows[i] = (random.nextDouble() < share ? rare : main).next(random);
        }
        return rows;
    }

    private static byte[] encode(float[] rows, int m, int dimension) {
        byte[] room = new byte[(int) FloatBlock.bytesMax(m, dimension)];
        // Encoders must not rely on zeros.
        Arrays.fill(room, (byte) -1);
        long bytes = FloatBlock.encode(rows, m, dimension, MemorySegment.ofArray(room), 0);
        return Arrays.copyOf(room, (int) bytes);
    }

    private FloatBlock.Kind roundTrip(float[] rows, int m, int dimension) {
        byte[] bytes = encode(rows, m, dimension);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment memory = arena.allocate(bytes.length + 9).asSlice(9);
            memory.copyFrom(MemorySegment.ofArray(bytes));
            FloatBlock block = FloatBlock.open(memory, 0, bytes.length, m, dimension);
            assertThat(block.bytes()).isEqualTo(bytes.length);
            float[] target = new float[dimension + 4];
            int[] order = random.ints(Math.min(m, 200), 0, m).toArray();
            for (int row : order) {
                block.copyRow(row, target, 3);
                int[] found = rawBits(Arrays.copyOfRange(target, 3, 3 + dimension));
                int[] expected = rawBits(Arrays.copyOfRange(rows, row * dimension, (row + 1) * dimension));
                assertThat(found)
                        .as("%s m %s D %s row %s", block.kind(), m, dimension, row)
                        .isEqualTo(expected);
            }
            return block.kind();
        }
    }

    @Test
    void rowsComeBackBitForBitWhateverTheyHold() {
        for (Values main : Values.values()) {
            for (Values rare : Values.values()) {
                int m = 1 + random.nextInt(60);
                int dimension = 1 + random.nextInt(150);
                double share = new double[] {0, 0.001, 0.02, 0.5}[random.nextInt(4)];
                roundTrip(floats(m * dimension, main, rare, share), m, dimension);
            }
        }
    }

    @Test
    void shapesAtTheLimitsComeBack() {
        roundTrip(floats(1, Values.CENTS, Values.ZERO, 0), 1, 1);
        roundTrip(floats(4096, Values.GAUSSIAN, Values.ZERO, 0), 1, FloatBlock.DIMENSION_MAX);
        roundTrip(floats(65536, Values.BYTES, Values.GAUSSIAN, 0.01), FloatBlock.ROWS_MAX, 1);
        roundTrip(floats(3 * 65536, Values.GAUSSIAN, Values.SPECIAL, 0.01), FloatBlock.ROWS_MAX, 3);
    }

    @Test
    void bytesStoredAsFloatsTakeEightBits() {
        float[] rows = floats(500 * 128, Values.BYTES, Values.ZERO, 0.3);
        assertThat(roundTrip(rows, 500, 128)).isEqualTo(FloatBlock.Kind.ALP);
        assertThat(encode(rows, 500, 128)).hasSize(64 + 500 * 128);
    }

    @Test
    void decimalsAreCodedAsIntegersAndOthersAreFewPatches() {
        float[] rows = floats(500 * 96, Values.CENTS, Values.GAUSSIAN, 0.001);
        assertThat(roundTrip(rows, 500, 96)).isEqualTo(FloatBlock.Kind.ALP);
        assertThat(encode(rows, 500, 96).length).isLessThan(500 * 96 * 15 / 8);
    }

    @Test
    void embeddingsTakeLessThanTwentyEightBits() {
        float[] rows = floats(500 * 384, Values.GAUSSIAN, Values.ZERO, 0);
        assertThat(roundTrip(rows, 500, 384)).isEqualTo(FloatBlock.Kind.ALP_RD);
        assertThat(encode(rows, 500, 384).length).isLessThan((int) (500 * 384 * 27.8 / 8));
    }

    @Test
    void oneSignTakesNoBitForIt() {
        float[] rows = floats(500 * 64, Values.POSITIVE, Values.ZERO, 0);
        assertThat(roundTrip(rows, 500, 64)).isEqualTo(FloatBlock.Kind.ALP_RD);
        assertThat(encode(rows, 500, 64).length).isLessThan((int) (500 * 64 * 26.5 / 8));
    }

    @Test
    void randomBitsStayRaw() {
        float[] rows = floats(200 * 100, Values.ANY_BITS, Values.ZERO, 0);
        assertThat(roundTrip(rows, 200, 100)).isEqualTo(FloatBlock.Kind.RAW);
        assertThat(encode(rows, 200, 100)).hasSize(64 + 200 * 100 * 4);
    }

    @Test
    void equalRowsGiveEqualBytes() {
        float[] rows = floats(300 * 50, Values.GAUSSIAN, Values.CENTS, 0.5);
        assertThat(encode(rows, 300, 50)).isEqualTo(encode(rows.clone(), 300, 50));
    }

    @Test
    void scalarAndVectorKernelsDecodeAlike() {
        for (int round = 0; round < 200; round++) {
            int n = 1 + random.nextInt(300);
            int right = random.nextInt(16, 32);
            BitPacking run = new BitPacking(n, Math.min(32, right + random.nextInt(4)));
            int[] lefts = random.ints(1 << (run.width() - right), 0, 1 << (32 - right))
                    .toArray();
            MemorySegment memory = Arena.ofAuto().allocate(run.bytes());
            run.pack(random.ints(n).toArray(), 0, memory, 0);
            RdDictionary dictionary = RdDictionary.of(right, random.nextInt(2), lefts);
            float[] wide = new float[n + 1];
            float[] plain = new float[n + 1];
            new VectorLaneKernels().decode(run, dictionary, memory, 0, wide, 1);
            new ScalarLaneKernels().decode(run, dictionary, memory, 0, plain, 1);
            assertThat(rawBits(wide)).isEqualTo(rawBits(plain));
            AlpScale scale = new AlpScale(random.nextInt(-10, 11), random.nextInt());
            new VectorLaneKernels().decode(run, scale, memory, 0, wide, 1);
            new ScalarLaneKernels().decode(run, scale, memory, 0, plain, 1);
            assertThat(rawBits(wide)).isEqualTo(rawBits(plain));
        }
    }

    @Test
    void scalarAndVectorKernelsEncodeAlike() {
        for (Values main : Values.values()) {
            float[] values = floats(301, main, Values.SPECIAL, 0.1);
            AlpScale scale = new AlpScale(random.nextInt(-10, 11), 0);
            int[][] codes = new int[2][300];
            int[][] misses = new int[2][300];
            new VectorLaneKernels().encode(scale, values, 1, codes[0], misses[0], 300);
            new ScalarLaneKernels().encode(scale, values, 1, codes[1], misses[1], 300);
            assertThat(codes[0]).as("%s e %s", main, scale.exponent()).isEqualTo(codes[1]);
            assertThat(misses[0]).as("%s e %s", main, scale.exponent()).isEqualTo(misses[1]);
        }
    }

    @Test
    void fewWideValuesArePatchedInsteadOfWideningAll() {
        float[] rows = floats(500 * 128, Values.BYTES, Values.ZERO, 0);
        rows[700] = 1_000_000;
        rows[63_999] = 8_000_000;
        assertThat(roundTrip(rows, 500, 128)).isEqualTo(FloatBlock.Kind.ALP);
        assertThat(encode(rows, 500, 128).length).isLessThan(500 * 129);
    }

    @Test
    void decimalsOfSevenDigitsNeedNoPatch() {
        float[] rows = new float[200 * 64];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = Float.parseFloat(random.nextInt(-1 << 22, 1 << 22) + "e-4");
        }
        rows[0] = 1e-4f;
        byte[] block = encode(rows, 200, 64);
        assertThat(block).hasSize(64 + 200 * 64 * 23 / 8);
    }

    private static int[] rawBits(float[] values) {
        int[] bits = new int[values.length];
        Arrays.setAll(bits, i -> Float.floatToRawIntBits(values[i]));
        return bits;
    }

    @Test
    void shapesOutOfRangeAreRefused() {
        MemorySegment out = MemorySegment.ofArray(new byte[1000]);
        float[] rows = new float[100];
        assertThatThrownBy(() -> FloatBlock.encode(rows, 0, 5, out, 0)).hasMessageContaining("block of 0 rows");
        assertThatThrownBy(() -> FloatBlock.bytesMax(FloatBlock.ROWS_MAX + 1, 1))
                .hasMessageContaining("65537 rows");
        assertThatThrownBy(() -> FloatBlock.bytesMax(1, 4097)).hasMessage("rows of 4097 floats, expected 1 to 4096");
        assertThatThrownBy(() -> FloatBlock.encode(rows, 20, 5, out, 537))
                .isInstanceOf(IndexOutOfBoundsException.class);
        long bytes = FloatBlock.encode(rows, 20, 5, out, 0);
        FloatBlock block = FloatBlock.open(out, 0, bytes, 20, 5);
        assertThatThrownBy(() -> block.copyRow(20, rows, 0)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> block.copyRow(0, rows, 96)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> FloatBlock.open(out, 0, bytes, 20, 4))
                .isInstanceOf(MalformedBlockException.class)
                .hasMessage("dimension at offset 12: expected 4 to 4, found 5");
    }

    @Test
    void damagedBlocksAreReadWithinTheirRangeOrRefused() {
        int m = 20;
        int dimension = 30;
        Fuzz fuzz = new Fuzz(random, memory -> {
            FloatBlock block = FloatBlock.open(memory, 0, memory.byteSize(), m, dimension);
            block.checkPatches();
            float[] target = new float[dimension];
            try {
                for (int row = 0; row < m; row++) {
                    block.copyRow(row, target, 0);
                }
            } catch (MalformedBlockException late) {
                throw new AssertionError("found by a row, not by the check before", late);
            }
        });
        for (Values main : new Values[] {Values.CENTS, Values.GAUSSIAN, Values.ANY_BITS}) {
            byte[] block = encode(floats(m * dimension, main, Values.SPECIAL, 0.02), m, dimension);
            fuzz.damage(block, FloatBlockFormat.HEADER_BYTES, 3000);
        }
        assertThat(fuzz.refused()).isGreaterThan(5000);
    }
}
