package io.vectron.raft.runtime;

import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * A bounded pool of platform threads that callers, usually virtual threads, wait at: each hands over one piece of work
 * and parks until it is done. The queue needs no bound, because a caller waits for its own work and so holds at most one
 * place.
 *
 * <p>Concurrency: safe for any number of threads; what the caller did happens before the work, the work before the
 * caller's return.
 */
public final class Turnstile implements AutoCloseable {
    private static final long IDLE_SECONDS = 30;
    private static final long CLOSE_SECONDS = 10;

    private final ThreadPoolExecutor pool;

    public Turnstile(String name, int threads) {
        pool = new ThreadPoolExecutor(
                threads,
                threads,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                Thread.ofPlatform().daemon().name(name + "-", 0).factory());
        pool.allowCoreThreadTimeOut(true);
    }

    /**
     * Runs the work on a pool thread and waits for it, through interrupts.
     *
     * @throws Exception what the work threw, {@link Error}s included
     * @throws RejectedExecutionException after {@link #close}
     */
    @SuppressWarnings("ThrowSpecificExceptions") // the work's own exception is passed through
    public <T> T call(Callable<T> work) throws Exception {
        FutureTask<T> task = new FutureTask<>(work);
        pool.execute(task);
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return task.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } catch (ExecutionException e) {
            throw unwrapped(e);
        } catch (CancellationException e) {
            throw new RejectedExecutionException("the host closed", e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Without waiting. */
    public Executor executor() {
        return pool;
    }

    public int waiting() {
        return pool.getQueue().size();
    }

    private static Exception unwrapped(ExecutionException e) {
        return switch (e.getCause()) {
            case Error error -> throw error;
            case Exception exception -> exception;
            case null, default -> new IllegalStateException(e);
        };
    }

    /** Waits for running work for some seconds; queued work still runs. */
    @Override
    public void close() {
        close(pool);
    }

    private static void close(ExecutorService pool) {
        pool.shutdown();
        try {
            if (!pool.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                pool.shutdownNow();
            }
        } catch (InterruptedException e) {
            pool.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
