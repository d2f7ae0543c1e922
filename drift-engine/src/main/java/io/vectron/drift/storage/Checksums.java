package io.vectron.drift.storage;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/** CRC32C of blocks. */
public final class Checksums {
    /** A ByteBuffer view holds at most 2 GiB; larger blocks are summed piecewise. */
    private static final long PIECE_BYTES = 1 << 30;

    private Checksums() {}

    /** CRC32C of a part of a segment. */
    public static int of(MemorySegment segment, long offset, long length) {
        CRC32C crc = new CRC32C();
        for (long done = 0; done < length; done += PIECE_BYTES) {
            crc.update(segment.asSlice(offset + done, Math.min(PIECE_BYTES, length - done))
                    .asByteBuffer());
        }
        return (int) crc.getValue();
    }

    /** CRC32C of a part of a buffer, whose position and limit stay. */
    public static int of(ByteBuffer buffer, int offset, int length) {
        CRC32C crc = new CRC32C();
        crc.update(buffer.duplicate().position(offset).limit(offset + length));
        return (int) crc.getValue();
    }
}
