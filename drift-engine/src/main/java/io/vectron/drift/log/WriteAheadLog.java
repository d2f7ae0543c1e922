package io.vectron.drift.log;

import io.vectron.drift.StorageFailedException;
import io.vectron.drift.StorageFullException;
import io.vectron.drift.WriteBatch;
import io.vectron.drift.storage.DiskFullException;
import io.vectron.drift.storage.Storage;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.SecureRandom;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The log of an engine that keeps its own, in the directory of the engine. Thread-safe.
 *
 * <p>Group commit: an append writes its frame, so that a full disk refuses it before anybody has seen its batch. Of those
 * who wait for durability one syncs while others append; when it has returned, one of the next does the same for all that came
 * meanwhile. So the slower the disk, the larger the groups; there is no timer.
 *
 * <p>After a sync with nothing appended behind it a mark is written, which is not synced: it says that what lies before it
 * was, and makes later damage there known.
 *
 * <p>Concurrency: {@code lock} guards all fields. While {@code isBusy}, one thread syncs the file without the lock; nobody
 * else syncs, closes or replaces {@code current}. {@code idle} is signalled when that ends and when the log fails.
 *
 * <p>Invariants: durable <= appended; the file holds everything up to appended.
 */
public final class WriteAheadLog implements BatchLog {
    /** Takes a few hundred rows; a larger batch gets memory of its own. */
    private static final int BUFFER_BYTES = 256 << 10;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition idle = lock.newCondition();
    private final Storage storage;
    private final LogDirectory directory;
    private final BatchCodec codec;
    private final Arena arena = Arena.ofShared();
    private final ByteBuffer frame = buffer(arena, BUFFER_BYTES);
    private @Nullable LogFile current;
    private long appended;
    private long durable;
    private boolean isBusy;
    private boolean isClosed;
    private @Nullable Throwable failure;

    private WriteAheadLog(Storage storage, int dimension, LongSupplier salts) {
        this.storage = storage;
        this.directory = new LogDirectory(storage, dimension, salts);
        this.codec = new BatchCodec(dimension);
    }

    /**
     * The log in a directory; nothing is touched before {@link #replay}.
     *
     * @param dimension floats per vector; must be what the log was written with
     */
    public static WriteAheadLog in(Storage storage, int dimension) {
        return in(storage, dimension, new SecureRandom()::nextLong);
    }

    static WriteAheadLog in(Storage storage, int dimension, LongSupplier salts) {
        return new WriteAheadLog(storage, dimension, salts);
    }

    private static ByteBuffer buffer(Arena arena, int bytes) {
        return arena.allocate(bytes).asByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    }

