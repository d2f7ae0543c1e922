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
    private final float[] terms = new float[ROWS];
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
        codes = new byte[rows.length];
        grid = Sq8Grid.train(rows, ROWS, dimension);
        encode();
        codeMemory = Arena.ofAuto().allocate(codes.length, 64);
        codeMemory.copyFrom(MemorySegment.ofArray(codes));
    }

    @Benchmark
    public float[] distancesOfCodes() {
        Sq8Grid.Prepared prepared = grid.prepareL2(query);
        Kernels.ACTIVE.codeDots(prepared.weights(), codeMemory, 0, dimension, ROWS, distances);
        for (int row = 0; row < ROWS; row++) {
            distances[row] = prepared.base() - 2 * distances[row] + terms[row];
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
            terms[row] = grid.encode(rows, row * dimension, codes, row * dimension);
        }
        return codes;
    }
}
