package io.vectron.drift.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Reads parts of files on threads of its own, several at a time, so that a disk has a queue to work on. Thread-safe.
 *
 * <p>Concurrency: {@code room} has a permit for each read that may be running or waiting; whoever finds none waits for one,
 * so reads never pile up. {@code isClosed} is guarded by this object, together with the submission to the threads.
 */
public final class AsyncReads implements AutoCloseable {
    /** Far more than a disk answers at a time; each is a thread. */
    public static final int THREADS_MAX = 256;
    /** Bounds the buffers that wait for their bytes. */
    public static final int WAITING_MAX = 65_536;

    /** Largest read: one that is larger does not gain from waiting beside others. */
    public static final int READ_BYTES_MAX = 64 << 20;

    private final ExecutorService threads;
    private final Semaphore room;
    private boolean isClosed;

    /**
     * Starts threads as they are needed.
     *
     * @param threadCount reads that run at a time, 1 to {@value #THREADS_MAX}
     * @param waitingMax reads that may wait beside them, 0 to {@value #WAITING_MAX}
     */
    public AsyncReads(int threadCount, int waitingMax) {
        checkRange("threadCount", threadCount, 1, THREADS_MAX);
        checkRange("waitingMax", waitingMax, 0, WAITING_MAX);
        threads = Executors.newFixedThreadPool(
                threadCount, Thread.ofPlatform().daemon().name("drift-read-", 0).factory());
        room = new Semaphore(threadCount + waitingMax);
    }

    private static void checkRange(String name, int value, int min, int max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(name + " is " + value + ", expected " + min + " to " + max);
        }
    }

    /**
     * Reads a part of a file; waits first while too many reads are under way. What is attached to the result runs on a
     * reading thread and must be short.
     *
     * @param reader stays open until the read has completed
     * @param length 0 to {@value #READ_BYTES_MAX} bytes
     * @return a little-endian buffer of that length, at position 0; or what the read failed with, an {@link IOException}
     * @throws IllegalStateException when closed
     */
    public CompletionStage<ByteBuffer> read(StorageReader reader, long at, int length) {
        if (at < 0) {
            throw new IllegalArgumentException("offset is " + at + ", expected none below 0");
        }
        checkRange("length", length, 0, READ_BYTES_MAX);
        room.acquireUninterruptibly();
        CompletableFuture<ByteBuffer> result = new CompletableFuture<>();
        try {
            submit(() -> run(reader, at, length, result));
        } catch (RuntimeException | Error refused) {
            room.release();
            throw refused;
        }
        return result.minimalCompletionStage();
    }

    private synchronized void submit(Runnable task) {
        if (isClosed) {
            throw new IllegalStateException("reads are closed");
        }
        threads.execute(task);
    }

    private void run(StorageReader reader, long at, int length, CompletableFuture<ByteBuffer> result) {
        ByteBuffer content;
        try {
            content = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
            reader.read(at, content);
        } catch (IOException | RuntimeException | Error failure) {
            room.release();
            result.completeExceptionally(failure);
            return;
        }
        // Before the result: whoever has heard of it finds room.
        room.release();
        result.complete(content.flip());
    }

    /** Refuses new reads and waits until those under way, waiting ones too, have completed. Closing twice is harmless. */
    @Override
    public void close() {
        synchronized (this) {
            isClosed = true;
            threads.shutdown();
        }
        boolean isInterrupted = false;
        while (true) {
            try {
                if (threads.awaitTermination(1, TimeUnit.HOURS)) {
                    break;
                }
            } catch (InterruptedException interrupted) {
                isInterrupted = true;
            }
        }
        if (isInterrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