    @Override
    public ReplayReport replay(long afterSequence, BatchConsumer consumer) {
        lock.lock();
        try {
            checkOpen();
            if (current != null) {
                throw new IllegalStateException(storage.path() + ": the log was replayed before");
            }
            Replay.Result result = new Replay(directory, afterSequence, consumer).run();
            current = result.file();
            appended = result.lastSequence();
            durable = appended;
            directory.release(afterSequence);
            return result.report();
        } catch (DiskFullException full) {
            failure = full;
            throw full("replay", full);
        } catch (IOException storageFailure) {
            throw fail("replay", storageFailure);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void append(long sequence, WriteBatch batch) {
        int bytes = WalFormat.FRAME_HEADER_BYTES + codec.bodyBytes(batch);
        lock.lock();
        try {
            checkUsable();
            if (sequence <= appended) {
                throw new IllegalArgumentException(
                        "sequence is " + sequence + ", expected more than the last one " + appended);
            }
            if (bytes <= BUFFER_BYTES) {
                file().writeBatch(frame.clear(), sequence, batch, codec);
            } else {
                writeAlone(bytes, sequence, batch);
            }
            appended = sequence;
        } catch (DiskFullException full) {
            throw full("append", full);
        } catch (IOException storageFailure) {
            throw fail("append", storageFailure);
        } finally {
            lock.unlock();
        }
    }

    private void writeAlone(int bytes, long sequence, WriteBatch batch) throws IOException {
        try (Arena once = Arena.ofConfined()) {
            file().writeBatch(buffer(once, bytes), sequence, batch, codec);
        }
    }

    @Override
    public void awaitDurable(long sequence) {
        lock.lock();
        try {
            while (durable < sequence) {
                checkUsable();
                if (sequence > appended) {
                    throw new IllegalArgumentException(
                            "sequence is " + sequence + ", expected at most the last one " + appended);
                }
                if (isBusy) {
                    idle.awaitUninterruptibly();
                } else {
                    commit();
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** Makes everything appended before durable; gives the lock up meanwhile. */
    private void commit() {
        LogFile file = file();
        long sequence = appended;
        long end = file.end();
        isBusy = true;
        lock.unlock();
        Throwable problem = sync(file);
        lock.lock();
        isBusy = false;
        idle.signalAll();
        if (problem != null) {
            throw fail("sync", problem);
        }
        durable = sequence;
        file.setSyncedOffset(end);
        if (appended == sequence) {
            mark(file);
        }
    }

    private static @Nullable Throwable sync(LogFile file) {
        try {
            file.sync();
            return null;
        } catch (IOException | RuntimeException | Error problem) {
            return problem;
        }
    }

    /** What was waited for is durable whatever becomes of the mark, so a failure here is for those who come later. */
    private void mark(LogFile file) {
        try {
            file.writeMark(durable);
        } catch (DiskFullException full) {
            // Nobody waits for a mark.
        } catch (IOException storageFailure) {
            var _ = fail("write", storageFailure);
        }
    }

    @Override
    public void roll() {
        lock.lock();
        try {
            awaitIdle();
            checkUsable();
            startNextFile();
        } catch (DiskFullException full) {
            throw full("roll", full);
        } catch (IOException storageFailure) {
            throw fail("roll", storageFailure);
        } finally {
            lock.unlock();
        }
    }

    /** Nobody waits for these syncs but writers of this log, which could not go on before them anyway. */
    private void startNextFile() throws IOException {
        LogFile full = file();
        if (!full.hasFrames()) {
            return;
        }
        Throwable problem = sync(full);
        if (problem != null) {
            throw fail("sync", problem);
        }
        durable = appended;
        idle.signalAll();
        LogDirectory.Start start = LogDirectory.Start.empty(full.number() + 1, appended, full.end());
        current = directory.create(start, LogDirectory.Content.NONE);
        directory.retain(new LogDirectory.Retained(full.number(), appended, full.bytes()));
        full.close();
    }

    @Override
    public void release(long durableSequence) {
        checkUsableNow();
        try {
            directory.release(durableSequence);
        } catch (IOException storageFailure) {
            lock.lock();
            try {
                throw fail("release", storageFailure);
            } finally {
                lock.unlock();
            }
        }
    }

    private void checkUsableNow() {
        lock.lock();
        try {
            checkUsable();
        } finally {
            lock.unlock();
        }
    }

    /** Ends with a file that has only a header: it says where the one before ends, and that it was synced up to there. */
    @Override
    public void close() {
        lock.lock();
        try {
            awaitIdle();
            if (!isClosed && current != null) {
                closeFile(current);
            }
        } catch (IOException storageFailure) {
            throw fail("close", storageFailure);
        } finally {
            if (!isClosed) {
                isClosed = true;
                arena.close();
            }
            idle.signalAll();
            lock.unlock();
        }
    }

    private void closeFile(LogFile open) throws IOException {
        try {
            if (failure == null) {
                startNextFile();
                directory.deleteSpares();
            }
        } catch (DiskFullException full) {
            // Everything is synced: without a next file the end of this one is found by reading it.
        } finally {
            (current == null ? open : current).close();
        }
    }

    private void awaitIdle() {
        while (isBusy) {
            idle.awaitUninterruptibly();
        }
    }

    private LogFile file() {
        LogFile file = current;
        if (file == null) {
            throw new IllegalStateException(storage.path() + ": the log was not replayed yet");
        }
        return file;
    }

    private void checkUsable() {
        checkOpen();
        var _ = file();
    }

    private void checkOpen() {
        if (isClosed) {
            throw new IllegalStateException(storage.path() + ": the log is closed");
        }
        if (failure != null) {
            throw new StorageFailedException(
                    storage.path() + ": the log was stopped by an earlier failure: " + failure.getMessage(), failure);
        }
    }

    private StorageFullException full(String action, DiskFullException cause) {
        return new StorageFullException(
                storage.path() + ": " + action + " of the log found no room: " + cause.getMessage(), cause);
    }

    /** Ends the log; returns what to throw. */
    private StorageFailedException fail(String action, Throwable cause) {
        if (failure == null) {
            failure = cause;
        }
        idle.signalAll();
        return new StorageFailedException(
                storage.path() + ": " + action + " of the log failed: " + cause.getMessage(), cause);
    }
}
