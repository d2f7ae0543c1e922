package io.vectron.drift.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vectron.drift.CorruptDataException;
import io.vectron.drift.Seeds;
import io.vectron.drift.StorageFailedException;
import io.vectron.drift.Upsert;
import io.vectron.drift.WriteBatch;
import io.vectron.drift.storage.MemoryStorage;
import io.vectron.drift.storage.StorageCall;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A damaged log is refused by file and offset, or replays what it held; only what nobody can know of is cut. */
@Tag("property")
class LogDamageTest {
    private static final int MUTATIONS = 12_000;
    private static final long DURABLE = 31;

    private final SplittableRandom random = new SplittableRandom(Seeds.next("LogDamageTest"));
    private final SortedMap<Long, String> written = new TreeMap<>();

    private static WriteAheadLog open(MemoryStorage storage) {
        WriteAheadLog log = WriteAheadLog.in(storage, Batches.DIMENSION);
        log.replay(-1, new Batches.Seen());
        return log;
    }

    private void append(WriteAheadLog log, long sequence) {
        var batch = Batches.random(random);
        log.append(sequence, batch);
        written.put(sequence, Batches.text(batch));
    }

    /** Files, some of them written anew, with batches up to 60; those up to {@link #DURABLE} are partly released. */
    private MemoryStorage closedLog() {
        MemoryStorage storage = MemoryStorage.empty();
        try (WriteAheadLog log = open(storage)) {
            for (long sequence = 1; sequence <= 60; sequence++) {
                append(log, sequence);
                if (sequence % 3 == 0) {
                    log.awaitDurable(sequence);
                }
                if (sequence % 10 == 0) {
                    log.roll();
                    log.release(Math.min(sequence, DURABLE));
                }
            }
            assertThat(storage.faults().count(StorageCall.OVERWRITE)).isPositive();
        }
        return storage;
    }

    private static SortedMap<Long, String> replay(MemoryStorage storage, long after) {
        Batches.Seen seen = new Batches.Seen();
        try (WriteAheadLog log = WriteAheadLog.in(storage, Batches.DIMENSION)) {
            log.replay(after, seen);
        }
        return seen.batches;
    }

    @Test
    void anyMutationOfAClosedLogIsFoundOrHarmless() throws IOException {
        MemoryStorage whole = closedLog();
        SortedMap<Long, String> expected = written.tailMap(DURABLE + 1);
        assertThat(replay(whole.copy(), DURABLE)).isEqualTo(expected);
        List<String> files = whole.list();
        int found = 0;
        for (int i = 0; i < MUTATIONS; i++) {
            MemoryStorage damaged = whole.copy();
            String name = files.get(random.nextInt(files.size()));
            byte[] content = whole.content(name);
            String what = mutate(damaged, files, name, content, i);
            try {
                assertThat(replay(damaged, DURABLE)).as("%s: %s", name, what).isEqualTo(expected);
            } catch (CorruptDataException damage) {
                found++;
                assertThat(damage.getMessage()).as(what).containsPattern("wal-\\d{10}\\.log.*offset|is missing");
            }
        }
        System.out.println("LogDamageTest: " + found + " of " + MUTATIONS + " mutations found, the others harmless");
        assertThat(found).isGreaterThan(MUTATIONS / 3);
    }

    private String mutate(MemoryStorage target, List<String> files, String name, byte[] content, int i)
            throws IOException {
        if (i % 8 == 7) {
            return mutateNames(target, files, name);
        }
        int at = random.nextInt(content.length);
        int bytes = 1 + random.nextInt(Math.min(200, content.length - at));
        target.put(name, mutated(content, at, bytes, i % 8));
        return "kind " + i % 8 + " at " + at + ", " + bytes + " bytes";
    }

    private byte[] mutated(byte[] content, int at, int bytes, int kind) {
        return switch (kind) {
            case 3 -> zeroed(content, at, bytes);
            case 4 -> Arrays.copyOf(content, at);
            case 5 -> swapped(content, at, bytes);
            case 6 -> extended(content, at);
            default -> flipped(content, at);
        };
    }

    private byte[] flipped(byte[] content, int at) {
        byte[] flipped = content.clone();
        flipped[at] ^= (byte) (1 << random.nextInt(8));
        return flipped;
    }

    private static byte[] zeroed(byte[] content, int at, int bytes) {
        byte[] zeroed = content.clone();
        Arrays.fill(zeroed, at, at + bytes, (byte) 0);
        return zeroed;
    }

    private byte[] swapped(byte[] content, int at, int bytes) {
        byte[] swapped = content.clone();
        int other = random.nextInt(content.length - bytes + 1);
        System.arraycopy(content, other, swapped, at, bytes);
        System.arraycopy(content, at, swapped, other, bytes);
        return swapped;
    }

