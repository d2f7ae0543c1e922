package io.vectron.benchmarks.codec;

import io.vectron.benchmarks.ShortBenchmark;
import io.vectron.drift.codec.Sq8Grid;
import io.vectron.drift.kernel.Kernels;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.SplittableRandom;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** Distances of a query to 500 rows: as 8-bit codes, and as floats in a segment. */
public class Sq8GridBenchmark extends ShortBenchmark {
    private static final int ROWS = 500;

    @Param({"128", "384"})
    private int dimension;

    private float[] rows = {};
    private float[] query = {};
    private final float[] distances = new float[ROWS];
    private float[] shifted = {};
    private byte[] codes = {};
    private MemorySegment codeMemory = MemorySegment.NULL;
    private Sq8Grid grid = Sq8Grid.train(new float[1], 1, 1);

    @Setup
    public void fill() {
        SplittableRandom random = new SplittableRandom(1);
        rows = new float[ROWS * dimension];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = (float) random.nextGaussian();
        }
        query = new float[dimension];
        System.arraycopy(rows, 0, query, 0, dimension);
        shifted = new float[dimension];
        codes = new byte[rows.length];
        grid = Sq8Grid.train(rows, ROWS, dimension);
        encode();
        codeMemory = Arena.ofAuto().allocate(codes.length, 64);
        codeMemory.copyFrom(MemorySegment.ofArray(codes));
    }

    @Benchmark
    public float[] distancesOfCodes() {
        grid.shift(query, shifted);
        for (int row = 0; row < ROWS; row++) {
            long at = (long) row * dimension;
            distances[row] = Kernels.ACTIVE.codeL2(shifted, grid.negatedSteps(), codeMemory, at, dimension);
        }
        return distances;
    }

    @Benchmark
    public float[] distancesPlain() {
        for (int row = 0; row < ROWS; row++) {
            distances[row] = Kernels.ACTIVE.l2(query, 0, rows, row * dimension, dimension);
        }
        return distances;
    }

    @Benchmark
    public byte[] encode() {
        for (int row = 0; row < ROWS; row++) {
            grid.encode(rows, row * dimension, codes, row * dimension);
        }
        return codes;
    }
}
