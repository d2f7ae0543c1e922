package io.vectron.drift.log;

import io.vectron.drift.CorruptDataException;
import io.vectron.drift.storage.FileNames;
import io.vectron.drift.storage.Storage;
import io.vectron.drift.storage.StorageReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;

/**
 * What the header of one file of the log says of it, for whoever has nothing else.
 *
 * @param dimension floats per vector
 * @param baseSequence every batch of the file comes after it
 */
public record LogFileFacts(int dimension, long baseSequence) {
    /**
     * Reads and checks the header of a file.
     *
     * @throws CorruptDataException when it is damaged
     */
    public static LogFileFacts read(Storage storage, long number) throws IOException {
        String name = FileNames.wal(number);
        Path file = storage.path().resolve(name);
        try (StorageReader reader = storage.open(name)) {
            if (reader.length() < WalFormat.HEADER_BYTES) {
                throw CorruptDataException.at(
                        file, 0, "file length", "at least " + WalFormat.HEADER_BYTES, reader.length());
            }
            ByteBuffer in = ByteBuffer.allocate(WalFormat.HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
            reader.read(0, in);
            WalHeader header = WalFormat.decode(file, in, reader.length(), WalFormat.dimension(in));
            return new LogFileFacts(header.dimension(), header.baseSequence());
        }
    }
}
