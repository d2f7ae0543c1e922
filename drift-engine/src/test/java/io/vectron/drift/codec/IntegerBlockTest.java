package io.vectron.drift.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vectron.drift.Seeds;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class IntegerBlockTest {
    private final Random random = new Random(Seeds.next("IntegerBlockTest"));

    @Test
    void valuesOfAllShapesComeBack() {
        for (int round = 0; round < 300; round++) {
            check(values(1 + random.nextInt(round < 290 ? 500 : 20_000)));
        }
    }

    private long[] values(int n) {
        long origin = random.nextLong() >> random.nextInt(64);
        int bits = random.nextInt(65);
        LongStream noise = random.longs(n).map(x -> bits == 0 ? 0 : x >>> (64 - bits));
        return switch (random.nextInt(4)) {
            case 0 -> noise.map(x -> origin + x).toArray();
            case 1 -> noise.map(x -> origin + x).sorted().toArray();
            case 2 ->
                LongStream.iterate(origin, x -> x - 3 - random.nextInt(4))
                        .limit(n)
                        .toArray();
            default -> random.longs(n).map(x -> (x & 63) == 0 ? x : origin).toArray();
        };
    }

    private static void check(long[] values) {
        byte[] block = IntegerBlock.encode(values, values.length);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment memory = arena.allocate(block.length + 7).asSlice(7);
            memory.copyFrom(MemorySegment.ofArray(block));
            IntegerBlock opened = IntegerBlock.open(memory, 0, block.length);
            assertThat(opened.bytes()).isEqualTo(block.length);
            assertThat(opened.count()).isEqualTo(values.length);
            long[] found = new long[values.length + 2];
            opened.copyTo(found, 1);
            assertThat(Arrays.copyOfRange(found, 1, values.length + 1)).isEqualTo(values);
            long[] singles = LongStream.range(0, values.length)
                    .map(i -> opened.get((int) i))
                    .toArray();
            assertThat(singles).isEqualTo(values);
        }
    }

    @Test
    void extremesComeBack() {
        check(new long[] {Long.MIN_VALUE, Long.MAX_VALUE, 0, -1, 1, Long.MAX_VALUE, Long.MIN_VALUE});
        check(new long[] {Long.MAX_VALUE});
        check(new long[] {Long.MIN_VALUE, Long.MIN_VALUE + 1});
        check(random.longs(IntegerBlock.COUNT_MAX).toArray());
    }

    @Test
    void equalValuesTakeTheHeaderOnly() {
        long[] values = new long[1000];
        Arrays.fill(values, -77);
        assertThat(IntegerBlock.encode(values, 1000)).hasSize(16);
    }

    @Test
    void smallDistancesFromTheLeastArePacked() {
        long[] values = random.longs(1024, 1L << 40, (1L << 40) + 1000).toArray();
        assertThat(IntegerBlock.encode(values, 1024)).hasSize(16 + 1024 * 10 / 8);
    }

    @Test
    void risingValuesArePackedAsDeltas() {
        long[] values = new long[1024];
        for (int i = 1; i < values.length; i++) {
            values[i] = values[i - 1] + 20 + random.nextInt(16);
        }
        // 4 bits per delta, and 16 restarts of 15 bits, of which a lane holds two.
        assertThat(IntegerBlock.encode(values, 1024)).hasSize(24 + 8 * 4 + 1024 * 4 / 8);
        check(values);
    }

    @Test
    void countsOutOfRangeAreRefused() {
        long[] values = new long[IntegerBlock.COUNT_MAX + 1];
        assertThatThrownBy(() -> IntegerBlock.encode(values, 0)).hasMessage("count is 0, expected 1 to 65536");
        assertThatThrownBy(() -> IntegerBlock.encode(values, values.length)).hasMessageContaining("65537");
        IntegerBlock block = IntegerBlock.open(MemorySegment.ofArray(IntegerBlock.encode(values, 5)), 0, 16);
        assertThatThrownBy(() -> block.get(5)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> block.copyTo(new long[5], 1)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void damagedBlocksAreReadWithinTheirRangeOrRefused() {
        Fuzz fuzz = new Fuzz(random, memory -> {
            IntegerBlock block = IntegerBlock.open(memory, 0, memory.byteSize());
            long[] all = new long[block.count()];
            block.copyTo(all, 0);
            for (int i = 0; i < block.count(); i += 37) {
                assertThat(block.get(i)).isEqualTo(all[i]);
            }
        });
        fuzz.damage(IntegerBlock.encode(values(300), 300), 24, 2000);
        fuzz.damage(IntegerBlock.encode(new long[] {4}, 1), 16, 200);
        fuzz.damage(IntegerBlock.encode(LongStream.range(0, 300).map(x -> x * x).toArray(), 300), 24, 2000);
        assertThat(fuzz.refused()).isGreaterThan(1000);
    }

    @Test
    void refusalsSayWhereAndWhat() {
        byte[] block = IntegerBlock.encode(LongStream.range(0, 100).toArray(), 100);
        MemorySegment memory = MemorySegment.ofArray(Arrays.copyOf(new byte[3], block.length + 3));
        memory.asSlice(3).copyFrom(MemorySegment.ofArray(block));
        memory.set(LittleEndian.I8, 4, (byte) 65);
        assertThatThrownBy(() -> IntegerBlock.open(memory, 3, block.length))
                .isInstanceOf(MalformedBlockException.class)
                .hasMessage("width at offset 4: expected 0 to 64, found 65");
    }
}
