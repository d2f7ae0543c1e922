package io.vectron.drift.storage;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/** A file that is written front to back. One thread at a time; the file may be renamed meanwhile. */
public interface StorageWriter extends Closeable {
    /** Writes everything between position and limit. */
    void write(ByteBuffer content) throws IOException;

    /** Bytes written so far, from the start of the file. */
    long position();

    /** Makes everything written so far durable, with the file's length. */
    void sync() throws IOException;
}
