package io.vectron.drift.storage;

import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/** A file open for reading. Thread-safe. */
public interface StorageReader extends Closeable {
    /** Length in bytes when it was opened. */
    long length();

    /**
     * Fills a buffer up to its limit.
     *
     * @param at offset in the file
     * @throws java.io.EOFException when the file ends before
     */
    void read(long at, ByteBuffer target) throws IOException;

    /** Maps the whole file, which must not change any more, read-only; native memory for as long as the arena lives. */
    MemorySegment map(Arena arena) throws IOException;
}
