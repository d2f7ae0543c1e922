package io.vectron.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vectron.drift.engine.Engine;
import io.vectron.drift.storage.FaultHook;
import io.vectron.drift.storage.MemoryStorage;
import io.vectron.drift.storage.NameLoss;
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
    private static final int POWER_CUTS = 200;

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

    /** A power cut at a random call, files and names lost as a disk may lose them: what was acknowledged is there. */
    @Test
    void powerCutsLoseNothingThatWasAcknowledged() {
        Random random = new Random(Seeds.next("LoggedEngineTest"));
        try (DriftResources resources = DriftResources.createDefault()) {
            for (int cut = 0; cut < POWER_CUTS; cut++) {
                cutAndRecover(random, resources);
            }
        }
    }

    private static void cutAndRecover(Random random, DriftResources resources) {
        MemoryStorage disk = MemoryStorage.empty();
        Model model = new Model(SETTINGS);
        Data data = new Data(random.nextLong(), 6, 4, 0.5);
        for (int life = 0; life < 2; life++) {
            MemoryStorage after;
            try (Drift drift = open(disk, resources)) {
                model.checkSame(drift);
                int batches = random.nextInt(60);
                for (int i = 0; i < batches; i++) {
                    WriteBatch batch = data.batch(random);
                    model.apply(drift.write(batch), batch);
                    if (random.nextInt(20) == 0) {
                        drift.flush();
                    }
                    if (random.nextInt(30) == 0) {
                        drift.compactNow();
                    }
                }
                after = disk.crash(random, random.nextBoolean() ? NameLoss.IN_ORDER : NameLoss.ANY);
            }
            disk = after;
        }
        try (Drift drift = open(disk, resources)) {
            model.checkSame(drift);
            drift.checkInvariants();
        }
    }

    private static Drift open(MemoryStorage disk, DriftResources resources) {
        return Drift.open(disk, SETTINGS, resources, FaultHook.NONE, Engine.LogKeeper.ENGINE);
    }
}