    /** Garbage, zeros, or a part of the file once more, at its end. */
    private byte[] extended(byte[] content, int at) {
        byte[] longer = Arrays.copyOf(content, 2 * content.length - at);
        byte[] tail = Arrays.copyOfRange(content, at, content.length);
        switch (random.nextInt(3)) {
            case 0 -> random.nextBytes(tail);
            case 1 -> Arrays.fill(tail, (byte) 0);
            default -> {}
        }
        System.arraycopy(tail, 0, longer, content.length, tail.length);
        return longer;
    }

    /** Two files change places, one lies in another's place, or one that is not the last is gone. */
    private String mutateNames(MemoryStorage target, List<String> files, String name) throws IOException {
        String other = files.get(random.nextInt(files.size()));
        byte[] content = target.content(name);
        byte[] otherContent = target.content(other);
        int kind = random.nextInt(3);
        if (kind == 2) {
            if (!name.equals(files.getLast())) {
                target.delete(name);
            }
            return "deleted unless last";
        }
        target.put(name, otherContent);
        if (kind == 1) {
            return "replaced by " + other;
        }
        target.put(other, content);
        return "changed places with " + other;
    }

    /** Nothing follows the last group but its mark; without that nobody can tell it from a torn tail. */
    @Test
    void flippedBitInAcknowledgedBatchesOfAKilledLogIsFound() {
        MemoryStorage storage = MemoryStorage.empty();
        WriteAheadLog log = open(storage);
        for (long sequence = 1; sequence <= 12; sequence++) {
            append(log, sequence);
            if (sequence % 4 == 0) {
                log.awaitDurable(sequence);
            }
        }
        MemoryStorage killed = storage.copy();
        log.close();
        String name = "wal-0000000001.log";
        int acknowledgedEnd = killed.content(name).length - WalFormat.FRAME_HEADER_BYTES;
        for (int at = 0; at < killed.content(name).length; at++) {
            MemoryStorage damaged = killed.copy();
            damaged.put(name, flipped(damaged.content(name), at));
            if (at < acknowledgedEnd) {
                assertThatThrownBy(() -> replay(damaged, -1))
                        .isInstanceOf(CorruptDataException.class)
                        .hasMessageContaining(name)
                        .hasMessageContaining("offset");
            } else {
                assertThat(replay(damaged, -1)).isEqualTo(written);
            }
        }
    }

    @Test
    void truncatedLastFileKeepsEveryWholeBatch() {
        MemoryStorage storage = MemoryStorage.empty();
        WriteAheadLog log = open(storage);
        String name = "wal-0000000001.log";
        TreeMap<Integer, Long> ends = new TreeMap<>();
        ends.put(0, 0L);
        for (long sequence = 1; sequence <= 10; sequence++) {
            append(log, sequence);
            log.awaitDurable(sequence);
            ends.put(storage.content(name).length - WalFormat.FRAME_HEADER_BYTES, sequence);
        }
        MemoryStorage killed = storage.copy();
        log.close();
        byte[] content = killed.content(name);
        for (int length = WalFormat.HEADER_BYTES; length < content.length; length++) {
            MemoryStorage cut = killed.copy();
            cut.put(name, Arrays.copyOf(content, length));
            long last = ends.floorEntry(length).getValue();
            assertThat(replay(cut, -1)).isEqualTo(written.headMap(last + 1));
            assertThat(replay(cut, -1)).as("once more").isEqualTo(written.headMap(last + 1));
        }
    }

    @Test
    void fileCutWithinItsHeaderIsDamageForItGotItsNameWithAWholeOne() {
        for (int length = 0; length < WalFormat.HEADER_BYTES; length++) {
            MemoryStorage cut = MemoryStorage.empty();
            open(cut).close();
            cut.put("wal-0000000001.log", Arrays.copyOf(cut.content("wal-0000000001.log"), length));
            assertThatThrownBy(() -> replay(cut, -1))
                    .isInstanceOf(CorruptDataException.class)
                    .hasMessageContaining("wal-0000000001.log");
        }
    }

    @Test
    void tornHeaderOfAFileThatHasNoNameYetIsRemoved() throws IOException {
        MemoryStorage storage = MemoryStorage.empty();
        try (WriteAheadLog log = open(storage)) {
            append(log, 1);
        }
        storage.put("wal-0000000003.log.tmp", new byte[11]);
        storage.put("wal-0000000000.spare", new byte[900]);
        assertThat(replay(storage, -1)).isEqualTo(written);
        assertThat(storage.list()).allMatch(name -> name.matches("wal-\\d{10}\\.log"));
    }

