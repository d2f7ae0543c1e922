package io.vectron.pd.state;

import com.google.protobuf.InvalidProtocolBufferException;
import io.vectron.proto.internal.v1.PlacementSnapshot;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

/**
 * The file of a placement snapshot. Little-endian:
 *
 * <pre>
 * offset        length  what
 * 0             8       magic "VECTRNPD"
 * 8             4       version, 1
 * 12            4       CRC32C of bytes 16 to the end of the file
 * 16            8       log index that was applied when the state was pinned
 * 24            8       n, length of the message
 * 32            n       PlacementSnapshot, protobuf
 * </pre>
 *
 * The file ends with the message; trailing bytes are refused. Written once into raft's snapshot directory, which raft
 * renames into place when it is complete.
 */
final class SnapshotFile {
    static final String NAME = "placement.snapshot";
    static final int VERSION = 1;

    private static final long MAGIC = 0x44504E5254434556L; // "VECTRNPD" read little-endian
    private static final int MAGIC_OFFSET = 0;
    private static final int VERSION_OFFSET = MAGIC_OFFSET + Long.BYTES;
    private static final int CRC_OFFSET = VERSION_OFFSET + Integer.BYTES;
    private static final int INDEX_OFFSET = CRC_OFFSET + Integer.BYTES;
    private static final int LENGTH_OFFSET = INDEX_OFFSET + Long.BYTES;
    private static final int MESSAGE_OFFSET = LENGTH_OFFSET + Long.BYTES;

    /** The map of the largest cluster is tens of megabytes; a header that says more is damaged. */
    private static final long FILE_BYTES_MAX = 1L << 30;

    private SnapshotFile() {}

    /** @param appliedIndex the log index up to which {@code state} holds the effects */
    record Content(long appliedIndex, PlacementState state) {}

    /** Writes and fsyncs {@link #NAME} in the directory. */
    static void write(Path directory, Content content) throws IOException {
        byte[] message = content.state().toSnapshot().toByteArray();
        ByteBuffer file = ByteBuffer.allocate(MESSAGE_OFFSET + message.length).order(ByteOrder.LITTLE_ENDIAN);
        file.putLong(MAGIC_OFFSET, MAGIC)
                .putInt(VERSION_OFFSET, VERSION)
                .putLong(INDEX_OFFSET, content.appliedIndex())
                .putLong(LENGTH_OFFSET, message.length)
                .put(MESSAGE_OFFSET, message);
        file.putInt(CRC_OFFSET, crc(file));
        try (FileChannel channel =
                FileChannel.open(directory.resolve(NAME), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            while (file.hasRemaining()) {
                channel.write(file);
            }
            channel.force(true);
        }
    }

    /** @throws IOException naming the file and what is wrong with it */
    static Content read(Path directory) throws IOException {
        Path path = directory.resolve(NAME);
        long size = Files.size(path);
        if (size < MESSAGE_OFFSET || size > FILE_BYTES_MAX) {
            throw corrupt(path, "its size is " + size + ", expected " + MESSAGE_OFFSET + " to " + FILE_BYTES_MAX);
        }
        ByteBuffer file = ByteBuffer.wrap(Files.readAllBytes(path)).order(ByteOrder.LITTLE_ENDIAN);
        if (file.getLong(MAGIC_OFFSET) != MAGIC) {
            throw corrupt(path, "it does not begin with VECTRNPD");
        }
        if (file.getInt(VERSION_OFFSET) != VERSION) {
            throw new IOException("placement snapshot " + path + " has format version " + file.getInt(VERSION_OFFSET)
                    + ", this version of the placement driver reads " + VERSION);
        }
        if (file.getInt(CRC_OFFSET) != crc(file)) {
            throw corrupt(path, String.format("its CRC32C is %08x, expected %08x", crc(file), file.getInt(CRC_OFFSET)));
        }
        if (file.getLong(LENGTH_OFFSET) != size - MESSAGE_OFFSET) {
            throw corrupt(
                    path,
                    "its message has " + (size - MESSAGE_OFFSET) + " bytes, expected " + file.getLong(LENGTH_OFFSET));
        }
        return new Content(
                file.getLong(INDEX_OFFSET), parse(path, file.slice(MESSAGE_OFFSET, file.capacity() - MESSAGE_OFFSET)));
    }

    private static PlacementState parse(Path path, ByteBuffer message) throws IOException {
        try {
            return PlacementState.of(PlacementSnapshot.parseFrom(message));
        } catch (InvalidProtocolBufferException e) {
            throw new IOException("placement snapshot " + path + " is corrupt: " + e.getMessage(), e);
        }
    }

    private static int crc(ByteBuffer file) {
        CRC32C crc = new CRC32C();
        crc.update(file.duplicate().position(INDEX_OFFSET));
        return (int) crc.getValue();
    }

    private static IOException corrupt(Path path, String what) {
        return new IOException("placement snapshot " + path + " is corrupt: " + what);
    }
}
