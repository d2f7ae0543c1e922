package io.vectron.drift.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WarmUpTest {
    private static final long WAIT_NANOS_MAX = 120_000_000_000L;

    @TempDir
    Path home;

    private static void await(Path file, boolean isThere) throws InterruptedException {
        long start = System.nanoTime();
        while (Files.exists(file) != isThere) {
            assertThat(System.nanoTime() - start)
                    .as(file + " exists: " + isThere)
                    .isLessThan(WAIT_NANOS_MAX);
            Thread.sleep(5);
        }
    }

    private static boolean isRunning() {
        return Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread -> thread.getName().equals("drift-warm-up"));
    }

    @Test
    void worksInItsDirectoryAndRemovesIt() throws Exception {
        Path own = home.resolve("warm-up");
        try (WarmUp warmUp = new WarmUp(own)) {
            assertThat(own).doesNotExist();
            warmUp.begin();
            await(own.resolve("MANIFEST"), true);
            while (isRunning()) {
                Thread.sleep(5);
            }
            assertThat(own).doesNotExist();
            warmUp.begin();
            assertThat(isRunning()).isFalse();
        }
    }

    @Test
    void endsWhenClosedAndRemovesWhatWasLeftBefore() throws Exception {
        Path own = Files.createDirectories(home.resolve("warm-up"));
        Path foreign = Files.writeString(own.resolve("left-over"), "x");
        WarmUp warmUp = new WarmUp(own);
        warmUp.begin();
        await(foreign, false);
        warmUp.close();
        assertThat(isRunning()).isFalse();
        assertThat(own).doesNotExist();
    }

    @Test
    void doesNothingWithoutADirectoryOrAfterClose() throws IOException {
        WarmUp none = new WarmUp(null);
        none.begin();
        WarmUp closed = new WarmUp(home.resolve("warm-up"));
        closed.close();
        closed.begin();
        assertThat(isRunning()).isFalse();
        assertThat(home.resolve("warm-up")).doesNotExist();
        none.close();
    }

    @Test
    void cannotWorkWhereAFileIsAndLeavesIt() throws Exception {
        Path file = Files.writeString(home.resolve("file"), "x");
        try (WarmUp warmUp = new WarmUp(file.resolve("below"))) {
            warmUp.begin();
            while (isRunning()) {
                Thread.sleep(5);
            }
        }
        assertThat(file).hasContent("x");
    }
}
