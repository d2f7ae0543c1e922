package io.vectron.drift.storage;

import io.vectron.drift.CorruptDataException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.NoSuchFileException;

/** Creates files that are whole and durable once they have their name. */
public final class DurableFiles {
    private DurableFiles() {}

    /** The name that a file is written under before it gets its own. */
    public static String temp(String name) {
        return name + FileNames.TEMP_SUFFIX;
    }

    /** Gives a synced temporary file its name, durably; it is removed when there is no room for the name. */
    public static void publish(Storage storage, String name) throws IOException {
        try {
            storage.rename(temp(name), name);
        } catch (DiskFullException full) {
            discard(storage, temp(name), full);
            throw full;
        }
        storage.sync();
    }

    /** Fills a file that is being written. */
    @FunctionalInterface
    public interface Content {
        void writeTo(StorageWriter file) throws IOException;
    }

    /** Writes a file under its temporary name and syncs it; it is removed when there is no room for all of it. */
    public static void writeTemp(Storage storage, String name, Content content) throws IOException {
        try (StorageWriter writer = storage.create(temp(name))) {
            content.writeTo(writer);
            writer.sync();
        } catch (DiskFullException full) {
            discard(storage, temp(name), full);
            throw full;
        }
    }

    /** Removes what found no room, for others need it; whether that succeeds is no matter, its bytes count for nothing. */
    public static void discard(Storage storage, String name, DiskFullException full) {
        try {
            storage.delete(name);
        } catch (NoSuchFileException neverMade) {
            // That is what was wanted.
        } catch (IOException failure) {
            full.addSuppressed(failure);
        }
    }

    /**
     * Reads a small file, little-endian.
     *
     * @throws CorruptDataException when its length is not within the bounds
     */
    public static ByteBuffer read(Storage storage, String name, int bytesMin, int bytesMax) throws IOException {
        try (StorageReader reader = storage.open(name)) {
            if (reader.length() < bytesMin || reader.length() > bytesMax) {
                throw CorruptDataException.at(
                        storage.path().resolve(name), 0, "file length", bytesMin + " to " + bytesMax, reader.length());
            }
            ByteBuffer content = ByteBuffer.allocate((int) reader.length()).order(ByteOrder.LITTLE_ENDIAN);
            reader.read(0, content);
            return content.flip().order(ByteOrder.LITTLE_ENDIAN);
        }
    }
}
