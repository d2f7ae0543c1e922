package io.vectron.drift.storage;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/**
 * A file that is read and written at given offsets, on the calling thread. It is built on the asynchronous channel, run
 * inline, because an interrupt of a thread that uses a plain FileChannel closes the channel for everybody: one cancelled
 * search would end every search, one interrupted writer the log. Thread-safe.
 */
final class PositionalChannel implements Closeable {
    private final Path file;
    private final AsynchronousFileChannel channel;

    private PositionalChannel(Path file, AsynchronousFileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    static PositionalChannel open(Path file, OpenOption... options) throws IOException {
        return new PositionalChannel(
                file, AsynchronousFileChannel.open(file, Set.of(options), InlineExecutor.INSTANCE));
    }

    long size() throws IOException {
        return channel.size();
    }

    /** Writes everything between position and limit; returns how many bytes. */
    int write(long at, ByteBuffer content) throws IOException {
        int written = 0;
        while (content.hasRemaining()) {
            written += result(channel.write(content, at + written));
        }
        return written;
    }

    /** Fills a buffer up to its limit. */
    void read(long at, ByteBuffer target) throws IOException {
        long from = at;
        while (target.hasRemaining()) {
            int read = result(channel.read(target, from));
            if (read < 0) {
                throw new EOFException(file + ": ends at " + from + ", expected " + target.remaining() + " bytes more");
            }
            from += read;
        }
    }

    /** fdatasync: writes the length too when that has grown, and spares the times of the inode. */
    void sync() throws IOException {
        channel.force(false);
    }

    /** Makes creations, renames and deletions in a directory durable: fsync, for names are more than its data. */
    static void syncDirectory(Path directory) throws IOException {
        try (PositionalChannel open = open(directory, StandardOpenOption.READ)) {
            open.channel.force(true);
        }
    }

    /** The result of an operation that has run inline, and so is there: nothing waits here. */
    private int result(Future<Integer> done) throws IOException {
        try {
            return done.get();
        } catch (ExecutionException failure) {
            if (failure.getCause() instanceof IOException cause) {
                throw cause;
            }
            throw new IOException(file + ": " + failure.getMessage(), failure);
        } catch (InterruptedException impossible) {
            throw new IllegalStateException(file + ": waited for an operation that has run inline", impossible);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
