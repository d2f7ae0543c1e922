package io.vectron.drift.inspect;

import java.util.Arrays;
import java.util.List;

/** The slow, obvious twin of the projection: the whole covariance matrix, power iteration, deflation, in doubles. */
final class CovarianceTwin {
    private static final int STEPS = 3000;

    private CovarianceTwin() {}

    static double[] mean(List<float[]> rows) {
        double[] mean = new double[rows.getFirst().length];
        for (float[] row : rows) {
            for (int d = 0; d < mean.length; d++) {
                mean[d] += row[d] / (double) rows.size();
            }
        }
        return mean;
    }

    /** The first two principal axes. */
    static double[][] axes(List<float[]> rows) {
        double[] mean = mean(rows);
        int n = mean.length;
        double[][] covariance = new double[n][n];
        for (float[] row : rows) {
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < n; j++) {
                    covariance[i][j] += (row[i] - mean[i]) * (row[j] - mean[j]);
                }
            }
        }
        double[] first = largest(covariance);
        double value = dot(first, times(covariance, first));
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                covariance[i][j] -= value * first[i] * first[j];
            }
        }
        return new double[][] {first, largest(covariance)};
    }

    private static double[] largest(double[][] matrix) {
        double[] vector = new double[matrix.length];
        Arrays.setAll(vector, d -> 1 + Math.sin(d));
        for (int step = 0; step < STEPS; step++) {
            double[] next = times(matrix, vector);
            double length = Math.sqrt(dot(next, next));
            Arrays.setAll(vector, d -> next[d] / length);
        }
        return vector;
    }

    private static double[] times(double[][] matrix, double[] vector) {
        double[] product = new double[vector.length];
        Arrays.setAll(product, d -> dot(matrix[d], vector));
        return product;
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int d = 0; d < a.length; d++) {
            sum += a[d] * b[d];
        }
        return sum;
    }
}
