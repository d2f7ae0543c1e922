package io.vectron.drift.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Objects;

/** Creates files that are whole and durable once they have their name. */
public final class DurableFiles {
    private DurableFiles() {}

    /** Opens the temporary file of a target for writing, empty. */
    public static FileChannel createTemp(Path target) throws IOException {
        return FileChannel.open(
                temp(target),
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE);
    }

    /** Where a target is written before it gets its name. */
    public static Path temp(Path target) {
        return target.resolveSibling(target.getFileName() + FileNames.TEMP_SUFFIX);
    }

    /** Gives a synced temporary file its name, durably. */
    public static void publish(Path target) throws IOException {
        Files.move(temp(target), target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        syncDirectory(Objects.requireNonNull(target.toAbsolutePath().getParent(), "parent"));
    }

    /** Writes everything between position and limit to the channel. */
    public static void writeFully(FileChannel channel, ByteBuffer buffer) throws IOException {
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }

    /** Writes a small file under its temporary name and syncs it. */
    public static void writeTemp(Path target, ByteBuffer content) throws IOException {
        try (FileChannel channel = createTemp(target)) {
            writeFully(channel, content);
            channel.force(true);
        }
    }

    /** Makes creations, renames and deletions in a directory durable. */
    public static void syncDirectory(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
