package io.vectron.drift.log;

import io.vectron.drift.Delete;
import io.vectron.drift.Upsert;
import io.vectron.drift.WriteBatch;
import io.vectron.drift.storage.FileStorage;
import io.vectron.drift.storage.Storage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The content of the golden files, and the main that wrote them: run it once per format version, into a new folder beside
 * the older ones, which stay.
 */
final class WalGolden {
    static final int DIMENSION = 4;
    static final int BATCHES = 6;

    private WalGolden() {}

    static WriteBatch batch(long sequence) {
        if (sequence == 3) {
            return WriteBatch.EMPTY;
        }
        Upsert first = upsert("a" + sequence, sequence, "{\"n\":" + sequence + "}");
        Upsert second = upsert("\u00e9", -sequence, "");
        return WriteBatch.of(first, new Delete(bytes("b" + sequence)), second);
    }

    private static Upsert upsert(String id, long n, String payload) {
        return new Upsert(bytes(id), new float[] {n, 0.5f, -0f, 1e-40f * n}, bytes(payload));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Sequences 10, 20, ... 60: two files and the one that a close leaves. */
    static void write(Storage storage) {
        AtomicLong salts = new AtomicLong(0x0123456789ABCDEFL);
        try (WriteAheadLog log = WriteAheadLog.in(storage, DIMENSION, salts::getAndIncrement)) {
            log.replay(5, (sequence, batch) -> {});
            for (long n = 1; n <= BATCHES; n++) {
                log.append(10 * n, batch(n));
                if (n == 2) {
                    log.awaitDurable(20);
                }
                if (n == 4) {
                    log.roll();
                }
            }
        }
    }

    public static void main(String[] args) throws IOException {
        write(FileStorage.in(Path.of(args[0])));
    }
}
