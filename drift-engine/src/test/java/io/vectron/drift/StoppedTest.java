package io.vectron.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vectron.drift.engine.Engine;
import io.vectron.drift.storage.FaultHook;
import io.vectron.drift.storage.FaultPoint;
import io.vectron.drift.storage.MemoryStorage;
import io.vectron.drift.storage.StorageCall;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who owns an engine hears that it stopped, even when nobody was calling it. */
class StoppedTest {
    private static final int DIMENSION = 8;

    @TempDir
    Path directory;

    private final Data data = new Data(17, DIMENSION, 5, 0.5);

    private static DriftSettings settings() {
        return DriftSettings.of(DIMENSION, Metric.L2)
                .withMemtableBytesMax(1 << 10)
                .withBucketCapacity(16)
                .withSegmentCountMax(2);
    }

    /** Fills a memtable. */
    private WriteBatch batch(long sequence) {
        List<Op> ops = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            ops.add(new Upsert(Data.id(100 * sequence + i), data.vector(), Data.bytes("p" + sequence)));
        }
        return new WriteBatch(ops);
    }

    private static void failAt(FaultPoint reached, FaultPoint wanted) {
        if (reached == wanted) {
            throw new IllegalStateException("the disk is gone at " + reached);
        }
    }

    private static RuntimeException reason(Drift drift) throws Exception {
        return drift.stopped().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    @Test
    void flushThatFailsInTheBackgroundIsTold() throws Exception {
        try (DriftResources resources = DriftResources.createDefault();
                Drift drift = Drift.open(
                        directory, settings(), resources, point -> failAt(point, FaultPoint.SEGMENT_TEMP_WRITTEN))) {
            CompletableFuture<RuntimeException> toldBefore = drift.stopped().toCompletableFuture();
            assertThat(toldBefore).isNotDone();
            drift.apply(1, batch(1));

            assertThat(toldBefore.get(30, TimeUnit.SECONDS))
                    .isInstanceOf(StorageFailedException.class)
                    .hasMessageContaining(directory.toString())
                    .hasMessageContaining("flush failed: the disk is gone at SEGMENT_TEMP_WRITTEN");
            assertThat(reason(drift)).as("whoever asks later").isSameAs(toldBefore.get());
            assertThatThrownBy(drift::count).isInstanceOf(StorageFailedException.class);
        }
    }

    @Test
    void mergeThatFailsInTheBackgroundIsTold() throws Exception {
        try (DriftResources resources = DriftResources.createDefault();
                Drift drift = Drift.open(
                        directory, settings(), resources, point -> failAt(point, FaultPoint.MERGE_PUBLISHED))) {
            for (int sequence = 1; sequence <= 3; sequence++) {
                drift.apply(sequence, batch(sequence));
            }
            assertThat(reason(drift)).hasMessageContaining("compaction failed: the disk is gone at MERGE_PUBLISHED");
        }
    }

    @Test
    void flushThatFailsInACallIsToldToo() throws Exception {
        try (DriftResources resources = DriftResources.createDefault();
                Drift drift = Drift.open(
                        directory,
                        DriftSettings.of(DIMENSION, Metric.L2),
                        resources,
                        point -> failAt(point, FaultPoint.SEGMENT_NAMED))) {
            drift.apply(1, batch(1));
            assertThatThrownBy(drift::flush).isSameAs(reason(drift));
        }
    }

    @Test
    void stoppedByItsDiskItIsStillReadAndRefusesTheRest() throws Exception {
        MemoryStorage disk = MemoryStorage.empty();
        Model model = new Model(settings());
        try (DriftResources resources = DriftResources.createDefault();
                Drift drift = Drift.open(disk, settings(), resources, FaultHook.NONE, Engine.LogKeeper.CALLER)) {
            WriteBatch batch = batch(1);
            disk.faults().failOnce(StorageCall.SYNC, 1);
            drift.apply(1, batch);
            model.apply(1, batch);
            assertThat(reason(drift)).hasMessageContaining("flush failed").hasMessageContaining("Input/output error");

            model.checkSame(drift);
            assertThat(drift.count()).isEqualTo(30);
            assertThat(drift.describe(DescribeLimits.defaults())
                            .stats()
                            .writes()
                            .availability())
                    .isEqualTo(WriteAvailability.STOPPED);
            assertThat(drift.stats().writes().cause()).contains("Input/output error");
            for (ThrowingCallable refused : List.<ThrowingCallable>of(
                    () -> drift.apply(2, batch(2)),
                    drift::flush,
                    drift::compactNow,
                    () -> drift.checkpoint(directory))) {
                assertThatThrownBy(refused)
                        .isInstanceOf(StorageFailedException.class)
                        .hasMessageContaining("stopped by an earlier failure");
            }
        }
    }

    @Test
    void closeIsNoFailure() {
        CompletableFuture<RuntimeException> told;
        try (DriftResources resources = DriftResources.createDefault();
                Drift drift = Drift.open(directory, settings(), resources)) {
            told = drift.stopped().toCompletableFuture();
            drift.apply(1, batch(1));
        }
        assertThat(told).isNotDone();
    }
}
