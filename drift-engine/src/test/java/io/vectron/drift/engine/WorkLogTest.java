package io.vectron.drift.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vectron.drift.BackgroundWork;
import io.vectron.drift.WorkKind;
import io.vectron.drift.WorkReason;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;

class WorkLogTest {
    private static final long STARTED_MILLIS = 1_000_000;

    private long nanos = -5_000_000;
    private final WorkLog log = new WorkLog(InstantSource.fixed(Instant.ofEpochMilli(STARTED_MILLIS)), () -> nanos);

    private void passMillis(long millis) {
        nanos += 1_000_000 * millis;
    }

    @Test
    void runningWorkComesFirstAndCountsItsTimeSoFar() throws IOException {
        log.run(WorkKind.FLUSH, WorkReason.MEMTABLE_FULL, 7, () -> passMillis(30));
        log.run(WorkKind.MERGE, WorkReason.MOSTLY_DEAD, 9, () -> {
            passMillis(12);
            assertThat(log.list())
                    .containsExactly(
                            new BackgroundWork(WorkKind.MERGE, WorkReason.MOSTLY_DEAD, 9, STARTED_MILLIS, 12, true, ""),
                            new BackgroundWork(
                                    WorkKind.FLUSH, WorkReason.MEMTABLE_FULL, 7, STARTED_MILLIS, 30, false, ""));
        });
        assertThat(log.list()).extracting(BackgroundWork::isRunning).containsExactly(false, false);
    }

    @Test
    void onlyTheLastAreKeptNewestFirst() throws IOException {
        for (int i = 0; i < WorkLog.ENDED_MAX + 3; i++) {
            log.run(WorkKind.FLUSH, WorkReason.FLUSH_ASKED, i, () -> {});
        }
        List<BackgroundWork> kept = log.list();
        assertThat(kept).hasSize(WorkLog.ENDED_MAX);
        assertThat(kept.getFirst().rows()).isEqualTo(WorkLog.ENDED_MAX + 2);
        assertThat(kept.getLast().rows()).isEqualTo(3);
    }

    @Test
    void failureIsRememberedAndThrownOn() {
        assertThatThrownBy(() -> log.run(WorkKind.MERGE, WorkReason.TOO_MANY_SEGMENTS, 5, () -> {
                    passMillis(4);
                    throw new IOException("disk full");
                }))
                .isInstanceOf(IOException.class);
        BackgroundWork failed = log.list().getFirst();
        assertThat(failed.isRunning()).isFalse();
        assertThat(failed.durationMillis()).isEqualTo(4);
        assertThat(failed.failure()).contains("disk full");
    }
}
