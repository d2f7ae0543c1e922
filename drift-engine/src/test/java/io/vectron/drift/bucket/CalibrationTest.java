package io.vectron.drift.bucket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class CalibrationTest {
    private static final float[] THRESHOLDS = {0, -1, -2, -3, -4, Float.NEGATIVE_INFINITY};
    private static final float[] REACHED = {.81f, .91f, .96f, .985f, .992f, 1};
    private static final float[] BUCKETS = {2, 4, 8, 16, 32, 1000};

    private static Calibration measured() {
        StopRule rule = new StopRule(new double[StopRule.FEATURES], new StopRule.Range(1, 1, 1, 256));
        Calibration.Level level = new Calibration.Level(rule, THRESHOLDS, REACHED, BUCKETS);
        return new Calibration(1_000, 1, List.of(level, level));
    }

    @Test
    void recallsOfTheTableGetTheirThresholds() {
        for (int column = 0; column < Calibration.TARGETS.length; column++) {
            Calibration.Plan plan = measured().plan(Calibration.TARGETS[column], 10);
            assertThat(plan.threshold()).isEqualTo(THRESHOLDS[column]);
            assertThat(plan.recall()).isEqualTo(REACHED[column]);
            assertThat(plan.buckets()).isEqualTo((int) BUCKETS[column]);
        }
    }

    @Test
    void recallsBetweenLieBetween() {
        Calibration.Plan before = measured().plan(0.5, 10);
        assertThat(before.threshold()).isEqualTo(THRESHOLDS[0]);
        for (double recall = 0.5; recall < 0.9901; recall += 0.001) {
            Calibration.Plan plan = measured().plan(recall, 10);
            assertThat(plan.threshold()).isLessThanOrEqualTo(before.threshold());
            assertThat(plan.buckets()).isGreaterThanOrEqualTo(before.buckets());
            assertThat(plan.recall()).isGreaterThanOrEqualTo(Math.max(before.recall(), Math.min(recall, 0.99)));
            before = plan;
        }
        // Half of the nines between .9 and .99.
        double between = 1 - Math.sqrt(0.1 * 0.05);
        assertThat(measured().plan(between, 10).threshold()).isCloseTo(-1.5, within(1e-6));
        assertThat(measured().plan(0.995, 10).threshold()).isEqualTo(Double.NEGATIVE_INFINITY);
    }

    @Test
    void beyondTheTableAndBeforeTheMeasurementEverythingIsScanned() {
        assertThat(measured().plan(0.9995, 10)).isEqualTo(Calibration.Plan.SCAN_ALL);
        assertThat(Calibration.SCAN_ALL.plan(0.8, 10)).isEqualTo(Calibration.Plan.SCAN_ALL);
    }
}
