package io.vectron.drift.log;

import io.vectron.drift.WriteBatch;
import io.vectron.drift.storage.Checksums;
import io.vectron.drift.storage.StorageWriter;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The file that is being written. Frames are first put into a buffer, which moves {@link #end}, then written.
 *
 * <p>Concurrency: one thread puts frames while another writes and syncs what was put before.
 */
final class LogFile implements Closeable {
    private final StorageWriter out;
    private final WalHeader header;
    private final FrameSeal seal;
    private long end = WalFormat.HEADER_BYTES;
    private long syncedOffset = WalFormat.HEADER_BYTES;

    /** Writes the header. */
    LogFile(StorageWriter out, WalHeader header) throws IOException {
        this.out = out;
        this.header = header;
        this.seal = new FrameSeal(header);
        out.write(WalFormat.encode(header));
    }

    long number() {
        return header.number();
    }

    /** Offset after the last frame that was put. */
    long end() {
        return end;
    }

    boolean hasFrames() {
        return end > WalFormat.HEADER_BYTES;
    }

    /** Length of the file: it may be one that is written anew. */
    long bytes() {
        return Math.max(end, header.staleBytes());
    }

    /** Puts a batch at the position of a buffer that has room for it. */
    void putBatch(ByteBuffer out, long sequence, WriteBatch batch, BatchCodec codec) {
        int at = out.position();
        int bodyAt = at + WalFormat.FRAME_HEADER_BYTES;
        codec.encode(batch, out.position(bodyAt));
        int bodyBytes = out.position() - bodyAt;
        int crc = Checksums.of(out, bodyAt, bodyBytes);
        putHeader(out, at, new FrameHeader(bodyBytes, batch.ops().size(), sequence, syncedOffset, crc));
    }

    /** Puts a mark at the position of a buffer that has room for it. */
    void putMark(ByteBuffer out, long sequence) {
        int at = out.position();
        out.position(at + WalFormat.FRAME_HEADER_BYTES);
        putHeader(out, at, new FrameHeader(0, WalFormat.MARK, sequence, syncedOffset, 0));
    }

    private void putHeader(ByteBuffer out, int at, FrameHeader frame) {
        WalFormat.putFrameHeader(out, at, frame, seal, end);
        end += WalFormat.FRAME_HEADER_BYTES + frame.bodyBytes();
    }

    /** Writes the batch of a frame of another file. */
    void copy(FrameReader.Frame frame) throws IOException {
        FrameHeader from = frame.header();
        ByteBuffer start = ByteBuffer.allocate(WalFormat.FRAME_HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        putHeader(
                start, 0, new FrameHeader(from.bodyBytes(), from.ops(), from.sequence(), syncedOffset, from.bodyCrc()));
        out.write(start);
        out.write(frame.body());
    }

    void write(ByteBuffer frames) throws IOException {
        out.write(frames);
    }

    void sync() throws IOException {
        out.sync();
    }

    /** Says that a sync has returned which began when everything up to an offset was written. */
    void setSyncedOffset(long offset) {
        syncedOffset = offset;
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
