package io.vectron.drift.storage;

import io.vectron.drift.CorruptDataException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Creates files that are whole and durable once they have their name. */
public final class DurableFiles {
    private DurableFiles() {}

    /** The name that a file is written under before it gets its own. */
    public static String temp(String name) {
        return name + FileNames.TEMP_SUFFIX;
    }

    /** Gives a synced temporary file its name, durably. */
    public static void publish(Storage storage, String name) throws IOException {
        storage.rename(temp(name), name);
        storage.sync();
    }

    /** Writes a small file under its temporary name and syncs it. */
    public static void writeTemp(Storage storage, String name, ByteBuffer content) throws IOException {
        try (StorageWriter writer = storage.create(temp(name))) {
            writer.write(content);
            writer.sync();
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
