package io.vectron.drift.log;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * The checksum of frame headers, which binds a frame to its place: it covers the file's number, its salt, the offset of the
 * frame and the header before the checksum. Not thread-safe.
 */
final class FrameSeal {
    private static final int OFFSET_AT = 16;
    private static final int PREFIX_BYTES = OFFSET_AT + 8;

    private final CRC32C crc = new CRC32C();
    private final ByteBuffer prefix = ByteBuffer.allocate(PREFIX_BYTES).order(ByteOrder.LITTLE_ENDIAN);

    FrameSeal(WalHeader header) {
        prefix.putLong(0, header.number()).putLong(8, header.salt());
    }

    /** The checksum of the frame header at an index of a buffer and at an offset of the file. */
    int of(ByteBuffer buffer, int at, long offset) {
        prefix.clear().putLong(OFFSET_AT, offset);
        crc.reset();
        crc.update(prefix);
        crc.update(buffer.slice(at, WalFormat.SEALED_BYTES));
        return (int) crc.getValue();
    }
}
