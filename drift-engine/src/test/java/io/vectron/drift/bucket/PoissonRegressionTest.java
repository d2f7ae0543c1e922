package io.vectron.drift.bucket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.vectron.drift.Seeds;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PoissonRegressionTest {
    private static final int OBSERVATIONS = 20_000;
    private final Random random = new Random(Seeds.next("PoissonRegressionTest"));

    /** By Knuth's multiplication of uniform numbers. */
    private int poisson(double mean) {
        double limit = Math.exp(-mean);
        double product = random.nextDouble();
        int count = 0;
        while (product > limit) {
            product *= random.nextDouble();
            count++;
        }
        return count;
    }

    private double[] fit(double[] weights, boolean isRedundant) {
        int n = weights.length;
        double[][] features = new double[OBSERVATIONS][n];
        int[] counts = new int[OBSERVATIONS];
        for (int i = 0; i < OBSERVATIONS; i++) {
            double logMean = weights[0];
            features[i][0] = 1;
            for (int f = 1; f < n; f++) {
                features[i][f] = isRedundant && f == n - 1 ? features[i][1] : random.nextDouble(-1, 1);
                logMean += weights[f] * features[i][f];
            }
            counts[i] = poisson(Math.exp(logMean));
        }
        return PoissonRegression.fit(n, each -> {
            for (int i = 0; i < OBSERVATIONS; i++) {
                each.of(features[i], counts[i]);
            }
        });
    }

    @Test
    void weightsThatMadeTheCountsAreFound() {
        double[] weights = {-1, 0.8, -1.5, 0.1};
        double[] found = fit(weights, false);
        for (int f = 0; f < weights.length; f++) {
            assertThat(found[f]).as("weight %s", f).isCloseTo(weights[f], within(0.1));
        }
    }

    @Test
    void featuresThatSayTheSameShareTheirWeight() {
        double[] found = fit(new double[] {-1, 0.8, -1.5, 0}, true);
        assertThat(found[1] + found[3]).isCloseTo(0.8, within(0.1));
        assertThat(found[2]).isCloseTo(-1.5, within(0.1));
    }

    @Test
    void nothingCountedGivesFiniteWeights() {
        double[] found = PoissonRegression.fit(2, each -> each.of(new double[] {1, 0}, 0));
        assertThat(found[0]).isFinite().isLessThan(-1);
        assertThat(found[1]).isFinite();
    }
}
