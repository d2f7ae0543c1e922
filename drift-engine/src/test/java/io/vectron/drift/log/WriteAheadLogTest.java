package io.vectron.drift.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vectron.drift.CorruptDataException;
import io.vectron.drift.Limits;
import io.vectron.drift.Op;
import io.vectron.drift.Seeds;
import io.vectron.drift.SettingsMismatchException;
import io.vectron.drift.Upsert;
import io.vectron.drift.WriteBatch;
import io.vectron.drift.storage.FileStorage;
import io.vectron.drift.storage.MemoryStorage;
import io.vectron.drift.storage.NameLoss;
import io.vectron.drift.storage.Storage;
import io.vectron.drift.storage.StorageCall;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WriteAheadLogTest {
    private final SplittableRandom random = new SplittableRandom(Seeds.next("WriteAheadLogTest"));
    private final MemoryStorage storage = MemoryStorage.empty();
    private final Batches.Seen written = new Batches.Seen();

    @TempDir
    Path directory;

    private static WriteAheadLog open(Storage storage) {
        WriteAheadLog log = WriteAheadLog.in(storage, Batches.DIMENSION);
        log.replay(-1, new Batches.Seen());
        return log;
    }

    private void append(BatchLog log, long first, long last) {
        for (long sequence = first; sequence <= last; sequence++) {
            append(log, sequence, Batches.random(random));
        }
    }

    private void append(BatchLog log, long sequence, WriteBatch batch) {
        log.append(sequence, batch);
        written.accept(sequence, batch);
    }

    private Batches.Seen replay(Storage from, long after) {
        Batches.Seen seen = new Batches.Seen();
        try (WriteAheadLog log = WriteAheadLog.in(from, Batches.DIMENSION)) {
            log.replay(after, seen);
        }
        return seen;
    }

    @Test
    void emptyDirectoryReplaysNothing() throws IOException {
        try (WriteAheadLog log = WriteAheadLog.in(storage, Batches.DIMENSION)) {
            assertThat(log.replay(-1, new Batches.Seen())).isEqualTo(ReplayReport.NOTHING);
            assertThat(storage.list()).containsExactly("wal-0000000001.log");
        }
    }

    @Test
    void everyBatchComesBackInOrderFromRealFilesAcrossManyLives() throws IOException {
        Storage files = FileStorage.in(directory.resolve("data"));
        long sequence = 0;
        for (int life = 0; life < 5; life++) {
            try (WriteAheadLog log = WriteAheadLog.in(files, Batches.DIMENSION)) {
                Batches.Seen seen = new Batches.Seen();
                ReplayReport report = log.replay(-1, seen);
                assertThat(seen.batches).isEqualTo(written.batches);
                assertThat(report.batchesReplayed()).isEqualTo(sequence);
                assertThat(report.tornTail()).isNull();
                append(log, sequence + 1, sequence + 200);
                sequence += 200;
                log.awaitDurable(sequence - life);
                if (life % 2 == 0) {
                    log.roll();
                    append(log, sequence + 1, sequence + 3);
                    sequence += 3;
                }
            }
        }
        assertThat(replay(files, -1).batches).isEqualTo(written.batches);
    }

    @Test
    void batchesThatAreDurableElsewhereAreSkippedAndTheirFilesNotRead() {
        try (WriteAheadLog log = open(storage)) {
            for (int file = 0; file < 4; file++) {
                append(log, 1 + 10 * file, 10 + 10 * file);
                log.roll();
            }
        }
        Batches.Seen seen = new Batches.Seen();
        try (WriteAheadLog log = WriteAheadLog.in(storage, Batches.DIMENSION)) {
            ReplayReport report = log.replay(25, seen);
            assertThat(report.batchesReplayed()).isEqualTo(15);
            assertThat(report.batchesSkipped()).isEqualTo(5);
            assertThat(report.filesRead()).isEqualTo(3);
        }
        assertThat(seen.batches).isEqualTo(written.batches.tailMap(26L));
        assertThat(replay(storage, 1_000).batches).isEmpty();
        try (WriteAheadLog log = WriteAheadLog.in(storage, Batches.DIMENSION)) {
            log.replay(2_000, new Batches.Seen());
            assertThatThrownBy(() -> log.append(2_000, WriteBatch.EMPTY))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("2000");
            log.append(2_001, WriteBatch.EMPTY);
        }
        assertThat(replay(storage, 2_000).batches).containsOnlyKeys(2_001L);
    }

    @Test
    void acknowledgedBatchesAreThereWithoutAClose() {
        WriteAheadLog log = open(storage);
        append(log, 1, 50);
        log.awaitDurable(50);
        log.append(51, Batches.random(random));
        MemoryStorage killed = storage.copy();
        assertThat(replay(killed, -1).batches).containsAllEntriesOf(written.batches);
        log.close();
        assertThat(replay(storage, -1).batches).hasSize(51);
    }

    @Test
    void releasedFilesAreRecycledAndNeverReplayed() throws IOException {
        long sequence = 0;
        for (int life = 0; life < 3; life++) {
            try (WriteAheadLog log = WriteAheadLog.in(storage, Batches.DIMENSION)) {
                Batches.Seen seen = new Batches.Seen();
                log.replay(sequence - 5, seen);
                assertThat(seen.batches).isEqualTo(written.batches.tailMap(sequence - 4));
                for (int file = 0; file < 8; file++) {
                    append(log, sequence + 1, sequence + 20);
                    sequence += 20;
                    log.roll();
                    log.release(sequence - 5);
                    assertThat(storage.list()).hasSizeLessThanOrEqualTo(4);
                }
            }
            assertThat(storage.list()).noneMatch(name -> name.endsWith(".spare"));
        }
        assertThat(storage.faults().count(StorageCall.OVERWRITE)).isGreaterThan(10);
        assertThat(replay(storage, sequence - 5).batches).isEqualTo(written.batches.tailMap(sequence - 4));
    }

    @Test
    void recycledFileIsNoTornTail() {
        WriteAheadLog log = open(storage);
        append(log, 1, 100);
        log.roll();
        append(log, 101, 101);
        log.roll();
        log.release(101);
        append(log, 102, 102);
        log.roll();
        append(log, 103, 103);
        log.awaitDurable(103);
        assertThat(storage.faults().count(StorageCall.OVERWRITE)).isPositive();
        try (WriteAheadLog next = WriteAheadLog.in(storage.copy(), Batches.DIMENSION)) {
            Batches.Seen seen = new Batches.Seen();
            assertThat(next.replay(101, seen).tornTail()).isNull();
            assertThat(seen.batches).isEqualTo(written.batches.tailMap(102L));
        }
    }

    @Test
    void tornTailIsCutAndReported() {
        WriteAheadLog log = open(storage);
        append(log, 1, 3);
        log.awaitDurable(3);
        log.append(4, WriteBatch.of(new Upsert(new byte[10], new float[3], new byte[500])));
        log.close();
        MemoryStorage torn = storage.copy();
        byte[] file = torn.content("wal-0000000001.log");
        torn.put("wal-0000000001.log", Arrays.copyOf(file, file.length - 100));
        assertThatThrownBy(() -> replay(torn, -1))
                .as("closed: the next file says how long it was")
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining("wal-0000000001.log");
        assertThatThrownBy(() -> deleteAndReplay(torn, "wal-0000000001.log"))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining("wal-0000000001.log: is missing");
        torn.put("wal-0000000001.log", Arrays.copyOf(file, file.length - 100));
        deleteQuietly(torn, "wal-0000000002.log");
        try (WriteAheadLog next = WriteAheadLog.in(torn, Batches.DIMENSION)) {
            Batches.Seen seen = new Batches.Seen();
            TornTail tail = Objects.requireNonNull(next.replay(-1, seen).tornTail());
            assertThat(tail.file()).hasFileName("wal-0000000001.log");
            assertThat(tail.offset() + tail.bytesDropped()).isEqualTo(file.length - 100);
            assertThat(seen.batches).isEqualTo(written.batches).hasSize(3);
        }
        assertThat(replay(torn, -1).batches).isEqualTo(written.batches);
    }

    private void deleteAndReplay(MemoryStorage from, String name) {
        deleteQuietly(from, name);
        replay(from, -1);
    }

    private static void deleteQuietly(MemoryStorage from, String name) {
        try {
            from.delete(name);
        } catch (IOException unexpected) {
            throw new AssertionError(unexpected);
        }
    }

    @Test
    void batchLargerThanTheBufferAndBatchesAcrossItsEdgeComeBack() {
        try (WriteAheadLog log = open(storage)) {
            for (int i = 1; i <= 40; i++) {
                int bytes = i % 10 == 0 ? 700_000 : 30_000;
                append(log, i, WriteBatch.of(new Upsert(new byte[] {(byte) i}, new float[3], new byte[bytes])));
            }
            log.awaitDurable(20);
        }
        assertThat(replay(storage, -1).batches).isEqualTo(written.batches);
    }

    @Test
    void batchAboveTheLimitIsRefusedAndTheLogGoesOn() {
        Op large = new Upsert(new byte[1], new float[3], new byte[Limits.PAYLOAD_BYTES_MAX]);
        // 3 rows with the largest payload, and one that fills the body to the last byte.
        int overhead = 4 * (3 + 1 + 12 + 4);
        int rest = WalFormat.BODY_BYTES_MAX - 3 * Limits.PAYLOAD_BYTES_MAX - overhead;
        Op fills = new Upsert(new byte[1], new float[3], new byte[rest]);
        Op exceeds = new Upsert(new byte[2], new float[3], new byte[rest]);
        try (WriteAheadLog log = open(storage)) {
            assertThatThrownBy(() -> log.append(1, WriteBatch.of(large, large, large, exceeds)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(String.valueOf(WalFormat.BODY_BYTES_MAX + 1));
            append(log, 1, WriteBatch.of(large, large, large, fills));
            append(log, 2, 3);
        }
        assertThat(replay(storage, -1).batches).isEqualTo(written.batches);
    }

    @Test
    void batchThatComesWhileTheDiskSyncsWaitsForTheNextSync() {
        WriteAheadLog log = open(storage);
        append(log, 1, 1);
        storage.faults().observe(call -> {
            if (call == StorageCall.SYNC) {
                storage.faults().observe(none -> {});
                append(log, 2, 2);
            }
        });
        log.awaitDurable(1);
        MemoryStorage cut = storage.crash(random, NameLoss.IN_ORDER);
        assertThat(replay(cut, -1).batches).containsKey(1L);
        int syncs = storage.faults().count(StorageCall.SYNC);
        log.awaitDurable(2);
        assertThat(storage.faults().count(StorageCall.SYNC)).isEqualTo(syncs + 1);
        cut = storage.crash(random, NameLoss.IN_ORDER);
        assertThat(replay(cut, -1).batches).isEqualTo(written.batches).hasSize(2);
        log.close();
    }

    @Test
    void interruptedWriterIsAcknowledgedAndHarmsNobody() throws IOException {
        Storage files = FileStorage.in(directory.resolve("interrupted"));
        try (WriteAheadLog log = open(files)) {
            append(log, 1, 5);
            Thread.currentThread().interrupt();
            log.awaitDurable(5);
            log.roll();
            assertThat(Thread.interrupted()).isTrue();
            append(log, 6, 10);
            log.awaitDurable(10);
        }
        assertThat(replay(files, -1).batches).isEqualTo(written.batches).hasSize(10);
    }

    @Test
    void wrongUseIsRefused() {
        WriteAheadLog log = WriteAheadLog.in(storage, Batches.DIMENSION);
        assertThatThrownBy(() -> log.append(1, WriteBatch.EMPTY))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("not replayed");
        log.replay(7, new Batches.Seen());
        assertThatThrownBy(() -> log.replay(7, new Batches.Seen())).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> log.append(7, WriteBatch.EMPTY)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> log.awaitDurable(8)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> log.append(8, WriteBatch.of(new Upsert(new byte[1], new float[] {1}, new byte[0]))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1 dimensions, expected 3");
        log.close();
        log.close();
        assertThatThrownBy(() -> log.append(9, WriteBatch.EMPTY)).isInstanceOf(IllegalStateException.class);
        WriteAheadLog other = WriteAheadLog.in(storage, 4);
        assertThatThrownBy(() -> other.replay(-1, new Batches.Seen())).isInstanceOf(SettingsMismatchException.class);
        other.close();
    }

    @Test
    void rollingWithoutBatchesMakesNoFiles() throws IOException {
        try (WriteAheadLog log = open(storage)) {
            log.roll();
            log.roll();
            assertThat(storage.list()).containsExactly("wal-0000000001.log");
        }
        assertThat(storage.list()).containsExactly("wal-0000000001.log");
    }

    @Test
    void emptyFilesOfIdleLivesDoNotPileUpOnceReleased() throws IOException {
        for (int life = 0; life < 5; life++) {
            assertThat(replay(storage, 10).batches).isEmpty();
        }
        assertThat(storage.list()).hasSize(1);
    }

    @Test
    void externalLogLeavesEverythingToItsCaller() {
        try (BatchLog log = new ExternalLog()) {
            assertThat(log.replay(5, (sequence, batch) -> {})).isEqualTo(ReplayReport.NOTHING);
            log.append(1, WriteBatch.EMPTY);
            log.awaitDurable(1);
            log.roll();
            log.release(1);
        }
    }
}
