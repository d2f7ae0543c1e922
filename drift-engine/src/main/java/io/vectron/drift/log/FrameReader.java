package io.vectron.drift.log;

import io.vectron.drift.storage.Checksums;
import io.vectron.drift.storage.FileNames;
import io.vectron.drift.storage.Storage;
import io.vectron.drift.storage.StorageReader;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A file of the log, open for reading. Not thread-safe. */
final class FrameReader implements Closeable {
    private final Path path;
    private final StorageReader reader;
    private final ReadWindow window;
    private final WalHeader header;
    private final FrameSeal seal;

    private FrameReader(Path path, StorageReader reader, ReadWindow window, WalHeader header) {
        this.path = path;
        this.reader = reader;
        this.window = window;
        this.header = header;
        this.seal = new FrameSeal(header);
    }

    /**
     * A whole frame.
     *
     * @param offset in the file
     * @param body valid until something else is read
     */
    record Frame(long offset, FrameHeader header, ByteBuffer body) {
        /** Offset after it. */
        long end() {
            return offset + WalFormat.FRAME_HEADER_BYTES + header.bodyBytes();
        }
    }

    /** Opens a file and checks its header; it takes the window, which serves one file at a time. */
    static FrameReader open(Storage storage, WalHeader header, ReadWindow window) throws IOException {
        String name = FileNames.wal(header.number());
        StorageReader reader = storage.open(name);
        window.use(reader);
        return new FrameReader(storage.path().resolve(name), reader, window, header);
    }

    Path path() {
        return path;
    }

    long length() {
        return reader.length();
    }

    WalHeader header() {
        return header;
    }

    /** The frame at an offset; null when none is whole there, up to a limit. */
    @Nullable
    Frame at(long offset, long limit) throws IOException {
        FrameHeader frame = headerAt(offset, limit);
        long bodyAt = offset + WalFormat.FRAME_HEADER_BYTES;
        if (frame == null || frame.bodyBytes() > limit - bodyAt) {
            return null;
        }
        int at = window.load(bodyAt, frame.bodyBytes());
        if (Checksums.of(window.buffer(), at, frame.bodyBytes()) != frame.bodyCrc()) {
            return null;
        }
        return new Frame(
                offset,
                frame,
                window.buffer()
                        .slice(at, frame.bodyBytes())
                        .order(window.buffer().order()));
    }

    private @Nullable FrameHeader headerAt(long offset, long limit) throws IOException {
        if (limit - offset < WalFormat.FRAME_HEADER_BYTES) {
            return null;
        }
        int at = window.load(offset, WalFormat.FRAME_HEADER_BYTES);
        return WalFormat.frameHeader(window.buffer(), at, seal, offset);
    }

    /**
     * A whole frame header.
     *
     * @param offset in the file
     */
    record Found(long offset, FrameHeader header) {}

    /** The first whole frame header at an offset or behind it, whatever its body; null when there is none. */
    @Nullable
    Found next(long from) throws IOException {
        long last = length() - WalFormat.FRAME_HEADER_BYTES;
        long offset = from;
        while (offset <= last) {
            int start = window.load(offset, WalFormat.FRAME_HEADER_BYTES);
            ByteBuffer loaded = window.buffer();
            for (int at = start; at <= loaded.limit() - WalFormat.FRAME_HEADER_BYTES; at++, offset++) {
                FrameHeader found = WalFormat.frameHeader(loaded, at, seal, offset);
                if (found != null) {
                    return new Found(offset, found);
                }
            }
        }
        return null;
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }
}
