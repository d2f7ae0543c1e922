package io.vectron.drift.log;

import io.vectron.drift.CorruptDataException;
import io.vectron.drift.SettingsMismatchException;
import io.vectron.drift.storage.Checksums;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A file of the write-ahead log, little-endian: a header, then frames up to where it was cut or goes on in the next file.
 *
 * <pre>
 * header
 * offset  size  field
 *      0     8  magic "DRIFTWAL"
 *      8     4  version 1
 *     12     4  dimension
 *     16     8  file number
 *     24     8  salt
 *     32     8  base sequence
 *     40     8  end of the previous file; 0 for none
 *     48     8  born end
 *     56     8  stale bytes
 *     64     4  zero
 *     68     4  CRC32C of all bytes before
 *
 * frame
 *      0     4  length of the body n
 *      4     4  number of ops; -1 for a mark
 *      8     8  sequence
 *     16     8  synced offset
 *     24     4  CRC32C of the body
 *     28     4  CRC32C of file number, salt, offset of the frame (8 bytes each) and the 28 bytes before
 *     32     n  body: the ops, see {@link BatchCodec}
 * </pre>
 *
 * The fields are explained at {@link WalHeader} and {@link FrameHeader}.
 */
final class WalFormat {
    static final int HEADER_BYTES = 72;
    static final int FRAME_HEADER_BYTES = 32;
    /** Bytes of a frame header that its checksum covers. */
    static final int SEALED_BYTES = FRAME_HEADER_BYTES - 4;
    /** The number of ops of a mark. */
    static final int MARK = -1;
    /** Largest body: a batch is held whole in memory when it is written and read; the largest row fits three times. */
    static final int BODY_BYTES_MAX = 64 << 20;

    private static final long MAGIC = 0x4C41575446495244L;
    private static final int VERSION = 1;
    private static final int VERSION_AT = 8;
    private static final int DIMENSION_AT = VERSION_AT + 4;
    private static final int NUMBER_AT = DIMENSION_AT + 4;
    private static final int SALT_AT = NUMBER_AT + 8;
    private static final int BASE_AT = SALT_AT + 8;
    private static final int PREVIOUS_END_AT = BASE_AT + 8;
    private static final int BORN_END_AT = PREVIOUS_END_AT + 8;
    private static final int STALE_AT = BORN_END_AT + 8;
    private static final int ZERO_AT = STALE_AT + 8;
    private static final int HEADER_CRC_AT = ZERO_AT + 4;

    private static final int OPS_AT = 4;
    private static final int SEQUENCE_AT = OPS_AT + 4;
    private static final int SYNCED_AT = SEQUENCE_AT + 8;
    private static final int BODY_CRC_AT = SYNCED_AT + 8;
    private static final int SEAL_AT = BODY_CRC_AT + 4;

    private WalFormat() {}

    /** The bytes of a header, ready to be written. */
    static ByteBuffer encode(WalHeader header) {
        ByteBuffer out = ByteBuffer.allocate(HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        out.putLong(MAGIC).putInt(VERSION).putInt(header.dimension());
        out.putLong(header.number()).putLong(header.salt()).putLong(header.baseSequence());
        out.putLong(header.previousEnd()).putLong(header.bornEnd()).putLong(header.staleBytes());
        out.putInt(0);
        out.putInt(Checksums.of(out, 0, HEADER_CRC_AT));
        return out.flip();
    }

    /** The dimension that a header names; nothing is checked. */
    static int dimension(ByteBuffer in) {
        return in.getInt(DIMENSION_AT);
    }

    /**
     * Reads and checks a header.
     *
     * @param in {@value #HEADER_BYTES} bytes, little-endian
     * @param fileBytes length of the file
     */
    static WalHeader decode(Path file, ByteBuffer in, long fileBytes, int dimension) {
        expect(file, 0, "magic", MAGIC, in.getLong(0));
        expect(file, VERSION_AT, "version", VERSION, in.getInt(VERSION_AT));
        expect(file, HEADER_CRC_AT, "CRC32C", Checksums.of(in, 0, HEADER_CRC_AT), in.getInt(HEADER_CRC_AT));
        expect(file, ZERO_AT, "reserved bytes", 0, in.getInt(ZERO_AT));
        if (in.getInt(DIMENSION_AT) != dimension) {
            throw new SettingsMismatchException(file, "dimension", in.getInt(DIMENSION_AT), dimension);
        }
        long bornEnd = in.getLong(BORN_END_AT);
        if (bornEnd < HEADER_BYTES || bornEnd > fileBytes) {
            throw CorruptDataException.at(
                    file, BORN_END_AT, "born end", "at most the file length " + fileBytes, bornEnd);
        }
        return new WalHeader(
                dimension,
                in.getLong(NUMBER_AT),
                in.getLong(SALT_AT),
                in.getLong(BASE_AT),
                in.getLong(PREVIOUS_END_AT),
                bornEnd,
                in.getLong(STALE_AT));
    }

    private static void expect(Path file, long offset, String what, long expected, long found) {
        if (expected != found) {
            throw CorruptDataException.at(file, offset, what, expected, found);
        }
    }

    /** Puts a frame header at an index of a buffer, for an offset of the file. */
    static void putFrameHeader(ByteBuffer out, int at, FrameHeader header, FrameSeal seal, long offset) {
        out.putInt(at, header.bodyBytes()).putInt(at + OPS_AT, header.ops());
        out.putLong(at + SEQUENCE_AT, header.sequence()).putLong(at + SYNCED_AT, header.syncedOffset());
        out.putInt(at + BODY_CRC_AT, header.bodyCrc());
        out.putInt(at + SEAL_AT, seal.of(out, at, offset));
    }

    /** The frame header at an index of a buffer, for an offset of the file; null when none is whole there. */
    static @Nullable FrameHeader frameHeader(ByteBuffer in, int at, FrameSeal seal, long offset) {
        if (!mayBeFrameHeader(in, at, offset) || in.getInt(at + SEAL_AT) != seal.of(in, at, offset)) {
            return null;
        }
        return new FrameHeader(
                in.getInt(at),
                in.getInt(at + OPS_AT),
                in.getLong(at + SEQUENCE_AT),
                in.getLong(at + SYNCED_AT),
                in.getInt(at + BODY_CRC_AT));
    }

    /** A cheap look before the checksum, which is taken at every byte while a tail is searched for frames. */
    private static boolean mayBeFrameHeader(ByteBuffer in, int at, long offset) {
        long synced = in.getLong(at + SYNCED_AT);
        int bodyBytes = in.getInt(at);
        return synced >= HEADER_BYTES
                && synced <= offset
                && bodyBytes >= 0
                && bodyBytes <= BODY_BYTES_MAX
                && in.getInt(at + OPS_AT) >= MARK;
    }
}
