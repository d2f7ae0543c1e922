package io.vectron.drift;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdleFlushTest {
    private static final DriftSettings SETTINGS = DriftSettings.of(8, Metric.L2);
    private static final long WAIT_SECONDS_MAX = 60;

    @TempDir
    Path directory;

    private final DriftResources resources = DriftResources.createDefault();
    private final Data data = new Data(1, 8, 20, 0.3);

    @AfterEach
    void close() {
        resources.close();
    }

    private void write(Drift drift, int from, int to) {
        List<Op> ops = new ArrayList<>();
        for (int i = from; i < to; i++) {
            ops.add(new Upsert(Data.id(i), data.vector(), new byte[0]));
        }
        drift.write(new WriteBatch(ops));
    }

    private static void await(String what, BooleanSupplier condition) throws InterruptedException {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - start).as(what).isLessThan(WAIT_SECONDS_MAX * 1_000_000_000L);
            Thread.sleep(5);
        }
    }

    @Test
    void rowsAreFlushedOnceWritesHaveCeased() throws Exception {
        try (Drift drift = Drift.openWithLog(directory, SETTINGS.withFlushIdleMillis(50), resources)) {
            write(drift, 0, 3_000);
            await("a flush", () -> drift.durableSequence() == drift.appliedSequence());
            await("its end", () -> drift.stats().pendingFlushes() == 0);
            assertThat(drift.stats().memtableRows()).isZero();
            assertThat(drift.stats().segmentRows()).isEqualTo(3_000);
            assertThat(drift.describe(DescribeLimits.defaults()).work())
                    .extracting(BackgroundWork::reason)
                    .contains(WorkReason.WRITES_CEASED);
            // And again, for what comes later.
            write(drift, 3_000, 6_000);
            await("the next flush", () -> drift.stats().segmentRows() == 6_000);
        }
    }

    @Test
    void fewRowsStayInMemory() throws Exception {
        try (Drift drift = Drift.openWithLog(directory, SETTINGS.withFlushIdleMillis(1), resources)) {
            write(drift, 0, 2_000);
            Thread.sleep(100);
            assertThat(drift.stats().memtableRows()).isEqualTo(2_000);
            // The timer that was not there for the first rows is for all.
            write(drift, 2_000, 2_100);
            await("a flush", () -> drift.stats().segmentRows() == 2_100);
        }
    }

    @Test
    void rowsOfTheLogAreFlushedAfterTheNextOpen() throws Exception {
        try (Drift drift = Drift.openWithLog(directory, SETTINGS.withFlushIdleMillis(0), resources)) {
            write(drift, 0, 3_000);
        }
        try (Drift drift = Drift.openWithLog(directory, SETTINGS.withFlushIdleMillis(50), resources)) {
            assertThat(drift.recovery().batchesReplayed()).isEqualTo(1);
            await("a flush", () -> drift.stats().segmentRows() == 3_000);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 600_000})
    void nothingIsFlushedBeforeItsTimeAndWithZeroNever(long idleMillis) throws Exception {
        try (Drift drift = Drift.openWithLog(directory, SETTINGS.withFlushIdleMillis(idleMillis), resources)) {
            write(drift, 0, 3_000);
            Thread.sleep(100);
            assertThat(drift.stats().flushes()).isZero();
        }
    }
}
