package io.vectron.drift.storage;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/** A file that is written front to back. One thread at a time, but it may be synced beside a write; the file may be renamed meanwhile. */
public interface StorageWriter extends Closeable {
    /**
     * Writes everything between position and limit.
     *
     * @throws DiskFullException when there is room for a part of it only; the next write begins where this one did
     */
    void write(ByteBuffer content) throws IOException;

    /** Bytes written so far, from the start of the file. */
    long position();

    /** Makes everything written before it began durable, with the file's length. */
    void sync() throws IOException;
}
