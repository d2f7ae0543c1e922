package io.vectron.benchmarks.codec;

import io.vectron.benchmarks.data.VectorFile;
import io.vectron.drift.codec.Sq8Grid;
import java.util.List;
import java.util.Locale;

/**
 * 8-bit codes of rows less their mean, which stands for the centroid of a bucket. Not lossless: the last column is the
 * share of the squared length that is lost.
 */
final class Sq8Report {
    private final VectorFile vectors;
    private final Stopwatch stopwatch;
    private final float[] residuals;

    Sq8Report(VectorFile vectors, Stopwatch stopwatch) {
        this.stopwatch = stopwatch;
        this.vectors = vectors;
        int dimension = vectors.dimension();
        double[] mean = new double[dimension];
        for (int i = 0; i < vectors.values().length; i++) {
            mean[i % dimension] += vectors.values()[i] / (double) vectors.rows();
        }
        residuals = vectors.values().clone();
        for (int i = 0; i < residuals.length; i++) {
            residuals[i] -= (float) mean[i % dimension];
        }
    }

    List<String> lines() {
        int dimension = vectors.dimension();
        Sq8Grid grid = Sq8Grid.train(residuals, vectors.rows(), dimension);
        byte[] codes = new byte[residuals.length];
        float[] back = new float[residuals.length];
        double encodeSeconds = stopwatch.seconds(() -> {
            for (int row = 0; row < vectors.rows(); row++) {
                grid.encode(residuals, row * dimension, codes, row * dimension);
            }
        });
        double decodeSeconds = stopwatch.seconds(() -> {
            for (int row = 0; row < vectors.rows(); row++) {
                grid.decode(codes, row * dimension, back, row * dimension);
            }
        });
        double lost = 0;
        double all = 0;
        for (int i = 0; i < residuals.length; i++) {
            lost += Math.pow((double) residuals[i] - back[i], 2);
            all += Math.pow(residuals[i], 2);
        }
        double plainBytes = (double) Float.BYTES * residuals.length;
        return List.of(String.format(
                Locale.ROOT,
                "| 8-bit codes, %.1e of the squares lost | %.1f | %.3f | %.2f | %.2f | |",
                lost / all,
                (double) dimension,
                1.0 / Float.BYTES,
                plainBytes / encodeSeconds / 1e9,
                plainBytes / decodeSeconds / 1e9));
    }
}
