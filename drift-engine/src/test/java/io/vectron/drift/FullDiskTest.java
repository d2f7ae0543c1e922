package io.vectron.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vectron.drift.engine.Engine;
import io.vectron.drift.storage.FaultHook;
import io.vectron.drift.storage.FileNames;
import io.vectron.drift.storage.MemoryStorage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** An engine whose disk runs full while nobody but its own background threads touches it, and has room again later. */
class FullDiskTest {
    private static final DriftSettings SETTINGS = DriftSettings.of(8, Metric.L2)
            .withBucketCapacity(16)
            .withMemtableBytesMax(1 << 10)
            .withApplyWaitMillisMax(20);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final MemoryStorage disk = MemoryStorage.empty();
    private final Data data = new Data(17, 8, 5, 0.5);
    private final Model model = new Model(SETTINGS);
    private final DriftResources resources = DriftResources.createDefault();

    @AfterEach
    void closeResources() {
        resources.close();
        assertThat(disk.openFiles()).as("files left open").isZero();
    }

    private Drift open(Engine.LogKeeper keeper) {
        return Drift.open(disk, SETTINGS, resources, FaultHook.NONE, keeper);
    }

    /** Fills a memtable. */
    private WriteBatch batch(long sequence) {
        List<Op> ops = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            ops.add(new Upsert(Data.id(100 * sequence + i), data.vector(), Data.bytes("p" + sequence)));
        }
        ops.add(new Delete(Data.id(100 * (sequence - 1))));
        return new WriteBatch(ops);
    }

    private static void await(String what, BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - end)
                    .as("waited in vain until %s", what)
                    .isNegative();
            Thread.sleep(10);
        }
    }

    private static boolean is(Drift drift, WriteAvailability wanted) {
        return drift.stats().writes().availability() == wanted;
    }

    @Test
    void callersLogGoesOnInMemoryAndFlushesByItselfWhenThereIsRoom() throws InterruptedException {
        try (Drift drift = open(Engine.LogKeeper.CALLER)) {
            disk.setCapacity(disk.usedBytes() + 100);
            WriteBatch first = batch(1);
            drift.apply(1, first);
            model.apply(1, first);
            await("a flush has failed", () -> is(drift, WriteAvailability.FULL));
            long sequence = 2;
            StorageFullException refusal = null;
            for (; refusal == null && sequence < 20; sequence++) {
                WriteBatch batch = batch(sequence);
                try {
                    drift.apply(sequence, batch);
                    model.apply(sequence, batch);
                } catch (StorageFullException full) {
                    refusal = full;
                }
            }
            assertThat(Objects.requireNonNull(refusal))
                    .hasMessageContaining("3 memtables wait")
                    .hasMessageContaining("No space left on device");
            assertThat(drift.stats().writes().availability()).isEqualTo(WriteAvailability.FULL);
            assertThat(drift.stats().writes().cause()).contains("flush failed").contains("segment-");
            model.checkSame(drift);
            assertThat(disk.usedBytes()).as("what did not fit is gone").isLessThan(1_000);

            disk.setCapacity(Long.MAX_VALUE);
            await("the disk has room", () -> is(drift, WriteAvailability.OPEN));
            await("all is flushed", () -> drift.stats().pendingFlushes() == 0);
            WriteBatch later = batch(sequence);
            drift.apply(sequence, later);
            model.apply(sequence, later);
            drift.checkInvariants();
            model.checkSame(drift);
        }
    }

    @Test
    void ownLogRefusesWritesUntilTheFlushHasFoundRoom() throws InterruptedException {
        try (Drift drift = open(Engine.LogKeeper.ENGINE)) {
            // Enough for the first batch in the log and the next file, not for the segment.
            disk.setCapacity(disk.usedBytes() + 3_000);
            WriteBatch first = batch(0);
            model.apply(drift.write(first), first);
            await("a flush has failed", () -> is(drift, WriteAvailability.FULL));
            assertThatThrownBy(() -> drift.write(batch(1)))
                    .isInstanceOf(StorageFullException.class)
                    .hasMessageContaining("flush failed");
            model.checkSame(drift);

            disk.setCapacity(Long.MAX_VALUE);
            await("the disk has room", () -> is(drift, WriteAvailability.OPEN));
            WriteBatch next = batch(1);
            model.apply(drift.write(next), next);
            model.checkSame(drift);
        }
        try (Drift drift = open(Engine.LogKeeper.ENGINE)) {
            model.checkSame(drift);
        }
    }

    @Test
    void batchThatDoesNotFitIntoTheLogIsRefusedWholeAndALaterOneIsTaken() {
        try (Drift drift = open(Engine.LogKeeper.ENGINE)) {
            WriteBatch small = WriteBatch.of(new Upsert(Data.id(1), data.vector(), new byte[0]));
            model.apply(drift.write(small), small);
            disk.setCapacity(disk.usedBytes() + 500);
            assertThatThrownBy(() -> drift.write(batch(1)))
                    .isInstanceOf(StorageFullException.class)
                    .hasMessageContaining("append of the log")
                    .hasMessageContaining("No space left on device");
            assertThat(drift.stats().writes().availability()).isEqualTo(WriteAvailability.FULL);
            model.checkSame(drift);
            drift.checkInvariants();

            WriteBatch fits = WriteBatch.of(new Delete(Data.id(1)));
            model.apply(drift.write(fits), fits);
            assertThat(drift.stats().writes()).isEqualTo(WriteStatus.OPEN);
            disk.setCapacity(Long.MAX_VALUE);
            WriteBatch large = batch(1);
            model.apply(drift.write(large), large);
        }
        try (Drift drift = open(Engine.LogKeeper.ENGINE)) {
            assertThat(drift.recovery().batchesReplayed() + drift.recovery().batchesSkipped())
                    .isEqualTo(3);
            model.checkSame(drift);
        }
    }

    @Test
    void mergeThatFindsNoRoomKeepsNobodyFromWriting() throws InterruptedException {
        DriftSettings merging = SETTINGS.withSegmentCountMax(1);
        try (Drift drift = Drift.open(disk, merging, resources, FaultHook.NONE, Engine.LogKeeper.CALLER)) {
            drift.apply(1, batch(1));
            drift.flush();
            drift.compactNow();
            long one = disk.usedBytes();
            disk.setCapacity(2 * one + one / 2);
            drift.apply(2, batch(2));
            drift.flush();
            assertThatThrownBy(drift::compactNow)
                    .isInstanceOf(StorageFullException.class)
                    .hasMessageContaining("compaction");
            assertThat(drift.stats().writes()).isEqualTo(WriteStatus.OPEN);
            assertThat(disk.usedBytes()).as("what did not fit is gone").isLessThan(2 * one + one / 4);
            disk.setCapacity(Long.MAX_VALUE);
            await("the merge is done", () -> drift.stats().segments() == 1);
        }
    }

    @Test
    void openingOnAFullDiskIsRefusedAsThatAndLosesNothing() {
        try (Drift drift = open(Engine.LogKeeper.ENGINE)) {
            WriteBatch batch = WriteBatch.of(new Upsert(Data.id(1), data.vector(), new byte[9]));
            model.apply(drift.write(batch), batch);
        }
        disk.setCapacity(disk.usedBytes());
        assertThatThrownBy(() -> open(Engine.LogKeeper.ENGINE))
                .isInstanceOf(StorageFullException.class)
                .hasMessageContaining("replay of the log");
        disk.setCapacity(Long.MAX_VALUE);
        try (Drift drift = open(Engine.LogKeeper.ENGINE)) {
            model.checkSame(drift);
        }
    }

    @Test
    void copyThatFindsNoRoomIsRemovedAndMadeAtTheNextTry() {
        MemoryStorage target = MemoryStorage.empty("copy");
        try (Drift drift = open(Engine.LogKeeper.CALLER)) {
            drift.apply(1, batch(1));
            target.setCapacity(10);
            assertThatThrownBy(() -> drift.checkpoint(target)).isInstanceOf(StorageFullException.class);
            assertThat(target.usedBytes()).isZero();
            target.setCapacity(Long.MAX_VALUE);
            assertThat(drift.checkpoint(target).files()).contains(FileNames.MANIFEST);
            assertThat(drift.stats().writes()).isEqualTo(WriteStatus.OPEN);
        }
    }
}