    /** Batches 1 to 3 are synced, 4 to 6 are written but their sync fails; one of them is lost. */
    private MemoryStorage logWithLost(int lost) {
        MemoryStorage storage = MemoryStorage.empty();
        WriteAheadLog log = open(storage);
        int[] ends = new int[7];
        ends[0] = WalFormat.HEADER_BYTES;
        for (int sequence = 1; sequence <= 6; sequence++) {
            var batch = WriteBatch.of(Batches.upsert(random));
            log.append(sequence, batch);
            written.put((long) sequence, Batches.text(batch));
            ends[sequence] = ends[sequence - 1]
                    + WalFormat.FRAME_HEADER_BYTES
                    + new BatchCodec(Batches.DIMENSION).bodyBytes(batch);
            if (sequence == 3) {
                log.awaitDurable(3);
                ends[3] += WalFormat.FRAME_HEADER_BYTES;
            }
        }
        storage.faults().failForEver(StorageCall.SYNC, 1);
        assertThatThrownBy(() -> log.awaitDurable(6)).isInstanceOf(StorageFailedException.class);
        log.close();
        storage.faults().clear();
        byte[] content = storage.content("wal-0000000001.log");
        Arrays.fill(content, ends[lost - 1], ends[lost], (byte) 0);
        storage.put("wal-0000000001.log", content);
        return storage;
    }

    @Test
    void holeInWhatWasNeverSyncedIsATornTailWithEverythingBehindIt() {
        MemoryStorage storage = logWithLost(5);
        Batches.Seen seen = new Batches.Seen();
        try (WriteAheadLog log = WriteAheadLog.in(storage, Batches.DIMENSION)) {
            TornTail tail = Objects.requireNonNull(log.replay(-1, seen).tornTail());
            assertThat(tail.offset() + tail.bytesDropped()).isEqualTo(storage.content("wal-0000000001.log").length);
            assertThat(seen.batches).isEqualTo(written.headMap(5L)).hasSize(4);
            append(log, 5);
        }
        assertThat(replay(storage, -1)).isEqualTo(written.headMap(6L));
    }

    @Test
    void holeInWhatALaterFrameSaysWasSyncedIsDamage() {
        MemoryStorage storage = logWithLost(2);
        assertThatThrownBy(() -> replay(storage, -1))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining("wal-0000000001.log: frame at offset")
                .hasMessageContaining("as a later frame says");
    }

    /**
     * A client that knows number and offset sends a row that holds, at every place, a frame header which says that all
     * before it was synced. When the row is torn, only one that is sealed with the file's salt is believed.
     */
    @Test
    void frameInsideAPayloadIsBelievedOnlyWithTheSaltOfTheFile() {
        assertThat(replay(tornRowWithFrames(7, 8), -1)).isEmpty();
        MemoryStorage sameSalt = tornRowWithFrames(7, 7);
        assertThatThrownBy(() -> replay(sameSalt, -1)).isInstanceOf(CorruptDataException.class);
    }

    private static MemoryStorage tornRowWithFrames(long salt, long guessed) {
        MemoryStorage storage = MemoryStorage.empty();
        WriteAheadLog log = WriteAheadLog.in(storage, Batches.DIMENSION, () -> salt);
        log.replay(-1, new Batches.Seen());
        int payloadAt = WalFormat.HEADER_BYTES + WalFormat.FRAME_HEADER_BYTES + 3 + 1 + 4 * Batches.DIMENSION + 4;
        WalHeader header = new WalHeader(Batches.DIMENSION, 1, guessed, -1, 0, WalFormat.HEADER_BYTES, 0);
        ByteBuffer payload =
                ByteBuffer.allocate(10 * WalFormat.FRAME_HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        FrameSeal seal = new FrameSeal(header);
        for (int at = 0; at < payload.capacity(); at += WalFormat.FRAME_HEADER_BYTES) {
            FrameHeader lie = new FrameHeader(0, 0, 99, payloadAt, 0);
            WalFormat.putFrameHeader(payload, at, lie, seal, payloadAt + at);
        }
        log.append(1, WriteBatch.of(new Upsert(new byte[1], new float[Batches.DIMENSION], payload.array())));
        log.awaitDurable(1);
        MemoryStorage killed = storage.copy();
        log.close();
        byte[] content = killed.content("wal-0000000001.log");
        int end = content.length - WalFormat.FRAME_HEADER_BYTES;
        killed.put("wal-0000000001.log", Arrays.copyOf(zeroed(content, end - 5, 5), end));
        return killed;
    }
}
