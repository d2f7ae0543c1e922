package io.vectron.drift.log;

import io.vectron.drift.WriteBatch;
import io.vectron.drift.storage.Checksums;
import io.vectron.drift.storage.StorageWriter;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The file that is being written, frame by frame. A frame that finds no room leaves {@link #end} where it was, and the next
 * one is written over what there is of it.
 *
 * <p>Concurrency: one thread writes while another may sync what was written before.
 */
final class LogFile implements Closeable {
    private final StorageWriter out;
    private final WalHeader header;
    private final FrameSeal seal;
    private long end = WalFormat.HEADER_BYTES;
    private long reach = WalFormat.HEADER_BYTES;
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

    /** Offset after the last whole frame. */
    long end() {
        return end;
    }

    boolean hasFrames() {
        return end > WalFormat.HEADER_BYTES;
    }

    /** What the length of the file is at most: it may be one that is written anew, or hold a part of a frame at its end. */
    long bytes() {
        return Math.max(reach, header.staleBytes());
    }

    /**
     * Writes a batch.
     *
     * @param frame an empty buffer that has room for it, little-endian
     * @throws io.vectron.drift.storage.DiskFullException when there is no room for the whole frame; then there is none of it
     */
    void writeBatch(ByteBuffer frame, long sequence, WriteBatch batch, BatchCodec codec) throws IOException {
        int bodyAt = WalFormat.FRAME_HEADER_BYTES;
        codec.encode(batch, frame.position(bodyAt));
        int bodyBytes = frame.position() - bodyAt;
        int crc = Checksums.of(frame, bodyAt, bodyBytes);
        putHeader(frame, new FrameHeader(bodyBytes, batch.ops().size(), sequence, syncedOffset, crc));
        write(frame.flip());
    }

    /** Writes a mark; errors as for a batch. */
    void writeMark(long sequence) throws IOException {
        ByteBuffer frame = header();
        putHeader(frame, new FrameHeader(0, WalFormat.MARK, sequence, syncedOffset, 0));
        write(frame);
    }

    /** Writes the batch of a frame of another file; the file is to be given up when that fails. */
    void copy(FrameReader.Frame frame) throws IOException {
        FrameHeader from = frame.header();
        ByteBuffer start = header();
        putHeader(start, new FrameHeader(from.bodyBytes(), from.ops(), from.sequence(), syncedOffset, from.bodyCrc()));
        write(start);
        write(frame.body());
    }

    private static ByteBuffer header() {
        return ByteBuffer.allocate(WalFormat.FRAME_HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    }

    private void putHeader(ByteBuffer frame, FrameHeader header) {
        WalFormat.putFrameHeader(frame, 0, header, seal, end);
    }

    private void write(ByteBuffer bytes) throws IOException {
        long after = end + bytes.remaining();
        reach = Math.max(reach, after);
        out.write(bytes);
        end = after;
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
