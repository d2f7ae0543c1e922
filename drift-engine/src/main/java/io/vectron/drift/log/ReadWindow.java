package io.vectron.drift.log;

import io.vectron.drift.storage.StorageReader;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * The part of a file that is in memory while it is read front to back. Grows beyond {@value #BYTES} bytes only for a frame
 * whose header, with its length, was found whole. Not thread-safe.
 */
final class ReadWindow implements AutoCloseable {
    /** Large enough that a disk streams, small against a memtable. */
    static final int BYTES = 1 << 20;

    private Arena arena = Arena.ofConfined();
    private ByteBuffer buffer = allocate(BYTES);
    private @Nullable StorageReader reader;
    private long start;

    private ByteBuffer allocate(int bytes) {
        return arena.allocate(bytes)
                .asByteBuffer()
                .order(ByteOrder.LITTLE_ENDIAN)
                .limit(0);
    }

    /** Begins with another file. */
    void use(StorageReader next) {
        reader = next;
        start = 0;
        buffer.limit(0);
    }

    /** What is in memory, little-endian; valid until the next load. */
    ByteBuffer buffer() {
        return buffer;
    }

    /** Makes a part of the file, which must lie within it, present; returns its index in the buffer. */
    int load(long at, int bytes) throws IOException {
        if (at < start || at + bytes > start + buffer.limit()) {
            fill(at, bytes);
        }
        return (int) (at - start);
    }

    private void fill(long at, int bytes) throws IOException {
        StorageReader source = reader;
        if (source == null) {
            throw new IllegalStateException("no file to read");
        }
        if (bytes > buffer.capacity()) {
            arena.close();
            arena = Arena.ofConfined();
            buffer = allocate(bytes);
        }
        buffer.clear().limit((int) Math.min(buffer.capacity(), source.length() - at));
        start = at;
        source.read(at, buffer);
        buffer.rewind();
    }

    @Override
    public void close() {
        arena.close();
    }
}
