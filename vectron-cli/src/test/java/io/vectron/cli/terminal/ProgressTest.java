package io.vectron.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("unit")
class ProgressTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final AtomicLong nanos = new AtomicLong(1);

    private Progress progress(boolean isTerminal) {
        return new Progress(new PrintStream(out, true, StandardCharsets.UTF_8), isTerminal, nanos::get, "rows");
    }

    private void seconds(int seconds) {
        nanos.addAndGet(seconds * 1_000_000_000L);
    }

    @Test
    void plainOutputHasALineEveryTenSeconds() {
        Progress progress = progress(false);
        progress.start(1_000, 10_000);
        seconds(5);
        progress.add(500);
        seconds(5);
        progress.add(500);
        progress.finish();
        assertThat(out.toString(StandardCharsets.UTF_8).lines())
                .containsExactly(" 20%  2,000/10,000 rows  100 rows/s  ETA 1:20");
    }

    @Test
    void terminalHasABarOnOneLine() {
        Progress progress = progress(true);
        progress.start(0, 100);
        seconds(1);
        progress.add(50);
        assertThat(out.toString(StandardCharsets.UTF_8))
                .endsWith("\r[===============               ]  50%  50/100 rows  50 rows/s  ETA 0:01\033[K");
    }

    @Test
    void unknownTotalHasNoShare() {
        Progress progress = progress(false);
        progress.start(0, Long.MAX_VALUE);
        seconds(10);
        progress.add(50);
        assertThat(out.toString(StandardCharsets.UTF_8).lines()).containsExactly("50 rows  5 rows/s");
    }
}
