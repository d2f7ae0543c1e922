package io.vectron.drift.segment;

import io.vectron.drift.storage.StorageWriter;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;

/**
 * Passes what is written on to a file in chunks that begin at multiples of their size: few calls, and a page cache that can keep a
 * chunk in one large page.
 *
 * <p>What was written last stays here until {@link #flush}. Not thread-safe.
 */
final class ChunkedOutput {
    private static final int CHUNK_BYTES = 2 << 20;

    private final StorageWriter file;
    private final ByteBuffer chunk;

    /** Output to a file that nothing was written to yet. */
    ChunkedOutput(StorageWriter file, Arena arena) {
        this.file = file;
        this.chunk = arena.allocate(CHUNK_BYTES, SegmentFormat.PAGE).asByteBuffer();
    }

    /** Takes everything between position and limit. */
    void write(ByteBuffer content) throws IOException {
        while (content.hasRemaining()) {
            int n = Math.min(content.remaining(), chunk.remaining());
            chunk.put(chunk.position(), content, content.position(), n);
            chunk.position(chunk.position() + n);
            content.position(content.position() + n);
            if (!chunk.hasRemaining()) {
                flush();
            }
        }
    }

    /** Bytes taken so far. */
    long position() {
        return file.position() + chunk.position();
    }

    /** Hands on what is left. */
    void flush() throws IOException {
        file.write(chunk.flip());
        chunk.clear();
    }
}
