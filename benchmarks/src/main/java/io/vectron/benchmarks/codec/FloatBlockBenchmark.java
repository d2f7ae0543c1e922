package io.vectron.benchmarks.codec;

import io.vectron.benchmarks.ShortBenchmark;
import io.vectron.drift.codec.CodecWarmUp;
import io.vectron.drift.codec.FloatBlock;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.SplittableRandom;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** A float block of 500 rows in the caches against the same floats in a segment. */
public class FloatBlockBenchmark extends ShortBenchmark {
    private static final int ROWS = 500;

    /** What the rows hold: bytes stored as floats (ALP), or normally distributed numbers (ALP-RD). */
    public enum Content {
        BYTES,
        GAUSSIAN
    }

    @Param({"BYTES", "GAUSSIAN"})
    private Content content = Content.BYTES;

    @Param({"128", "384"})
    private int dimension;

    private final SplittableRandom random = new SplittableRandom(1);
    private float[] rows = {};
    private float[] target = {};
    private MemorySegment plain = MemorySegment.NULL;
    private MemorySegment out = MemorySegment.NULL;
    private FloatBlock block = emptyBlock();

    private static FloatBlock emptyBlock() {
        MemorySegment memory = Arena.ofAuto().allocate(FloatBlock.bytesMax(1, 1));
        long bytes = FloatBlock.encode(new float[1], 1, 1, memory, 0);
        return FloatBlock.open(memory, 0, bytes, 1, 1);
    }

    @Setup
    public void fill() {
        var _ = CodecWarmUp.run(Duration.ofSeconds(30));
        rows = new float[ROWS * dimension];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = content == Content.BYTES ? random.nextInt(219) : (float) random.nextGaussian() / 20;
        }
        target = new float[rows.length];
        plain = Arena.ofAuto().allocate((long) Float.BYTES * rows.length, 64);
        MemorySegment.copy(rows, 0, plain, ValueLayout.JAVA_FLOAT, 0, rows.length);
        out = Arena.ofAuto().allocate(FloatBlock.bytesMax(ROWS, dimension), 64);
        MemorySegment memory = Arena.ofAuto().allocate(FloatBlock.bytesMax(ROWS, dimension), 64);
        long bytes = FloatBlock.encode(rows, ROWS, dimension, memory, 0);
        block = FloatBlock.open(memory, 0, bytes, ROWS, dimension);
    }

    @Benchmark
    public float[] decodeBlock() {
        for (int row = 0; row < ROWS; row++) {
            block.copyRow(row, target, row * dimension);
        }
        return target;
    }

    @Benchmark
    public float[] decodePlain() {
        for (int row = 0; row < ROWS; row++) {
            copyPlain(row, row * dimension);
        }
        return target;
    }

    @Benchmark
    public float[] oneRow() {
        block.copyRow(random.nextInt(ROWS), target, 0);
        return target;
    }

    @Benchmark
    public float[] oneRowPlain() {
        copyPlain(random.nextInt(ROWS), 0);
        return target;
    }

    private void copyPlain(int row, int to) {
        MemorySegment.copy(plain, ValueLayout.JAVA_FLOAT, (long) Float.BYTES * row * dimension, target, to, dimension);
    }

    @Benchmark
    public long encode() {
        return FloatBlock.encode(rows, ROWS, dimension, out, 0);
    }

    @Benchmark
    public MemorySegment encodePlain() {
        MemorySegment.copy(rows, 0, out, ValueLayout.JAVA_FLOAT, 0, rows.length);
        return out;
    }
}
