package io.vectron.benchmarks.kernel;

import io.vectron.benchmarks.ShortBenchmark;
import io.vectron.drift.kernel.Kernels;
import java.util.Random;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** Rows against centroids: four distances at a time, and a tile of a matrix product at a time. Time of one pair. */
public class PanelBenchmark extends ShortBenchmark {
    private static final int ROWS = Kernels.PANEL_ROWS;
    private static final int CENTROIDS = 4 * Kernels.PANEL_WIDTH;

    @Param({"128", "384", "1536"})
    private int dimension;

    private float[] rows = {};
    private float[] centroids = {};
    private float[] out = {};

    /** Fills both; what lies where makes no difference to the time. */
    @Setup
    public void fill() {
        Random random = new Random(dimension);
        rows = gaussian(random, ROWS * dimension);
        centroids = gaussian(random, CENTROIDS * dimension);
        out = new float[ROWS * CENTROIDS];
    }

    private static float[] gaussian(Random random, int n) {
        float[] values = new float[n];
        for (int i = 0; i < n; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    /** Each row by itself with four centroids after four. */
    @Benchmark
    @OperationsPerInvocation(ROWS * CENTROIDS)
    public float[] fourAtATime() {
        float[] four = new float[4];
        for (int row = 0; row < ROWS; row++) {
            for (int c = 0; c < CENTROIDS; c += 4) {
                Kernels.ACTIVE.l2x4(rows, row * dimension, centroids, c * dimension, dimension, four);
                System.arraycopy(four, 0, out, row * CENTROIDS + c, 4);
            }
        }
        return out;
    }

    /** All rows with the centroids of a panel at a time. */
    @Benchmark
    @OperationsPerInvocation(ROWS * CENTROIDS)
    public float[] panels() {
        for (int c = 0; c < CENTROIDS; c += Kernels.PANEL_WIDTH) {
            Kernels.ACTIVE.panelDots(rows, 0, dimension, centroids, c * dimension, out, c, CENTROIDS);
        }
        return out;
    }
}
