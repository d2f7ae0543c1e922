package io.vectron.drift.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.vectron.drift.CorruptDataException;
import io.vectron.drift.SettingsMismatchException;
import io.vectron.drift.storage.Checksums;
import io.vectron.drift.storage.MemoryStorage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;

/** Files for the parser of the log from bytes that somebody else has chosen. */
final class HostileLog {
    static final String FIRST = "wal-0000000001.log";
    static final String SECOND = "wal-0000000002.log";
    private static final WalHeader HEADER = new WalHeader(Batches.DIMENSION, 1, 42, -1, 0, WalFormat.HEADER_BYTES, 0);

    private HostileLog() {}

    /** A whole header, then the bytes. */
    static byte[] behindHeader(byte[] bytes) {
        return ByteBuffer.allocate(WalFormat.HEADER_BYTES + bytes.length)
                .put(WalFormat.encode(HEADER))
                .put(bytes)
                .array();
    }

    /** Frames whose checksums are right and whose fields and bodies are anything. */
    static byte[] sealedFrames(int frames, IntSupplier ints, LongSupplier longs, byte[] body) {
        ByteBuffer out = ByteBuffer.allocate(
                        WalFormat.HEADER_BYTES + frames * (WalFormat.FRAME_HEADER_BYTES + body.length))
                .order(ByteOrder.LITTLE_ENDIAN);
        out.put(WalFormat.encode(HEADER));
        FrameSeal seal = new FrameSeal(HEADER);
        for (int i = 0; i < frames; i++) {
            int at = out.position();
            out.put(at + WalFormat.FRAME_HEADER_BYTES, body);
            int crc = Checksums.of(out, at + WalFormat.FRAME_HEADER_BYTES, body.length);
            FrameHeader header =
                    new FrameHeader(ints.getAsInt(), ints.getAsInt(), longs.getAsLong(), longs.getAsLong(), crc);
            WalFormat.putFrameHeader(out, at, header, seal, at);
            out.position(at + WalFormat.FRAME_HEADER_BYTES + body.length);
        }
        return out.array();
    }

    /** Replays files; anything but an end in order, or an error that names a file, is thrown. Returns batches replayed. */
    static long replay(byte[] first, byte[] second) {
        MemoryStorage storage = MemoryStorage.empty();
        storage.put(FIRST, first);
        if (second.length > 0) {
            storage.put(SECOND, second);
        }
        Batches.Seen seen = new Batches.Seen();
        try (WriteAheadLog log = WriteAheadLog.in(storage, Batches.DIMENSION)) {
            ReplayReport report = log.replay(-1, seen);
            assertThat(report.batchesReplayed()).isEqualTo(seen.batches.size());
            checkReplaysTheSame(storage, seen);
            return report.batchesReplayed();
        } catch (CorruptDataException | SettingsMismatchException refused) {
            assertThat(refused.getMessage()).contains("wal-");
            return 0;
        }
    }

    private static void checkReplaysTheSame(MemoryStorage storage, Batches.Seen expected) {
        Batches.Seen again = new Batches.Seen();
        try (WriteAheadLog log = WriteAheadLog.in(storage.copy(), Batches.DIMENSION)) {
            log.replay(-1, again);
        }
        assertThat(again.batches).isEqualTo(expected.batches);
    }
}
