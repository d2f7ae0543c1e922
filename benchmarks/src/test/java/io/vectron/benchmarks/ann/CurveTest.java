package io.vectron.benchmarks.ann;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.vectron.benchmarks.ann.Curve.AtRecall;
import java.util.List;
import org.junit.jupiter.api.Test;

class CurveTest {
    @Test
    void betweenTwoPointsTheLogarithmOfTheSpeedIsALine() {
        Curve curve = curve(List.of(.9, .85, .95), point(.8, 10_000), point(.9, 1_000));
        assertThat(curve.atRecalls().getFirst()).isEqualTo(new AtRecall(.9, 1_000., false));
        assertThat(curve.atRecalls().get(1).queriesPerSecond()).isCloseTo(3162.3, within(.1));
        assertThat(curve.atRecalls().get(2)).as("not reached").isEqualTo(new AtRecall(.95, null, false));
    }

    @Test
    void belowTheLowestPointItsSpeedIsTheLeast() {
        assertThat(curve(List.of(.9), point(.97, 500)).atRecalls()).containsExactly(new AtRecall(.9, 500., true));
    }

    @Test
    void pointsThatAnotherBeatsInBothDoNotCount() {
        List<CurvePoint> points =
                List.of(point(.8, 900), point(.85, 300), point(.9, 500), point(.9, 400), point(.99, 100));
        assertThat(Curve.frontier(points)).extracting(CurvePoint::recall).containsExactly(.8, .9, .99);
        assertThat(Curve.frontier(points))
                .extracting(CurvePoint::queriesPerSecond)
                .containsExactly(900., 500., 100.);
    }

    private static Curve curve(List<Double> recalls, CurvePoint... points) {
        return Curve.of(1, true, List.of(points), recalls);
    }

    private static CurvePoint point(double recall, double speed) {
        return new CurvePoint(1, recall, speed, 1, 2, 3, 4, null, null, null, List.of(speed));
    }
}
