package io.vectron.drift.bucket;

import java.util.Arrays;

/**
 * Fits w so that counts have the means exp(w . x): Newton's method on the likelihood, with a little ridge so that features
 * that say the same do no harm. Used by one thread, once.
 */
final class PoissonRegression {
    private static final int STEPS_MAX = 25;
    private static final double RIDGE_SHARE = 1e-4;
    private static final double RIDGE = 1e-3;
    /** No step moves a weight by more. */
    private static final double STEP_MAX = 2;

    private static final double CONVERGED = 1e-4;
    private static final double LOG_MEAN_MIN = -20;
    private static final double LOG_MEAN_MAX = 5;
    private static final double FIRST_LOG_MEAN = -2;

    private final int n;
    private final double[] weights;
    private final double[][] system;

    private PoissonRegression(int features) {
        this.n = features;
        this.weights = new double[features];
        this.system = new double[features][features + 1];
        this.weights[0] = FIRST_LOG_MEAN;
    }

    /** What was counted, again for each step. */
    @FunctionalInterface
    interface Observations {
        void forEach(Observation each);
    }

    /** Is told of one count. */
    @FunctionalInterface
    interface Observation {
        void of(double[] features, int count);
    }

    /**
     * Fits.
     *
     * @param features their number; the first is to be 1 always
     */
    static double[] fit(int features, Observations observations) {
        PoissonRegression fit = new PoissonRegression(features);
        for (int step = 0; step < STEPS_MAX; step++) {
            fit.clear();
            observations.forEach(fit::add);
            if (fit.step() < CONVERGED) {
                break;
            }
        }
        return fit.weights;
    }

    private void clear() {
        for (double[] row : system) {
            Arrays.fill(row, 0);
        }
    }

    private void add(double[] x, int count) {
        double logMean = 0;
        for (int i = 0; i < n; i++) {
            logMean += weights[i] * x[i];
        }
        double mean = Math.exp(Math.clamp(logMean, LOG_MEAN_MIN, LOG_MEAN_MAX));
        double error = count - mean;
        for (int i = 0; i < n; i++) {
            double[] row = system[i];
            double factor = mean * x[i];
            for (int j = 0; j <= i; j++) {
                row[j] += factor * x[j];
            }
            row[n] += error * x[i];
        }
    }

    /** Solves for the next step, by Gauss and Jordan; returns the largest part of it. */
    private double step() {
        for (int i = 0; i < n; i++) {
            for (int j = i + 1; j < n; j++) {
                system[i][j] = system[j][i];
            }
            system[i][i] = system[i][i] * (1 + RIDGE_SHARE) + RIDGE;
        }
        for (int p = 0; p < n; p++) {
            for (int i = 0; i < n; i++) {
                if (i != p) {
                    double factor = system[i][p] / system[p][p];
                    for (int j = p; j <= n; j++) {
                        system[i][j] -= factor * system[p][j];
                    }
                }
            }
        }
        double largest = 0;
        for (int i = 0; i < n; i++) {
            largest = Math.max(largest, Math.abs(system[i][n] / system[i][i]));
        }
        double scale = Math.min(1, STEP_MAX / largest);
        for (int i = 0; i < n; i++) {
            weights[i] += scale * system[i][n] / system[i][i];
        }
        return largest;
    }
}
