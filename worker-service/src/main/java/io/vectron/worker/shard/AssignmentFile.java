package io.vectron.worker.shard;

import com.google.protobuf.InvalidProtocolBufferException;
import io.vectron.proto.internal.v1.Assignment;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import java.util.zip.CRC32C;

/**
 * The replica's assignment on disk, so that it starts without waiting for the placement driver.
 *
 * <pre>
 * offset  bytes  what (little-endian)
 * 0       8      magic "VECTASG1"
 * 8       4      length n of the message
 * 12      n      the message Assignment
 * 12 + n  4      CRC32C of everything before
 * </pre>
 */
final class AssignmentFile {
    private static final long MAGIC = 0x3147534154434556L; // "VECTASG1" read little-endian
    private static final int LENGTH_OFFSET = Long.BYTES;
    private static final int MESSAGE_OFFSET = LENGTH_OFFSET + Integer.BYTES;
    private static final int CHECKSUM_BYTES = Integer.BYTES;
    /** Seven replicas and a name: far below. */
    private static final int MESSAGE_BYTES_MAX = 1 << 20;

    private AssignmentFile() {}

    static void write(Path file, Assignment assignment) throws IOException {
        byte[] message = assignment.toByteArray();
        ByteBuffer out = ByteBuffer.allocate(MESSAGE_OFFSET + message.length + CHECKSUM_BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(MAGIC)
                .putInt(message.length)
                .put(message);
        out.putInt(checksum(out.array(), out.position())).flip();
        Path temp = file.resolveSibling(file.getFileName() + ".tmp");
        try (FileChannel channel = FileChannel.open(
                temp, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            while (out.hasRemaining()) {
                channel.write(out);
            }
            channel.force(true);
        }
        Files.move(temp, file, StandardCopyOption.ATOMIC_MOVE);
        ShardDirectory.sync(Objects.requireNonNull(file.getParent()));
    }

    /**
     * @throws DataDirectoryException when the file is damaged; the message names it
     */
    static Assignment read(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        if (bytes.length < MESSAGE_OFFSET + CHECKSUM_BYTES || in.getLong(0) != MAGIC) {
            throw new DataDirectoryException(file, "is no assignment file (" + bytes.length + " bytes)");
        }
        int length = in.getInt(LENGTH_OFFSET);
        int expected = MESSAGE_OFFSET + length + CHECKSUM_BYTES;
        if (length < 0 || length > MESSAGE_BYTES_MAX || bytes.length != expected) {
            throw new DataDirectoryException(
                    file, "has " + bytes.length + " bytes, its header says a message of " + length);
        }
        int stored = in.getInt(MESSAGE_OFFSET + length);
        int found = checksum(bytes, MESSAGE_OFFSET + length);
        if (stored != found) {
            throw new DataDirectoryException(
                    file, String.format("is damaged: checksum 0x%08x, expected 0x%08x", found, stored));
        }
        try {
            return Assignment.parseFrom(in.position(MESSAGE_OFFSET).slice().limit(length));
        } catch (InvalidProtocolBufferException e) {
            throw new DataDirectoryException(file, "holds no assignment: " + e.getMessage());
        }
    }

    private static int checksum(byte[] bytes, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
    }
}
