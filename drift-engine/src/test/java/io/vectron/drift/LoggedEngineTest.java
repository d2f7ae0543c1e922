package io.vectron.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An engine that keeps its own log. */
class LoggedEngineTest {
    private static final DriftSettings SETTINGS = DriftSettings.of(6, Metric.L2)
            .withBucketCapacity(16)
            .withSegmentCountMax(2)
            .withMemtableBytesMax(16 << 10);

    @TempDir
    Path directory;

    @Test
    void batchesSurviveWithoutAFlush() {
        Model model = new Model(SETTINGS);
        Data data = new Data(1, 6, 4, 0.5);
        try (DriftResources resources = DriftResources.createDefault()) {
            try (Drift drift = Drift.openWithLog(directory, SETTINGS, resources)) {
                for (int i = 0; i < 20; i++) {
                    WriteBatch batch = data.batch(new Random(i));
                    model.apply(drift.write(batch), batch);
                }
            }
            try (Drift drift = Drift.openWithLog(directory, SETTINGS, resources)) {
                model.checkSame(drift);
                assertThat(drift.recovery().batchesReplayed() + drift.recovery().batchesSkipped())
                        .isPositive();
                drift.checkInvariants();
            }
        }
    }

    @Test
    void eachModeRefusesTheOthersCallsAndDirectory() {
        try (DriftResources resources = DriftResources.createDefault()) {
            WriteBatch batch = WriteBatch.of(new Upsert(Data.id(1), new float[6], new byte[0]));
            try (Drift drift = Drift.openWithLog(directory, SETTINGS, resources)) {
                assertThat(drift.write(batch)).isZero();
                assertThatThrownBy(() -> drift.apply(7, batch))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("write");
            }
            assertThatThrownBy(() -> Drift.open(directory, SETTINGS, resources))
                    .isInstanceOf(CorruptDataException.class)
                    .hasMessageContaining("wal-");
            try (Drift drift = Drift.open(directory.resolve("other"), SETTINGS, resources)) {
                assertThatThrownBy(() -> drift.write(batch))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("apply");
            }
        }
    }
}
