package io.vectron.benchmarks.codec;

import io.vectron.benchmarks.ShortBenchmark;
import io.vectron.drift.codec.CodecWarmUp;
import io.vectron.drift.codec.IntegerBlock;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.SplittableRandom;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** An integer block of 1,000 values against the same longs in an array. */
public class IntegerBlockBenchmark extends ShortBenchmark {
    private static final int COUNT = 1000;

    /** What the values are: numbers of one range in no order (frame of reference), or rising offsets (delta). */
    public enum Content {
        NUMBERS,
        OFFSETS
    }

    @Param({"NUMBERS", "OFFSETS"})
    private Content content = Content.NUMBERS;

    private final SplittableRandom random = new SplittableRandom(1);
    private final long[] values = new long[COUNT];
    private final long[] target = new long[COUNT];
    private IntegerBlock block = blockOf(new long[COUNT]);

    private static IntegerBlock blockOf(long[] values) {
        byte[] coded = IntegerBlock.encode(values, COUNT);
        MemorySegment memory = Arena.ofAuto().allocate(coded.length, 64);
        memory.copyFrom(MemorySegment.ofArray(coded));
        return IntegerBlock.open(memory, 0, coded.length);
    }

    @Setup
    public void fill() {
        var _ = CodecWarmUp.run(Duration.ofSeconds(30));
        for (int i = 0; i < COUNT; i++) {
            values[i] = content == Content.NUMBERS
                    ? random.nextLong(1 << 20)
                    : (i == 0 ? 0 : values[i - 1]) + random.nextLong(200);
        }
        block = blockOf(values);
    }

    @Benchmark
    public long[] decodeBlock() {
        block.copyTo(target, 0);
        return target;
    }

    @Benchmark
    public long[] decodePlain() {
        System.arraycopy(values, 0, target, 0, COUNT);
        return target;
    }

    @Benchmark
    public long oneValue() {
        return block.get(random.nextInt(COUNT));
    }

    @Benchmark
    public long oneValuePlain() {
        return values[random.nextInt(COUNT)];
    }

    @Benchmark
    public byte[] encode() {
        return IntegerBlock.encode(values, COUNT);
    }
}
