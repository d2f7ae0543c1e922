package io.vectron.router.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.vectron.proto.internal.v1.TrafficRates;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TrafficWindowTest {
    private long now;
    private final TrafficWindow window = new TrafficWindow(() -> now);

    private void at(double second) {
        now = (long) (second * TimeUnit.SECONDS.toNanos(1));
    }

    private void record(Operation operation, long points, long micros, boolean isServerFault) {
        Observation request = new Observation("grpc");
        request.operation(operation);
        if (operation == Operation.UPSERT) {
            request.wrote(points);
        } else {
            request.returned(points);
        }
        window.record(request, TimeUnit.MICROSECONDS.toNanos(micros), isServerFault);
    }

    @Test
    void nothingIsSaidBeforeAWholeSecondHasPassed() {
        record(Operation.SEARCH, 10, 100, false);
        at(0.9);
        assertThat(window.rates()).isEqualTo(TrafficRates.getDefaultInstance());
    }

    @Test
    void ratesAreMeansOfTheWholeSecondsThatPassed() {
        for (int second = 0; second < 20; second++) {
            at(second + 0.5);
            record(Operation.SEARCH, 10, 1_000, false);
            record(Operation.SEARCH_BATCH, 20, 1_000, true);
            record(Operation.UPSERT, 500, 8_000, false);
        }
        at(20.1);
        TrafficRates rates = window.rates();
        assertThat(rates.getSearchesPerSecond()).isEqualTo(2);
        assertThat(rates.getPointsReadPerSecond()).isEqualTo(30);
        assertThat(rates.getPointsWrittenPerSecond()).isEqualTo(500);
        assertThat(rates.getErrorsPerSecond()).isEqualTo(1);
        assertThat(rates.getWriteP99Micros()).isCloseTo(8_000, within(0.2 * 8_000));
    }

    @Test
    void oldSecondsAreForgotten() {
        at(0.5);
        record(Operation.UPSERT, 1_000, 100, false);
        at(10.5);
        assertThat(window.rates().getPointsWrittenPerSecond()).isEqualTo(100);
        at(11.5);
        assertThat(window.rates().getPointsWrittenPerSecond()).isZero();
        at(3_600);
        assertThat(window.rates().getWriteP99Micros()).isZero();
    }

    @Test
    void percentilesTellTheUsualFromTheSlow() {
        at(0.5);
        for (int i = 0; i < 97; i++) {
            record(Operation.SEARCH, 1, 1_000, false);
        }
        for (int i = 0; i < 3; i++) {
            record(Operation.SEARCH, 1, 50_000, false);
        }
        at(1.5);
        assertThat(window.rates().getSearchP50Micros()).isCloseTo(1_000, within(0.2 * 1_000));
        assertThat(window.rates().getSearchP99Micros()).isCloseTo(50_000, within(0.2 * 50_000));
    }
}
