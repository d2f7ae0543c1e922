package io.vectron.drift.codec;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.SplittableRandom;

/**
 * Runs the codecs until they are compiled. Vector code that is still interpreted takes a million nanoseconds and more for
 * a row of 384 dimensions, compiled 300: who serves queries should run this before it reports ready.
 */
public final class CodecWarmUp {
    private static final int ROWS = 64;
    private static final int DIMENSION = 384;
    /** Between the two worlds: compiled code stays well below on any machine, interpreted code far above. */
    private static final long ROW_NANOS_MAX = 8_000;

    private static final int CALM_TURNS = 3;

    private CodecWarmUp() {}

    /**
     * Reads and writes blocks on the calling thread until rows are read fast or the time is over.
     *
     * @return true when rows are fast
     */
    public static boolean run(Duration budget) {
        long deadline = System.nanoTime() + budget.toNanos();
        SplittableRandom random = new SplittableRandom(1);
        float[] decimals = new float[ROWS * DIMENSION];
        float[] others = new float[ROWS * DIMENSION];
        long[] numbers = new long[ROWS];
        for (int i = 0; i < others.length; i++) {
            decimals[i] = random.nextInt(256);
            others[i] = (float) random.nextGaussian();
            numbers[i % ROWS] = numbers[(i + ROWS - 1) % ROWS] + random.nextInt(256);
        }
        // Shared, as the mapped segments are that will be read.
        try (Arena arena = Arena.ofShared()) {
            MemorySegment memory = arena.allocate(FloatBlock.bytesMax(ROWS, DIMENSION), 64);
            int calm = 0;
            while (calm < CALM_TURNS && System.nanoTime() - deadline < 0) {
                long nanos = Math.max(turn(decimals, memory), turn(others, memory));
                turn(numbers, memory);
                calm = nanos <= ROWS * ROW_NANOS_MAX ? calm + 1 : 0;
            }
            return calm == CALM_TURNS;
        }
    }

    /** Writes and reads a block; returns how long the reading took. */
    private static long turn(float[] rows, MemorySegment memory) {
        long bytes = FloatBlock.encode(rows, ROWS, DIMENSION, memory, 0);
        FloatBlock block = FloatBlock.open(memory, 0, bytes, ROWS, DIMENSION);
        float[] target = new float[DIMENSION];
        long start = System.nanoTime();
        for (int row = 0; row < ROWS; row++) {
            block.copyRow(row, target, 0);
        }
        return System.nanoTime() - start;
    }

    private static void turn(long[] numbers, MemorySegment memory) {
        byte[] bytes = IntegerBlock.encode(numbers, ROWS);
        memory.asSlice(0, bytes.length).copyFrom(MemorySegment.ofArray(bytes));
        IntegerBlock.open(memory, 0, bytes.length).copyTo(new long[ROWS], 0);
    }
}
