package io.vectron.drift.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vectron.drift.Seeds;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BitPackingTest {
    private final Random random = new Random(Seeds.next("BitPackingTest"));

    @Test
    void everyWidthAndManyCountsComeBackFromExactlyTheirBytes() {
        for (int width = 0; width <= 32; width++) {
            for (int count : new int[] {0, 1, 7, 8, 9, 63, 64, 100, 128, 255, 256, 257, random.nextInt(3000)}) {
                roundTrip(new BitPacking(count, width));
            }
        }
    }

    private void roundTrip(BitPacking run) {
        int[] values = random.ints(run.count() + 3).toArray();
        try (Arena arena = Arena.ofConfined()) {
            // No byte more than the run: a read or a write past its end fails.
            MemorySegment memory = arena.allocate(run.bytes() + 1).asSlice(1);
            new VectorLaneKernels().pack(run, values, 3, memory, 0);
            MemorySegment plainMemory = arena.allocate(run.bytes());
            new ScalarLaneKernels().pack(run, values, 3, plainMemory, 0);
            assertThat(plainMemory.mismatch(memory.asSlice(0, run.bytes())))
                    .as("%s", run)
                    .isEqualTo(-1);
            boolean isWhole = random.nextBoolean();
            int from = isWhole ? 0 : random.nextInt(run.count() / 8 + 1) * 8;
            int n = isWhole ? run.count() : random.nextInt(run.count() - from + 1);
            int[] found = new int[n];
            int[] plain = new int[n];
            new VectorLaneKernels().unpack(run, memory, 0, from, n, found);
            new ScalarLaneKernels().unpack(run, memory, 0, from, n, plain);
            int[] expected = new int[n];
            Arrays.setAll(expected, i -> values[3 + from + i] & run.mask());
            assertThat(found).as("%s", run).isEqualTo(expected);
            assertThat(plain).as("%s", run).isEqualTo(expected);
        }
    }

    @Test
    void bytesAreThoseOfTheDocumentedLayout() {
        for (int round = 0; round < 200; round++) {
            BitPacking run = new BitPacking(random.nextInt(400), random.nextInt(33));
            int[] values = random.ints(run.count()).toArray();
            byte[] bytes = new byte[(int) run.bytes()];
            assertThat(run.pack(values, 0, MemorySegment.ofArray(bytes), 0)).isEqualTo(bytes.length);
            assertThat(bytes).as("%s", run).isEqualTo(documented(values, run));
        }
    }

    /** Eight bit streams, written down bit by bit. */
    private static byte[] documented(int[] values, BitPacking run) {
        BitSet[] lanes = IntStream.range(0, 8).mapToObj(lane -> new BitSet()).toArray(BitSet[]::new);
        for (int i = 0; i < values.length; i++) {
            for (int b = 0; b < run.width(); b++) {
                lanes[i % 8].set(i / 8 * run.width() + b, ((values[i] >>> b) & 1) == 1);
            }
        }
        int laneBytes = ((values.length + 7) / 8 * run.width() + 7) / 8;
        int wordBytes = laneBytes / 4 * 4;
        byte[] bytes = new byte[8 * laneBytes];
        for (int lane = 0; lane < 8; lane++) {
            byte[] stream = Arrays.copyOf(lanes[lane].toByteArray(), laneBytes);
            for (int b = 0; b < laneBytes; b++) {
                int at = b < wordBytes ? b / 4 * 32 + lane * 4 + b % 4 : wordBytes * 8 + (b - wordBytes) * 8 + lane;
                bytes[at] = stream[b];
            }
        }
        return bytes;
    }

    @Test
    void countsOfWholeRegistersLoseNoBit() {
        assertThat(new BitPacking(128, 9).bytes()).isEqualTo(128 * 9 / 8);
        assertThat(new BitPacking(384, 27).bytes()).isEqualTo(384 * 27 / 8);
        assertThat(new BitPacking(7, 32).bytes()).isEqualTo(32);
        assertThat(new BitPacking(1000, 0).bytes()).isZero();
    }

    @Test
    void shapesOutOfRangeAreRefused() {
        assertThatThrownBy(() -> new BitPacking(-1, 3)).hasMessageContaining("count is -1");
        assertThatThrownBy(() -> new BitPacking(BitPacking.COUNT_MAX + 1, 3)).hasMessageContaining("16777217");
        assertThatThrownBy(() -> new BitPacking(1, 33)).hasMessageContaining("width is 33, expected 0 to 32");
        assertThatThrownBy(() -> new LongPacking(1, 65)).hasMessageContaining("width is 65, expected 0 to 64");
    }
}
