package io.vectron.drift.bucket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class RecallCurveTest {
    private static RecallCurve ofEqualCourses(int n) {
        RecallCurve curve = new RecallCurve(n);
        for (int i = 0; i < n; i++) {
            RecallCurve.Course course = curve.course(i);
            course.add(1.02, 0.5, 3);
            course.add(-1.02, 0.8, 7);
            course.add(-0.5, 0.9, 11);
            course.add(-3.02, 0.95, 15);
            course.add(Double.NEGATIVE_INFINITY, 1, 19);
        }
        return curve;
    }

    @Test
    void thresholdIsTheGreatestThatReachesTheTarget() {
        RecallCurve curve = ofEqualCourses(50);
        RecallCurve.Point half = curve.reaching(0.49);
        assertThat(half.threshold()).isCloseTo(4, within(1e-9));
        assertThat(half.recall()).isCloseTo(0.5, within(1e-9));
        assertThat(half.buckets()).isEqualTo(3);
        RecallCurve.Point more = curve.reaching(0.79);
        assertThat(more.threshold()).isBetween(-1.02, 1.02).isCloseTo(1, within(0.051));
        assertThat(more.buckets()).isEqualTo(7);
    }

    @Test
    void stepThatScoresMoreThanOneBeforeEndsNothing() {
        RecallCurve.Point point = ofEqualCourses(50).reaching(0.89);
        assertThat(point.threshold()).isBetween(-3.02, -1.02);
        assertThat(point.recall()).isCloseTo(0.95, within(1e-9));
    }

    @Test
    void targetThatNoThresholdReachesTakesAll() {
        RecallCurve curve = new RecallCurve(50);
        for (int i = 0; i < 50; i++) {
            RecallCurve.Course course = curve.course(i);
            course.add(0, 0.6, 3);
            course.add(-2, 0.7, 9);
        }
        RecallCurve.Point point = curve.reaching(0.9);
        assertThat(point.threshold()).isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(point.recall()).isCloseTo(0.7, within(1e-9));
    }

    @Test
    void fewSearchesMustExceedTheirTargetByMore() {
        RecallCurve few = new RecallCurve(40);
        RecallCurve many = new RecallCurve(4_000);
        for (int i = 0; i < 4_000; i++) {
            double recall = i % 2 == 0 ? 1 : 0.84;
            for (RecallCurve curve : i < 40 ? new RecallCurve[] {few, many} : new RecallCurve[] {many}) {
                RecallCurve.Course course = curve.course(i);
                course.add(0, recall, 3);
                course.add(-2, 1, 9);
            }
        }
        assertThat(many.reaching(0.91).buckets()).isEqualTo(3);
        assertThat(few.reaching(0.91).buckets()).isEqualTo(9);
    }
}
