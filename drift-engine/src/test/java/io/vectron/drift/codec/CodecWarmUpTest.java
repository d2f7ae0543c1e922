package io.vectron.drift.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class CodecWarmUpTest {
    @Test
    void endsWhenTheTimeIsOver() {
        assertThat(CodecWarmUp.run(Duration.ZERO)).isFalse();
    }

    @Test
    void endsWhenRowsAreFast() {
        // Far more than it takes, even where two processors are shared by many: a hang fails, slowness does not.
        assertThat(CodecWarmUp.run(Duration.ofMinutes(5))).isTrue();
    }
}
