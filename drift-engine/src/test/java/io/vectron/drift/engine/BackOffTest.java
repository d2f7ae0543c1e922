package io.vectron.drift.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BackOffTest {
    @Test
    void waitsTwiceAsLongEachTimeUpToABoundAndShortlyAfterASuccess() {
        BackOff backOff = new BackOff();
        for (long expected : new long[] {100, 200, 400, 800, 1_600, 3_200, 5_000, 5_000}) {
            assertThat(backOff.nextMillis()).isEqualTo(expected);
        }
        backOff.reset();
        assertThat(backOff.nextMillis()).isEqualTo(100);
    }
}
