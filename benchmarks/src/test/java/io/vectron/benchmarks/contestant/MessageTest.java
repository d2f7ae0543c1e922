package io.vectron.benchmarks.contestant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class MessageTest {
    @Test
    void anyValueSurvivesTheLine() {
        Message message = Message.of("search")
                .with("effort", .95)
                .with("results", "/a b/50%=ä\n\r\"")
                .with("empty", "");

        String line = message.line();

        assertThat(line).doesNotContain("\n", "\r").startsWith("search ");
        assertThat(line.split(" ", -1)).hasSize(4);
        assertThat(Message.parse(line)).isEqualTo(message);
        assertThat(Message.parse(line).number("effort")).isEqualTo(.95);
    }

    @Test
    void aMissingOrMalformedValueIsNamed() {
        Message message = Message.parse("ok seconds=1.5");
        assertThat(message.numberOrNull("rows")).isNull();
        assertThatThrownBy(() -> message.text("qps")).hasMessageContaining("no qps in: ok seconds=1.5");
        assertThatThrownBy(() -> Message.parse("ok seconds")).hasMessageContaining("found: ok seconds");
        assertThatThrownBy(() -> Message.parse("ok a=%4")).hasMessageContaining("behind %");
    }
}
